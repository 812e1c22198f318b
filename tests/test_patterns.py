"""Patterns that read what people write take time that grows with it: many blanks, no end, nothing that matches.

Those of every module that is imported are tried as they are used (`match`, `search`, `sub` …), however they are
named; calls are not counted within a pattern, so time is measured, and only a fourfold one of a long time fails.
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pmcli

ROOT = Path(pmcli.__file__).parent
MODULES = ("writers", "yaml/read", "yaml/edit", "model", "ranking", "workspace", "editing/assignment")
DEFINED = re.compile(r"^(_?[A-Z][A-Z_]*)(?:: Final)? = re\.compile\(", re.MULTILINE)
RUNS = (" ", "\t", "- ", "> ", "a", "a ", "9", "9.", "`", "#", "[", "(", '"', "\n", ": ", "=", "é")
SIZE = 1_200
LONG = 0.01  # seconds, some hundred times what a pattern takes that looks at everything once


def _patterns() -> Iterator[tuple[str, re.Pattern[Any], str]]:
    """The patterns of modules, by name, each with a way in which its module uses it."""
    for path in sorted(path for folder in MODULES for path in (ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        names = DEFINED.findall(text)
        if not names:
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT.parent).with_suffix("").parts))
        for name in names:
            for way in sorted(
                set(re.findall(rf"\b{name}\.(match|search|fullmatch|sub|findall|finditer|split)\b", text))
            ):
                yield f"{module.__name__}.{name}.{way}", getattr(module, name), way


def _seconds(pattern: re.Pattern[Any], way: str, subject: Any) -> float:
    calls: dict[str, Callable[[], object]] = {
        "sub": lambda: pattern.sub(subject[:0], subject),
        "finditer": lambda: list(pattern.finditer(subject)),
    }
    usual: Callable[[Any], object] = getattr(pattern, way)
    call = calls.get(way, lambda: usual(subject))
    began = time.process_time()
    call()
    return time.process_time() - began


@pytest.mark.unmeasured
def test_patterns_take_no_longer_than_what_they_read() -> None:
    slow = {}
    for name, pattern, way in _patterns():
        for run in RUNS:
            for before in ("", "x"):
                text = before + run * (SIZE // len(run)) + "\x07"
                subject = text.encode() if isinstance(pattern.pattern, bytes) else text
                if _seconds(pattern, way, subject) > LONG < _seconds(pattern, way, subject):
                    slow[name] = (before, run)
    assert not slow
