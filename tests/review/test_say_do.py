"""What was promised and kept: figures worked out by hand from the five plans of `repository.py`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pmcli.model.period import Period
from pmcli.review.say_do import PromisedFeature, SayDo, say_do
from pmcli.workspace.opening import open_workspace
from tests.cli.repo import git
from tests.conftest import CLOCK, for_each
from tests.review.repository import Files, Repository

HEAD = "pm: 1\nproduct: Shop\n"


def asked(root: Path, today: date = CLOCK) -> SayDo:
    return say_do(open_workspace(root, clock=today), today)


@pytest.fixture(scope="module")
def found(shop: Path) -> SayDo:
    return asked(shop)


def told(promise: PromisedFeature) -> str:
    """A promise in a line."""
    parts = [promise.id, promise.outcome]
    parts += (
        [f"+{promise.by} {promise.until}{' or later' if promise.is_open else ''}"] if promise.until else []
    )
    if promise.agreement is not None:
        parts.append(f"{promise.agreement.signed}: {promise.agreement.because}")
    return ", ".join(parts)


class TestTwoYears:
    """What the repository of two years tells."""

    def test_the_plan_in_force_when_a_period_began_is_its_promise(self, found: SayDo) -> None:
        assert {str(period.period): [told(promise) for promise in period.promises] for period in found.periods} == {
            "2024-Q4": ["sign-in, kept"],  # nothing was agreed on its first day: the first plan in it; login then
            "2025-Q1": ["audit, slipped, +1 2025-Q2, 2025-03-31 by ben: audit waits for the law", "export, kept"],
            "2025-Q2": [
                "alerts, kept", "audit, kept", "search, slipped, +1 2025-Q3, 2025-06-30 by ada: search is larger",
            ],
            "2025-Q3": [
                "billing, slipped, +1 2025-Q4, 2025-10-20 by ada: billing takes longer",
                "chat, dropped, 2025-10-20 by ada: billing takes longer", "search, kept",
            ],
            "2025-Q4": ["refunds, slipped, +2 2026-Q2"],  # not billing: it came with the plan of October 20
            "2026-Q1": ["chat, dropped, 2026-06-29 by ben: mobile needs the new shop"],
            "2026-Q2": [
                "mobile, slipped, +2 2026-Q4 or later, 2026-06-29 by ben: mobile needs the new shop",
                "tags, dropped, 2026-06-29 by ben: mobile needs the new shop",
            ],
            "2026-Q3": ["half, slipped, +1 2026-Q4 or later"],  # nobody has agreed on anything else
        }  # fmt: skip
        signed = [(period.agreement.signed, period.agreement.because) for period in found.periods]
        assert signed[1:3] == [
            ("2024-12-16 by ada", "The first plan"), ("2025-03-31 by ben", "audit waits for the law"),
        ]  # fmt: skip

    def test_the_totals(self, found: SayDo) -> None:
        counts = [found.count(outcome) for outcome in ("kept", "slipped", "dropped")]
        assert (found.promised, counts) == (14, [5, 6, 3])
        assert found.mean_slip == pytest.approx((1 + 1 + 1 + 2 + 2 + 1) / 6)
        assert (found.why_not, found.unknown, found.unreadable) == (None, (), ())

    def test_what_nobody_had_promised_is_told(self, found: SayDo) -> None:
        """refunds shipped in 2026-Q2 too, and was promised before; billing was promised for 2025-Q3."""
        assert {str(period.period): period.unplanned for period in found.periods if period.unplanned} == {
            "2026-Q2": ("stickers",)
        }

    def test_a_period_counts_when_it_is_over(self, shop: Path) -> None:
        assert [str(period.period) for period in asked(shop, date(2025, 6, 30)).periods] == [
            "2024-Q4",
            "2025-Q1",
        ]
        assert str(asked(shop, date(2025, 7, 1)).periods[-1].period) == "2025-Q2"

    def test_a_shallow_clone_leaves_out_what_it_does_not_reach(self, shop: Path, tmp_path: Path) -> None:
        git(tmp_path, "clone", "-q", "--depth", "13", f"file://{shop.parent}", "clone")
        few = asked(tmp_path / "clone" / "roadmap")
        assert [str(period) for period in few.unknown] == ["2025-Q3", "2025-Q4"]
        assert [str(period.period) for period in few.periods] == ["2026-Q1", "2026-Q2", "2026-Q3"]


def feature(*lines: str) -> str:
    return "".join(["title: A\n", *(f"{line}\n" for line in lines)])


def plan(on: str | None = None, **periods: str) -> str:
    agreed = f"agreed: {{on: {on}}}\n" if on else ""
    return f"{agreed}periods: {{{', '.join(f'{name[1:5]}-{name[5:]}: [{ids}]' for name, ids in periods.items())}}}\n"


A, PLAN = "features/a.yaml", "plan.yaml"
OUT = ("status: shipped", "shipped: 2026-03-31")


@for_each("commits, expected", [
    # shipped on the last day, and on the day after
    ({"2025-12-01": {PLAN: plan(_2026Q1="a"), A: feature(*OUT)}}, ["2026-Q1 a, kept"]),
    ({"2025-12-01": {PLAN: plan(_2026Q1="a"), A: feature(OUT[0], "shipped: 2026-04-01")}},
     ["2026-Q1 a, slipped, +1 2026-Q2"]),
    # with no day the commit that said shipped counts
    ({"2025-12-01": {PLAN: plan(_2026Q1="a"), A: feature()}, "2026-05-01": {A: feature(OUT[0])}},
     ["2026-Q1 a, slipped, +1 2026-Q2"]),
    # agreed on the day before, committed after: the word counts, and an edit under the old day is no new word
    ({"2025-12-01": {PLAN: plan(_2026Q2="a"), A: feature(*OUT)}, "2026-01-02": {PLAN: plan("2025-12-31", _2026Q1="a")}},
     ["2026-Q1 a, kept"]),
    ({"2025-12-01": {PLAN: plan("2025-12-01", _2026Q1="a"), A: feature()},
      "2026-02-02": {PLAN: plan("2025-12-01", _2026Q2="a")}}, ["2026-Q1 a, slipped, +3 2026-Q4 or later, 2025-12-01: None", "2026-Q2 a, slipped, +2 2026-Q4 or later"]),
    # a plan that cannot be read leaves the one before in force
    ({"2025-12-01": {PLAN: plan(_2026Q1="a"), A: feature(*OUT)}, "2025-12-20": {PLAN: "periods: ["},
      "2026-04-02": {PLAN: plan(_2026Q1="a")}}, ["2026-Q1 a, kept"]),
    # the plan is taken away, the feature is declined, or gone
    ({"2025-12-01": {PLAN: plan(_2026Q1="a"), A: feature()}, "2026-02-02": {PLAN: None}}, ["2026-Q1 a, dropped"]),
    ({"2025-12-01": {PLAN: plan(_2026Q1="a"), A: feature("status: declined")}}, ["2026-Q1 a, dropped"]),
    ({"2025-12-01": {PLAN: plan(_2026Q1="a"), A: feature()}, "2026-02-02": {A: None}}, ["2026-Q1 a, dropped"]),
    # named under another id
    ({"2025-12-01": {PLAN: plan(_2026Q1="old"), "features/old.yaml": feature(*OUT)},
      "2026-02-02": {"features/old.yaml": None, A: feature(*OUT)}}, ["2026-Q1 a, kept"]),
    # months are periods of their own
    ({"2025-12-01": {PLAN: "periods: {2026-01: [a]}\n", A: feature(*OUT)}}, ["2026-01 a, slipped, +2 2026-03"]),
    # parents are done when their children are
    ({"2025-12-01": {PLAN: plan(_2026Q1="a, b"), A: feature(), "features/b.yaml": feature("parent: a", *OUT)}},
     ["2026-Q1 b, kept"]),
    # nothing was agreed for a period before it was over
    ({"2026-05-01": {PLAN: plan(_2026Q1="a"), A: feature(*OUT)}}, []),
])  # fmt: skip
def test_say_and_do(
    commits: dict[str, Files], expected: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:  # fmt: skip
    repo = Repository(tmp_path_factory.mktemp("repo"))
    for number, (day, files) in enumerate(commits.items()):
        settings: Files = {} if number else {"pm.yaml": HEAD}
        repo.commit(day, settings | files)
    found = asked(repo.write())
    assert [f"{period.period} {told(one)}" for period in found.periods for one in period.promises] == expected
    assert found.why_not is None


def test_a_slip_in_months_is_told_in_quarters(tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    repo.commit("2025-12-01", {"pm.yaml": HEAD, PLAN: "periods: {2026-01: [a]}\n", A: feature(*OUT)})
    found = asked(repo.write())
    assert found.mean_slip == pytest.approx(2 / 3)
    assert found.periods[0].period == Period.parse("2026-01")


def test_without_a_plan_or_a_history_there_is_nothing_to_say(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "repo")
    repo.commit("2026-01-01", {"pm.yaml": HEAD, A: feature()})
    assert asked(repo.write()).why_not == "no commit has a plan.yaml"
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "pm.yaml").write_text(HEAD)
    nothing = asked(tmp_path / "plain")
    assert nothing.why_not == "the workspace is in no git repository"
    assert (nothing.periods, nothing.promised, nothing.mean_slip) == ((), 0, None)


def test_the_unreadable_plans_are_named(tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    repo.commit("2025-12-01", {"pm.yaml": HEAD, PLAN: plan(_2026Q1="a"), A: feature(*OUT)})
    repo.commit("2025-12-20", {PLAN: "periods: ["}, "Oops")
    found = asked(repo.write())
    assert [commit.subject for commit in found.unreadable] == ["Oops"]
    assert found.count("kept") == 1
