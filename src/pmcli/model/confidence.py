"""The confidence that evidence gives, with what it rests on: pieces, verdicts of tests, results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from pmcli.model.evidence import BANDS, TESTED, band, behind, is_old

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.evidence import Evidence
    from pmcli.model.experiment import Experiment
    from pmcli.model.feature import Feature
    from pmcli.model.hit_rates import Outcomes

UNKNOWN: Final = "unknown"
"""The verdict of an experiment that is cited and nowhere written down."""
UNREAD: Final = "unread"
"""The verdict of an experiment that has no numbers yet."""
PLANNED: Final = "planned"
"""The verdict of an experiment that is called planned, and has numbers."""
IMPOSSIBLE: Final = "impossible"
"""The verdict of an experiment with numbers of which no sum can be made."""
_BANDS: Final[Mapping[str, int]] = {
    "works": TESTED, "unclear": 2, "no-difference": 0, "hurts": 0, "harms": 0,
}  # fmt: skip
"""The bands of verdicts; the others do not count."""
AGAINST: Final = frozenset({"no-difference", "hurts", "harms"})
"""Verdicts that speak against what was tested: weaker evidence for it does not outweigh them."""
VERDICT_WORDS: Final[Mapping[str, str]] = {
    "works": "works", "unclear": "is unclear", "no-difference": "shows no difference", "hurts": "hurts",
    "harms": "harms a guardrail", "broken": "is broken", "too-early": "is too early to read",
    UNREAD: "has no numbers yet", PLANNED: "is still called planned",
    IMPOSSIBLE: "has numbers that cannot be", UNKNOWN: "is not in the backlog",
}  # fmt: skip
"""What is said of a test with this verdict."""


@dataclass(frozen=True, slots=True)
class CitedTest:
    """An experiment that evidence cites, and its verdict; `of` is its feature, where that is another one."""

    id: str
    verdict: str
    of: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it says anything of how sure one may be."""
        return self.verdict in _BANDS

    @property
    def told(self) -> str:
        """The verdict in words: "works", "is unclear"."""
        return VERDICT_WORDS[self.verdict]

    def __str__(self) -> str:
        of = f" of {self.of}" if self.of else ""
        return f"the test {self.id}{of} {self.told}"


@dataclass(frozen=True, slots=True)
class Confidence:
    """A confidence from evidence, 0 to 1: the piece that decides, and the test that this piece cites.

    `count` is how many stand behind all pieces of its kind, None where none says how many.
    `aside` are the tests that are cited and do not count. `said` is what the evidence gives; with `outcomes`
    it is measured: the share that came true of what was held for as sure, where there are enough of them.
    """

    said: float = BANDS[0]
    best: Evidence | None = None
    count: int | None = None
    test: CitedTest | None = None
    is_old: bool = False
    aside: tuple[CitedTest, ...] = ()
    outcomes: Outcomes | None = None

    @property
    def ratio(self) -> float:
        """The confidence that counts."""
        return self.outcomes.share if self.outcomes is not None and self.outcomes.is_enough else self.said

    @property
    def note(self) -> str:
        """Where it comes from, in words: "auto: interview, 6, 2026-09-12"."""
        measured = () if self.outcomes is None else (str(self.outcomes),)
        return f"{'measured' if measured else 'auto'}: {'; '.join((*measured, *self._basis(), *self.tests))}"

    def _basis(self) -> Iterator[str]:
        if self.best is None:
            yield "no evidence"
        elif self.test is None:
            details = (self.best.kind, self.count, self.best.date)
            yield ", ".join(str(detail) for detail in details if detail is not None)

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that are cited and what they give: "the test guest-50 works: 100 %"."""
        aside = tuple(f"{test}: does not count" for test in self.aside)
        if self.test is None:
            return aside
        age = ", over a year ago" if self.is_old else ""
        return (f"{self.test}{age}: {100 * self.said:.0f} %", *aside)


NO_EVIDENCE: Final = Confidence()


def confidence_of(
    backlog: Backlog, evidence: Iterable[Evidence], day: date, *, owner: str | None = None,
    is_known: bool = False,
) -> Confidence:  # fmt: skip
    """The confidence that the strongest evidence gives on a day; 10 % where there is none.

    A piece that cites an experiment takes its band from the verdict: works as a test, unclear an anecdote;
    what shows no difference or hurts is 10 %, and outweighs all that is no stronger than a test of its age.
    Of pieces in one band the first listed is named; of tests that contradict each other the later counts.
    `owner` is the feature whose evidence it is: the tests of others are told as theirs. What is dated after
    today does not count; with `is_known` nothing younger than that day does, nor a test that ended later.

    Source: I. Gilad, The Confidence Meter (2018), in the bands of FORMAT.md § 2.
    """
    best: tuple[tuple[int, date, bool], Confidence] | None = None
    aside: list[CitedTest] = []
    known = [piece for piece in evidence if not _is_to_come(backlog, piece, day if is_known else None)]
    counts = behind((piece.kind, piece.count) for piece in known if piece.experiment is None)
    for piece in known:
        test = cited_test(backlog, piece, owner)
        dated = _dated(backlog, piece)
        if test is not None and not test.counts:
            aside.append(test)
            continue
        strength, value = _strength(dated, counts.get(piece.kind, 0), test, day)
        tested_on = dated.date if test is not None and dated.date is not None else date.min
        weight = (strength, tested_on, test is not None and test.verdict in AGAINST)
        if best is None or weight > best[0]:
            says = any(one.count is not None for one in known if one.kind == piece.kind)
            count = counts.get(piece.kind) if says else None
            best = (weight, Confidence(BANDS[value], piece, count, test, is_old(dated, day)))
    found = best[1] if best is not None else NO_EVIDENCE
    return replace(found, aside=tuple(dict.fromkeys(aside))) if aside else found


def _is_to_come(backlog: Backlog, piece: Evidence, day: date | None) -> bool:
    """Whether nobody could know a piece on a day; with None whether it is dated after today."""
    when = piece.date if day is None else _dated(backlog, piece).date
    return when is not None and when > (day or backlog.today)


def _strength(piece: Evidence, count: int, test: CitedTest | None, day: date) -> tuple[int, int]:
    """How much a piece weighs against others, and the band that it gives: that of its verdict, if any."""
    if test is None:
        own = band(piece, count, day)
        return own, own
    aged = int(is_old(piece, day))
    value = max(_BANDS[test.verdict] - aged, 0)
    return (TESTED - aged, 0) if test.verdict in AGAINST else (value, value)


def _dated(backlog: Backlog, piece: Evidence) -> Evidence:
    """The piece with the day on which its experiment ended where it says none itself."""
    experiment = backlog.experiments().get(piece.experiment or "")
    if piece.date is not None or experiment is None or experiment.end is None:
        return piece
    return piece.model_copy(update={"date": experiment.end})


def cited_test(backlog: Backlog, piece: Evidence, owner: str | None = None) -> CitedTest | None:
    """The experiment that a piece of evidence cites, with its verdict; None where it cites none.

    `owner` is the feature whose evidence it is, None where that does not matter.
    """
    if piece.experiment is None:
        return None
    of = None if owner is None else backlog.tester(piece.experiment)
    return CitedTest(
        piece.experiment, backlog.once(verdict_of, piece.experiment), of if of != owner else None
    )


def verdict_of(backlog: Backlog, experiment: str) -> str:
    """The verdict of an experiment of the backlog, by its id; `UNREAD`, or `UNKNOWN` where there is none."""
    record = backlog.experiments().get(experiment)
    return UNKNOWN if record is None else verdict_in(record)


def verdict_in(experiment: Experiment) -> str:
    """The verdict of an experiment; `UNREAD`, `PLANNED` or `IMPOSSIBLE` where its numbers say nothing."""
    from pmcli.model.reading import verdict

    if not experiment.has_numbers:
        return UNREAD
    return PLANNED if experiment.is_called_planned else verdict(experiment) or IMPOSSIBLE


def evidence_for(backlog: Backlog, feature: Feature) -> tuple[Evidence, ...]:
    """The evidence of a feature, then of the problems that it solves."""
    problems = (backlog.workspace.problems.get(name) for name in feature.solves)
    return (*feature.evidence, *(piece for problem in problems if problem for piece in problem.evidence))
