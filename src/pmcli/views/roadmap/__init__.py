"""The roadmap as it is shown, from an AudienceView: in the terminal, as export, table, document and picture.

Read first `parts.py` (phases, goals and loads that every format draws) and `words.py` (marks, work, shares).
`views.py` lists the views of `pm roadmap`, a file each; `export.py` is `pm export roadmap`, `svg.py` the
picture of it.
"""
