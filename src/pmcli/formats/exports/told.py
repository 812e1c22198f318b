"""What a feature says, field by field, in words: the same in every export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.feature import NO_TEAM
from pmcli.figure import figure
from pmcli.formats import facts
from pmcli.words import sentences

if TYPE_CHECKING:
    from pmcli.feature import Feature
    from pmcli.sharing import Shared

Teller = Callable[["Shared", "Feature"], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Told:
    """A field as it stands in an export: its key, its title, and what a feature says in it, a text each."""

    key: str
    title: str
    tell: Teller
    number: Callable[[Shared, Feature], float | None] | None = None


def _text(key: str, title: str = "") -> Told:
    def tell(_: Shared, feature: Feature) -> Iterator[str]:
        value = getattr(feature, key)
        if value not in (None, ""):
            yield str(value)

    return Told(key, title or key.replace("_", " "), tell)


def _list(key: str, title: str, each: Callable[[Shared, object], str] | None = None) -> Told:
    def tell(shared: Shared, feature: Feature) -> Iterator[str]:
        for one in getattr(feature, key):
            yield each(shared, one) if each else str(one)

    return Told(key, title, tell)


def _map(key: str, title: str) -> Told:
    def tell(_: Shared, feature: Feature) -> Iterator[str]:
        for name, value in getattr(feature, key).items():
            yield f"{name}: {figure(value) if isinstance(value, float) else value}"

    return Told(key, title, tell)


def _record(key: str, title: str) -> Told:
    """A record of inputs: the name and the value of each that is given."""

    def tell(_: Shared, feature: Feature) -> Iterator[str]:
        found = getattr(feature, key)
        for name in type(found).model_fields if found is not None else ():
            value = getattr(found, name)
            if value is not None and name in found.model_fields_set:
                yield f"{name.replace('_', ' ')} {figure(value) if isinstance(value, float) else value}"

    return Told(key, title, tell)


def _problem(shared: Shared, feature: Feature) -> Iterator[str]:
    """The pain in words; where nobody wrote it down, the problems that it solves."""
    if feature.problem:
        yield feature.problem
    else:
        yield from _solves(shared, feature)


def _solves(shared: Shared, feature: Feature) -> Iterator[str]:
    problems = shared.backlog.workspace.problems
    for name in feature.solves:
        yield problems[name].title if name in problems else name


def _segments(shared: Shared, feature: Feature) -> Iterator[str]:
    known = shared.backlog.workspace.segments
    for name in feature.segments:
        yield (known[name].title or name) if name in known else name


def _effort(shared: Shared, feature: Feature) -> Iterator[str]:
    if feature.effort:
        yield facts.effort(feature, shared.backlog)


def _teams(shared: Shared, feature: Feature) -> Iterator[str]:
    named = [team for team in shared.backlog.effort(feature) if team != NO_TEAM]
    yield from named or ([feature.team] if feature.team else [])


def _needs(_: Shared, feature: Feature) -> Iterator[str]:
    for need in feature.depends_on:
        lag = f", {need.lag} later" if need.lag else ""
        yield need.id + (" (would like)" if need.kind == "soft" else "") + lag


def _deadline(_: Shared, feature: Feature) -> Iterator[str]:
    if feature.deadline:
        yield facts.because(str(feature.deadline.date), feature.deadline.because)


def _public(_: Shared, feature: Feature) -> Iterator[str]:
    if feature.public:
        yield from (text for text in (feature.public.title, feature.public.text) if text)


def _rank(shared: Shared, feature: Feature) -> Iterator[str]:
    item = shared.items.get(feature.id)
    if item is not None and item.rank:
        yield str(item.rank)


def _score(shared: Shared, feature: Feature) -> Iterator[str]:
    item = shared.items.get(feature.id)
    if item is not None and item.score is not None:
        yield figure(item.score)


def _period(shared: Shared, feature: Feature) -> Iterator[str]:
    if (found := shared.period(feature.id)) is not None:
        yield str(found)


def _value(shared: Shared, feature: Feature) -> Iterator[str]:
    found = shared.placements.get(feature.id)
    if found is not None and found.value:
        yield figure(found.value)


def _reasons(shared: Shared, feature: Feature) -> Iterator[str]:
    found = shared.placements.get(feature.id)
    if found is not None:
        yield from sentences(found.reasons)
    elif feature.id in shared.items:
        yield from sentences(shared.items[feature.id].reasons)


def _decisions(shared: Shared, feature: Feature) -> Iterator[str]:
    return facts.decisions(feature, shared.backlog.today)


def _horizon(shared: Shared, feature: Feature) -> Iterator[str]:
    if (found := shared.horizons.get(feature.id)) is not None:
        yield found


def _confidence(shared: Shared, feature: Feature) -> Iterator[str]:
    if (found := shared.confidence.get(feature.id)) is not None:
        yield found


def _requests(shared: Shared, feature: Feature) -> Iterator[str]:
    yield from (facts.request(one, shared.backlog) for one in feature.requests)


def _evidence(shared: Shared, feature: Feature) -> Iterator[str]:
    yield from (facts.evidence(one, shared.backlog) for one in feature.evidence)


def _results(shared: Shared, feature: Feature) -> Iterator[str]:
    yield from (facts.result(one, shared.backlog) for one in feature.results)


def _rank_number(shared: Shared, feature: Feature) -> float | None:
    found = shared.items.get(feature.id)
    return found.rank or None if found is not None else None


def _score_number(shared: Shared, feature: Feature) -> float | None:
    found = shared.items.get(feature.id)
    return found.score if found is not None else None


def _value_number(shared: Shared, feature: Feature) -> float | None:
    found = shared.placements.get(feature.id)
    return found.value if found is not None else None


TOLD: tuple[Told, ...] = (
    Told("rank", "#", _rank, _rank_number),
    _text("id"), _text("title"), Told("period", "when", _period),
    Told("status", "status", lambda shared, one: [shared.backlog.status(one.id)]),
    _text("type"), _text("owner"), _text("theme"), _list("tags", "tags"),
    _text("product"), _text("parent", "part of"), _text("release"), Told("horizon", "horizon", _horizon),
    Told("problem", "problem", _problem), Told("solves", "solves", _solves), _text("request", "asked for"),
    _text("solution"), _text("description"), Told("segments", "for", _segments),
    Told("outcomes", "outcomes", lambda shared, one: facts.outcomes(one, shared.backlog)),
    Told("team", "team", _teams),
    Told("effort", "effort", _effort, lambda shared, one: shared.backlog.total_effort(one)),
    Told("remaining", "remaining", lambda _, one: [facts.by_team(one.remaining)] if one.remaining else []),
    Told("depends_on", "waits for", _needs), _list("conflicts_with", "conflicts with"),
    Told("deadline", "deadline", _deadline), _text("target"), _text("not_before", "not before"),
    _record("rice", "RICE"), _record("wsjf", "WSJF"), _record("ice", "ICE"), _record("cd3", "CD3"),
    _record("opportunity", "opportunity"), _record("kano", "Kano"), _text("moscow", "MoSCoW"),
    _map("weighted", "ratings"), _text("tech_debt", "technical debt"),
    Told("requests", "requests", _requests),
    Told("evidence", "evidence", _evidence),
    Told("confidence", "confidence", _confidence),
    Told("metrics", "metrics", lambda _, one: map(facts.metric, one.metrics)),
    _list("acceptance", "done when"),
    Told("options", "options", lambda _, one: map(facts.option, one.options)),
    Told("risks", "risks", lambda _, one: map(facts.risk, one.risks)),
    _list("questions", "open questions"),
    Told("experiments", "experiments", lambda _, one: map(facts.experiment, one.experiments)),
    Told("launch", "launch", lambda _, one: facts.launch(one)),
    Told("positions", "positions", lambda _, one: map(facts.position, one.positions)),
    Told("decisions", "decisions", _decisions),
    _text("shipped"),
    Told("results", "results", _results),
    Told("public", "for customers", _public), _map("links", "links"),
    Told("score", "score", _score, _score_number),
    Told("value", "value", _value, _value_number),
    Told("reasons", "why", _reasons),
)  # fmt: skip
"""Everything that may be told of a feature, in the order in which it stands in an export."""
BY_KEY: Mapping[str, Told] = {one.key: one for one in TOLD}


def visible_fields(shared: Shared) -> list[Told]:
    """What the reader may see, a workspace's own fields last."""
    own = [_own(name) for name in shared.backlog.workspace.fields if shared.sees(name)]
    if shared.reader.is_public:
        return [Told("title", "title", lambda _, one: [one.title]), BY_KEY["horizon"], _public_text()]
    named = [one for one in TOLD if shared.sees(one.key) or (one.key == "team" and shared.sees("effort"))]
    if not shared.sees("title") and shared.sees("public"):
        named = [BY_KEY["title"], *(_public_text() if one.key == "public" else one for one in named)]
    return [*named, *own]


def fields_in_use(shared: Shared) -> list[Told]:
    """Those that any feature says something in; what it is called always."""
    features = shared.backlog.features.values()
    return [
        one for one in visible_fields(shared)
        if one.key in ("id", "title") or any(True for feature in features for _ in one.tell(shared, feature))
    ]  # fmt: skip


def _own(name: str) -> Told:
    def tell(_: Shared, feature: Feature) -> Iterator[str]:
        if (value := feature.custom.get(name)) is not None:
            yield facts.word(value)

    def number(_: Shared, feature: Feature) -> float | None:
        value = feature.custom.get(name)
        return value if isinstance(value, float) else None

    return Told(name, name.replace("_", " "), tell, number)


def _public_text() -> Told:
    def tell(_: Shared, feature: Feature) -> Iterator[str]:
        public = feature.public
        if public is not None and public.text and public.text != feature.title:
            yield public.text

    return Told("public", "what it does", tell)
