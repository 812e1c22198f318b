"""The texts of the fields of a feature: in a cell of a table, and in full on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pmcli.model.efforts import NO_TEAM
from pmcli.model.fields import facts
from pmcli.model.figure import figure, hundredths, short_input, taken_for
from pmcli.model.likelihood import both_in_words
from pmcli.model.reason import telling
from pmcli.model.words import sentences

if TYPE_CHECKING:
    from pmcli.model.evidence import Problem
    from pmcli.model.feature import Feature
    from pmcli.model.fields.field import FieldSource, Number, PlannedSource, Words

# --- kinds of fields ---


def text(key: str) -> Words:
    """The texts of a field that is one value."""

    def words(_: FieldSource, feature: Feature) -> Iterator[str]:
        value = getattr(feature, key)
        if value not in (None, ""):
            yield str(value)

    return words


def texts(key: str) -> Words:
    """The texts of a field that is a list of texts."""
    return lambda _, feature: map(str, getattr(feature, key))


def each(key: str, phrase: Callable[[Any], str]) -> Words:
    """The texts of a field that is a list of records: a phrase each."""
    return lambda _, feature: map(phrase, getattr(feature, key))


def each_of(key: str, phrase: Callable[[Any, Any], str]) -> Words:
    """The texts of a field that is a list of records: a phrase each, which looks names up in the backlog."""
    return lambda source, feature: (phrase(item, source.backlog) for item in getattr(feature, key))


def pairs(key: str) -> Words:
    """The texts of a field that is a map: "name: value"."""
    return lambda _, feature: (f"{name}: {_value(value)}" for name, value in getattr(feature, key).items())


def inputs(key: str) -> Words:
    """The texts of a record of inputs: the name and the value of each that is given."""

    def words(_: FieldSource, feature: Feature) -> Iterator[str]:
        record = getattr(feature, key)
        for name in type(record).model_fields if record is not None else ():
            value = getattr(record, name)
            if value is not None and name in record.model_fields_set:
                yield f"{name.replace('_', ' ')} {_value(value)}"

    return words


def _value(value: object) -> str:
    return figure(value) if isinstance(value, float) else str(value)


def own(name: str) -> Words:
    """The text of a field that the workspace declares."""

    def words(_: FieldSource, feature: Feature) -> Iterator[str]:
        if (value := feature.custom.get(name)) is not None:
            yield facts.word(value)

    return words


def own_number(name: str) -> Number:
    """The number of a field that the workspace declares, None where it is none."""

    def number(_: PlannedSource, feature: Feature) -> float | None:
        value = feature.custom.get(name)
        return value if isinstance(value, float) else None

    return number


def nothing(_: FieldSource, __: Feature) -> Iterable[str]:
    """No text: the field is known only from a roadmap."""
    return ()


# --- single fields ---


def ratings(source: FieldSource, feature: Feature) -> Iterator[str]:
    """Who rated what of it, each input with its spread: only what counts, for its own file leaves it open."""
    for name, rated in source.backlog.rated.get(feature.id, {}).items():
        said = ", ".join(f"{one.rater} {one.text}" for one in rated.said)
        disputed = ", disagreed on" if rated.is_disputed else ""
        strays = "" if rated.stray is None else f", {taken_for(name, rated.stray)}"
        yield f"{short_input(name)} {rated.spread}{disputed}{strays}: {said}"


def status(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The status, a decision to park or decline included."""
    yield source.backlog.status(feature.id)


def problem(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The pain in words; where nobody wrote it down, the problems that it solves."""
    if feature.problem:
        yield feature.problem
    else:
        yield from solves(source, feature)


def solves(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The titles of the problems that it solves."""
    problems = source.backlog.workspace.problems
    for name in feature.solves:
        yield problems[name].title if name in problems else name


def solves_in_full(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The problems that it solves, each with how much it matters."""
    problems = source.backlog.workspace.problems
    for name in feature.solves:
        yield facts.problem(problems[name]) if name in problems else name


def _solved(source: FieldSource, feature: Feature) -> list[Problem]:
    problems = source.backlog.workspace.problems
    return [problems[name] for name in feature.solves if name in problems]


def segments(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The titles of those for whom it is."""
    known = source.backlog.workspace.segments
    for name in feature.segments:
        yield (known[name].title or name) if name in known else name


def segments_in_full(source: FieldSource, feature: Feature) -> Iterator[str]:
    """Those for whom it is, with their number of users; where none are named, those of the problems."""
    return facts.segments(feature, _solved(source, feature), source.backlog)


def evidence_in_full(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The evidence of the feature, then of the problems that it solves."""
    solved = [piece for problem in _solved(source, feature) for piece in problem.evidence]
    yield from (facts.evidence_in_full(piece, source.backlog) for piece in (*feature.evidence, *solved))


def outcomes(source: FieldSource, feature: Feature) -> Iterable[str]:
    """The outcomes, each with what it contributes; none at all are left out."""
    return facts.outcomes(feature, source.backlog)


def team(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The teams of its effort; where it has none, the team that is named."""
    named = [team for team in source.backlog.effort(feature) if team != NO_TEAM]
    yield from named or ([feature.team] if feature.team else [])


def effort(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The effort in total and by team."""
    if feature.effort:
        yield facts.effort(feature, source.backlog)


def effort_by_team(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The estimates of the effort as they are written, by team."""
    if feature.effort:
        yield facts.by_team(source.backlog.effort(feature))


def remaining(_: FieldSource, feature: Feature) -> Iterator[str]:
    """The effort that is left, by team."""
    if feature.remaining:
        yield facts.by_team(feature.remaining)


def spent(_: FieldSource, feature: Feature) -> Iterator[str]:
    """What it took so far, by team."""
    if feature.spent:
        yield facts.numbers_by_team(feature.spent)


def depends_on(_: FieldSource, feature: Feature) -> Iterator[str]:
    """The ids of what it waits for."""
    for need in feature.depends_on:
        lag = f", {need.lag} later" if need.lag else ""
        yield need.id + (" (would like)" if need.kind == "soft" else "") + lag


def deadline(_: FieldSource, feature: Feature) -> Iterator[str]:
    """The day, and what makes it hard."""
    if feature.deadline:
        yield facts.because(str(feature.deadline.date), feature.deadline.because)


def release_in_full(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The release with its day."""
    if feature.release:
        release = source.backlog.workspace.releases.get(feature.release)
        yield f"{feature.release} ({release.date})" if release and release.date else feature.release


def launch(_: FieldSource, feature: Feature) -> Iterable[str]:
    """The day, and what is ready."""
    return facts.launch(feature)


def decisions(source: FieldSource, feature: Feature) -> Iterable[str]:
    """The rulings, and which is in force."""
    return facts.decisions(feature, source.backlog.today)


def public(_: FieldSource, feature: Feature) -> Iterator[str]:
    """The title and the sentence for customers."""
    if feature.public:
        yield from filter(None, (feature.public.title, feature.public.text))


def public_text(_: FieldSource, feature: Feature) -> Iterator[str]:
    """The sentence for customers, where it says more than the title does."""
    public = feature.public
    if public is not None and public.text and public.text != feature.title:
        yield public.text


# --- what is worked out ---


def rank(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The rank; none where it is not ranked."""
    item = source.items.get(feature.id)
    if item is not None and item.rank:
        yield str(item.rank)


def rank_number(source: PlannedSource, feature: Feature) -> float | None:
    """The rank as a number, None where it is not ranked."""
    item = source.items.get(feature.id)
    return item.rank or None if item is not None else None


def score(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The score; none where it has none."""
    item = source.items.get(feature.id)
    if item is not None and item.score is not None:
        yield figure(item.score)


def score_number(source: PlannedSource, feature: Feature) -> float | None:
    """The score as a number."""
    item = source.items.get(feature.id)
    return item.score if item is not None else None


def ranked_reasons(source: FieldSource, feature: Feature) -> Iterable[str]:
    """The reasons of its place in the ranking."""
    item = source.items.get(feature.id)
    return sentences(item.reasons) if item is not None else ()


def reasons(source: PlannedSource, feature: Feature) -> Iterable[str]:
    """The reasons of its period; where it is in none, those of its place in the ranking."""
    placement = source.placements.get(feature.id)
    return sentences(telling(placement.reasons)) if placement else ranked_reasons(source, feature)


def period(source: PlannedSource, feature: Feature) -> Iterator[str]:
    """The period in which the roadmap delivers it."""
    if (period := source.period(feature.id)) is not None:
        yield str(period)


def agreed(source: PlannedSource, feature: Feature) -> Iterator[str]:
    """The period that the agreed plan has for it."""
    if (period := source.agreed(feature.id)) is not None:
        yield str(period)


def change(source: PlannedSource, feature: Feature) -> Iterator[str]:
    """What became of that: kept, forced, late, early, new or improved."""
    if (placement := source.placements.get(feature.id)) is not None and placement.change is not None:
        yield placement.change


def in_time(source: PlannedSource, feature: Feature) -> Iterator[str]:
    """How likely its promise is kept, and it is there in its period, where odds were asked for."""
    if (likelihood := source.likelihood(feature.id)) is not None:
        yield both_in_words(likelihood, source.promise(feature.id))


def in_time_number(source: PlannedSource, feature: Feature) -> float | None:
    """The odds that it is there in its period, as a number."""
    likelihood = source.likelihood(feature.id)
    return hundredths(likelihood.in_time) if likelihood is not None else None


def value(source: PlannedSource, feature: Feature) -> Iterator[str]:
    """The value that it adds to the plan; none where that is 0."""
    if (placement := source.placements.get(feature.id)) is not None and placement.value:
        yield figure(placement.value)


def value_number(source: PlannedSource, feature: Feature) -> float | None:
    """The value that it adds to the plan, as a number."""
    placement = source.placements.get(feature.id)
    return placement.value if placement is not None else None


def effort_number(source: PlannedSource, feature: Feature) -> float | None:
    """The mean effort over all teams."""
    return source.backlog.total_effort(feature)


def horizon(source: PlannedSource, feature: Feature) -> Iterator[str]:
    """Now, next or later: as set by hand, else as planned."""
    if (word := source.horizons.get(feature.id)) is not None:
        yield word


def confidence(source: PlannedSource, feature: Feature) -> Iterator[str]:
    """High, medium or low."""
    if (word := source.confidence.get(feature.id)) is not None:
        yield word
