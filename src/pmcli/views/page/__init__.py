"""HTML pages in one file that load nothing: static, to read and to print, and interactive.

Read first `data.py`: what the reader may see of every feature. `views.py` lists the views of the interactive
page, and each view has a file: `timeline.py`, `ranking.py`, `graph.py`, `capacity.py`; `details.py` is what
the page's script reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmcli.writers.blocks import Block

if TYPE_CHECKING:
    from pmcli.sharing import AudienceView

_CONTENTS = 4
"""From this number of headings on a page has a list of them."""


def static(page: Sequence[Block], title: str) -> str:
    """The page to read and to print, with no script."""
    from pmcli.writers.html.blocks import article
    from pmcli.writers.html.document import HtmlDocument
    from pmcli.writers.html.markup import EMPTY, element, joined

    inside, contents = article(page)
    links = element("nav", element("ul", *(
        element("li", element("a", text, href=f"#{name}")) for name, text in contents
    )), class_="contents", aria_label="On this page") if len(contents) >= _CONTENTS else EMPTY  # fmt: skip
    body = joined([*([links] if links.text else []), element("main", inside)])
    return HtmlDocument(title, body, ("style/base.css", "style/page.css")).text()


def explore(view: AudienceView, start: str, version: str | None = None) -> str:
    """The page to look around in: roadmap, table, graph, plot and heat map, beginning with `start`.

    How scores come about is told to those who see everything. With a `version` the page asks every second
    whether that still is what "version" beside it says, and is loaded anew if not.
    """
    from pmcli.views.page.views import document

    return document(view, start, version).text()


def trouble(title: str, text: str, version: str) -> str:
    """A page that tells why there is nothing to show; it is loaded anew when the version changes."""
    from pmcli.views.page.views import LIVE
    from pmcli.writers.html.document import HtmlDocument
    from pmcli.writers.html.markup import element, joined, literal

    body = element("main", joined([element("h1", title), element("pre", literal(text), tabindex=0)]))
    return HtmlDocument(title, body, ("style/base.css", "style/page.css"), (LIVE,), version=version).text()
