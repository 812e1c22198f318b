"""The estimates in force when work began: figures worked out by hand from the commits of `repository.py`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pmcli.learning.calibration import Calibration
from pmcli.learning.deliveries import Deliveries
from pmcli.review.at_start import AtStart, EditedEstimate, StartEstimate, at_start, gone_teams
from pmcli.workspace.opening import OpenWorkspace, open_workspace
from tests.cli.repo import git
from tests.conftest import CLOCK, for_each
from tests.review.repository import Files, Repository

HEAD = "pm: 1\nproduct: Shop\nteams: {web: {capacity: 12}, data: {capacity: 9}}\n"
BEGUN, SHIPPED = "status: in-progress\n", "status: shipped\n"


def opened(root: Path, revision: str | None = None) -> OpenWorkspace:
    return open_workspace(root, revision, clock=CLOCK)


@pytest.fixture(scope="module")
def found(shop: Path) -> AtStart:
    return at_start(opened(shop))


def told(start: StartEstimate) -> str:
    """An estimate at the start in a line."""
    efforts = ", ".join(f"{team} {part.in_numbers}" for team, part in start.efforts.items()) or "nothing"
    day = start.commit.committed if start.commit is not None else "now"
    why = f", {start.why}" if start.why else ""
    return f"{efforts} on {day} by {start.began}{why}"


def edit(change: EditedEstimate) -> str:
    """An edit in a line."""
    before, after = (part.in_numbers if part is not None else "-" for part in (change.before, change.after))
    day = change.commit.committed if change.commit is not None else "now"
    return f"{change.feature} {change.team}: {before} -> {after} on {day}"


class TestTwoYears:
    """What the repository of two years tells."""

    def test_the_estimate_when_work_began_counts(self, found: AtStart) -> None:
        assert {name: told(start) for name, start in found.features.items()} == {
            "alerts": "web 1..2..3 on 2025-06-21 by shipped",
            "audit": "data 4..6..10 on 2025-04-07 by in-progress",
            "billing": "web 5..8..13, data 1..2..4 on 2025-07-08 by started",
            "export": "data 2..3..5 on 2025-01-15 by started",
            "half": "data 2..4..6 on 2026-02-02 by started, written-later",
            "mobile": "web 4..6..9 on 2026-03-02 by in-progress",
            "refunds": "nothing on 2025-09-01 by in-progress",
            "search": "web 2..8 on 2025-04-07 by started",
            "sign-in": "web 3..5..9 on 2024-11-04 by in-progress",
            "stickers": "data 2..3..4 on now by shipped, written-later",
        }
        assert found.why_not is None
        assert [start.feature for start in found.unknown] == ["stickers"]
        assert found.unestimated == ("refunds",)

    def test_what_was_edited_later_is_told(self, found: AtStart) -> None:
        assert [edit(change) for change in found.changed] == [
            "alerts web: 1..2..3 -> 1..2.5..4 on 2025-07-03",
            "mobile web: 4..6..9 -> 10..14..20 on 2026-05-04",
            "refunds web: - -> 4..5..6 on 2025-10-27",
            "search web: 2..8 -> 3..12 on 2025-05-05",
            "sign-in web: 3..5..9 -> 6..8..12 on 2024-12-02",
        ]

    def test_what_was_said_then_counts(self, found: AtStart) -> None:
        """search rested on a survey when it began, and has a test now; sign-in and billing are plain numbers."""
        assert {name: sure for name, sure in found.confidences.items() if sure is not None} == {
            "billing": 0.8, "mobile": 0.5, "search": 0.8, "sign-in": 0.8,
        }  # fmt: skip

    def test_work_given_up_is_told(self, found: AtStart) -> None:
        gone = [
            (one.feature, one.title, one.how, one.commit and str(one.commit.committed)) for one in found.given_up
        ]  # fmt: skip
        assert gone == [("tags", "Tags", "parked", None), ("chat", "Chat", "removed", "2026-04-06")]

    def test_the_past_is_worse_than_the_files_say(self, shop: Path, found: AtStart) -> None:
        """Errors by hand, 1.645 ln(took / likely) / ln(end / likely): sign-in 8 of 3..5..9, audit 12 of 4..6..10."""
        backlog = opened(shop).unchecked.backlog
        shares = Deliveries.of(backlog, found.estimates).shares
        assert [(share.feature, share.team, share.is_finished) for share in shares] == [
            ("alerts", "web", True), ("audit", "data", True), ("billing", "web", True), ("billing", "data", True),
            ("export", "data", True), ("search", "web", True), ("sign-in", "web", True), ("stickers", "data", True),
            ("mobile", "web", False),
        ]  # fmt: skip
        errors = [0, 2.232126, 1.078987, 0, 0.496408, 0.962263, 1.315368, 0, 1.645]
        assert [share.error for share in shares] == pytest.approx(errors, abs=1e-6)
        past = Calibration.of(backlog, estimates=found.estimates).everybody
        assert (past.deliveries, past.shares, past.inside, past.unfinished) == (7, 8, 7, 1)
        # mobile is filled in with what it is expected to be: worked out apart with statistics.NormalDist
        assert (past.posterior.shift, past.posterior.spread) == pytest.approx((0.839500, 1.186569), abs=1e-6)
        now = Calibration.of(backlog).everybody
        assert (now.deliveries, now.inside, now.unfinished) == (8, 8, 0)
        assert now.posterior.shift < past.posterior.shift / 2

    def test_a_revision_knows_what_came_before_it(self, shop: Path) -> None:
        then = at_start(opened(shop, git(shop, "rev-list", "-1", "--before=2025-02-12", "main")))
        assert {name: told(start) for name, start in then.features.items()} == {
            "export": "data 2..3..5 on 2025-01-15 by started",
            "sign-in": "front 3..5..9 on 2024-11-04 by in-progress",
        }

    def test_some_features_alone(self, shop: Path, found: AtStart) -> None:
        some = at_start(opened(shop), features=["audit", "nobody"])
        assert some.features == {"audit": found.features["audit"]}
        assert (some.changed, some.given_up) == ((), ())

    def test_a_shallow_clone_says_how_little_it_knows(self, shop: Path, tmp_path: Path) -> None:
        git(tmp_path, "clone", "-q", "--depth", "12", f"file://{shop.parent}", "clone")
        few = at_start(opened(tmp_path / "clone" / "roadmap"))
        oldest = git(tmp_path / "clone", "log", "--format=%as", "--first-parent").splitlines()[-1]
        assert oldest == "2025-10-27"
        assert {name: told(start) for name, start in few.features.items()} == {
            "alerts": "web 1..2.5..4 on now by shipped, shallow",
            "audit": "data 4..6..10 on now by shipped, shallow",
            "billing": "web 5..8..13, data 1..2..4 on now by started, shallow",
            "export": "data 2..3..5 on now by started, shallow",
            "half": "data 2..4..6 on 2026-02-02 by started, written-later",
            "mobile": "web 4..6..9 on 2026-03-02 by in-progress",
            "refunds": "web 4..5..6 on now by in-progress, shallow",
            "search": "web 3..12 on now by started, shallow",
            "sign-in": "web 6..8..12 on now by shipped, shallow",
            "stickers": "data 2..3..4 on now by shipped, written-later",
        }


# --- small repositories ---


def feature(effort: str | None, *lines: str, title: str = "A") -> str:
    return "".join([f"title: {title}\n", *([f"effort: {effort}\n"] if effort else []), *lines])


def repository(folder: Path, *commits: Files) -> Path:
    """A workspace with a commit on each first day of a month of 2026."""
    repo = Repository(folder)
    for month, files in enumerate(commits, 1):
        settings: Files = {"pm.yaml": HEAD} if month == 1 else {}
        repo.commit(f"2026-{month:02}-01", settings | files)
    return repo.write()


A = "features/a.yaml"


@for_each("commits, expected", [
    # its file is away for a while
    ([{A: feature("{web: 3}")}, {A: None}, {A: feature("{web: 5}", "started: 2026-01-15\n", BEGUN)}],
     "web 3 on 2026-01-01 by started"),
    # another id in the same file, and the same title
    ([{"features/all.yaml": "- {id: b, title: A, effort: {web: 3}, started: 2026-01-15}\n"},
      {"features/all.yaml": "- {id: a, title: A, effort: {web: 3}, started: 2026-01-15, status: in-progress}\n"}],
     "web 3 on 2026-01-01 by started"),
    # another id and nothing in common: not the same feature
    ([{"features/all.yaml": "- {id: b, title: B, effort: {web: 3}}\n"},
      {"features/all.yaml": "- {id: a, title: A, effort: {web: 5}, started: 2026-01-15, status: in-progress}\n"}],
     "web 5 on 2026-02-01 by started, written-later"),
    # out of a list into a file
    ([{"features/all.yaml": "- id: a\n  title: A\n  effort: {web: 3}\n- id: b\n  title: B\n"},
      {"features/all.yaml": "- id: b\n  title: B\n", A: feature("{web: 5}", "started: 2026-01-15\n", BEGUN)}],
     "web 3 on 2026-01-01 by started"),
    # not to be read when work began: what came before and after says the same, or not
    ([{A: feature("{web: 3}")}, {A: "title: [\n"}, {A: feature("{web: 3}", "started: 2026-02-15\n", BEGUN)}],
     "web 3 on 2026-01-01 by started"),
    ([{A: feature("{web: 3}")}, {A: "title: [\n"}, {A: feature("{web: 5}", "started: 2026-02-15\n", BEGUN)}],
     "web 5 on now by started, unreadable"),
    ([{A: feature("{web: 3}")}, {A: feature("{web: much}")}, {A: feature("{web: 5}", BEGUN)}],
     "web 5 on now by in-progress, unreadable"),
    # a fault of something else is none of the estimate
    ([{A: feature("{web: 3}", "moscow: perhaps\n")}, {A: feature("{web: 5}", "started: 2026-01-15\n", BEGUN)}],
     "web 3 on 2026-01-01 by started"),
    # the end of the day on which it started
    ([{A: feature("{web: 3}")}, {A: feature("{web: 4}")}, {A: feature("{web: 5}", "started: 2026-02-01\n", BEGUN)}],
     "web 4 on 2026-02-01 by started"),
    # begun, given back, begun again: the first time counts
    ([{A: feature("{web: 3}", BEGUN)}, {A: feature("{web: 4}")}, {A: feature("{web: 5}", BEGUN)}],
     "web 3 on 2026-01-01 by in-progress"),
    # shipped in one go, the day before the commit that said so; with no day, the commit before
    ([{A: feature("{web: 3}")}, {A: feature("{web: 5}")}, {A: feature("{web: 5}", SHIPPED, "shipped: 2026-02-01\n")}],
     "web 3 on 2026-01-01 by shipped"),
    ([{A: feature("{web: 3}")}, {A: feature("{web: 4}")}, {A: feature("{web: 5}", SHIPPED)}],
     "web 4 on 2026-02-01 by shipped"),
    # what was estimated in days is told in weeks; points are no time
    ([{"pm.yaml": f"{HEAD}effort_unit: person-days\n", A: feature("{web: 10..15..25}")},
      {"pm.yaml": HEAD, A: feature("{web: 3}", "started: 2026-01-15\n", BEGUN)}],
     "web 2..3..5 on 2026-01-01 by started"),
    ([{"pm.yaml": f"{HEAD}effort_unit: points\n", A: feature("{web: 10..15..25}")},
      {"pm.yaml": HEAD, A: feature("{web: 3}", "started: 2026-01-15\n", BEGUN)}],
     "web 3 on now by started, other-unit"),
    # sizes that nobody can read mean nothing
    ([{"pm.yaml": f"{HEAD}sizes: {{M: much}}\n", A: feature("{web: M}")},
      {"pm.yaml": f"{HEAD}sizes: {{M: 4}}\n", A: feature("{web: M}", "started: 2026-01-15\n", BEGUN)}],
     "web 4 on now by started, unreadable"),
    # estimated by people, who rate what is open
    ([{A: feature(None), "ratings/ada.yaml": "rater: Ada\nfeatures: {a: {effort: {web: 2..3..4}}}\n"},
      {A: feature(None, "started: 2026-01-15\n", SHIPPED)}],
     "web 2..3..4 on 2026-01-01 by started"),
    # the team has another name, and nobody can tell which: it was a different one
    ([{"pm.yaml": HEAD.replace("web: {capacity: 12}", "front: {capacity: 5}"), A: feature("{front: 3}")},
      {"pm.yaml": HEAD, A: feature("{web: 5}", "started: 2026-01-15\n", BEGUN)}],
     "front 3 on 2026-01-01 by started"),
])  # fmt: skip
def test_the_start(commits: list[Files], expected: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = repository(tmp_path_factory.mktemp("repo"), *commits)
    assert [told(start) for start in at_start(opened(root)).features.values()] == [expected]


@for_each("commits, expected", [
    # renamed, moved out of a list, or back again: it is still there
    ([{"features/old.yaml": feature("{web: 3}", BEGUN)}, {"features/old.yaml": None, A: feature("{web: 3}", BEGUN)}], []),
    ([{"features/all.yaml": "- {id: a, title: A, status: in-progress}\n- {id: b, title: B}\n"},
      {"features/all.yaml": "- {id: b, title: B}\n", A: feature(None, BEGUN)}], []),
    ([{A: feature("{web: 3}", BEGUN)}, {A: None}, {A: feature("{web: 3}", BEGUN)}], []),
    # gone, out of a list too; twice is once
    ([{"features/all.yaml": "- {id: a, title: A, status: in-progress}\n- {id: b, title: B}\n"},
      {"features/all.yaml": "- {id: b, title: B}\n"}], ["a removed 2026-02-01"]),
    ([{A: feature("{web: 3}", "spent: {web: 1}\n")}, {A: None}, {A: feature("{web: 3}", BEGUN)}, {A: None}],
     ["a removed 2026-04-01"]),
    # never begun, or shipped: nothing was given up
    ([{A: feature("{web: 3}", "problem: started late\n")}, {A: None}], []),
    ([{A: feature("{web: 3}", "started: 2026-01-01\n", SHIPPED)}, {A: None}], []),
    # still there
    ([{A: feature("{web: 3}", "spent: {web: 1}\n", "status: declined\n")}], ["a declined None"]),
])  # fmt: skip
def test_work_given_up(
    commits: list[Files], expected: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:  # fmt: skip
    found = at_start(opened(repository(tmp_path_factory.mktemp("repo"), *commits)))
    gone = [f"{one.feature} {one.how} {one.commit and one.commit.committed}" for one in found.given_up]
    assert gone == expected


def test_a_team_that_is_gone_is_told(tmp_path: Path) -> None:
    head = HEAD.replace("web: {capacity: 12}", "front: {capacity: 5}")
    root = repository(
        tmp_path, {"pm.yaml": head, A: feature("{front: 3, data: 1}")},
        {"pm.yaml": HEAD, A: feature("{web: 5, data: 1}", "started: 2026-01-15\n", BEGUN)},
    )  # fmt: skip
    space = opened(root)
    backlog = space.unchecked.backlog
    found = at_start(space)
    assert gone_teams(found.features["a"], backlog) == ("front",)
    assert [edit(change) for change in found.changed] == [
        "a front: 3 -> - on 2026-02-01", "a web: - -> 5 on 2026-02-01",
    ]  # fmt: skip


def test_what_is_not_committed_is_the_last_change(tmp_path: Path) -> None:
    root = repository(
        tmp_path,
        {A: feature("{web: 3}", "started: 2026-01-15\n", BEGUN), "features/b.yaml": feature("{web: 1}")},
    )
    (root / A).write_text(feature("{web: 5}", "started: 2026-01-15\n", BEGUN))
    (root / "features" / "b.yaml").write_text(feature("{web: 2}", BEGUN))
    (root / "features" / "c.yaml").write_text(feature("{web: 9}", BEGUN, title="C"))
    found = at_start(opened(root))
    assert [told(start) for start in found.features.values()] == [
        "web 3 on 2026-01-01 by started", "web 2 on now by in-progress, not-committed",
        "web 9 on now by in-progress, not-committed",
    ]  # fmt: skip
    assert [edit(change) for change in found.changed] == ["a web: 3 -> 5 on now"]


def test_a_scenario_is_no_edit(tmp_path: Path) -> None:
    root = repository(tmp_path, {A: feature("{web: 3}", "started: 2026-01-15\n", BEGUN)})
    space = opened(root)
    texts = {**space.texts, A: feature("{web: 30}", "started: 2026-01-15\n", BEGUN).encode()}
    assert at_start(space.under("ten-fold", texts, {})).changed == ()


@for_each("is_repository", [False, True])
def test_without_a_history_the_estimates_of_now_do(is_repository: bool, tmp_path_factory: pytest.TempPathFactory) -> None:  # fmt: skip
    root = tmp_path_factory.mktemp("plain")
    (root / "features").mkdir()
    (root / "pm.yaml").write_text(HEAD)
    (root / A).write_text(feature("{web: 3..5..9}", BEGUN))
    if is_repository:
        git(root, "init", "-q")
    found = at_start(opened(root))
    assert found.why_not == (
        "git finds no commit here" if is_repository else "the workspace is in no git repository"
    )
    assert [told(start) for start in found.features.values()] == ["web 3..5..9 on now by None, no-history"]
    assert (found.estimates, found.changed) == ({}, ())


def test_a_file_that_the_clone_does_not_hold_is_not_taken_for_none(tmp_path: Path) -> None:
    root = repository(
        tmp_path, {A: feature("{web: 3}")}, {A: feature("{web: 4}")},
        {A: feature("{web: 5}", "started: 2026-02-15\n", BEGUN)},
    )  # fmt: skip
    blob = git(root, "rev-parse", "HEAD~1:roadmap/features/a.yaml")
    (root.parent / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert [told(start) for start in at_start(opened(root)).features.values()] == [
        "web 5 on now by started, unreadable"
    ]


def test_a_day_before_all_commits_and_a_broken_backlog_are_no_traceback(tmp_path: Path) -> None:
    root = repository(
        tmp_path,
        {"pm.yaml": "[", A: "\x00"},
        {"pm.yaml": HEAD, A: feature("{web: 1}", f"started: {date(1, 1, 1)}\n", BEGUN)},
    )
    assert [told(start) for start in at_start(opened(root)).features.values()] == [
        "web 1 on now by started, unreadable"
    ]


def test_a_day_at_the_beginning_of_time_is_no_traceback(tmp_path: Path) -> None:
    root = repository(
        tmp_path, {A: feature("{web: 1}")}, {A: feature("{web: 1}", SHIPPED, "shipped: 0001-01-01\n")}
    )
    assert [told(start) for start in at_start(opened(root)).features.values()] == [
        "web 1 on 2026-01-01 by shipped, written-later"
    ]


def test_a_name_that_a_team_once_had_is_that_of_another_since(tmp_path: Path) -> None:
    """web was renamed to shop; later a new team was called web."""
    teams = "teams: {{{}: {{capacity: 12}}, data: {{capacity: 9}}}}\n"
    old, renamed = (HEAD.partition("teams")[0] + teams.format(name) for name in ("web", "shop"))
    root = repository(
        tmp_path,
        {"pm.yaml": old, A: feature("{web: 1}", "started: 2026-01-15\n")},
        {"pm.yaml": renamed, A: feature("{shop: 1}", "started: 2026-01-15\n")},
        {"pm.yaml": renamed.replace("data:", "web: {capacity: 1}, data:"), "features/b.yaml": feature("{web: 2}", title="B")},
        {A: feature("{shop: 1}", "started: 2026-01-15\n", BEGUN),
         "features/b.yaml": feature("{web: 2}", "started: 2026-03-15\n", BEGUN, title="B")},
    )  # fmt: skip
    found = at_start(opened(root))
    assert [told(start) for start in found.features.values()] == [
        "shop 1 on 2026-01-01 by started", "web 2 on 2026-03-01 by started",
    ]  # fmt: skip
    assert found.changed == ()
