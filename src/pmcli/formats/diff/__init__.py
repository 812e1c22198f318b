"""What a change does, written: for a terminal, for a pull request, for machines."""

from pmcli.formats.diff.document import diff_document
from pmcli.formats.diff.github import notices
from pmcli.formats.diff.markdown import MARKER, comment
from pmcli.formats.diff.page import diff_page
from pmcli.formats.diff.words import Scene, summary

__all__ = ["MARKER", "Scene", "comment", "diff_document", "diff_page", "notices", "summary"]
