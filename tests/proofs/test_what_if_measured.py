"""`pm what-if` of the example with every plan proven: what was measured when the contract was written."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.conftest import Pm, pm

__all__ = ["pm"]
MEASURED = Path(__file__).parents[1] / "data" / "northwind"


@pytest.mark.skipif(find_spec("highspy") is None, reason="needs the extra optimize")
def test_the_example_as_it_was_measured(pm: Pm, tmp_path: Path) -> None:
    """The contract's screen: values and features placed, every plan proven."""
    root = tmp_path / "northwind"
    shutil.copytree(MEASURED, root)
    with (root / "pm.yaml").open("a") as file:
        file.write(
            "scenarios:\n  lean-web: {capacity: {web: 11}}\n  no-sso: {drop: [sso]}\n"
            "  cards-twice: {effort: {tokenised-cards: x2}}\n  payments+3: {add: {payments: 3}}\n"
        )
    run = pm("what-if", "--optimal", "--format", "json", at=root)
    rows = json.loads(run.out)["scenarios"]
    assert [round(100 * row["share"]) for row in rows] == [100, 88, 111, 85, 113]
    assert [row["placed"] for row in rows] == [20, 17, 20, 18, 21]
    assert [row["promises"]["kept"] for row in rows] == [2, 2, 1, 2, 2]
    assert all(row["value"] == row["bound"] for row in rows)
    assert [f"{row['fullest']['team']} {row['fullest']['share']:.0%}" for row in rows] == [
        "web 93%", "web 94%", "web 95%", "web 89%", "web 94%",
    ]  # fmt: skip
