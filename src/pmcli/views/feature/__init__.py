"""A feature as it is shown, or a list of them: the page of `pm show`, the brief, `pm list`, JSON.

Which fields stand where is in the registry of fields in `model/fields`; read first `page.py`.
"""
