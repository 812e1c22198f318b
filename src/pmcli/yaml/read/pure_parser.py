"""ruamel's parser without C: its parts, without its loader that keeps state."""

from __future__ import annotations

from types import SimpleNamespace

from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner


class PureParser(Reader, Scanner, Parser):
    """Some eight times slower than the one in C."""

    processing_version = (1, 2)
    comment_handling = None

    def __init__(self, text: str) -> None:
        self.doc_infos = [SimpleNamespace(tags=[])]  # where the scanner writes `%YAML` to
        self._resolver = self
        Reader.__init__(self, text, loader=self)
        Scanner.__init__(self, loader=self)
        Parser.__init__(self, loader=self)
