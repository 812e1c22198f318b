"""One change in one file's text, with every other byte kept: comments, blank lines, quotes, line ends.

Each edit takes the bytes of a YAML file, or of a Markdown file with front matter (`path` ends in ".md"), and
yields the new bytes. Before it returns, `proof` reads and compares both texts: an edit that would change more
than was asked for raises CannotEdit; so does what stands behind an alias, a merge or a tag. Read first:
`source_text`, `key_path`, `scalars`.
"""

from pmcli.yaml.edit.arranging import arrange
from pmcli.yaml.edit.comments import Comment, comment, comments, uncomment
from pmcli.yaml.edit.documents import drop_document, put_body
from pmcli.yaml.edit.edit_buffer import EditBuffer
from pmcli.yaml.edit.removal import drop, drop_items
from pmcli.yaml.edit.scalars import put, rename_key
from pmcli.yaml.edit.setting import append, put_value
from pmcli.yaml.edit.several import Edit, KeyEdit, LineEdit, edit_all
from pmcli.yaml.edit.sorting import order, order_all, placement
from pmcli.yaml.edit.source_text import CannotEdit
from pmcli.yaml.edit.writing import compose, inline, plain_data, scalar

__all__ = [
    "CannotEdit",
    "Comment",
    "Edit",
    "EditBuffer",
    "KeyEdit",
    "LineEdit",
    "append",
    "arrange",
    "comment",
    "comments",
    "compose",
    "drop",
    "drop_document",
    "drop_items",
    "edit_all",
    "inline",
    "order",
    "order_all",
    "placement",
    "plain_data",
    "put",
    "put_body",
    "put_value",
    "rename_key",
    "scalar",
    "uncomment",
]  # fmt: skip
