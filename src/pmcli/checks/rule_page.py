"""The page of every rule: what it does, why it matters, an example, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

PM_YAML = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n"
"""The pm.yaml of an example that shows none."""
SECTIONS = ("What it does", "Why it matters", "Example", "Instead")
"""The headings of every page, in this order."""
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w+)( escaped)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"# (\S.*)\n")
_ESCAPE = re.compile(rb"\\x([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class RulePage:
    """The page of a rule as Markdown, and its sections by heading."""

    code: str
    text: str
    sections: dict[str, str]

    def workspace(self, section: str) -> dict[str, bytes]:
        r"""The files that a section shows, by path; with a plain pm.yaml where it shows none.

        A block of YAML or Markdown is a file, whose first line is its path in a comment. In one that is
        marked "escaped", `\x1b` stands for the byte.
        """
        workspace = {"pm.yaml": PM_YAML.encode()}
        for kind, escaped, text in _BLOCK.findall(self.sections.get(section, "")):
            named = _PATH.match(text)
            if kind not in ("yaml", "markdown") or named is None:
                continue
            shown = text if kind == "yaml" else text[named.end() :]
            data = shown.encode()
            workspace[named[1]] = (
                _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), data) if escaped else data
            )
        return workspace

    def output(self, section: str) -> str | None:
        """The output of `pm check --format concise` that a section shows; None where it shows none."""
        blocks = [text for kind, _, text in _BLOCK.findall(self.sections.get(section, "")) if kind == "text"]
        return blocks[0] if blocks else None


def page(code: str) -> RulePage:
    """The page of a rule, by its code."""
    text = (files("pmcli.checks") / "pages" / f"{code}.md").read_text(encoding="utf-8")
    pieces = _SECTION.split(text)
    sections = {name: body.strip("\n") + "\n" for name, body in zip(pieces[1::2], pieces[2::2], strict=True)}
    return RulePage(code, text, sections)
