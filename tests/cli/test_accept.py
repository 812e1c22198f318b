"""`pm accept`: what it tells, what it writes, and that the roadmap keeps it then."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm
from tests.cli.dialogue import Conversation
from tests.cli.repo import git
from tests.conftest import for_each
from tests.worlds import World

HEAD = (
    "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 3}\nscoring: {model: rice}\n"
    "teams: {web: {capacity: 10}}\n"
)
FEATURES = """
- {id: big, title: Big, effort: 8, rice: {reach: 900, impact: 1, confidence: 80%}}
- {id: mid, title: Middle, effort: 6, rice: {reach: 500, impact: 1, confidence: 80%}}
- {id: low, title: Low, effort: 4, rice: {reach: 10, impact: 1, confidence: 80%}}
- {id: old, title: Old, status: shipped}
- {id: off, title: Off, status: parked}
- {id: all, title: All of it}
- {id: part, title: A part, parent: all, effort: 1, rice: {reach: 5, impact: 1, confidence: 80%}}
"""
PLAN = """\
agreed: {on: 2026-11-29, by: amelie, because: Planning of the year}
periods:
  2026-Q4:
    - big
    - part
  2027-Q1:
    - mid
    - low
"""
WHO = ("--because", "Planning of the year", "--by", "amelie")
TODAY = ("--today", "2026-11-29")


@pytest.fixture
def shop(make: Make) -> Path:
    return make(FEATURES, HEAD)


def plan_of(root: Path) -> str:
    return (root / "plan.yaml").read_text()


def changes(pm: Pm, root: Path) -> dict[str, str]:
    placements = json.loads(pm("roadmap", "--format", "json", at=root).out)["placements"]
    return {placement["id"]: placement["change"] for placement in placements}


def test_a_first_plan_is_agreed_on_and_kept(pm: Pm, shop: Path) -> None:
    run = pm("accept", *WHO, *TODAY, at=shop)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(
        "plan.yaml: 4 new\n\nbecause  Planning of the year\nby       amelie\non       2026-11-29\n"
    )
    assert "2026-Q4         2  big, part\n" in run.out
    assert run.out.endswith("Agreed, in plan.yaml; pm roadmap keeps it\n")
    assert plan_of(shop) == PLAN, "as FORMAT.md writes it"
    assert set(changes(pm, shop).values()) == {"kept"}
    again = pm("accept", "--because", "another word", at=shop)
    assert (again.code, again.out) == (0, "Nothing to change: plan.yaml says what pm roadmap shows\n")
    assert plan_of(shop) == PLAN


def test_a_dry_run_only_tells(pm: Pm, shop: Path) -> None:
    run = pm("accept", *WHO, *TODAY, "--dry-run", at=shop)
    assert run.code == 0
    assert "plan.yaml: 4 new" in run.out
    assert "+++ b/plan.yaml" in run.out
    assert not (shop / "plan.yaml").exists()
    told = json.loads(pm("accept", *WHO, *TODAY, "--dry-run", "--format", "json", at=shop).out)
    assert (told["kind"], told["written"], told["kept"]) == ("accept", False, 0)
    assert not (shop / "plan.yaml").exists()


BY_HAND = """\
# the year
agreed: {on: 2026-01-02, because: Long ago, x-mine: kept}   # who
x-note: mine

periods:
  # what was
  2026-Q2:
    - old   # delivered
    # waits for the vendor
    - low   # still
  2026-Q4:
    # all of these
    - off
    - big
    # a slip of the pen
    - bog
  2027-Q3:
    - all
    - big
# the end
"""


def test_a_plan_edited_by_hand_keeps_its_comments(pm: Pm, shop: Path) -> None:
    (shop / "plan.yaml").write_text(BY_HAND)
    assert pm("rank", at=shop).code == 1, "three mistakes"
    run = pm("accept", *WHO, *TODAY, at=shop)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(
        "plan.yaml: 2 kept, 1 late, carried over, 2 new, 1 parked, 1 no longer planned itself, 1 gone\n"
    )
    for line in (
        "low      late    2026-Q2 → 2027-Q1  late: agreed for 2026-Q2, slipped 3 quarters",
        "off      parked  2026-Q4 → –        taken out: it is parked",
        "all      parent  2027-Q3 → –        taken out: it has children, and is done when they are",
        "bog      gone    2026-Q4 → –        taken out: there is no such feature",
    ):
        assert line in run.out
    assert (
        plan_of(shop)
        == """\
# the year
agreed: {on: 2026-11-29, by: amelie, because: Planning of the year, x-mine: kept}   # who
x-note: mine

periods:
  # what was
  2026-Q2:
    - old   # delivered
  2026-Q4:
    # all of these
    - big
    - part
  2027-Q1:
    - mid
    # waits for the vendor
    - low   # still
# the end
"""
    )
    assert pm("check", "--fail-on", "warning", "--select", "PM31", at=shop).code == 0
    assert set(changes(pm, shop).values()) == {"kept"}


def test_what_forces_a_move_is_told(pm: Pm, shop: Path) -> None:
    (shop / "plan.yaml").write_text(PLAN.replace("    - part\n", "    - part\n    - mid\n", 1).replace(
        "2027-Q1:\n    - mid\n", "2027-Q1:\n"
    ))  # fmt: skip
    told = json.loads(pm("accept", *WHO, "--format", "json", at=shop).out)
    assert (told["kind"], told["path"], told["written"], told["kept"]) == ("accept", "plan.yaml", True, 3)
    (moved,) = told["changes"]
    assert (moved["id"], moved["change"], moved["before"], moved["after"]) == (
        "mid", "forced", "2026-Q4", "2027-Q1",
    )  # fmt: skip
    assert "web" in moved["reason"]
    assert told["agreed"] == {
        "on": str(date.today()), "by": "amelie", "because": "Planning of the year",
    }  # fmt: skip
    assert set(changes(pm, shop).values()) == {"kept"}


def test_a_better_plan_is_taken_when_it_is_asked_for(pm: Pm, shop: Path) -> None:
    worse = PLAN.replace("- big\n", "- low\n").replace("- mid\n    - low\n", "- big\n")
    (shop / "plan.yaml").write_text(worse + "  2027-Q2:\n    - mid\n")
    assert pm("accept", *WHO, at=shop).out.startswith("Nothing to change")
    run = pm("accept", *WHO, "--improve", at=shop)
    assert run.code == 0
    assert "improved" in run.out.splitlines()[0]
    assert "gain" in run.out
    assert set(changes(pm, shop).values()) == {"kept"}
    (shop / "plan.yaml").write_text(worse + "  2027-Q2:\n    - mid\n")
    assert pm("accept", *WHO, "--afresh", at=shop).code == 0
    assert set(changes(pm, shop).values()) == {"kept"}


def test_what_is_after_the_last_period_stays(pm: Pm, shop: Path) -> None:
    text = PLAN.replace("    - low\n", "") + "  2029-Q1:\n    - low\n"
    (shop / "plan.yaml").write_text(text)
    assert pm("accept", *WHO, at=shop).out.startswith("Nothing to change")
    assert plan_of(shop) == text


def test_a_parent_goes_with_its_children(pm: Pm, make: Make) -> None:
    value = "rice: {reach: 50, impact: 1, confidence: 80%}"
    root = make(FEATURES.replace("title: All of it", f"title: All of it, {value}"), HEAD)
    assert pm("accept", *WHO, *TODAY, at=root).code == 0
    assert "- all" not in plan_of(root)
    assert changes(pm, root)["all"] == "kept"
    (root / "plan.yaml").write_text(plan_of(root).replace("    - part\n", ""))
    assert changes(pm, root)["all"] == "new"
    (root / "plan.yaml").write_text("periods:\n  2026-Q4:\n    - all\n")
    told = json.loads(pm("roadmap", "--partial", "--format", "json", at=root).out)
    assert {one["id"]: one["agreed"] for one in told["placements"]}["all"] is None


@for_each(
    "words, head, code, told",
    [
        ((), HEAD, 2, "an agreement needs a reason"),
        (("--because", " "), HEAD, 2, "an agreement needs a reason"),
        ((*WHO, "--improve", "--afresh"), HEAD, 2, "--improve and --afresh exclude each other"),
        ((*WHO, "--model", "nope"), HEAD, 2, "nope"),
        (WHO, HEAD.replace("teams: {web: {capacity: 10}}\n", ""), 2, "without teams there is no plan"),
        (WHO, HEAD + "nope: 1\n", 1, "the backlog has 1 error"),
    ],
)
def test_refused(
    words: tuple[str, ...], head: str, code: int, told: str, pm: Pm, make: Make
) -> None:  # fmt: skip
    root = make(FEATURES, head)
    run = pm("accept", *words, at=root)
    assert (run.code, run.out) == (code, "")
    assert told in run.err
    assert not (root / "plan.yaml").exists()


def test_nothing_to_agree_on(pm: Pm, make: Make) -> None:
    root = make("", HEAD)
    assert pm("accept", *WHO, at=root).out == "Nothing to agree on: no feature is in the plan\n"
    assert json.loads(pm("accept", *WHO, "--format", "json", at=root).out)["changes"] == []
    assert not (root / "plan.yaml").exists()


def test_it_asks_at_a_terminal(shop: Path) -> None:
    with Conversation("accept", *WHO, at=shop) as person:
        person.answer("Write it? [Y/n] ", "n")
        assert person.ended() == 0
        assert "Nothing is written" in person.screen
    assert not (shop / "plan.yaml").exists()
    with Conversation("accept", *WHO, at=shop) as person:
        person.answer("Write it? [Y/n] ", "y")
        assert person.ended() == 0
    assert (shop / "plan.yaml").exists()


@for_each("seed", range(6))
def test_what_was_accepted_is_kept(seed: int, pm: Pm, make: Make) -> None:
    world = World(seed)
    root = make(world.features, world.head)
    run = pm("accept", *WHO, *TODAY, at=root)
    if run.code == 1:
        assert "error" in run.err
        assert not (root / "plan.yaml").exists()
        return
    assert set(changes(pm, root).values()) <= {"kept"}
    assert pm("accept", *WHO, *TODAY, at=root).out.startswith("Nothing to ")


# --- others that touch plan.yaml ---


def test_rename_and_rm_follow(pm: Pm, shop: Path) -> None:
    text = PLAN.replace("    - big\n", "    # the heart\n    - big   # ours\n    - old\n")
    (shop / "plan.yaml").write_text(text)
    run = pm("rename", "big", "huge", at=shop)
    assert (run.code, run.err) == (0, "")
    assert run.out == "big -> huge; 1 reference follows\nChanged features/all.yaml, plan.yaml\n"
    assert plan_of(shop) == text.replace("- big", "- huge")
    assert pm("rm", "mid", "low", "old", at=shop).code == 0
    assert (
        plan_of(shop)
        == """\
agreed: {on: 2026-11-29, by: amelie, because: Planning of the year}
periods:
  2026-Q4:
    # the heart
    - huge   # ours
    - part
"""
    )
    assert pm("check", "--select", "PM31", "--fail-on", "warning", at=shop).code == 0


MISTAKES = """\
periods:
  2026-Q4:
    - bog   # gone
    - Mid
    - big
    - all
  2027-04:
    - part
  2027-Q1:
    - big
    - off
"""


def test_mistakes_are_told_at_their_place_and_mended(pm: Pm, shop: Path) -> None:
    (shop / "plan.yaml").write_text(MISTAKES)
    found = json.loads(pm("check", "--format", "json", at=shop).out)["diagnostics"]
    places = [
        (one["code"], one["severity"], one["path"], one["line"], one["column"], one["feature"]) for one in found
        if one["path"] == "plan.yaml"
    ]  # fmt: skip
    assert places == [
        ("PM311", "error", "plan.yaml", 3, 7, None), ("PM311", "error", "plan.yaml", 4, 7, None),
        ("PM313", "error", "plan.yaml", 6, 7, None), ("PM108", "error", "plan.yaml", 7, 3, None),
        ("PM312", "error", "plan.yaml", 10, 7, None), ("PM316", "warning", "plan.yaml", 11, 7, "off"),
    ]  # fmt: skip
    hints = [one["hint"] for one in found if one["path"] == "plan.yaml"]
    assert hints[:2] == ['did you mean "big"?', 'did you mean "mid"?']
    for line in ("rank", "roadmap", "diff"):
        assert pm(line, at=shop).code != 0
    run = pm("roadmap", "--partial", "--format", "json", at=shop)
    assert run.code == 0
    told = json.loads(run.out)
    assert {one["id"]: one["change"] for one in told["placements"]}["big"] == "kept"
    assert told["leftOut"] == []
    assert pm("check", "--fix", at=shop).code == 1, "a parent and a month are for people"
    assert plan_of(shop) == MISTAKES.replace("    - bog   # gone\n", "").replace("- Mid", "- mid").replace(
        "    - big\n    - off", "    - off"
    )  # fmt: skip


def test_a_feature_renamed_by_hand_stays_promised(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD, first="title: First of all\ntheme: start\n")
    (root / "plan.yaml").write_text("periods:\n  2026-Q4:\n    - first  # ours\n    - bog\n")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x"),
                  ("mv", "features/first.yaml", "features/start.yaml")):  # fmt: skip
        git(root, *words)
    assert pm("check", "--fix", "--select", "PM311", at=root).code == 0
    assert plan_of(root) == "periods:\n  2026-Q4:\n    - start  # ours\n"


def test_nothing_is_dropped_while_a_file_cannot_be_read(pm: Pm, shop: Path) -> None:
    (shop / "plan.yaml").write_text("periods:\n  2026-Q4:\n    - big\n    - elsewhere\n")
    (shop / "features" / "more.yaml").write_text("- id: elsewhere\n  title: [\n")
    before = plan_of(shop)
    assert pm("check", "--fix", at=shop).code == 1
    assert plan_of(shop) == before


def test_what_no_longer_holds_is_a_warning_that_a_comment_silences(pm: Pm, shop: Path) -> None:
    text = "periods:\n  2026-Q2:\n    - low\n    - old\n  2026-Q4:\n    - big\n    - mid{}\n"
    (shop / "plan.yaml").write_text(text.format(""))
    run = pm("check", "--format", "concise", "--select", "PM31", at=shop)
    assert run.code == 0
    assert 'plan.yaml:3:7: warning PM315 "low" is late: agreed for 2026-Q2, slipped' in run.out
    assert 'warning PM314 "' in run.out
    assert "web full in 2026-Q4" in run.out
    assert "old" not in run.out, "what is shipped is no finding"
    forced = 7 if '"mid" is agreed' in run.out else 6
    lines = text.format("").splitlines()
    lines[forced - 1] += "  # pm: ignore PM314 because we know"
    (shop / "plan.yaml").write_text("\n".join([*lines, ""]))
    assert "PM314" not in pm("check", "--format", "concise", "--select", "PM31", at=shop).out
    assert pm("check", "--add-ignores", "known", "--select", "PM31", at=shop).code == 0
    assert "pm: ignore PM315 because known" in plan_of(shop)


@for_each(
    "text, told",
    [
        ("- a\n- b\n", "plan.yaml must hold one map"),
        ("word\n", "plan.yaml must hold one map"),
        ("periods: [a, b]\n", "periods"),
        ("periods:\n\t2026-Q4: [big]\n", "tab"),
        ("periods:\n  soon: [big]\n", "soon"),
        ("periods:\n  2026-Q4: [{id: big}]\n", "plan.yaml:2"),
        ("periods:\n  2026-Q4: big\n  2026-Q4: mid\n", "2026-Q4"),
        ("period: {2026-Q4: [big]}\n", 'did you mean "periods"?'),
        ("periods: {2026-Q4: [big]}\n---\nperiods: {}\n", "one map"),
        ("agreed: {on: yesterday}\n", "yesterday"),
        ("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nperiods: *b\n", "plan.yaml:"),
        ('periods:\n  2026-Q4: ["b\\x07ig"]\n', "plan.yaml:2"),
        ("periods:\n  2026-Q4: [\x07]\n", "plan.yaml:2"),
        ("periods: &p {2026-Q4: *p}\n", "plan.yaml:1"),
    ],
)
def test_a_plan_that_cannot_be_read_is_told_and_left_alone(text: str, told: str, pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    (root / "plan.yaml").write_text(text)
    run = pm("check", "--format", "concise", at=root)
    assert run.code == 1
    assert told in run.out
    assert "\x07" not in run.out
    refused = pm("accept", *WHO, at=root)
    assert (refused.code, refused.out) == (1, "")
    assert pm("roadmap", "--partial", at=root).code == 0
    assert plan_of(root) == text


@pytest.mark.unmeasured
def test_ten_thousand_ids_take_no_time(pm: Pm, shop: Path) -> None:
    names = "".join(f"    - gone-{number}\n" for number in range(10_000))
    (shop / "plan.yaml").write_text(
        f"periods:\n  2026-Q4:\n{names}    - big\n  2027-Q1:\n    - mid\n    - low\n"
    )
    run = pm("accept", *WHO, *TODAY, "--format", "json", at=shop)
    assert (run.code, run.err) == (0, "")
    assert len(json.loads(run.out)["changes"]) == 10_001
    assert plan_of(shop) == PLAN


@for_each(
    "text",
    [
        "periods: {2026-Q4: [mid, gone], 2027-Q1: [big]}\n",
        "periods:\n  2026-Q4: [mid,\n    gone]  # two lines\n",
        "agreed:\n  because: x\nperiods:\n",
        "# only a comment\n",
        "",
        "---\nagreed: {}\n",
        "{}\n",
        "periods:\n  2026-Q4: &now [mid]\n  2027-Q1: [gone]\n",
        "periods:\n  2026-Q4:\n  - mid\n  2027-Q1:\n  - gone",
    ],
)
def test_every_way_to_write_a_plan_is_mended(text: str, pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    (root / "plan.yaml").write_text(text)
    run = pm("accept", *WHO, *TODAY, at=root)
    assert (run.code, run.err) == (0, "")
    assert set(changes(pm, root).values()) == {"kept"}
    assert ("# only a comment" in text) is ("# only a comment" in plan_of(root))
    assert pm("accept", *WHO, *TODAY, at=root).out.startswith("Nothing to change")


@for_each("globs", ["['**/*.yaml']", "['*.yaml', 'features/**']", "['**']"])
def test_no_glob_makes_features_of_other_files(globs: str, pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD + f"features: {globs}\n")
    (root / "plan.yaml").write_text(PLAN)
    (root / "portfolio.yaml").write_text("workspaces: [.]\n")
    (root / "ratings").mkdir(exist_ok=True)
    (root / "ratings" / "amelie.yaml").write_text("rater: amelie\n")
    assert pm("check", "--fail-on", "error", at=root).code == 0
    assert pm("fmt", at=root).code == 0
    assert plan_of(root) == PLAN
