"""HTML documents: one file that loads nothing, and that runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from pmcli.writers.html.markup import EMPTY, Markup, element, joined

_ICON: Final = (
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2032%2032'%3E"
    "%3Crect%20width='32'%20height='32'%20rx='8'%20fill='%234153d6'/%3E%3Cg%20fill='%23fff'%3E"
    "%3Crect%20x='7'%20y='8'%20width='18'%20height='4'%20rx='2'/%3E"
    "%3Crect%20x='7'%20y='14'%20width='13'%20height='4'%20rx='2'/%3E"
    "%3Crect%20x='7'%20y='20'%20width='8'%20height='4'%20rx='2'/%3E%3C/g%3E%3C/svg%3E"
)
_FIRST: Final = 'document.documentElement.classList.add("js")'
"""Run before the page is drawn, so that what the script hides is never seen."""
_IN_JSON: Final = str.maketrans({
    "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class HtmlDocument:
    """A whole page: `styles` and `scripts` are names of our own files, `data` what the script reads.

    One with a `version` asks the place that it came from, and nobody else, whether that has another by now.
    """

    title: str
    body: Markup
    styles: tuple[str, ...]
    scripts: tuple[str, ...] = ()
    data: Mapping[str, object] | None = None
    version: str | None = None

    def text(self) -> str:
        """The page as one file."""
        style, script = self._style(), _script(self.scripts)
        head = joined([
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=self.policy()),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("meta", name="referrer", content="no-referrer"),
            element("meta", name="generator", content="pm"),
            *([element("meta", name="pm-version", content=self.version)] if self.version is not None else []),
            element("title", self.title),
            element("link", rel="icon", href=_ICON),
            element("style", Markup(style)),
            *([element("script", Markup(_FIRST))] if script else []),
        ])  # fmt: skip
        data = EMPTY if self.data is None else Markup(
            f'<script type="application/json" id="data">{in_script(self.data)}</script>\n'
        )  # fmt: skip
        running = Markup(f"<script>{script}</script>\n") if script else EMPTY
        inside = self.body + Markup("\n") + data + running
        page = element("html", Markup("\n"), element("head", head), Markup("\n"),
                       element("body", Markup("\n"), inside), Markup("\n"), lang="en")  # fmt: skip
        return f"<!DOCTYPE html>\n{page.text}\n"

    def policy(self) -> str:
        """The Content Security Policy: the page may draw itself, run its own script, and nothing else."""
        style, script = self._style(), _script(self.scripts)
        rules = ["default-src 'none'", f"style-src {_digest(style)}", "img-src data:"]
        if script:
            rules.append(f"script-src {_digest(_FIRST)} {_digest(script)}")
            rules += ["require-trusted-types-for 'script'", "trusted-types 'none'"]
        rules += ["connect-src 'self'"] if self.version is not None else []
        return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])

    def _style(self) -> str:
        return "\n".join(map(asset, self.styles))


@cache
def asset(name: str) -> str:
    """A file that belongs to this room."""
    return (files("pmcli.writers.html") / name).read_text("utf-8").strip("\n")


def in_script(data: Mapping[str, object]) -> str:
    """JSON that ends no script and begins no comment, whatever stands in it."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_IN_JSON)


def _script(names: Iterable[str]) -> str:
    """Those of `vendor/`, then ours in a scope of their own; "" without any of ours."""
    texts = [(name, asset(name)) for name in names]
    theirs = [text for name, text in texts if name.startswith("vendor/")]
    ours = [text for name, text in texts if not name.startswith("vendor/")]
    return "\n".join([*theirs, '(() => {\n"use strict";', *ours, "})();"]) if ours else ""


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"
