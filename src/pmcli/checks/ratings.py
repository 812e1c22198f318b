"""Rules about what people rated (ratings/): numbers of which nothing can come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.checks.references import HINTED, repair_of
from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.diagnostic import did_you_mean
from pmcli.model.efforts import NO_TEAM

if TYPE_CHECKING:
    from pmcli.model.rating import Opinion, Rater

_KEPT = "take it out, or leave it as a record"


def idle(backlog: Backlog) -> Iterator[Finding]:
    """Ratings of what is not there, shipped or put away, and numbers that count for nothing."""
    hints = HINTED
    for rater in backlog.raters:
        for name, opinion in rater.opinions.items():
            keys: Keys = ("features", name)
            if name in backlog.features:
                yield from _of_known(backlog, rater, opinion)
            elif not backlog.may_have(name):
                hints -= 1
                message = f'there is no feature "{name}"'
                hint, repair = None, None
                if hints >= 0:
                    hint = did_you_mean(name, backlog.features)
                    repair = repair_of(keys, name, backlog.features, "key")
                yield Finding(None, keys, message, hint or _KEPT, "key", repair=repair, file=rater.path)


def _of_known(backlog: Backlog, rater: Rater, opinion: Opinion) -> Iterator[Finding]:
    from pmcli.model.rated_backlog import is_one_half  # only where people rated

    name = opinion.feature
    keys: Keys = ("features", name)
    if not backlog.is_open(name):
        message = f'"{name}" is {backlog.status(name)}: nothing comes of this rating'
        yield Finding(name, keys, message, _KEPT, "key", file=rater.path)
        return
    is_parent = bool(backlog.children().get(name))
    for said in opinion.said:
        message, hint = "", None
        if said.keys[0] == "effort" and is_parent:
            message = f'"{name}" has children: its effort is theirs, and this one counts for nothing'
            hint = "rate the effort of its children"
        elif said.keys == ("effort", NO_TEAM) and _is_homeless(backlog, name):
            message = f"the effort names no team, and there are several: {', '.join(backlog.workspace.teams)}"
            hint = "write effort: {team: …}"
        elif is_one_half(said.input, backlog.rated.get(name, {}), backlog.features[name]) and _is_open(
            backlog, name, said.input
        ):
            message, hint = f"{said.input} means nothing alone", "rate importance and satisfaction"
        if message:
            at = tuple(key for key in said.keys if key != NO_TEAM)
            yield Finding(name, (*keys, *at), message, hint, file=rater.path)


def _is_homeless(backlog: Backlog, name: str) -> bool:
    """Whether nobody can say of which team an effort of this feature is that names none."""
    feature = backlog.features[name]
    return len(backlog.workspace.teams) > 1 and backlog.team(feature) == NO_TEAM


def _is_open(backlog: Backlog, name: str, rated: str) -> bool:
    """Whether the feature's own file leaves an input open."""
    from pmcli.model.rated_backlog import is_left_open, rated_of

    return is_left_open(rated_of(backlog, name)[rated], backlog.features[name], backlog)


RULES = (
    Rule(
        "PM318", "idle-rating", "warning",
        "A rating of which nothing comes: the feature is shipped, put away or not there.",
        idle,
    ),
    Rule("PM319", "unread-rating", "info", "Numbers in a file that is not read count for nothing."),
)  # fmt: skip
