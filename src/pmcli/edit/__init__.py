"""One change in one file's text, with every other byte kept: comments, blank lines, quotes, line ends.

Each edit takes the bytes of a YAML file, or of a Markdown file with front matter (`path` ends in ".md"),
and yields the new bytes. Before it returns, both texts are read and compared: an edit that would change
anything but what was asked for raises CannotEdit. So does what stands behind an alias, a merge or a tag.
"""

from pmcli.edit.page import CannotEdit
from pmcli.edit.pieces import PIECE, Pieces
from pmcli.edit.remarks import Comment, comment, comments, uncomment
from pmcli.edit.removal import drop
from pmcli.edit.scalars import put, rename_key
from pmcli.edit.sorting import order

__all__ = [
    "PIECE", "CannotEdit", "Comment", "Pieces", "comment", "comments", "drop", "order", "put", "rename_key",
    "uncomment",
]  # fmt: skip
