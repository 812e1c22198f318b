"""The assignments of `pm set`, such as `effort.web=3..5` and `tags+=mobile`, as edits of a feature's data.

Read `word.py` first (a word of the command line), then `assigning.py` (what it does to a feature).
"""

from pmcli.editing.assignment.assigning import Assigning, missing
from pmcli.editing.assignment.list_items import Edit, edited, found_at
from pmcli.editing.assignment.meaning import in_brackets
from pmcli.editing.assignment.word import Assignment

__all__ = ["Assigning", "Assignment", "Edit", "edited", "found_at", "in_brackets", "missing"]
