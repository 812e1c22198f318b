"""What is kept of files for the next run: the answers are the same with it and without."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pmcli.cli import main
from pmcli.workspace import cache_folder
from pmcli.workspace.known import KeyMaker, Known
from pmcli.workspace.opening import OpenWorkspace, open_workspace
from tests.cli.conftest import NORTHWIND

CLOCK = date(2026, 11, 28)
FILES = {
    "pm.yaml": (
        "pm: 1\nproduct: X\nfields: {risk: number}\nsizes: {S: 1..3}\n",
        "pm: 1\nproduct: X\nfields: {risk: word}\nsizes: {S: 2..9}\nteams: {web: {capacity: 9}}\n",
        "pm: 1\nproduct: X\nsizes: {S: 3..1}\nfeatures: [features/**, more]\n",
        "pm: 1\nproduct: X\nteams: {web: {capacity: 3}}\nfields: {risk: number\n",
    ),
    "plan.yaml": ("2026-Q4: [a]\n", "on: 2026-11-01\n2026-Q4: [a, [b]]\n"),
    "ratings/ben.yaml": (
        "features: {a: {rice: {impact: 2}}, b: {effort: 3}}\n",
        "features: {a: {rice: {impact: 2, risk: high}}}\n",
        "rater: Amelie\nfeatures: {a: {effort: S}}\n",
    ),
    "ratings/amelie.yaml": ("features: {a: {rice: {impact: 9}}}\n", "features: {a: {risk: 4}}\n"),
    "features/a.yaml": (
        "title: A\neffort: S\nrice: {reach: 10}\n", "title: A\nrisk: 3\nx-note: [one, two]\n", "title: [\n",
        "id: a\ntitle: A\nstauts: idea\n", "title: A\nrisk: high\n# pm: ignore PM105 because it is\nteam: web\n",
    ),
    "features/b.md": ("---\ntitle: B\ndepends_on: [a]\n---\n\nLonger.\n", "title: B\n", "---\nid: A\ntitle: B\n---\n"),
    "features/list.yaml": (
        "- {id: c, title: C, effort: 1..S}\n- {id: d, title: D, parent: c}\n", "- {id: a, title: Again}\n",
        "id: e\ntitle: E\n---\nid: f\ntitle: F\neffort: {web: 2}\nlinks: {doc: none.md}\n", "- plain\n",
    ),
    "features/readme.md": ("# No feature\n",),
    "more/g.yaml": ("title: G\ndeadline: 2027-01-01\n", "title: G\neffort: 5\neffort: 6\n"),
}  # fmt: skip
"""Files of a workspace, sound and not, and what they may say."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("PM_CACHE", raising=False)
    cache_folder.allow()
    yield tmp_path
    cache_folder.allow(yes=False)


def kept(home: Path) -> list[Path]:
    return sorted((home / "cache/pm").glob("features-*"))


def answer(opened: OpenWorkspace) -> object:
    """All that is known of a workspace."""
    backlog = opened.unchecked.backlog
    texts = {
        name: str(getattr(backlog, name)) for name in ("broken", "unread", "rated", "raters", "agreement")
    }
    return (
        opened.globs, opened.loaded.diagnostics, backlog.workspace, list(backlog.features.values()), backlog.files,
        backlog.origins, texts, [(each.extra, each.custom) for each in backlog.features.values()],
    )  # fmt: skip


EDITS = st.lists(
    st.tuples(st.sampled_from(("pm.yaml", "features/a.yaml", *FILES)), st.integers(0, 5)), max_size=6
)
"""Files, and the number of the text that each then says."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("pm.yaml", 1), ("pm.yaml", 2), ("pm.yaml", 2)])
@given(EDITS)
def test_whatever_was_edited_in_between_the_answer_is_that_of_the_files(
    home: Path, edits: list[tuple[str, int]]
) -> None:
    with TemporaryDirectory(dir=home) as name:
        root = Path(name)
        for path in FILES:
            write(root, path, 0)
        for path, number in [("pm.yaml", 0), *edits]:
            write(root, path, number)
            afresh = OpenWorkspace(root, None, CLOCK)
            assert answer(open_workspace(root, clock=CLOCK)) == answer(afresh)


def write(root: Path, path: str, number: int) -> None:
    """The file says the text of this number, or is gone."""
    (root / path).parent.mkdir(exist_ok=True)
    texts = FILES[path]
    if number < len(texts):
        (root / path).write_text(texts[number])
    elif path != "pm.yaml":
        (root / path).unlink(missing_ok=True)


def test_commands_say_the_same_and_read_nothing_twice(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = home / "work"
    shutil.copytree(NORTHWIND, root)
    lines = (("check", "--format", "json"), ("rank",), ("rank", "--format", "json"), ("list",))
    monkeypatch.setenv("PM_CACHE", "0")
    without = said(root, lines, capsys)
    assert not (home / "cache").exists()
    monkeypatch.delenv("PM_CACHE")
    for _ in range(2):
        assert said(root, lines, capsys) == without
    assert len(kept(home)) == 1
    opened = open_workspace(root, clock=CLOCK)
    assert opened.loaded.backlog.features
    assert opened.known.readings == {}


def said(root: Path, lines: Sequence[tuple[str, ...]], capsys: pytest.CaptureFixture[str]) -> list[object]:
    """The exit codes of commands and all that they write."""
    return [(main(["-C", str(root), *words]), capsys.readouterr()) for words in lines]


def test_little_that_is_new_is_sooner_read_again_than_kept(home: Path) -> None:
    root = home / "work"
    (root / "features").mkdir(parents=True)
    (root / "pm.yaml").write_text("pm: 1\nproduct: X\n")
    for number in range(60):
        (root / f"features/f{number}.yaml").write_text(f"title: Feature {number}\n")
    assert open_workspace(root, clock=CLOCK).unchecked.backlog.features
    before = kept(home)[0].read_bytes()
    (root / "features/f1.yaml").write_text("title: Other\n")
    assert open_workspace(root, clock=CLOCK).unchecked.backlog.features["f1"].title == "Other"
    assert kept(home)[0].read_bytes() == before
    for number in range(10):
        (root / f"features/f{number}.yaml").write_text("title: Other\n")
    assert open_workspace(root, clock=CLOCK).unchecked.backlog.features["f9"].title == "Other"
    assert kept(home)[0].read_bytes() != before


@pytest.mark.parametrize(
    "data", [b"", b"no pickle", pickle.dumps(7), pickle.dumps(open_workspace), b"\x80\x05."]
)
def test_what_cannot_be_used_is_as_if_it_were_not_there(home: Path, data: bytes) -> None:
    known = Known(home)
    cache = cache_folder.opened_cache(home / "elsewhere")
    assert cache is not None
    key = known._key()
    assert key is not None
    cache.put("features", key, data)
    assert known.find(b"key") is None
    known.keep(b"key", "result")
    assert known.find(b"key") == "result"


def test_another_workspace_has_its_own(home: Path) -> None:
    first, second = home / "one", home / "two"
    for root in (first, second):
        (root / "features").mkdir(parents=True)
        (root / "pm.yaml").write_text("pm: 1\nproduct: X\n")
        (root / "features/a.yaml").write_text(f"title: {root.name}\n")
        assert open_workspace(root, clock=CLOCK).unchecked.backlog.features["a"].title == root.name
    assert len(kept(home)) == 2


def test_what_pickle_cannot_keep_is_not_kept(home: Path) -> None:
    known = Known(home)
    known.keep(b"key", lambda: None)
    known.save({})
    assert kept(home) == []


def test_keys_differ_by_all_that_a_result_depends_on() -> None:
    keys = {
        KeyMaker(*words).key(path, text)
        for words in (("features", "a"), ("features", "b"), ("rater", "a"))
        for path in ("a.yaml", "b.yaml", "\udc80.yaml")
        for text in (b"", b"x")
    }
    assert len(keys) == 18
