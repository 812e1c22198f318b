"""The judgements to ask about: decisions, scores raised with no ground, efforts that shrank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.model.backlog import Backlog
from pmcli.model.confidence import CitedTest, cited_test, evidence_for
from pmcli.model.decision import Decision, in_force
from pmcli.model.evidence import Evidence
from pmcli.model.experiment import Experiment
from pmcli.model.feature import Feature
from pmcli.model.fields import FIELDS
from pmcli.model.figure import significant
from pmcli.model.measures import Result
from pmcli.ranking import Ranking
from pmcli.review.changes.result import Change, Event, Ruling, Watch

INPUTS = frozenset(field.key for field in FIELDS if field.judged == "input")
"""Fields that somebody judged."""
GROUNDS = frozenset(field.key for field in FIELDS if field.judged == "ground")
"""Fields that give a reason to judge otherwise."""


def rulings(before: Backlog, after: Backlog) -> tuple[Ruling, ...]:
    """The decisions made, changed, withdrawn, expired or overridden, by feature."""
    rows: list[Ruling] = []
    for name, feature in after.features.items():
        old = before.features.get(name)
        known = old.decisions if old is not None else ()
        if known != feature.decisions or (known and before.today != after.today):
            rows += _rulings(name, known, feature, before, after)
    return tuple(rows)


def _rulings(
    name: str, known: Sequence[Decision], feature: Feature, before: Backlog, after: Backlog
) -> Iterator[Ruling]:
    acted, acts = in_force(known, before.today), in_force(feature.decisions, after.today)
    for was, now in paired(known, feature.decisions):
        if now is None:
            if was is not None:
                yield _ruling(name, "withdrawn", was)
        else:
            yield _ruling(name, "made" if was is None else "changed", now, was)
    if acted is not None and acted in feature.decisions and acted is not acts and acted != acts:
        expired = acted.until is not None and acted.until < after.today
        yield _ruling(name, "expired" if expired else "overridden", acted)


def paired(
    old: Sequence[Decision], new: Sequence[Decision]
) -> Iterator[tuple[Decision | None, Decision | None]]:
    """The decisions that are not in both, each beside what became of it: changed ones, new, then gone.

    A decision is another with some words changed where it says the same verdict by the same person on the
    same day; else where it says the same verdict.
    """
    gone = [decision for decision in old if decision not in new]
    fresh = [decision for decision in new if decision not in old]
    for same in (_same, _alike):
        for decision in list(fresh):
            twin = next((was for was in gone if same(was, decision)), None)
            if twin is not None:
                gone.remove(twin)
                fresh.remove(decision)
                yield twin, decision
    yield from ((None, decision) for decision in fresh)
    yield from ((decision, None) for decision in gone)


def _same(old: Decision, new: Decision) -> bool:
    return (old.verdict, old.on, old.by) == (new.verdict, new.on, new.by)


def _alike(old: Decision, new: Decision) -> bool:
    return old.verdict == new.verdict


def _ruling(name: str, event: Event, decision: Decision, was: Decision | None = None) -> Ruling:
    text = {
        "pin": f"pinned to {decision.period}", "first": "put first",
        "before": f"put before {decision.feature}", "park": "parked", "decline": "declined",
    }[decision.verdict]  # fmt: skip
    if was is not None:
        fields = [
            key for key in Decision.model_fields
            if key not in ("because", "period", "feature") and getattr(was, key) != getattr(decision, key)
        ]  # fmt: skip
        parts = [
            f"{key} {getattr(was, key) or 'none'} → {getattr(decision, key) or 'none'}" for key in fields
        ]
        before = (
            f", not {was.period or was.feature}"
            if (was.period, was.feature) != (decision.period, decision.feature)
            else ""
        )
        text += before + (f" ({', '.join(parts)})" if parts else "")
    return Ruling(name, event, text, decision.because, decision.by)


def watch(
    before: Backlog, after: Backlog, rankings: tuple[Ranking, Ranking], changes: Sequence[Change]
) -> tuple[Watch, ...]:
    """Scores raised by hand with no new ground for it, then efforts that shrank; each by id."""
    changed: dict[str, set[str]] = {}
    for change in changes:
        if change.id is not None:
            changed.setdefault(change.id, set()).add(change.field.partition(".")[0])
    return (*_raised(before, after, rankings, changed), *_shrunk(before, after, changed))


def _raised(
    before: Backlog, after: Backlog, rankings: tuple[Ranking, Ranking], changed: dict[str, set[str]]
) -> Iterator[Watch]:  # fmt: skip
    if rankings[0].model.name != rankings[1].model.name:
        return
    old, new = ({item.id: item.score for item in ranking.items} for ranking in rankings)
    for name, fields in sorted(changed.items()):
        was, now = old.get(name), new.get(name)
        if not fields.intersection(INPUTS) or was is None or now is None:
            continue
        if significant(now) > significant(was) and not _has_ground(before, after, name, fields):
            yield Watch(name, "raised", was, now)


def _has_ground(before: Backlog, after: Backlog, name: str, fields: set[str]) -> bool:
    """Whether something new speaks for judging a feature otherwise, at the feature itself or elsewhere.

    A test that has no numbers is planned, and says nothing yet. What speaks from elsewhere is evidence of the
    problems it solves, a test that evidence cites, and what became of others that solve the same.
    """
    if fields.intersection(GROUNDS) - {"experiments"}:
        return True
    return any(said(before, name) != said(after, name) for said in (_tested, _known, _came))


def _tested(backlog: Backlog, name: str) -> list[Experiment]:
    return [test for test in backlog.features[name].experiments if test.has_numbers]


def _known(backlog: Backlog, name: str) -> list[tuple[Evidence, CitedTest | None]]:
    pieces = evidence_for(backlog, backlog.features[name])
    return [(piece, cited_test(backlog, piece)) for piece in pieces]


def _came(backlog: Backlog, name: str) -> list[tuple[str, tuple[Result, ...]]]:
    solves = set(backlog.features[name].solves)
    return [
        (other.id, other.results) for other in backlog.features.values()
        if other.results and solves.intersection(other.solves)
    ]  # fmt: skip


def _shrunk(before: Backlog, after: Backlog, changed: dict[str, set[str]]) -> Iterator[Watch]:
    for name, fields in sorted(changed.items()):
        if "effort" in fields and name in before.features and after.is_open(name):
            was, now = (backlog.total_effort(backlog.features[name]) for backlog in (before, after))
            if was is not None and now is not None and significant(now) < significant(was):
                yield Watch(name, "shrunk", was, now)
