"""One change in one file's text, with every other byte kept: comments, blank lines, quotes, line ends.

Each edit takes the bytes of a YAML file, or of a Markdown file with front matter (`path` ends in ".md"),
and yields the new bytes. Before it returns, both texts are read and compared: an edit that would change
anything but what was asked for raises CannotEdit. So does what stands behind an alias, a merge or a tag.
"""

from pmcli.edit.documents import drop_document, put_body
from pmcli.edit.page import CannotEdit
from pmcli.edit.pieces import PIECE, Pieces
from pmcli.edit.remarks import Comment, comment, comments, uncomment
from pmcli.edit.removal import drop
from pmcli.edit.scalars import put, rename_key
from pmcli.edit.setting import append, put_value
from pmcli.edit.shelf import Shelf
from pmcli.edit.sorting import order, placement
from pmcli.edit.writing import compose, inline

__all__ = [
    "PIECE", "CannotEdit", "Comment", "Pieces", "Shelf", "append", "comment", "comments", "compose", "drop",
    "drop_document", "inline", "order", "placement", "put", "put_body", "put_value", "rename_key",
    "uncomment",
]  # fmt: skip
