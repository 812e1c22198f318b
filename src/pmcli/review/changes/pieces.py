"""Lists of records compared piece by piece: experiments by id, results and metrics by what they measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pmcli.model.backlog import Backlog
from pmcli.model.confidence import VERDICT_WORDS, verdict_in
from pmcli.model.evidence import Evidence, Request
from pmcli.model.experiment import Experiment
from pmcli.model.fields import facts
from pmcli.model.figure import measured
from pmcli.model.launch import Evaluation, RolloutStep
from pmcli.model.measures import Metric, Result
from pmcli.model.record import Record

Told = Callable[[Any, Backlog], str]


@dataclass(frozen=True, slots=True)
class PieceKind:
    """A kind of piece: the keys by which one is known again, and its words, which tell the keys `inside`.

    `is_called`: it is called by the first of the keys that it has.
    """

    known_by: tuple[str, ...]
    told: Told
    is_called: bool = False
    inside: frozenset[str] = frozenset()


def _experiment(test: Experiment, _: Backlog) -> str:
    """Where it stands and what it says: "done: works"."""
    if not test.has_numbers:
        return test.state
    size = f", {test.least:,} {test.in_group}" if test.state == "running" else ""
    return f"{test.state}{size}: {VERDICT_WORDS[verdict_in(test)]}"


def _result(outcome: Result, backlog: Backlog) -> str:
    """What was reached and what it took; that there is one where it says neither."""
    return facts.result(outcome, backlog) or "written"


def _metric(moved: Metric, _: Backlog) -> str:
    """What is to move, from where to where."""
    return facts.metric(moved)


def _evaluation(check: Evaluation, _: Backlog) -> str:
    """What was measured, against what is needed."""
    found = "not measured" if check.found is None else f"found {measured(check.found)}"
    return f"{found}, needs {check.need}"


def _step(step: RolloutStep, _: Backlog) -> str:
    """How many have it, from when, until what shows."""
    return facts.rollout_step(step)


KINDS: Final[Mapping[type[Record], PieceKind]] = {
    Experiment: PieceKind(
        ("id", "hypothesis"), _experiment, is_called=True,
        inside=frozenset({"status", "control", "treatment", "treatments", "guardrails"}),
    ),
    Result: PieceKind(("metric", "on"), _result, inside=frozenset(Result.model_fields)),
    Metric: PieceKind(("metric",), _metric, inside=frozenset(Metric.model_fields)),
    Evidence: PieceKind(
        ("kind", "date", "source", "segment", "experiment", "says"), facts.evidence,
        inside=frozenset(Evidence.model_fields),
    ),
    Request: PieceKind(("account", "date"), facts.request, inside=frozenset(Request.model_fields)),
    Evaluation: PieceKind(("what",), _evaluation, is_called=True, inside=frozenset({"need", "found"})),
    RolloutStep: PieceKind(("to",), _step, inside=frozenset(RolloutStep.model_fields)),
}  # fmt: skip


def kind_of(old: Sequence[object], new: Sequence[object]) -> PieceKind | None:
    """The kind of the pieces of two lists, None where they are no pieces that are compared one by one."""
    pieces = (piece for piece in (*new, *old) if isinstance(piece, Record))
    return next((KINDS[type(piece)] for piece in pieces if type(piece) in KINDS), None)


def called(piece: Record, kind: PieceKind) -> str:
    """The name by which a piece is called, "" where it has none."""
    names = (getattr(piece, key) for key in kind.known_by[:2]) if kind.is_called else ()
    return next((str(name) for name in names if name), "")


def paired(
    old: Sequence[Record], new: Sequence[Record], kind: PieceKind
) -> Iterator[tuple[Record | None, Record | None]]:
    """The pieces that are not in both, each beside what became of it: changed ones, new, then gone.

    A piece is another with something changed where it says the same of all that it is known by; else of as
    much as possible, the first key at least.
    """
    gone = [piece for piece in old if piece not in new]
    fresh = [piece for piece in new if piece not in old]
    for many in range(len(kind.known_by), 0, -1):
        keys = kind.known_by[:many]
        for piece in list(fresh):
            twin = next((was for was in gone if _are_same(was, piece, keys)), None)
            if twin is not None:
                gone.remove(twin)
                fresh.remove(piece)
                yield twin, piece
    yield from ((None, piece) for piece in fresh)
    yield from ((piece, None) for piece in gone)


def _are_same(old: Record, new: Record, keys: Sequence[str]) -> bool:
    return all(getattr(old, key) == getattr(new, key) for key in keys)
