"""The records that files are read into, and the words and figures in which all rooms speak of them.

Read `feature` and `workspace` first: they are the two files of FORMAT.md. `values` and `kinds` read single
values, `backlog` holds all that was loaded, `fields` is the registry of what can be known of a feature,
`reason` and `words` are why it stands where it does. Nothing here reads a file.
"""
