"""Tables into drafts: `reading` makes rows of text of a file, `sheet` makes drafts of the rows.

`table` is the form in which all of them go on, and `nested` gives it to JSON and YAML. `meaning` says what
the columns mean, `values` what stands in cells, `rows` what a row is and names; `fields` has a file for each
kind of field, `formats` those that are tables.
"""
