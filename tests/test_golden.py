"""Mistakes and what is said of them: golden/bad/NAME.yaml and NAME.out; golden/good must stay silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pmcli.model.diagnostic import Diagnostic
from tests.conftest import for_each, loaded

HERE = Path(__file__).parent / "golden"
BASE = (HERE / "pm.yaml").read_text(encoding="utf-8")
OTHERS = (HERE / "others.yaml").read_text(encoding="utf-8")


ADVISING = ("PM111", "PM112", "PM113", "PM207", "PM208", "PM210", "PM308", "PM31", "PM40", "PM5")
"""Rules about what would be better; their pages are their golden pairs, and these files are about mistakes."""


def findings(path: Path) -> tuple[Diagnostic, ...]:
    """What is found in a case: a pm.yaml where its name says so, else a feature file beside `others.yaml`."""
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    files = {"features/others.yaml": OTHERS, f"features/{path.name}": text}
    findings = (loaded("", text) if path.name.startswith("pm-") else loaded(files, BASE)).diagnostics
    return tuple(
        finding for finding in findings if not finding.code.startswith(ADVISING) or finding.code == "PM401"
    )


def told(diagnostic: Diagnostic) -> str:
    where = diagnostic.location
    until = f"{where.end_line}:{where.end_column}" if where.end_line != where.line else f"{where.end_column}"
    hint = f"\n    hint: {diagnostic.hint}" if diagnostic.hint else ""
    return f"{where.line}:{where.column}-{until} {diagnostic.severity} {diagnostic.code} {diagnostic.name}: {diagnostic.message}{hint}\n"


@for_each("path", sorted([*HERE.glob("bad/*.yaml"), *HERE.glob("bad/*.md")]))
def test_bad_ones_are_told(path: Path, golden: Callable[[Path, str], None]) -> None:
    found = findings(path)
    assert found, "a bad file must be told"
    golden(path.with_suffix(path.suffix + ".out"), "".join(map(told, found)))


@pytest.mark.parametrize(
    "path", sorted([*HERE.glob("good/*.yaml"), *HERE.glob("good/*.md")]), ids=lambda path: path.name
)
def test_good_ones_are_silent(path: Path) -> None:
    assert [told(finding) for finding in findings(path)] == []
