"""The plan beside what was agreed: late first, then forced, then left out; and what is nowhere, by cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pmcli.model.audience import COMPUTED, Reader
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.fields import BY_KEY
from pmcli.planning import plan
from pmcli.sharing import share
from pmcli.sharing.bottleneck import find_bottleneck
from pmcli.views.page import timeline
from pmcli.views.page.data import PageData
from pmcli.views.roadmap.absent import counted_causes
from pmcli.views.roadmap.against import against_agreed, agreed_section
from pmcli.views.roadmap.export import page
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.views import VIEWS
from pmcli.writers.blocks import Block, Bullets, Paragraph, markdown
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


def paragraphs_and_bullets(blocks: Sequence[Block]) -> list[str]:
    return [
        line
        for block in blocks
        for line in ((block.text,) if isinstance(block, Paragraph) else getattr(block, "items", ()))
    ]


@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_every_view_tells_it(name: str) -> None:
    about = made()
    page = next(view.page for view in VIEWS if view.name == name)
    told = paragraphs_and_bullets(page(share(about, plan(about)), RoadmapOptions()))
    assert any("1 late, 1 forced, 5 new, 1 left out" in line for line in told)
    assert "c: 2027-Q1 → 2027-Q3: not before 2027-Q3" in told


def test_what_is_agreed_for_after_the_plan_is_later_and_not_lost() -> None:
    about = backlog(f"a effort: 1, {cd3(9)}\nb effort: 1, {cd3(1)}", "2026-Q4: a; 2029-Q1: b")
    view = share(about, plan(about))
    assert dict(view.horizons) == {"a": "now", "b": "later"}
    (later,) = view.roadmap.unplaced
    assert later.is_agreed_later
    assert not any(isinstance(block, Bullets) for block in against_agreed(view, RoadmapOptions()))
    few = share(about, plan(about), Reader("few", "few", frozenset({"id", "title", "period", *READS})))
    told = paragraphs_and_bullets(agreed_section(few))
    assert told == ["Of the agreed plan: 1 kept."], "nor for those who are told no reasons"


READS = ("agreed", "change", "declined")


def export_for(*fields: str) -> str:
    about = made()
    reader = Reader("few", "few", frozenset({"title", "period", "declined", *fields}))
    return markdown(page(share(about, plan(about), reader)))


def test_exports_tell_it_to_those_who_see_it() -> None:
    about = made()
    whole = markdown(page(share(about, plan(about))))
    assert "## The agreed plan\n\nAgreed 2026-11-29 by amelie (Planning of the year): 8 kept" in whole
    assert "- c: 2027-Q1 → 2027-Q3: not before 2027-Q3" in whole
    assert "## Not in this plan\n\n1 feature: 1 for lack of room" in whole
    assert "The agreed plan" not in export_for()
    assert "amelie" not in export_for(*READS)
    assert "Of the agreed plan: 8 kept, 1 late, 1 forced, 5 new, 1 left out." in export_for(*READS)
    only = export_for("agreement")
    assert "Agreed 2026-11-29 by amelie (Planning of the year)." in only
    assert "kept" not in only
    assert "2027-Q1 → " not in only
    assert "| 2027-Q1 |" in export_for("agreed"), "a column of its own"


def test_without_the_promise_the_cause_alone_is_told() -> None:
    about = made()
    fields = frozenset({*Feature.model_fields, *COMPUTED}) - {"agreed"}
    (row,) = share(about, plan(about), Reader("few", "few", fields)).roadmap.unplaced
    assert (row.agreed, row.reasons[0].kind) == (None, "larger-than-any-period")


def test_the_page_tells_it_in_the_roadmap_and_of_a_feature() -> None:
    about = made()
    shared = share(about, plan(about))
    section = timeline.section(PageData(shared)).text
    assert "Agreed 2026-11-29 by amelie (Planning of the year): 8 kept" in section
    assert "c: 2027-Q1 → 2027-Q3: not before 2027-Q3" in section
    (texts,) = (
        one for at, one in enumerate(PageData(shared).texts) if PageData(shared).features[at].id == "c"
    )
    assert (texts["agreed"], texts["change"]) == (["2027-Q1"], ["forced"])
    kept = next(iter(row.id for row in shared.roadmap.placements if row.change == "kept"))
    assert "agreed" not in BY_KEY["reasons"].tell(shared, about.features[kept])


def test_the_bottleneck_is_that_of_plans_made_afresh_and_as_full_as_in_the_plan_shown() -> None:
    old, new = (f"a{number} effort: 6, {cd3(1)}\nb{number} effort: 9, {cd3(90)}\n" for number in (1, 2))
    about = backlog(f"{old}{new}c effort: 9, {cd3(80)}\nd effort: 9, {cd3(80)}", "2026-Q4: a1; 2027-Q1: a2")
    alone = replace(about, agreement=None)
    found, afresh = find_bottleneck(about, plan(about)), find_bottleneck(alone, plan(alone))
    assert found is not None
    assert afresh is not None
    assert found.used == pytest.approx((6 + 6 + 9 + 9) / 40)
    assert replace(found, used=afresh.used) == afresh
    assert afresh.used == pytest.approx((9 + 9 + 9 + 9) / 40)


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
