"""What a roadmap changes in the agreement, and plan.yaml written whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pmcli.editing.agreement import AgreedChange, accepted, agreement_of
from pmcli.editing.change_set import write
from pmcli.model.agreement import Agreement
from pmcli.model.diagnostic import PmError
from pmcli.model.period import Period
from pmcli.planning import plan
from pmcli.workspace.opening import OpenWorkspace, open_workspace
from tests.conftest import for_each

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 2}\nteams: {web: {capacity: 5}}\n"
FEATURES = "".join(
    f"- {{id: {name}, title: T, effort: 4, rice: {{reach: {reach}, impact: 1, confidence: 80%}}}}\n"
    for name, reach in (("a", 900), ("b", 500), ("c", 10))
)
AGREED = Agreement(on=date(2026, 11, 29), by="amelie", because="so: it is")
Q4, Q1, Q3 = (Period.parse(name) for name in ("2026-Q4", "2027-Q1", "2027-Q3"))


def opened(folder: Path, plan_text: str | None = None) -> OpenWorkspace:
    (folder / "features").mkdir(exist_ok=True)
    (folder / "pm.yaml").write_text(HEAD)
    (folder / "features" / "all.yaml").write_text(FEATURES)
    if plan_text is not None:
        (folder / "plan.yaml").write_text(plan_text)
    return open_workspace(folder)


@for_each(
    "text, lists, changes, stays",
    [
        (
            None, {"2026-Q4": ("a",), "2027-Q1": ("b",)},
            [("a", "new", None, Q4), ("b", "new", None, Q1)], 0,
        ),
        (
            "periods: {2026-Q4: [b], 2027-Q1: [a]}\n", {"2026-Q4": ("b",), "2027-Q1": ("a",)}, [], 2,
        ),
        (
            "periods: {2026-Q4: [b, x], 2027-Q3: [c]}\n",
            {"2026-Q4": ("b",), "2027-Q3": ("c",), "2027-Q1": ("a",)},
            [("a", "new", None, Q1), ("x", "gone", Q4, None)], 2,
        ),
        (
            "periods: {2027-Q1: [c], 2026-Q4: [a, b]}\n", {"2026-Q4": ("a",), "2027-Q1": ("b",)},
            [("b", "forced", Q4, Q1), ("c", "left-out", Q1, None)], 1,
        ),
    ],
)  # fmt: skip
def test_what_a_roadmap_changes(
    text: str | None, lists: dict[str, tuple[str, ...]],
    changes: list[tuple[str, str, Period | None, Period | None]], stays: int, tmp_path: Path,
) -> None:  # fmt: skip
    (tmp_path / "plan.yaml").unlink(missing_ok=True)
    backlog = opened(tmp_path, text).loaded.backlog
    new = agreement_of(backlog, plan(backlog, propose=False))
    assert new.lists == lists
    assert [(one.id, one.fate, one.before, one.after) for one in new.changes] == changes
    assert new.stays == stays


def test_a_left_out_feature_says_why(tmp_path: Path) -> None:
    backlog = opened(tmp_path, "periods: {2027-Q1: [c], 2026-Q4: [a, b]}\n").loaded.backlog
    change = agreement_of(backlog, plan(backlog, propose=False)).changes[-1]
    assert isinstance(change, AgreedChange)
    assert change.reason is not None
    assert change.reason.kind == "left-out"


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    there = opened(tmp_path)
    backlog = there.loaded.backlog
    pending = accepted(there, agreement_of(backlog, plan(backlog, propose=False)), AGREED)
    assert (list(pending.before), list(pending.after)) == ([], ["plan.yaml"])
    (tmp_path / "plan.yaml").write_text("periods: {}\n")
    with pytest.raises(PmError, match="already"):
        write(pending)
    assert (tmp_path / "plan.yaml").read_text() == "periods: {}\n"
    (tmp_path / "plan.yaml").unlink()
    write(pending)
    assert (tmp_path / "plan.yaml").read_text() == (
        'agreed: {on: 2026-11-29, by: amelie, because: "so: it is"}\n'
        "periods:\n  2026-Q4:\n    - a\n  2027-Q1:\n    - b\n"
    )


def test_what_cannot_be_edited_is_left_as_it_is(tmp_path: Path) -> None:
    there = opened(tmp_path, "agreed: &who {by: jo}\nx-who: *who\nperiods: {2026-Q4: [b, x]}\n")
    backlog = there.loaded.backlog
    with pytest.raises(PmError, match="cannot be edited"):
        accepted(there, agreement_of(backlog, plan(backlog, propose=False)), AGREED)
