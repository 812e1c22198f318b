"""What a reviewer should ask about: decisions, scores raised with no ground, efforts that shrank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.backlog import Backlog
from pmcli.changes.result import Change, Event, Ruling, Watch
from pmcli.decision import Decision, in_force
from pmcli.feature import Feature
from pmcli.figure import significant
from pmcli.ranking import Ranking

INPUTS = ("rice", "wsjf", "ice", "cd3", "opportunity", "kano", "moscow", "weighted", "outcomes")
"""Fields that somebody judged."""
GROUNDS = ("evidence", "requests", "experiments", "results", "decisions", "solves")
"""Fields that give a reason to judge otherwise."""


def rulings(before: Backlog, after: Backlog) -> tuple[Ruling, ...]:
    """What became of decisions, by feature."""
    found: list[Ruling] = []
    for name, feature in after.features.items():
        old = before.features.get(name)
        known = old.decisions if old is not None else ()
        if known != feature.decisions or (known and before.today != after.today):
            found += _rulings(name, known, feature, before, after)
    return tuple(found)


def _rulings(
    name: str, known: Sequence[Decision], feature: Feature, before: Backlog, after: Backlog
) -> Iterator[Ruling]:
    acted, acts = in_force(known, before.today), in_force(feature.decisions, after.today)
    gone = [one for one in known if one not in feature.decisions]
    for one in feature.decisions:
        if one not in known:
            twin = next((old for old in gone if _same(old, one)), None)
            if twin is not None:
                gone.remove(twin)
            yield _ruling(name, "made" if twin is None else "changed", one)
    for one in gone:
        yield _ruling(name, "withdrawn", one)
    if acted is not None and acted in feature.decisions and acted is not acts and acted != acts:
        expired = acted.until is not None and acted.until < after.today
        yield _ruling(name, "expired" if expired else "overridden", acted)


def _same(old: Decision, new: Decision) -> bool:
    """Whether one is the other with some words changed."""
    return (old.verdict, old.on, old.by) == (new.verdict, new.on, new.by)


def _ruling(name: str, event: Event, one: Decision) -> Ruling:
    text = {
        "pin": f"pinned to {one.period}", "first": "put first", "before": f"put before {one.feature}",
        "park": "parked", "decline": "declined",
    }[one.verdict]  # fmt: skip
    return Ruling(name, event, text, one.because, one.by)


def watch(
    before: Backlog, after: Backlog, rankings: tuple[Ranking, Ranking], changes: Sequence[Change]
) -> tuple[Watch, ...]:
    """Scores raised by hand with no new ground for it, then efforts that shrank; each by id."""
    changed: dict[str, set[str]] = {}
    for one in changes:
        if one.id is not None:
            changed.setdefault(one.id, set()).add(one.field.partition(".")[0])
    return (*_raised(rankings, changed), *_shrunk(before, after, changed))


def _raised(rankings: tuple[Ranking, Ranking], changed: dict[str, set[str]]) -> Iterator[Watch]:
    if rankings[0].model.name != rankings[1].model.name:
        return
    old, new = ({item.id: item.score for item in one.items} for one in rankings)
    for name, fields in sorted(changed.items()):
        was, now = old.get(name), new.get(name)
        judged = fields.intersection(INPUTS) and not fields.intersection(GROUNDS)
        if judged and was is not None and now is not None and significant(now) > significant(was):
            yield Watch(name, "raised", was, now)


def _shrunk(before: Backlog, after: Backlog, changed: dict[str, set[str]]) -> Iterator[Watch]:
    for name, fields in sorted(changed.items()):
        if "effort" in fields and name in before.features and after.is_open(name):
            was, now = (one.total_effort(one.features[name]) for one in (before, after))
            if was is not None and now is not None and significant(now) < significant(was):
                yield Watch(name, "shrunk", was, now)
