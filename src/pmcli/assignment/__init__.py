"""What `pm set` is told, such as `effort.web=3..5` and `tags+=mobile`: values as a file would have them."""

from pmcli.assignment.assigning import Assigning, missing
from pmcli.assignment.meaning import in_brackets
from pmcli.assignment.piece import Edit, edited, found_at
from pmcli.assignment.word import Assignment

__all__ = ["Assigning", "Assignment", "Edit", "edited", "found_at", "in_brackets", "missing"]
