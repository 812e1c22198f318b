"""Views: what is shown, decided once from an AudienceView, as blocks, tables and documents.

A folder for each thing: `roadmap`, `ranking`, `feature`, `graph`, `decisions`, `demand`, `diff`, `review`,
`page` (the interactive HTML page), `workbook` (xlsx). Read first `view.py`, a kind of export, and
`outputs.py`, which lists them; `export.py` has one written for an audience.
"""
