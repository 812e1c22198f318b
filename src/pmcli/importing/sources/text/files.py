"""Files of text: the endings of their names, and their bytes as text whose lines can be read."""

from __future__ import annotations

from typing import Final

from pmcli.importing.sources.tables.reading.delimited import decoded

MARKDOWN: Final = (".md", ".markdown", ".mdx", ".mdown")
YAML: Final = (".yaml", ".yml")


def text_of_bytes(data: bytes, *, cut: bool = False) -> str:
    """The text with every line break as LF and without NUL; `cut`: the bytes may end within a character."""
    return decoded(data, cut=cut)[0].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
