"""Why something moved, in words: the change, and what it has to do with the feature that moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.figure import figure, significant
from pmcli.model.special_files import PLAN_FILE
from pmcli.ranking.structure import Structure
from pmcli.review.changes.result import Cause, Change, Ruling
from pmcli.review.changes.units import Unit, words
from pmcli.sequencing.graph import adjacency, reach

MANY = 3
"""Fields of one change that are named one by one, at most."""
_FACTORS = ((2.0, "doubled"), (0.5, "halved"), (3.0, "tripled"))
_ABOUT = 0.02
_PIECES = {
    "evidence": "new evidence", "requests": "a new request", "results": "a result",
    "experiments": "a new experiment",
}  # fmt: skip
"""Lists of which a piece is told as what is new."""
_THINGS = {
    "teams": "team", "accounts": "account", "problems": "problem", "outcomes": "outcome", "models": "model",
    "sizes": "size",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeReasons:
    """All that causes are made from: changes, decisions, and what waits for what in either backlog."""

    before: Backlog
    after: Backlog
    changes: Sequence[Change]
    rulings: Sequence[Ruling]
    waiting: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls, before: Backlog, after: Backlog, changes: Sequence[Change], rulings: Sequence[Ruling],
        moved: Sequence[str],
    ) -> ChangeReasons:  # fmt: skip
        """With what everything that moved, or changed, waits for."""
        needs = adjacency((*Structure.of(before).arcs, *Structure.of(after).arcs))
        about = {*moved, *(change.id for change in changes if change.id is not None)}
        waiting = {name: frozenset(reach((name,), needs)) for name in about}
        return cls(before, after, changes, rulings, waiting)

    def cause(self, moved: str, unit: Unit, shift: float) -> Cause:
        """The cause of a movement."""
        near = unit.feature is not None and (unit.feature == moved or bool(self._link(moved, unit.feature)))
        return Cause(self._because(moved, unit), shift, unit.feature, near, tuple(self._about(unit)))

    def _about(self, unit: Unit) -> Iterator[tuple[str | None, str]]:
        """The features and fields that changed."""
        yield from ((None, path[0]) for path in unit.settings)
        if unit.agreement:
            yield None, PLAN_FILE
        for feature, fields in unit.features:
            own = {change.field.partition(".")[0] for change in self.changes if change.id == feature}
            for field in fields or ("",):
                custom = sorted(own - {*Feature.model_fields}) if field == "_custom" else [field]
                yield from ((feature, custom_field) for custom_field in custom)

    def _because(self, moved: str, unit: Unit) -> str:
        if unit.names:
            return "features have new ids"
        if unit.key[1] == "*" and unit.key[0] in ("", "*"):
            return f"everything that changed together ({len(unit.features)} features)"
        if unit.key[0] == "*":
            return f"{' and '.join(self._changed(unit))} of {len(unit.features)} features changed"
        if unit.agreement:
            return self._of_agreement(moved)
        if unit.feature is None:
            return self._of_settings(unit)
        return self._of_feature(moved, unit)

    def _changed(self, unit: Unit) -> list[str]:
        """The fields that changed, in the order of features: what they are called in a file."""
        return list(dict.fromkeys(field for _, field in self._about(unit)))

    def _of_agreement(self, moved: str) -> str:
        """What plan.yaml says otherwise, and why: "plan.yaml moved it, 2026-Q4 → 2027-Q1: Late partner"."""
        sides = (self.before.agreement, self.after.agreement)
        was, now = (side.places.get(moved) if side is not None else None for side in sides)
        why = f": {sides[1].because}" if sides[1] is not None and sides[1].because else ""
        if was == now:
            return f"{PLAN_FILE} moved others{why}"
        if now is None:
            return f"{PLAN_FILE} no longer promises it{why}"
        return f"{PLAN_FILE} {'promises it now' if was is None else f'moved it, {was} → {now}'}{why}"

    def _of_settings(self, unit: Unit) -> str:
        changes = words(unit, [change for change in self.changes if change.id is None])
        if not changes:
            return f"{'.'.join(unit.settings[0])} changed"
        more = f" and {len(changes) - 1:,} more in pm.yaml" if len(changes) > 1 else ""
        return _setting(changes[0]) + more

    def _of_feature(self, moved: str, unit: Unit) -> str:
        name = str(unit.feature)
        own = name == moved
        link = "" if own else self._link(moved, name)
        if name not in self.before.features or name not in self.after.features:
            return f"{name} was {'added' if name in self.after.features else 'removed'}{link}"
        if unit.key[1] == "decisions" and (
            rulings := [ruling for ruling in self.rulings if ruling.feature == name]
        ):
            return f"{'it' if own else name} {' and '.join(decided(ruling) for ruling in rulings)}{link}"
        if unit.key[1] == "effort":
            return " and ".join(self._resized(name, dict(unit.features)[name], own=own)) + link
        if unit.key[1] == "status" and self.after.status(name) == "shipped":
            return f"{'it' if own else name} is shipped{link.replace('waits', 'waited')}"
        changes = words(unit, self.changes)
        if unit.key[1] == "depends_on":
            return self._waits(name, own=own) + link
        if len(changes) > MANY:
            fields = list(dict.fromkeys(change.field.partition(".")[0] for change in changes))
            what = ", ".join(fields)
            return (f"its {what} changed" if own else f"{what} of {name} changed") + link
        return " and ".join(_field(change, own=own) for change in changes) + link

    def _resized(self, name: str, fields: Sequence[str], *, own: bool) -> Iterator[str]:
        """What became of the effort of a feature, and of what is left of it where work has begun."""
        left = self._left(name) if "remaining" in fields else None
        if left is None or set(fields) != {"remaining"}:
            grown = self._grown(name)
            yield f"its effort {grown}" if own else f"effort of {name} {grown}"
        if left is not None:
            yield left.format("it" if own else name)

    def _left(self, name: str) -> str | None:
        """What is left of a feature: "3 person-weeks are left of {}, were 7"; None where it says nothing."""
        was, now = (_remaining(backlog.features[name]) for backlog in (self.before, self.after))
        if now is None:
            return None if was is None else "nobody says what is left of {}"
        unit = self.after.workspace.effort_unit
        if was is not None and significant(was) == significant(now):
            return "what is left of {} moved between teams"
        told = f", it was {figure(was)}" if was is not None else ""
        if now == 0:
            return f"nothing is left of {{}}{told}"
        left = f"{unit.removesuffix('s')} is" if figure(now) == "1" else f"{unit} are"
        return f"{figure(now)} {left} left of {{}}{told.replace('it was', 'were')}"

    def _grown(self, name: str) -> str:
        """The change of a feature's mean effort: "doubled"."""
        was, now = (backlog.total_effort(backlog.features[name]) for backlog in (self.before, self.after))
        if was is None or now is None:
            return "is no longer estimated" if now is None else "is estimated now"
        if significant(was) == significant(now):
            return "moved between teams, its sum is the same"
        ratio = now / was
        for factor, verb in _FACTORS:
            if abs(ratio / factor - 1) < _ABOUT:
                return verb
        verb = "grew" if ratio > 1 else "shrank"
        return f"{verb}, {figure(was)} → {figure(now)} {self.after.workspace.effort_unit}"

    def _waits(self, name: str, *, own: bool) -> str:
        old, new = (set(backlog.features[name].prerequisites()) for backlog in (self.before, self.after))
        more, less = sorted(new - old), sorted(old - new)
        who = "it" if own else name
        parts = [f"now waits for {' and '.join(more)}"] if more else []
        parts += [f"no longer waits for {' and '.join(less)}"] if less else []
        return f"{who} {' and '.join(parts)}" if parts else f"dependencies of {name} changed"

    def _link(self, moved: str, name: str) -> str:
        if name in self.waiting.get(moved, ()):
            return ", for which it waits"
        return ", which waits for it" if moved in self.waiting.get(name, ()) else ""


def _remaining(feature: Feature) -> float | None:
    """What is left of a feature, all teams together; None where it does not say."""
    return fsum(part.mean for part in feature.remaining.values()) if feature.remaining else None


def arrow(change: Change) -> str:
    """Both values of a change with their unit: "3..5..9 → 5..8..13 person-weeks"."""
    before, after = (value if value is not None else "none" for value in (change.before, change.after))
    return f"{before} → {after}{unit_of(change)}"


def unit_of(change: Change) -> str:
    """The unit after a change, a blank before it: " person-weeks", and " person-week" after a 1."""
    if change.after == "1" and change.unit.startswith("person-"):
        return f" {change.unit.removesuffix('s')}"
    return f" {change.unit}" if change.unit else ""


def decided(ruling: Ruling) -> str:
    """A decision's fate, after the name of its feature: "was pinned to 2027-Q1"."""
    return {
        "made": f"was {ruling.text}",
        "changed": f"is decided otherwise: {ruling.text}",
        "withdrawn": f"is no longer {ruling.text}",
        "expired": f"is no longer {ruling.text}: the decision expired",
        "overridden": f"is no longer {ruling.text}: a later decision counts",
    }[ruling.event]


def _field(change: Change, *, own: bool) -> str:
    root, _, name = change.field.partition(".")
    noun = _PIECES.get(root)
    if noun is not None and change.before is None:
        return f"{'it' if own else change.id} has {noun}: {change.after}"
    if root == "experiments" and "." not in name and change.after is not None:
        return f"experiment {name}{'' if own else f' of {change.id}'} is {change.after}"
    what = f"its {change.field}" if own else f"{change.field} of {change.id}"
    return f"{what} changed, {arrow(change)}"


def _setting(change: Change) -> str:
    """A change in pm.yaml: "capacity of payments 12 → 18"."""
    parts = change.field.split(".")
    if parts[0] == "teams" and len(parts) > 2:
        when = f" in {parts[3]}" if len(parts) > 3 else ""
        return f"{parts[2]} of {parts[1]}{when} changed, {arrow(change)}"
    for at, part in enumerate(parts[:-1]):
        if part in _THINGS:
            rest = " ".join(parts[at + 2 :])
            who = f"{_THINGS[part]} {parts[at + 1]}"
            return f"{rest} of {who} changed, {arrow(change)}" if rest else f"{who} changed, {arrow(change)}"
    return f"{change.field} changed, {arrow(change)}"
