"""The history of a feature, on a repository with merges, renames, a broken commit and odd names."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.api import load
from pmcli.model.diagnostic import PmError
from pmcli.planning import plan
from pmcli.planning.places import placed
from pmcli.ranking import places, rank
from pmcli.review.history import History, history
from pmcli.views.history import sparkline
from pmcli.workspace import files
from pmcli.workspace.known import Known
from pmcli.workspace.loading import load as load_texts
from pmcli.workspace.opening import open_workspace
from tests.cli.conftest import Pm
from tests.cli.repo import _IDENTITY, commit, git
from tests.cli.repository import repository
from tests.conftest import CLOCK, loaded
from tests.worlds import World


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("repo")
    return folder / "roadmap", repository(folder)


@pytest.fixture(scope="module")
def of_f1(shop: tuple[Path, list[str]]) -> History:
    """The history of f1, read once."""
    return history(open_workspace(shop[0], clock=CLOCK), "f1")


@pytest.mark.unmeasured
def test_every_commit_of_the_backlog_is_a_point(shop: tuple[Path, list[str]], of_f1: History) -> None:
    _, ids = shop
    assert of_f1.model == "rice"
    assert [point.commit.id for point in of_f1.points] == [name for name in ids[1:] if name != ids[17]], (
        "all of main that touched the workspace, a merge as one"
    )
    assert [point.id for point in of_f1.points][:11] == ["first"] * 10 + ["f1"]


def test_the_quarter_is_told_where_it_changed(pm: Pm, tmp_path: Path) -> None:
    """Commit 2 pushes a feature that it does not touch into the next quarter; commit 3 removes it."""
    root = tmp_path / "shop"
    (root / "features").mkdir(parents=True)
    (root / "pm.yaml").write_text(
        "pm: 1\nproduct: P\nscoring: {model: rice}\nteams: {web: {capacity: 10}}\n"
        "calendar: {start: 2026-Q4, periods: 3}\n"
    )
    row = "title: {}\neffort: {{web: 8}}\nrice: {{reach: {}, impact: 1, confidence: 80%}}\n"
    (root / "features" / "a.yaml").write_text(row.format("A", 300))
    (root / "features" / "b.yaml").write_text(row.format("B", 200))
    commit(root, "one")
    (root / "features" / "b.yaml").write_text(row.format("B", 200) + "deadline: 2026-12-31\n")
    commit(root, "two")
    (root / "features" / "b.yaml").write_text(row.format("Bee", 200) + "deadline: 2026-12-31\n")
    commit(root, "three")
    found = history(open_workspace(root, clock=CLOCK), "a")
    assert [str(turn.period) for turn in found.turns] == ["2026-Q4", "2027-Q1"]
    page = pm("history", "a", at=root).out
    assert "unchanged itself; others in the backlog changed" in page
    assert "score" not in page.partition("Day")[0].partition("commits")[2], "two that are equal are no course"
    (root / "features" / "a.yaml").unlink()
    commit(root, "four")
    out = pm("history", "a", at=root).out
    assert f"removed on {found.points[-1].commit.day}" in out
    assert json.loads(pm("history", "a", "--format", "json", at=root).out)["removedIn"] == git(
        root, "rev-parse", "HEAD"
    )


def test_a_shallow_clone_and_a_gap_are_told(pm: Pm, tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    for text in ("pm: 1\nproduct: P\n", None, "pm: 1\nproduct: P\n"):
        file = root / "pm.yaml"
        file.unlink(missing_ok=True) if text is None else file.write_text(text)
        (root / "features").mkdir(exist_ok=True)
        (root / "features" / "a.yaml").write_text("title: A\n")
        commit(root, str(text))
    assert len(history(open_workspace(root, clock=CLOCK), "a").points) == 2
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "clone")
    assert "the clone is shallow" in pm("history", "a", at=tmp_path / "clone").out


def test_a_day_beyond_the_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "shop"
    (root / "features").mkdir(parents=True)
    (root / "pm.yaml").write_text("pm: 1\nproduct: P\n")
    (root / "features" / "a.yaml").write_text("title: A\n")
    commit(root, "far")
    monkeypatch.setattr("tests.cli.repo._IDENTITY", {**_IDENTITY, "GIT_AUTHOR_DATE": "@253402300800 +0000"})
    git(root, "commit", "-q", "--amend", "--reset-author", "-m", "far")
    assert history(open_workspace(root, clock=CLOCK), "a").points[0].commit.day.year == 9999


@pytest.mark.unmeasured
def test_every_point_says_what_pm_says_of_that_revision(shop: tuple[Path, list[str]], of_f1: History) -> None:
    root, _ = shop
    for point in of_f1.points:
        backlog = load(root, revision=point.commit.id, clock=CLOCK)
        sound = backlog.sound()[0]
        ranking = rank(sound)
        row = next(item for item in ranking.items if item.id == point.id)
        assert (point.rank, point.ranked, point.score) == (row.rank, len(ranking.items), row.score)
        assert point.faulty == bool(backlog.errors)
        if point.is_planned:
            where = plan(sound).placement(point.id)
            assert point.period == (where.period if where else None)


@pytest.mark.unmeasured
def test_what_changed_is_told_where_it_changed(shop: tuple[Path, list[str]], of_f1: History) -> None:
    _, ids = shop
    changed = {
        point.commit.id: tuple(one.field for one in point.changed) for point in of_f1.points if point.changed
    }
    assert changed == {
        ids[11]: ("id",), ids[13]: ("rice.reach",), ids[18]: ("decisions.pin",), ids[19]: ("decisions.pin",),
    }  # fmt: skip
    pinned = next(point for point in of_f1.points if point.commit.id == ids[18])
    assert pinned.decision is not None
    assert (pinned.decision.verdict, pinned.decision.by) == ("pin", "ada")
    assert [point.commit.id for point in of_f1.turns] != [point.commit.id for point in of_f1.points]


@pytest.mark.unmeasured
def test_since_a_day(shop: tuple[Path, list[str]]) -> None:
    root, _ = shop
    assert len(history(open_workspace(root, clock=CLOCK), "f1", since=date(2026, 11, 2)).points) > 1
    with pytest.raises(PmError, match="no commit since 2027-01-01 has"):
        history(open_workspace(root, clock=CLOCK), "f1", since=date(2027, 1, 1))


def test_a_feature_that_is_gone_is_still_known(shop: tuple[Path, list[str]]) -> None:
    root, ids = shop
    assert [point.commit.id for point in history(open_workspace(root, clock=CLOCK), "gone").points] == ids[
        12:14
    ]


class TestCommand:
    @pytest.mark.unmeasured
    def test_a_page(self, pm: Pm, shop: tuple[Path, list[str]]) -> None:
        run = pm("history", "f1", "--width", "100", at=shop[0])
        assert (run.code, run.err) == (0, "")
        for words in (
            "rank",
            "score",
            "▁",
            "rice.reach",
            "pinned to 2027-Q1 by ada: The fair",
            "first seen here",
        ):
            assert words in run.out
        assert (
            max(len(line) for line in pm("history", "f1", "--width", "60", at=shop[0]).out.splitlines()) <= 60
        )

    def test_top(self, pm: Pm, shop: tuple[Path, list[str]]) -> None:
        assert "earlier changes" in pm("history", "f1", "--top", "2", at=shop[0]).out

    def test_json(self, pm: Pm, shop: tuple[Path, list[str]]) -> None:
        found = json.loads(pm("history", "f1", "--format", "json", at=shop[0]).out)
        assert (found["kind"], found["id"]) == ("history", "f1")
        assert set(found["points"][0]) >= {
            "commit",
            "day",
            "rank",
            "score",
            "period",
            "status",
            "decision",
            "changed",
        }

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["f01"], 'no commit has a feature "f01"; did you mean "f1"?'),
            (["f1", "--since", "soon"], "--since:"),
            (["f1", "--rev", "nope"], 'unknown revision "nope"'),
        ],
    )
    def test_wrong_usage(self, pm: Pm, shop: tuple[Path, list[str]], words: list[str], said: str) -> None:
        run = pm("history", *words, at=shop[0])
        assert (run.code, run.out) == (2, "")
        assert said in run.err

    def test_no_repository(self, pm: Pm, tmp_path: Path) -> None:
        (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: Shop\n")
        run = pm("history", "f1", at=tmp_path)
        assert run.code == 2
        assert "in no git repository" in run.err


class TestHostileRepositories:
    def test_odd_names_are_read(self, shop: tuple[Path, list[str]]) -> None:
        backlog = load(shop[0], revision="HEAD", clock=CLOCK).backlog
        assert {"odd", "quote"} <= set(backlog.features)

    def test_a_shallow_clone_says_so(self, shop: tuple[Path, list[str]], tmp_path: Path, pm: Pm) -> None:
        clone = tmp_path / "clone"
        git(tmp_path, "clone", "-q", "--depth", "1", f"file://{shop[0].parent}", str(clone))
        git(clone, "checkout", "-q", "--orphan", "other")
        (clone / "roadmap" / "features" / "new.yaml").write_text("title: New\n")
        commit(clone)
        run = pm("diff", at=clone / "roadmap")
        assert run.code == 2
        assert "this clone is shallow" in run.err
        assert "fetch-depth: 0" in run.err
        assert "fetch-depth: 0" in pm("diff", shop[1][0], at=clone / "roadmap").err

    def test_a_submodule_is_left_alone(self, shop: tuple[Path, list[str]], tmp_path: Path) -> None:
        root = tmp_path / "shop"
        (root / "features").mkdir(parents=True)
        (root / "pm.yaml").write_text("pm: 1\nproduct: Shop\n")
        (root / "features" / "a.yaml").write_text("title: A\n")
        commit(root)
        head = git(shop[0].parent, "rev-parse", "HEAD")
        git(root, "update-index", "--add", "--cacheinfo", f"160000,{head},features/sub.yaml")
        git(root, "commit", "-q", "-m", "A submodule")
        assert set(load(root, revision="HEAD", clock=CLOCK).backlog.features) == {"a"}

    def test_a_huge_blob_is_not_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "features").mkdir()
        (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: Shop\n")
        (tmp_path / "features" / "big.yaml").write_text("title: Big\ndescription: " + "x" * 5000)
        commit(tmp_path)
        monkeypatch.setattr("pmcli.workspace.snapshots.MAX_BYTES", 1000)
        found = files.read_at(tmp_path, git(tmp_path, "rev-parse", "HEAD"), lambda _: ("features/**",))
        assert list(found.texts) == ["pm.yaml"]
        assert [fault.code for fault in found.faults] == ["PM004"]

    def test_what_git_tells_its_hooks_is_not_followed(
        self, shop: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = tmp_path / "other"
        other.mkdir()
        (other / "file").write_text("x")
        commit(other)
        monkeypatch.setenv("GIT_DIR", str(other / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
        assert files.resolve_revision(shop[0], "HEAD") == shop[1][-1]
        assert files.prefix(shop[0]) == "roadmap/"

    @pytest.mark.unmeasured
    def test_nothing_is_written(self, shop: tuple[Path, list[str]]) -> None:
        git_folder = shop[0].parent / ".git"
        before = sorted((path, path.stat().st_mtime_ns) for path in git_folder.rglob("*") if path.is_file())
        history(open_workspace(shop[0], clock=CLOCK), "f1")
        assert before == sorted(
            (path, path.stat().st_mtime_ns) for path in git_folder.rglob("*") if path.is_file()
        )

    def test_no_commit_yet(self, tmp_path: Path, pm: Pm) -> None:
        (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: Shop\n")
        git(tmp_path, "init", "-q", "-b", "main")
        for words in (["history", "a"], ["diff"], ["diff", "HEAD"]):
            run = pm(*words, at=tmp_path)
            assert (run.code, run.out) == (2, ""), words
            assert run.err.count("\n") <= 2


def test_what_exists_in_a_commit(shop: tuple[Path, list[str]]) -> None:
    root, ids = shop
    wanted = [
        "features/f9.yaml",
        "features",
        "features/nope.yaml",
        "",
        "features/odd name, größe.yaml",
        "a\nb",
        "../README",
        "/etc/passwd",
        "..",
        "a\0b",
    ]
    assert {path for path in wanted if files.exists_at(root, ids[-1], "roadmap/", path)} == {
        "features/f9.yaml", "features", "features/odd name, größe.yaml",
    }  # fmt: skip


@given(st.integers(0, 5_000), st.integers(0, 5_000))
@settings(max_examples=40)
def test_reading_again_what_is_known_changes_nothing(first: int, second: int) -> None:
    known = Known()
    for seed in (first, second, first):
        one = World(seed)
        texts = {"pm.yaml": one.head.encode(), "features/all.yaml": one.features.encode()}
        plain, told = load_texts(texts, clock=CLOCK)
        again, told_again = load_texts(texts, clock=CLOCK, known=known)
        assert told == told_again
        assert plain.features == again.features
        assert plain.broken == again.broken


@given(st.integers(0, 5_000))
@settings(max_examples=40)
def test_the_short_ways_say_what_the_long_ones_say(seed: int) -> None:
    one = World(seed)
    backlog = loaded({"features/all.yaml": one.features}, one.head).sound()[0]
    try:
        ranking = rank(backlog)
    except PmError:
        return
    assert [(item.rank, item.id, item.score, item.adjusted) for item in ranking.items] == [
        (item.rank, item.id, item.score, item.adjusted) for item in places(backlog)
    ]
    shown = {item.id: item.period for item in plan(backlog).placements}
    assert {name: period for name, period in placed(backlog).items() if name in shown} == shown


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        ([1.0, 2.0, 3.0], "▁▅█"), ([1.0, None, 3.0], "▁ █"), ([2.0, 2.0], "▅▅"), ([float(n) for n in range(200)], None),
    ],
)  # fmt: skip
def test_sparklines(values: list[float | None], drawn: str | None) -> None:
    line = sparkline(values, unicode=True)
    assert line == drawn if drawn is not None else len(line) == 60
    assert sparkline(values, unicode=False).isascii()


def test_the_environment_is_left_alone() -> None:
    assert "GIT_OPTIONAL_LOCKS" not in os.environ
