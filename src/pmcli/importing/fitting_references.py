"""What drafts say of others made to fit: parents, what they wait for, what waits for them, by id.

A parent that is no feature, here or in the source, is the name of a group: it becomes the theme.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from pmcli.importing.identities import Identities
from pmcli.importing.sources import ImportedFeature, ImportFinding
from pmcli.importing.sources.plain_values import id_in
from pmcli.importing.sources.tables.values.amounts import amount
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.units import unit_weeks
from pmcli.model.figure import counted, listed
from pmcli.model.period import Step

REFERENCES: Final = ("depends_on", "conflicts_with", "parent")
_WEEKS: Final[Mapping[Step, float]] = {"quarter": 13, "month": 13 / 3}
_CALLED: Final = re.compile(r"(?!\w+://)[^\W\d_](?:[^\W_]|[ '’&+,.:/()\u2010-\u2015-])*")
_KEY: Final = re.compile(r"\w|[^\W\d_]\w*-\d+|[A-Z._-]*\d[A-Z\d._-]*|\S*\d\S{5,}")
_BESIDE: Final = re.compile(r"^[A-Z][A-Z\d_]*-\d+: | \(https?://\S+\)$")
"""The key before the name of a group, and the address behind it."""
_LONGEST: Final = 80
_NAMED: Final = 8
"""Themes that are named of those that a column of parents gives; the rest is counted."""


class Referring:
    """The references of drafts by id; what is not found is in `findings`, and in `left` by key of draft."""

    def __init__(self, identities: Identities, drafts: Iterable[ImportedFeature], step: Step) -> None:
        self.identities, self._step = identities, step
        self.findings: list[ImportFinding] = []
        self.left: dict[str, set[str]] = {}
        self.counted: Counter[str] = Counter()
        self.themes: Counter[str] = Counter()
        self._waits = self._waited_for(drafts)

    def put(self, draft: ImportedFeature, given: dict[str, object]) -> None:
        """Put the references of a draft into what is given of it."""
        name = self.identities.ids[draft.key]
        if parent := draft.fields.get("parent"):
            self._parent(draft, str(parent), given)
        for key in ("depends_on", "conflicts_with"):
            said = draft.fields.get(key)
            entries: dict[str, object] = {}
            for item in said if isinstance(said, list) else ():
                if (known := self.resolve(draft, key, id_in(item))) and known not in entries:
                    entries[known] = self._lagged(item, known) if isinstance(item, dict) else known
            for other in self._waits.get(name, ()) if key == "depends_on" else ():
                if other != name:
                    entries.setdefault(other, other)
            if entries:
                given[key] = [entries[other] for other in sorted(entries)]

    def resolve(self, draft: ImportedFeature, what: str, name: str) -> str | None:
        """The feature of a name; None, and told, where there is none."""
        feature = self.identities.named(name)
        if feature is None:
            shown = name if len(name) <= 60 else name[:57] + "..."
            is_vague = self.identities.is_vague(name)
            why = (
                f'several are called "{shown}"'
                if is_vague
                else f'there is no "{shown}" in the source or here'
            )
            self._leave(draft, what, why)
        elif feature == self.identities.ids[draft.key]:
            if what == "parent":
                self._leave(draft, what, "it names itself")
            else:
                self.findings.append(ImportFinding(draft.place, f"{what}: it names itself; left out"))
            return None
        return feature

    def assumed(self) -> Iterable[str]:
        """Sentences on parents that became themes, and on lags."""
        if self.themes:
            named = listed([theme[:40] for theme, _ in self.themes.most_common()], _NAMED)
            count = sum(self.themes.values())
            are = "is no feature" if len(self.themes) == 1 else "are no features"
            features = counted(count, "feature")
            yield f"parent: {named} {are} here or in the source: kept as theme ({features})"
        for words, count in self.counted.items():
            yield f"{words} ({counted(count, 'time')})"

    def _waited_for(self, drafts: Iterable[ImportedFeature]) -> dict[str, list[str]]:
        """The blockers of every feature that drafts say they block, by id."""
        waited_for: dict[str, list[str]] = {}
        for draft in drafts:
            blocked = draft.fields.get("blocks")
            for name in blocked if isinstance(blocked, list) else ():
                other = self.resolve(draft, "blocks", str(name))
                if other is not None:
                    waited_for.setdefault(other, []).append(self.identities.ids[draft.key])
        return waited_for

    def _leave(self, draft: ImportedFeature, what: str, why: str) -> None:
        """Tell that a field is said and is not read."""
        then = "what is here stays" if self.identities.has_here(draft, what) else "left out"
        self.findings.append(ImportFinding(draft.place, f"{what}: {why}; {then}"))
        self.left.setdefault(draft.key, set()).add(what)

    def _parent(self, draft: ImportedFeature, parent: str, given: dict[str, object]) -> None:
        is_group = self.identities.named(parent) is None and not self.identities.is_vague(parent)
        if is_group and _is_called(group := _BESIDE.sub("", parent)):
            self.themes[group] += 1
            given.setdefault("theme" if "theme" not in given else "x-parent", group)
        elif feature := self.resolve(draft, "parent", parent):
            given["parent"] = feature

    def _lagged(self, item: Mapping[str, object], name: str) -> object:
        """A dependency with its lag in periods, where that is told as a time, such as "2 days"."""
        dependency = {**item, "id": name}
        lag = dependency.get("lag")
        if not isinstance(lag, str):
            return dependency
        del dependency["lag"]
        periods = self._periods(lag)
        if periods > 0 and dependency.get("kind") != "soft":
            dependency["lag"] = periods
            taken = f"{periods} of the calendar's {self._step}s"
            self.counted[f"depends_on: a lag of {lag.lstrip('+ ')} is taken for {taken}"] += 1
            return dependency
        less = "it is a lead" if lag.startswith("-") else f"it is less than a {self._step}"
        self.counted[f"depends_on: a lag of {lag.lstrip('+ ')} is left out: {less}"] += 1
        return dependency if len(dependency) > 1 else name

    def _periods(self, lag: str) -> int:
        try:
            said = amount(re.sub(r"^([+-])?\s*([\d.,]+)\s*e(?=[a-z])", r"\1\2", lag).lstrip("+"))
        except Unclear:
            return 0
        weeks = unit_weeks().get(said.unit or "days", 0.0)
        return round(said.low * weeks / _WEEKS[self._step])


def _is_called(text: str) -> bool:
    """Whether a text may be the name of a group of work, and is no key of something that is not there."""
    return len(text) <= _LONGEST and _CALLED.fullmatch(text) is not None and _KEY.fullmatch(text) is None
