"""The assignments of `pm set`, such as `effort.web=3..5` and `tags+=mobile`, as edits of a feature's data.

Read `word.py` first (a word of the command line), then `reader.py` (the edits that it is of a feature).
"""

from pmcli.editing.assignment.edits import Edit, edited, found_at
from pmcli.editing.assignment.reader import AssignmentReader, missing
from pmcli.editing.assignment.ticking import Tick, state_of
from pmcli.editing.assignment.word import Assignment

__all__ = ["Assignment", "AssignmentReader", "Edit", "Tick", "edited", "found_at", "missing", "state_of"]
