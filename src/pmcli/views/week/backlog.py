"""Wednesday: what is new, what nobody has scored, what is not ready to start, what moved in the ranking."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from pmcli.editing.triage import waiting
from pmcli.model.feature import Feature
from pmcli.model.figure import counted
from pmcli.sharing import AudienceView
from pmcli.sharing.labels import overtaken
from pmcli.views.diff.words import why_moved
from pmcli.views.review.changed import in_titles
from pmcli.views.review.status import near_features
from pmcli.views.week.line import Line, quoted, several, short

FIRST = 10
"""The places at the top of the ranking that people watch."""
_MOVES = 3


def lines(view: AudienceView) -> Iterator[Line]:
    """What waits for triage, what is to start and not ready, then what moved near the top."""
    if view.reader.is_public:
        return
    waits = _waiting(view)
    yield from _new(view, waits)
    yield from _unscored(view, waits)
    yield from _not_ready(view)
    yield from _overtaken(view)
    yield from _moved(view)


def _new(view: AudienceView, told: Container[str]) -> Iterator[Line]:
    """The features that came since, but those told of below."""
    names = [name for name in (view.since.difference.added if view.since else ()) if name not in told]
    if names:
        says = f"{counted(len(names), 'feature')} new: {several(map(view.title, names))}"
        planned = [name for name in names if view.period(name) is not None]
        act = f"{len(planned):,} of them in the plan already" if planned and view.sees("period") else ""
        yield Line(says, tuple(names), act, command=f"pm show {names[0]}" if len(names) == 1 else "")


def _waiting(view: AudienceView) -> dict[str, bool]:
    """What waits for triage, each with whether it lacks a score; only who sees all knows of that."""
    if not view.is_whole:
        return {}
    return {each.id: each.lacks is not None for each in waiting(view.backlog, view.roadmap.model.name)}


def _unscored(view: AudienceView, waits: Mapping[str, bool]) -> Iterator[Line]:
    """What waits for triage, and how much of it came since."""
    if not waits:
        return
    lacking = sum(waits.values())
    many = "" if lacking == len(waits) else f"{lacking:,} "
    told = f", {many}without a score" if lacking else ""
    added = view.since.difference.added if view.since is not None else ()
    new = sum(name in added for name in waits)
    told += f", {new:,} new" if new else ""
    wait = "waits" if len(waits) == 1 else "wait"
    titles = several(map(view.title, waits))
    says = f"{counted(len(waits), 'feature')} {wait} for triage{told}: {titles}"
    yield Line(says, tuple(waits), "score, park or decline", command="pm triage")


def _not_ready(view: AudienceView) -> Iterator[Line]:
    """What is next, is not begun, and has open questions, no owner, or no word on when it is done."""
    features, when = _next(view)
    yield from _asked(view, features)
    for field, lacking in _LACKING.items():
        bare = [feature for feature in features if view.sees(field) and not getattr(feature, field)]
        if bare and _is_used(view, field):
            says = f"{lacking} {several(feature.title for feature in bare)}{when}"
            ids = tuple(feature.id for feature in bare)
            yield Line(says, ids, f"name {_NAMES[field]}", command=f"pm show {ids[0]}")


def _asked(view: AudienceView, first: list[Feature]) -> Iterator[Line]:
    """The open questions of what comes in this period and the next; `first` is what starts next."""
    near = near_features(view) if view.sees("period") else first
    asking = [feature for feature in near if feature.questions]
    names = {feature.id for feature in first}
    for feature in sorted(asking, key=lambda one: (one.id not in names, -len(one.questions), one.id)):
        more = f" and {len(feature.questions) - 1:,} more" if len(feature.questions) > 1 else ""
        when = f", planned for {view.period(feature.id)}" if view.sees("period") else ""
        says = f"{short(feature.title)}{when}: open is {quoted(feature.questions[0])}{more}"
        is_begun = view.sees("status") and view.backlog.status(feature.id) == "in-progress"
        act = "answer it" if is_begun else "answer it before it starts"
        yield Line(says, (feature.id,), act, feature.owner or "", f"pm show {feature.id}")


def _next(view: AudienceView) -> tuple[list[Feature], str]:
    """What is next and not begun, and for when; of those who see no periods all that they see."""
    if not view.sees("period"):
        open_ = [feature for feature in view.in_order() if view.backlog.is_open(feature.id)]
        return open_ if view.sees("status") or view.reader.where else [], ""
    if not view.roadmap.periods:
        return [], ""
    first = view.roadmap.periods[0]
    names = [placed.id for placed in view.roadmap.placements if placed.period == first]
    waiting_ = [name for name in names if view.backlog.status(name) != "in-progress"]
    return [view.backlog.features[name] for name in waiting_], f", planned for {first}"


def _overtaken(view: AudienceView) -> Iterator[Line]:
    """What customers read of as now or next, and the plan leaves out; for who sees all."""
    if not view.is_whole:
        return
    over = overtaken(view.backlog, view.roadmap)
    names = [feature.id for feature in view.in_order() if feature.id in over and feature.public]
    if names:
        are = "is" if len(names) == 1 else "are"
        says = f"{several(map(view.title, names))} {are} set to now or next by hand, and not in the plan"
        yield Line(says, tuple(names), "set it to later, or make room", command=f"pm show {names[0]}")


_LACKING = {"owner": "Nobody answers for", "acceptance": "Nobody has said when it is done:"}
_NAMES = {"owner": "an owner", "acceptance": "what makes it done"}


def _is_used(view: AudienceView, field: str) -> bool:
    """Whether this backlog writes such a thing down at all."""
    return any(getattr(feature, field) for feature in view.backlog.features.values())


def _moved(view: AudienceView) -> Iterator[Line]:
    """What came under the first ten places or left them, and why."""
    if view.since is None:
        return
    difference = view.since.difference
    gone = {shipped.id for shipped in difference.shipped} | {*difference.added, *difference.removed}
    crossing = [
        moved for moved in difference.ranks
        if moved.id not in gone and _is_first(moved.before) != _is_first(moved.after)
    ]  # fmt: skip
    near = [
        moved for moved in difference.ranks
        if moved not in crossing and moved.id not in gone and not moved.is_pushed
        and _is_first(moved.after)
    ]  # fmt: skip
    named = in_titles(view, view.since)
    for moved in sorted(crossing, key=lambda moved: moved.is_pushed)[:_MOVES] + near[:_MOVES]:
        where = f"{_place(moved.before)} → {_place(moved.after)}"
        why = short(named(why_moved(moved, difference)), 90)
        yield Line(
            f"{short(view.title(moved.id))} moves in the ranking, {where}: {why}", (moved.id,),
            command=f"pm explain {moved.id}",
        )  # fmt: skip
    if rest := len(crossing[_MOVES:]) + len(near[_MOVES:]):
        yield Line(f"{counted(rest, 'other')} moved near the top of the ranking", command="pm diff")


def _is_first(rank: int | None) -> bool:
    return rank is not None and rank <= FIRST


def _place(rank: int | None) -> str:
    return f"{rank:,}" if rank is not None else "unranked"
