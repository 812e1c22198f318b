"""YAML text to plain data (`read`), and back as the smallest edit of the text (`edit`).

`read` yields data, faults and places of a file that people wrote; `edit` changes one thing in it and keeps
every other byte. No other room knows ruamel. Read `read/value.py` first: it has the data that both speak of.
"""
