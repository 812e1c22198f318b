"""Changes of the files as a person asked for them: set, new, rename, rm, fmt, fix, triage, init.

Read `change_set.py` first: changes of features become texts of files, of which nothing is written where they
bring errors. `autofix` and `format_keys` work on all files; `assignment` reads `pm set`, `triage` asks;
the two templates are the texts of new files.
"""
