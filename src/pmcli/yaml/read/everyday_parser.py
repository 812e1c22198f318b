"""A parser for what people write every day, and both of ruamel's refuse or take for something else.

Tabs that only keep words apart, a "?" or a ":" within a word in brackets, a blank first line of a block text,
its lines at the left edge. It is slow: only texts are read with it that cannot be read otherwise.
Source: YAML 1.2.2 (2021), §§ 6.1-6.3 (tabs), 7.3.3 (plain texts), 8.1.1 (headers of block texts).
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.scanner import ScannerError

from pmcli.yaml.read.pure_parser import PureParser

_BREAKS = "\r\n"
_ENDS = "\0\r\n"
_AFTER_SIGN = "\0 \t\r\n"
_FLOW = ",[]{}"


class EverydayParser(PureParser):
    """ruamel's pure parser, where its scanner is not that of YAML 1.2.

    Methods have ruamel's names, and do what its own do but for what they say.
    """

    # --- tabs ---

    def scan_to_next_token(self) -> None:
        """Goes on to what counts next; a tab on the way means that neither a key nor a "- " may follow."""
        reader = self.reader
        begins = reader.column == 0
        while True:
            tab = None
            while reader.peek() in " \t":
                if reader.peek() == "\t" and not self.flow_level:
                    self.allow_simple_key = False
                    if begins and tab is None and reader.column <= self.indent:
                        tab = reader.get_mark()
                reader.forward()
            if reader.peek() == "#":
                while reader.peek() not in _ENDS:
                    reader.forward()
            elif tab is not None and reader.peek() not in _ENDS:
                raise ScannerError(None, None, "found character '\\t' that cannot start any token", tab)
            if not self.scan_line_break():
                return
            begins = True
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain_spaces(self, indent: int, start_mark: object) -> list[str] | None:  # noqa: ARG002
        """What stands between two words of a plain text, folded; None before the end of a document."""
        reader = self.reader
        blanks = self._blanks()
        if reader.peek() not in _BREAKS:
            return [blanks] if blanks else []
        first = self.scan_line_break()
        self.allow_simple_key = True
        breaks: list[str] = []
        while True:
            if self._is_at_marker():
                return None
            while reader.peek() == " " or (reader.peek() == "\t" and self._is_in(indent)):
                reader.forward()
            if reader.peek() not in _BREAKS:
                break
            breaks.append(self.scan_line_break())
        if first != "\n":
            return [first, *breaks]
        return breaks or [" "]

    def _blanks(self) -> str:
        """The spaces and tabs here, which are taken."""
        length = 0
        while self.reader.peek(length) in " \t":
            length += 1
        blanks: str = self.reader.prefix(length)
        self.reader.forward(length)
        return blanks

    def _is_in(self, indent: int) -> bool:
        """Whether a tab stands behind the indentation of a text, in brackets, or in a blank line."""
        length = 0
        while self.reader.peek(length) in " \t":
            length += 1
        return bool(self.flow_level) or self.reader.column >= indent or self.reader.peek(length) in _ENDS

    def _is_at_marker(self) -> bool:
        reader = self.reader
        is_marker = reader.column == 0 and reader.prefix(3) in ("---", "...")
        return is_marker and reader.peek(3) in _AFTER_SIGN

    # --- signs ---

    def check_key(self) -> bool:
        """Whether a "?" begins a key: only where nothing is glued to it, in brackets as well."""
        return self.reader.peek(1) in _AFTER_SIGN

    def check_plain(self) -> bool:
        """Whether a plain text begins here: in brackets also with a "?" to which something is glued."""
        if self.reader.peek() == "?" and self.flow_level:
            return self.reader.peek(1) not in _AFTER_SIGN + _FLOW
        return bool(super().check_plain())

    # --- block texts ---

    def scan_block_scalar_indicators(self, start_mark: object) -> tuple[bool | None, int | None]:
        """Whether all line breaks at the end are kept, or none; how far the text is indented, if said."""
        keeps: bool | None = None
        indent: int | None = None
        for _ in range(2):
            sign = self.reader.peek()
            if sign in ("+", "-") and keeps is None:
                keeps = sign == "+"
            elif "1" <= sign <= "9" and indent is None:
                indent = int(sign)
            else:
                break
            self.reader.forward()
        if self.reader.peek() not in _AFTER_SIGN:
            found = f"expected chomping or indentation indicators, but found {self.reader.peek()!r}"
            where = self.reader.get_mark()
            raise ScannerError("while scanning a block scalar", start_mark, found, where)
        return keeps, indent

    def scan_block_scalar_ignored_line(self, start_mark: object) -> object:
        """The comment behind the sign of a block text, if there is one."""
        self._blanks()
        return super().scan_block_scalar_ignored_line(start_mark)

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Any]:
        """The blank lines at the top of a block text, how far its other lines are indented, their end."""
        reader = self.reader
        breaks: list[str] = []
        longest, end = 0, reader.get_mark()
        while reader.peek() in " \r\n":
            if reader.peek() == " ":
                reader.forward()
                continue
            longest = max(longest, reader.column)
            breaks.append(self.scan_line_break())
            end = reader.get_mark()
        if self._is_at_marker():
            raise ScannerError(
                "while scanning a block scalar", end, "found unexpected document indicator", end
            )
        if reader.peek() == "\0" or reader.column <= self.indent:
            return breaks, max(longest, reader.column), end
        if longest > reader.column:
            raise ScannerError("more indented follow up line than first in a block scalar", end)
        return breaks, reader.column, end
