"""`pm init` beside what is there: another workspace, features in files, a folder above."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Pm
from tests.cli.dialogue import Conversation
from tests.conftest import for_each


def test_a_workspace_is_not_begun_twice(pm: Pm, tmp_path: Path) -> None:
    assert pm("init", "--yes", at=tmp_path).code == 0
    run = pm("init", "--yes", at=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert run.err == (
        "error: this folder is a workspace already\nhint:  pm import FILE brings a backlog in\n"
    )
    assert f'error: "{tmp_path}" is a workspace already' in pm("init", "-C", str(tmp_path), at=Path("/")).err


def test_inside_of_a_workspace_only_where_it_is_named(pm: Pm, tmp_path: Path) -> None:
    """Below features/ it would be taken for a feature, and the workspace above would be broken."""
    assert pm("init", "--yes", at=tmp_path).code == 0
    run = pm("init", "--yes", at=tmp_path / "features")
    assert (run.code, run.out) == (2, "")
    assert run.err == (
        'error: this is inside of the workspace ".."\n'
        "hint:  pm finds it from here; if you want another one, name its folder: pm init .\n"
    )
    (tmp_path / "other").mkdir()
    assert pm("init", ".", "--yes", at=tmp_path / "other").code == 0
    assert pm("init", "third", "--yes", at=tmp_path).code == 0
    assert pm("check", at=tmp_path / "third").code == pm("check", at=tmp_path).code == 0


@pytest.mark.parametrize(
    ("name", "text"), [("old.yaml", "title: Old\n"), ("old.yml", "title: Old\n"), ("old.md", "---\ntitle: Old\n---\n")]
)  # fmt: skip
def test_no_examples_beside_features_that_are_there(pm: Pm, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / name).write_text(text)
    assert pm("init", "--yes", "--today", "2026-11-02", at=tmp_path).out.startswith(
        "Created pm.yaml\n\npm new"
    )
    assert [path.name for path in (tmp_path / "features").iterdir()] == [name]
    assert pm("check", "--fail-on", "error", at=tmp_path).code == 0


def test_every_answer_may_be_left_to_pm(pm: Pm, tmp_path: Path) -> None:
    with Conversation("init", at=tmp_path) as talk:
        for prompt in ("called? ", "score? ", "effort in? ", "build it? ", "to look at? "):
            talk.answer(prompt, "")
        assert talk.ended() == 0
    assert pm("check", at=tmp_path).out == "All checks passed (3 features in 3 files)\n"


def test_somebody_who_goes_away_half_way(tmp_path: Path) -> None:
    with Conversation("init", at=tmp_path) as talk:
        talk.answer("called? ", "Shop")
        talk.answer("score? ", "whatever")
        talk.until("How do you score? ")
        talk.type("\x04", end="")
        assert talk.ended() == 130
        assert "nothing is written: the questions were not answered" in talk.screen
    assert not list(tmp_path.iterdir())


STARTS = [
    ("2026-11-29", "2026-Q4", ""),
    ("2026-11-30", "2027-Q1", "2026-Q4 has 31 days left"),
    ("2026-12-30", "2027-Q1", "2026-Q4 has 1 day left"),
    ("2026-12-31", "2027-Q1", "2026-Q4 has no day left"),
    ("2027-01-01", "2027-Q1", ""),
]


@for_each("today, start, told", STARTS)
def test_a_quarter_that_is_nearly_over_is_not_planned(
    pm: Pm, tmp_path: Path, today: str, start: str, told: str
) -> None:
    run = pm("init", today, "--yes", "--today", today, at=tmp_path)
    assert f"  start: {start} " in (tmp_path / today / "pm.yaml").read_text()
    line = f"The plan starts with {start}: {told} (calendar: start in pm.yaml)\n"
    assert (line in run.out) if told else ("The plan starts" not in run.out)


def test_an_import_starts_so_too(pm: Pm, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Key,Title\nA-1,One\n")
    run = pm("init", "--from", "list.csv", "--yes", "--today", "2026-12-30", at=tmp_path)
    assert "The plan starts with 2027-Q1: 2026-Q4 has 1 day left" in run.out
    assert "  start: 2027-Q1 " in (tmp_path / "pm.yaml").read_text()


def test_what_comes_in_may_lie_where_features_usually_are(pm: Pm, tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "map.md").write_text("---\ntitle: Map\nstatus: Under Consideration\n---\nText\n")
    run = pm("init", "--from", "features", "--yes", at=tmp_path)
    assert "Features live in backlog/ (features in pm.yaml): what comes in lies in features/" in run.out
    assert [path.name for path in (tmp_path / "backlog").iterdir()] == ["map.yaml"]
    assert pm("check", at=tmp_path).code == 0
    assert "all of it is here already" in pm("import", "features", "--yes", at=tmp_path).out
    (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: Shop\n")
    run = pm("import", "features", "--yes", at=tmp_path)
    assert (run.code, '"features" lies where pm keeps features itself' in run.err) == (2, True)


def test_a_day_beyond_the_calendar(pm: Pm, tmp_path: Path) -> None:
    run = pm("init", "--yes", "--today", "9999-12-30", at=tmp_path)
    assert (run.code, run.err) == (2, "error: --today: 9999-12-30 is beyond the calendar\n")
    assert not (tmp_path / "pm.yaml").exists()


NO_TEAMS = "pm roadmap plans nothing before pm.yaml names who builds it: teams: {web: {capacity: 12}}"


@for_each(
    "header, rows, more, told",
    [
        ("Title,Impact,Effort", "A,3,2", (), ("pm rank says what to do first", NO_TEAMS)),
        ("Title,Reach,Impact,Effort", "A,9,3,2", ("--model", "rice"),
         ("pm rank has nothing to rank yet: rice needs confidence", NO_TEAMS)),
        ("Title,Team,Effort", "A,Web,2", (),
         ("1 team: web, with a capacity of 12 person-weeks a quarter each: put yours", "None of them says")),
    ],
)  # fmt: skip
def test_what_is_said_at_the_end_of_an_import_is_so(
    pm: Pm, tmp_path: Path, header: str, rows: str, more: tuple[str, ...], told: tuple[str, ...]
) -> None:
    root = tmp_path / str(len(header))
    root.mkdir()
    (root / "list.csv").write_text(f"{header}\n{rows}\n")
    run = pm("init", "--from", "list.csv", "--yes", *more, at=root)
    assert all(line in run.out for line in told)
    assert (NO_TEAMS in run.out) == ("Team" not in header)
    is_ranked = "nothing to rank yet" not in run.out
    assert ("nothing to rank yet" not in pm("rank", at=root).out) == is_ranked


def test_an_import_can_be_looked_at_before_anything_is_begun(pm: Pm, tmp_path: Path) -> None:
    (tmp_path / "my list.csv").write_text("Title,Foo\n" + "".join(f"Item {at},x\n" for at in range(9)))
    run = pm("init", "--from", "my list.csv", "--dry-run", at=tmp_path)
    assert "pm init . --from 'my list.csv' --dry-run --all shows everything" in run.out
    assert run.out.endswith("\nNothing is written (--dry-run)\n")
    assert [path.name for path in tmp_path.iterdir()] == ["my list.csv"]
    run = pm("init", "--from", "my list.csv", "--dry-run", "--all", "--report", "told.md", at=tmp_path)
    assert "item-8" in run.out
    assert "item-8" in (tmp_path / "told.md").read_text()
    assert not (tmp_path / "pm.yaml").exists()
    run = pm("init", "--from", "my list.csv", "--yes", "--report", "told.md", at=tmp_path)
    assert "pm import 'my list.csv' --dry-run --all shows everything" in run.out
    assert (tmp_path / "features" / "item-8.yaml").exists()
    run = pm("init", "new", "--all", at=tmp_path)
    assert (run.code, "name what comes in: --from FILE" in run.err) == (2, True)
