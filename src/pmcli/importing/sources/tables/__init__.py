"""Tables into drafts: `reading` makes rows of text of a file, `sheet` drafts of the rows.

`columns` says what the columns mean, `cells`, `efforts`, `days` and `states` what stands in them, `fields`
has a file for each kind of field, `dialect` the formats that are data.
"""
