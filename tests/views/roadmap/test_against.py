"""The plan beside what was agreed: late first, then forced, then left out; and what is nowhere, by cause."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.backlog import Backlog
from pmcli.planning import plan
from pmcli.sharing import share
from pmcli.views.roadmap.absent import counted_causes
from pmcli.views.roadmap.against import against_agreed
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.writers.blocks import Bullets, Paragraph
from tests.planning.test_agreed import backlog, cd3

MANY = "".join(f"\nx{number:02} effort: 1, {cd3(1)}" for number in range(12))
AGREED = "2026-Q2: a; 2026-Q4: b; 2027-Q1: c; 2027-Q2: " + " ".join(f"x{number:02}" for number in range(8))


def made() -> Backlog:
    return backlog(
        f"a effort: 6, {cd3(1)}\nb effort: 12, {cd3(9)}\nc effort: 6, not_before: 2027-Q3, {cd3(9)}\n"
        f"new effort: 1, {cd3(2)}{MANY}",
        AGREED,
    )


def lines(options: RoadmapOptions) -> tuple[str, Sequence[str]]:
    """The line of counts, and what is told below it."""
    about = made()
    blocks = list(against_agreed(share(about, plan(about)), options))
    said = next(block.text for block in blocks if isinstance(block, Paragraph))
    return said, [line for block in blocks if isinstance(block, Bullets) for line in block.items]


def test_the_late_come_first_then_the_forced_then_what_is_left_out() -> None:
    said, told = lines(RoadmapOptions())
    assert said.startswith("agreed 2026-11-29 by amelie (Planning of the year): ")
    assert "8 kept, 1 late, 1 forced, 5 new, 1 left out" in said
    assert [line.split(":")[0] for line in told] == ["a", "c", "b"]
    assert "late, slipped 2 quarters" in told[0]
    assert told[1] == "c: 2027-Q1 → 2027-Q3: not before 2027-Q3"
    assert told[2].startswith("b: 2026-Q4 → not in the plan: larger than any period")


def test_of_many_the_first_are_named_and_all_when_asked() -> None:
    about = backlog(MANY, "2026-Q2: " + " ".join(f"x{number:02}" for number in range(12)))
    view = share(about, plan(about))
    few = [block for block in against_agreed(view, RoadmapOptions()) if isinstance(block, Bullets)]
    assert few[0].items[-1] == "and 4 more late: --all lists them"
    every = [block for block in against_agreed(view, RoadmapOptions(all=True)) if isinstance(block, Bullets)]
    assert len(every[0].items) == 12


def test_nothing_is_said_where_nothing_was_agreed() -> None:
    about = backlog(MANY)
    assert [*against_agreed(share(about, plan(about)), RoadmapOptions())] == []


def test_what_is_nowhere_is_counted_by_cause() -> None:
    about = backlog(
        f"a effort: 30, {cd3(9)}\nb effort: 20, {cd3(9)}\nc cd3: {{cost_of_delay: 1, duration: 2}}\nd effort: 1, status: idea, {cd3(1)}\n"
        f"e effort: 1, depends_on: [a], {cd3(1)}\nf effort: 1, moscow: wont, {cd3(1)}"
    )
    told = counted_causes(plan(about).unplaced)
    assert told.startswith("2 for lack of room (web 2), ")
    assert sorted(told.split(", ")[1:]) == [
        "1 has no effort", "1 idea", "1 is put away", "1 waits for what is not in it",
    ]  # fmt: skip
