"""What is worth finding out in a backlog: its ranges, and the bets among its features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pmcli.forecast.inputs import BELIEFS
from pmcli.forecast.sums import UncertainRanking
from pmcli.forecast.worth.betting import Wager, wagers
from pmcli.forecast.worth.entering import Rescored, entered, written
from pmcli.forecast.worth.flipping import MovedNumber, Straight
from pmcli.forecast.worth.flips import Flip, flips, nearest, spot
from pmcli.forecast.worth.information import Unknown, of_range, sharing
from pmcli.forecast.worth.standing import BlockOrder, Kind
from pmcli.forecast.worth.units import unit_of
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate, Z
from pmcli.model.figure import significant
from pmcli.ranking.levers import Lever as Changeable
from pmcli.ranking.levers import levers
from pmcli.ranking.ranked import Ranked

FACTOR = 10.0
"""A number without a range is looked at from a tenth of it to ten times it."""


@dataclass(frozen=True, slots=True)
class FlipPoint:
    """A number of an input at which its feature changes places with others.

    `other` is the first that it passes, `to` its rank just beyond, `rises` whether it goes up. `factor` is
    the number over what it is taken for today, `more` whether it is more than that.
    """

    other: str
    at: float
    factor: float
    to: int
    rises: bool
    more: bool


@dataclass(frozen=True)
class InputWorth:
    """A number of a feature: what it is worth to know, and where it flips the order.

    `estimate` is None for a number without a range: then nothing is worth knowing about it that could be
    told. `now` is what it is taken for. Worth is in the unit of the effort: the most that the answer may
    cost.
    """

    id: str
    input: str
    team: str | None
    estimate: Estimate | None
    now: float
    ids: tuple[str, ...]
    lever: MovedNumber
    enters: Straight | None
    unknown: Unknown | None = None

    @cached_property
    def sure(self) -> float | None:
        """The worth of knowing it."""
        return None if self.unknown is None else self.unknown.sure

    @cached_property
    def halved(self) -> float | None:
        """The worth of an answer that halves its range."""
        return None if self.unknown is None else self.unknown.halved

    @cached_property
    def flips(self) -> tuple[FlipPoint, ...]:
        """Every flip, by number; none are known of a number that enters in no straight line."""
        if self.enters is None:
            return ()
        return tuple(map(self._told, flips(self.lever, self.enters, *self._ends)))

    @property
    def _ends(self) -> tuple[float, float]:
        return (self.lever.low, self.lever.high) if self.unknown is None else self.unknown.ends

    def _told(self, flip: Flip) -> FlipPoint:
        factor = flip.at / self.now if self.now else 0.0
        return FlipPoint(self.ids[flip.node], flip.at, factor, flip.rank, flip.rises, flip.more)

    @cached_property
    def places(self) -> tuple[int, int] | None:
        """The ranks at the low end of the range and at its high end; None without a range."""
        if self.unknown is None:
            return None
        spread, enters = self.unknown.spread, self.unknown.enters
        low, high = (max(enters(spread.quantile(z)), 0.0) for z in (-Z, Z))
        return spot(self.lever, low).rank, spot(self.lever, high).rank

    def nearest(self, *, rises: bool) -> FlipPoint | None:
        """The flip nearest to today's number on the side where the feature rises or falls."""
        if self.enters is None:
            return None
        flip = nearest(self.lever, self.enters, *self._ends, rises=rises)
        return None if flip is None else self._told(flip)


@dataclass(frozen=True, slots=True)
class WorthFindings:
    """What is worth finding out, the most first.

    `together` is the worth of knowing every range, the mean of so many `futures`, None where it was not asked
    for; `tangled` are inputs left out, since they make a value and a cost alike. `plain` is the number of
    inputs that are written without a range, as far as pm.yaml assumes one for them. `size` is how many
    features are ranked, `has_confidence` whether the model reads how sure they are. `unit` is that of the
    method's cost.
    """

    unit: str
    model: str
    findings: tuple[InputWorth, ...]
    bets: tuple[Wager, ...]
    size: int
    tangled: tuple[str, ...] = ()
    plain: int = 0
    together: float | None = None
    has_confidence: bool = True
    futures: int | None = None


def find_out(backlog: Backlog, model: str | None = None) -> WorthFindings:
    """The worth of every range and of every bet of a ranking.

    Raises:
        PmError: there is no such model, it sorts into classes, or features wait for one another.
    """
    ranked = Ranked.of(backlog, model)
    if ranked.judged.model.is_category:
        raise PmError(
            f"{ranked.judged.model.name} sorts features into classes: no estimate is behind that order",
            "pm worth --model NAME takes a model with scores; pm models lists them",
            exit_code=2,
        )
    uncertain = backlog.once(written, ranked.judged.model.name)
    standing = BlockOrder.of(ranked)
    every = list(entered(uncertain, standing))
    tangled = [f"{each.input.owner} {each.input.name}" for each in every if each.unknown is None]
    known = [(each.input, each.unknown) for each in every if each.unknown is not None]
    found = [
        _finding(given.name, given.team or None, unknown, ranked)
        for (given, _), unknown in zip(known, sharing([unknown for _, unknown in known]), strict=True)
    ]
    order = sorted(found, key=lambda row: (-significant(row.sure or 0.0), row.id, row.input, row.team or ""))
    unit = unit_of(ranked, backlog.workspace.effort_unit)
    bets = sorted(wagers(ranked, standing), key=lambda bet: (-significant(bet.sure), bet.id))
    if unit != backlog.workspace.effort_unit:
        bets = [replace(bet, studies=()) for bet in bets]  # what they take is no measure of it
    used = ranked.judged.model
    plain = sum(each.is_assumed for each in UncertainRanking.of(backlog, model).inputs)
    return WorthFindings(
        unit, used.name, tuple(order), tuple(bets), len(ranked.ids), tuple(tangled),
        plain, has_confidence=not BELIEFS.keys().isdisjoint(used.inputs),
    )  # fmt: skip


def _finding(name: str, team: str | None, unknown: Unknown, ranked: Ranked) -> InputWorth:
    enters = unknown.enters if isinstance(unknown.enters, Straight) else None
    now = enters.back(unknown.lever.now) if enters is not None else unknown.estimate.mean
    return InputWorth(
        ranked.ids[unknown.node],
        name,
        team,
        unknown.estimate,
        now,
        ranked.ids,
        unknown.lever,
        enters,
        unknown,
    )


def without_range(backlog: Backlog, feature: str, model: str | None = None) -> Iterator[InputWorth]:
    """The numbers of a feature that have no range, each with where it flips the order."""
    ranked = Ranked.of(backlog, model)
    standing = BlockOrder.of(ranked)
    node = ranked.ids.index(feature)
    for lever in _levers(ranked, feature):
        if lever.written or not lever.now:
            continue
        above = lever.scale.beyond(lever.now, up=True)
        top = above[len(above) - 1] if len(above) else lever.now
        ends = (lever.now / FACTOR, min(FACTOR * lever.now, top))
        entering = Rescored.of(ranked, lever).line((ends[0], lever.now, (ends[0] + ends[1]) / 2, ends[1]))
        if entering is not None:
            kind, line = entering
            low, high = sorted((max(line(ends[0]), 0.0), max(line(ends[1]), 0.0)))
            yield InputWorth(
                feature, input_name(ranked, lever), _team(ranked, lever), None, lever.now, ranked.ids,
                MovedNumber(standing, node, kind, low, high), line,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Between:
    """An input of a feature of which only that is known that it lies between two numbers.

    `name` is the input's field, such as "rice.reach" or "effort" (then of `team`, or of the only one).
    """

    feature: str
    name: str
    low: float
    high: float
    team: str | None = None


def worths_of_ranges(
    backlog: Backlog, asked: Sequence[Between], model: str | None = None
) -> list[float | None]:
    """What it is worth to settle where inputs of features lie between two numbers, in the effort's unit.

    None where the feature is not ranked, or the input makes neither its value nor its cost in a straight
    line, or the numbers are too far apart for a mean; 0 where both are one.

    Raises:
        PmError: there is no such model, or features wait for one another.
    """
    ranked = Ranked.of(backlog, model)
    if ranked.judged.model.is_category:
        return [None] * len(asked)
    standing, nodes = BlockOrder.of(ranked), {feature: node for node, feature in enumerate(ranked.ids)}
    inputs = {name: _levers(ranked, name) for name in {each.feature for each in asked} & nodes.keys()}
    worths: list[float | None] = [None] * len(asked)
    unknowns: dict[int, Unknown] = {}
    for at, each in enumerate(asked):
        lever = _lever(ranked, each, inputs.get(each.feature, ()))
        if lever is not None and each.low >= each.high:
            worths[at] = 0.0
        elif lever is not None and (entering := _entering(ranked, lever, each)) is not None:
            unknown = of_range(standing, nodes[each.feature], *entering, each.low, each.high)
            unknowns |= {at: unknown} if unknown is not None else {}
    for at, unknown in zip(unknowns, sharing([*unknowns.values()]), strict=True):
        worths[at] = unknown.sure
    return worths


def _lever(ranked: Ranked, each: Between, inputs: Sequence[Changeable]) -> Changeable | None:
    """Which of the inputs of its feature is meant; None where the feature is not scored by it."""
    named = (lever for lever in inputs if input_name(ranked, lever) == each.name)
    return next((lever for lever in named if each.team in (None, _team(ranked, lever))), None)


def _entering(ranked: Ranked, lever: Changeable, each: Between) -> tuple[Kind, Straight] | None:
    """What an input makes, the value or the cost, and how; None where neither, or in no straight line."""
    ends = sorted((each.low, each.high, lever.now))
    return Rescored.of(ranked, lever).line((ends[0], (each.low + each.high) / 2, ends[2]))


def _levers(ranked: Ranked, feature: str) -> tuple[Changeable, ...]:
    backlog, judged = ranked.backlog, ranked.judged
    return levers(backlog.features[feature], judged.scores[feature], judged.model, backlog)


def _team(ranked: Ranked, lever: Changeable) -> str | None:
    """The team whose effort a lever is; None where it is no effort, or that of nobody in particular."""
    if lever.name != "effort":
        return None
    if lever.team != NO_TEAM:
        return lever.team
    backlog = ranked.backlog
    return next(iter(backlog.effort(backlog.features[lever.feature]))) or None


def input_name(ranked: Ranked, lever: Changeable) -> str:
    """The field of a lever: "reach" of RICE is "rice.reach", a criterion "weighted.urgency"."""
    name, model = lever.name, ranked.judged.model.name
    features = ranked.backlog.features
    if "." in name or name == "effort" or name in features[lever.feature].custom:
        return name
    return f"{model}.{name}" if model in ("rice", "ice", "wsjf", "cd3", "opportunity") else f"weighted.{name}"
