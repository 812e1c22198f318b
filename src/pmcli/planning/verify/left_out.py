"""The proof that nothing is left out that fits: every unplaced feature is tried in every period."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.planning.verify.facts import Facts
from pmcli.planning.verify.room import Room
from pmcli.ranking.parents import PUT_AWAY, hard_needs, put_away_above


def left_out(facts: Facts) -> Iterator[str]:
    """The unplaced features that could be added as they stand, each with the first period that has room."""
    room = Room(facts)
    for name in sorted(facts.unplaced):
        if may_be_planned(facts, name):
            number = next((number for number in facts.window(name) if room.is_free(name, number)), None)
            if number is not None:
                yield f"{name} is left out, and fits into {facts.periods[number]}"


def may_be_planned(facts: Facts, name: str) -> bool:
    """Whether the records and what is placed let a feature be planned at all, whatever room there is."""
    backlog, feature = facts.backlog, facts.backlog.features[name]
    pin, deadline = facts.pin(name), feature.deadline
    against = [rival for rival in facts.rivals.get(name, ())
               if rival in facts.at or backlog.status(rival) in ("shipped", "in-progress")]  # fmt: skip
    away = [need for need in hard_needs(backlog)[name] if backlog.status(need) in PUT_AWAY]
    return (
        backlog.is_open(name)
        and not facts.is_agreed_for_later(name)
        and feature.moscow != "wont"
        and facts.efforts(name) is not None
        and not against
        and not away
        and put_away_above(backlog, name) is None
        and not (facts.is_mere_idea(name) and facts.behind(name).isdisjoint(facts.there))
        and all(need in facts.there for need in facts.needs.get(name, ()))
        and (pin is None or pin >= 0)
        and (deadline is None or facts.sums.number(deadline.date) >= 0)
    )
