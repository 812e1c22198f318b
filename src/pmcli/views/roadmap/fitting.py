"""A roadmap in as many lines as somebody looks at: the form that tells most of those that fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pmcli.views.roadmap.parts import Form, RoadmapOptions

if TYPE_CHECKING:
    from pmcli.sharing import AudienceView
    from pmcli.views.roadmap.views import RoadmapView
    from pmcli.writers.blocks import Block

Draw = Callable[[Sequence["Block"]], str]


def fitting(kind: RoadmapView, view: AudienceView, options: RoadmapOptions, draw: Draw) -> str:
    """The view as it is drawn, in `kind.lines` lines at most, or as few more as conflicts need.

    Titles get the lines that all else leaves; that is measured on a drawing with one line of them.
    """

    def drawn(form: Form, lines: int = 1) -> str:
        return draw(kind.page(view, replace(options, form=form, lines=lines)))

    if options.all or options.verbose or options.by is not None:
        return drawn("whole")
    for form in kind.forms:
        is_hopeless = kind.least(view, replace(options, form=form)) > kind.lines
        if not is_hopeless and _lines(text := drawn(form)) <= kind.lines:
            return text
    left = kind.lines - _lines(drawn("titles")) + 1
    return drawn("titles", max(left, len(view.roadmap.periods)))


def _lines(text: str) -> int:
    return text.count("\n")
