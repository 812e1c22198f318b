"""Colours for themes, the same in every picture of a backlog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pmcli.sharing import AudienceView
from pmcli.views.svg import legend
from pmcli.writers.svg import ink


@dataclass(frozen=True, slots=True)
class Themes:
    """The colour of every theme that has one, the most frequent first; the others are grey."""

    colors: Mapping[str, str]
    has_others: bool = False
    has_none: bool = False

    @classmethod
    def of(cls, view: AudienceView, drawn: Iterable[str]) -> Themes:
        """The themes of the features drawn; none where the reader sees none."""
        if not view.sees("theme"):
            return cls({})
        themes = [view.backlog.features[name].theme for name in drawn]
        counts = Counter(theme for theme in themes if theme)
        order = sorted(counts, key=lambda theme: (-counts[theme], theme))
        few = sorted(order[: len(ink.HUES)])
        colors = dict(zip(few, ink.HUES, strict=False))
        return cls(colors, len(order) > len(few), bool(colors) and None in themes)

    def color(self, theme: str | None) -> str:
        """The colour of a feature with this theme."""
        if not self.colors:
            return ink.HUES[0]
        return self.colors.get(theme or "", ink.GREY)

    def entries(self) -> list[legend.LegendEntry]:
        """The legend's entries for the colours."""
        entries = [legend.LegendEntry(legend.swatch(color), theme) for theme, color in self.colors.items()]
        rest = " and ".join(["other themes"] * self.has_others + ["no theme"] * self.has_none)
        return [*entries, legend.LegendEntry(legend.swatch(ink.GREY), rest)] if rest else entries
