"""What every test may use: golden files, and backlogs made from texts."""

from __future__ import annotations

import contextlib
import functools
import gc
import inspect
import os
import reprlib
import sys
import threading
from collections.abc import Callable, Generator, Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from pmcli.checks import check
from pmcli.planning import searches
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.loading import load

# A slow machine is no fault of the code, and CI judges the change, not the luck of the draw: there the same
# examples are drawn on every run. Without CI as many are drawn anew, to find what nobody thought of.
settings.register_profile("pm", deadline=None, max_examples=30)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=30)
settings.load_profile("ci" if os.environ.get("CI") or os.environ.get("PM_CI") else "pm")

# What lies in this repository has its own past here, and another in a shallow clone: to tests it has none.
_ROOT = Path(__file__).parents[1]
os.environ["GIT_CEILING_DIRECTORIES"] = os.pathsep.join(
    map(str, (_ROOT / "examples", _ROOT / "tests" / "data"))
)
# How things look for one person is tested where it is meant.
os.environ["XDG_CONFIG_HOME"] = os.devnull
for _name in [name for name in os.environ if name.startswith("PM_") and name != "PM_CI"]:
    del os.environ[_name]

# What pm remembers of a person's runs is tested where it is meant.
os.environ["PM_CACHE"] = "0"

# No test outlasts a loss of power, and a disk that several share takes its time to be sure.
os.fsync = lambda fd: None

# A plan is searched for once in a process; `pm` itself, which runs long nowhere, keeps the last few.
searches.MOST = 1000

CLOCK = date(2026, 11, 23)
MINIMAL = "pm: 1\nproduct: Test\ncalendar: {start: 2026-Q4}\n"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite the golden files; read them in review")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage counts what examples named by hand reach, not what was drawn, which also takes it much longer."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.unmeasured)


def pytest_collection_finish() -> None:
    """Garbage is looked for between modules only, as `pm` itself looks for none; what is there by now is none."""
    gc.disable()
    gc.freeze()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is not None and nextitem.path != item.path:
        gc.collect()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    return (yield from _measured(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    return (yield from _measured(item))


def _measured(item: pytest.Item) -> Generator[None]:
    if item.get_closest_marker("unmeasured") is None:
        return (yield)
    with unmeasured():
        return (yield)


@contextlib.contextmanager
def unmeasured() -> Generator[None]:
    """Coverage looks away, as from what is marked so; `no_cover` of pytest-cov fails in xdist's workers."""
    tracer = sys.gettrace()
    if tracer is None:
        yield
        return
    of_threads = threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
        threading.settrace(of_threads)


def for_each(names: str, rows: Iterable[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A table of cases that one test goes through: as `parametrize`, where a case is shorter than a test's own cost.

    Each case is told by its values if it fails, and the others go on. What fixtures give is the same for all of them.
    """
    keys = [name.strip() for name in names.split(",")]
    table = [tuple(row) if len(keys) > 1 and isinstance(row, Iterable) else (row,) for row in rows]
    assert table, "there are no cases"

    def of(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def through(*own: object, subtests: pytest.Subtests, **fixtures: object) -> None:
            for row in table:
                case = dict(zip(keys, row, strict=True))
                with subtests.test(", ".join(f"{name}={_SHORT.repr(value)}" for name, value in case.items())):
                    test(*own, **case, **fixtures, **({"subtests": subtests} if is_outer else {}))

        parameters = inspect.signature(test).parameters
        is_outer = "subtests" in parameters  # another table stands below
        asked = [one for name, one in parameters.items() if name not in (*keys, "subtests")]
        subtests = inspect.Parameter("subtests", inspect.Parameter.KEYWORD_ONLY)
        through.__signature__ = inspect.Signature([*asked, subtests])  # type: ignore[attr-defined]  # pytest reads it
        return through

    return of


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a golden file, or rewrites that with --golden."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == (path.read_text(encoding="utf-8") if path.exists() else f"no golden file {path.name}")

    return compare


def loaded(
    features: dict[str, str] | str = "", workspace: str = MINIMAL, *, today: date | None = None
) -> Loaded:
    """A backlog from texts: feature files by path, or one text that is a list of features."""
    files = {"features/all.yaml": features} if isinstance(features, str) else features
    texts = {"pm.yaml": workspace.encode(), **{path: text.encode() for path, text in files.items()}}
    backlog, loaded = load(texts, clock=CLOCK, today=today)
    return Loaded(backlog, check(backlog, loaded))
