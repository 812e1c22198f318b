"""An experiment read: every treatment against the control, from the numbers of the groups and the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

from pmcli.experiments.distributions import chi_square_tail
from pmcli.experiments.intervals import (
    GroupPair,
    any_time_span,
    fixed_span,
    odds_better,
    p_value,
    relative_span,
)
from pmcli.experiments.multiple import HolmLevel, holm_adjusted, holm_levels
from pmcli.experiments.result import (
    ALPHA,
    SPLIT_ODDS,
    ArmReading,
    EffectSpan,
    GuardrailReading,
    Sample,
)
from pmcli.experiments.size import MeanSize, Measure, ShareSize, planned_ratio, whole_people
from pmcli.experiments.verdict import VerdictFacts


@dataclass(frozen=True, slots=True)
class Design:
    """How an experiment was planned: the size of each group, the least difference worth having, above 0.

    `split` is the share of the control group, the treatments share the rest evenly; `is_up` says that more
    is better, `is_any_time` that it may be read at any time.
    """

    size: int | None = None
    detect: float | None = None
    split: float = 0.5
    is_up: bool = True
    is_any_time: bool = False


@dataclass(frozen=True, slots=True)
class Guarded:
    """A guardrail's groups by treatment; a difference beyond `worst` in the bad direction is harm.

    `number` is its place among the guardrails as they are written, from 0.
    """

    metric: str
    worst: float
    is_up: bool
    pairs: Mapping[str, GroupPair]
    number: int = 0

    def read(self, arm: str, *, is_fixed: bool) -> GuardrailReading | None:
        """The guardrail of a treatment by the same kind of interval; None where it has no numbers.

        It harms where the whole interval lies beyond `worst`. Each is judged for itself, at 5 %.
        """
        pair = self.pairs.get(arm)
        if pair is None:
            return None
        span = fixed_span(pair) if is_fixed else any_time_span(pair)
        harms = span.high < -self.worst if self.is_up else span.low > self.worst
        return GuardrailReading(self.metric, pair.difference, span.low, span.high, harms, self.number)


def split_odds(groups: Iterable[int], split: float) -> float:
    """The odds of groups so unequal, or more so, by chance; the control group comes first.

    Source: A. Fabijan et al., Diagnosing sample ratio mismatch in online controlled experiments (2019);
    K. Pearson's chi-square.
    """
    control, *treatments = groups
    total = control + sum(treatments)
    shares = [split, *[(1 - split) / len(treatments)] * len(treatments)]
    square = sum(
        (n - total * share) / (total * share) * (n - total * share)
        for n, share in zip((control, *treatments), shares, strict=True)
    )
    return chi_square_tail(square, len(treatments))


def read(
    control: Sample, treatments: Mapping[str, Sample], plan: Design, guardrails: Iterable[Guarded] = ()
) -> tuple[ArmReading, ...]:
    """The reading of every treatment, in their order; at least one, and no group without spread."""
    return tuple(_Experiment(control, treatments, plan, tuple(guardrails)).read())


@dataclass(frozen=True, slots=True)
class _Experiment:
    control: Sample
    treatments: Mapping[str, Sample]
    plan: Design
    guardrails: tuple[Guarded, ...]

    def read(self) -> Iterator[ArmReading]:
        pairs = {name: GroupPair(self.control, group) for name, group in self.treatments.items()}
        p_values = {name: p_value(pair) for name, pair in pairs.items()}
        adjusted = holm_adjusted(p_values)
        is_alone = len(pairs) == 1

        def is_apart_at_once(name: str, alpha: float) -> bool:
            """Of several the p-value, which is what Holm adjusts, has to agree with the interval."""
            return (is_alone or p_values[name] < alpha) and not fixed_span(pairs[name], alpha).holds(0)

        def is_apart_at_any_time(name: str, alpha: float) -> bool:
            return not any_time_span(pairs[name], alpha).holds(0)

        fixed = holm_levels(tuple(pairs), is_apart_at_once)
        any_time = holm_levels(tuple(pairs), is_apart_at_any_time)
        for name, pair in pairs.items():
            yield self._arm(name, pair, adjusted[name], fixed[name], any_time[name])

    def _arm(self, name: str, pair: GroupPair, p: float, fixed: HolmLevel, any_time: HolmLevel) -> ArmReading:
        """The reading of one treatment, at the levels at which it is judged."""
        at_once, always = fixed_span(pair, fixed.alpha), any_time_span(pair, any_time.alpha)
        span, level = (at_once, fixed) if self._is_planned_size else (always, any_time)
        split_p = split_odds(self._sizes, self.plan.split)
        guardrails = tuple(self._guarded(name))
        verdict = VerdictFacts(
            is_broken=split_p < SPLIT_ODDS,
            is_harmed=any(guardrail.harms for guardrail in guardrails),
            is_early=self.plan.size is not None and not self._is_reached and always.holds(0),
            is_apart=level.is_apart, span=span, is_up=self.plan.is_up, detect=self.plan.detect,
        ).verdict  # fmt: skip
        measure = self._measure(pair, is_up=self.plan.is_up)
        relative, *once = relative_span(pair, fixed.alpha)
        _, *whenever = relative_span(pair, any_time.alpha, is_any_time=True)
        return ArmReading(
            arm=name, verdict=verdict, interval="fixed" if self._is_planned_size else "always-valid",
            control=pair.control.mean, treatment=pair.treatment.mean, difference=pair.difference,
            low=span.low, high=span.high, fixed=at_once, any_time=always, relative=relative,
            relative_fixed=_span(*once), relative_any_time=_span(*whenever),
            p=p, better=odds_better(pair, is_up=self.plan.is_up), split_p=split_p,
            detectable=measure.seen(self._smaller(pair), alpha=self._alpha),
            size_needed=self._needed(pair) if verdict in ("too-early", "unclear") else None,
            error=pair.error, is_planned_size=self._is_planned_size, guardrails=guardrails,
        )  # fmt: skip

    @property
    def _alpha(self) -> float:
        """The level at which each of several treatments is planned."""
        return ALPHA / len(self.treatments)

    @property
    def _sizes(self) -> tuple[int, ...]:
        """How many are in every group, the control group first."""
        return self.control.n, *(group.n for group in self.treatments.values())

    @property
    def _is_reached(self) -> bool:
        """Whether a size was planned and every group has it."""
        return self.plan.size is not None and min(self._sizes) >= self.plan.size

    @property
    def _is_planned_size(self) -> bool:
        return self._is_reached and not self.plan.is_any_time

    def _guarded(self, name: str) -> Iterator[GuardrailReading]:
        for guarded in self.guardrails:
            reading = guarded.read(name, is_fixed=self._is_planned_size)
            if reading is not None:
                yield reading

    def _needed(self, pair: GroupPair) -> int | None:
        """How many each group needs for the least difference worth having, or for the one that was seen.

        What there were enough for already settles nothing: then the other is meant, or nothing.
        """
        sought = self._measure(pair, is_up=self.plan.is_up), self.plan.detect
        seen = self._measure(pair, is_up=pair.difference > 0), abs(pair.difference)
        for measure, difference in (sought, seen):
            each = measure.each(difference, alpha=self._alpha) if difference else None
            if each is not None and each > self._smaller(pair):
                return each
        return None

    @property
    def _ratio(self) -> float:
        """How many a treatment was to have for each in the control group."""
        return planned_ratio(len(self.treatments), self.plan.split)

    def _measure(self, pair: GroupPair, *, is_up: bool) -> Measure:
        """What was measured, as far as a size depends on it: the control's share, or the spread of both."""
        if pair.control.hits is not None:
            return ShareSize(pair.control.mean, is_up, self._ratio)
        control, treatment = pair.control.variance, pair.treatment.variance
        return MeanSize(sqrt((self._ratio * control + treatment) / (self._ratio + 1)), self._ratio)

    def _smaller(self, pair: GroupPair) -> int:
        """How many are in the smaller group, by the plan; beside it the other is as large as planned.

        Groups that are unequal by chance alone count as the smaller of them.
        """
        control = min(pair.control.n, whole_people(pair.treatment.n / self._ratio))
        return whole_people(control * min(1.0, self._ratio))


def _span(low: float | None, high: float | None) -> EffectSpan | None:
    return None if low is None or high is None else EffectSpan(low, high)
