"""The table itself: every sentence has a number of its own, below the section that its file is of."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def test_every_sentence_has_a_number_of_its_own() -> None:
    files = [path.stem for path in sorted(HERE.glob("test_[1-6]_*.py"))]
    rows = [(name, one.number) for name in files for one in import_module(f"tests.contract.{name}").ROWS]
    numbers = [number for _, number in rows]
    assert len(rows) > 450
    assert len(set(numbers)) == len(numbers), sorted({one for one in numbers if numbers.count(one) > 1})
    assert all(number.split(".")[0] == name.split("_")[1] for name, number in rows)
