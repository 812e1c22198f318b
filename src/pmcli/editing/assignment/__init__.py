"""What `pm set` is told, such as `effort.web=3..5` and `tags+=mobile`: values as a file would have them."""

from pmcli.editing.assignment.assigning import Assigning, missing
from pmcli.editing.assignment.list_items import Edit, edited, found_at
from pmcli.editing.assignment.meaning import in_brackets
from pmcli.editing.assignment.word import Assignment

__all__ = ["Assigning", "Assignment", "Edit", "edited", "found_at", "in_brackets", "missing"]
