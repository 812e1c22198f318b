"""A second import of the same source changes nothing, whatever names its rows call one another by."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmcli import load
from pmcli.importing import ImportOptions, prepare, write
from pmcli.importing.sources import IMPORTERS, Source
from pmcli.model.naming import slug
from pmcli.workspace.opening import open_workspace
from pmcli.workspace.source import read_source
from tests.importing.sources.samples import DATA, best
from tests.importing.test_importing import brought, table, workspace

SAMPLES = sorted(
    path
    for path in (*DATA.iterdir(), *DATA.glob("github/*"), *DATA.glob("wsjf/*"), *DATA.glob("text/*"))
    if not path.name.endswith(("expected.json", "README.md", "LICENSE", "pm.yaml"))
    and path.name not in ("github", "wsjf", "eips", "features", "text")
)


def comes_in_once(root: Path, path: str) -> None:
    """Bring a source in; what there is loads, and the same again changes nothing."""
    brought(root, path)
    assert prepare(open_workspace(root), path, ImportOptions()).changes_nothing


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sample_comes_in_once(tmp_path: Path, path: Path) -> None:
    comes_in_once(workspace(tmp_path), str(path))


def test_every_importer_has_a_sample_that_comes_in_once() -> None:
    found = set()
    for path in SAMPLES:
        name, data, files = read_source(str(path))
        source = Source(name, data, files)
        found.add(best(source).name)
    elsewhere = {"keps", "eips", "monday", "pm", "spreadsheet"}  # each in tests of its own
    assert {importer.name for importer in IMPORTERS} - found <= elsewhere


TITLES = ("Single sign-on", "Audit log", "Sign in, and out", "audit log", "Wallets 2", "2", "")
KEYS = ("", "1", "2", "A-1", "A-2", "wallets-2")


@st.composite
def rows(draw: st.DrawFn) -> list[list[str]]:
    """Rows that name one another by key, title, slug, number and in writings of their own."""
    keyed = draw(st.booleans())
    listed = draw(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(TITLES)), min_size=1, max_size=5))
    names = [name for pair in listed for name in (*pair, slug(pair[1]), pair[1].upper())]
    written = (
        [f"{key}: {title}" for key, title in listed]
        + [f"#{key}" for key, _ in listed]
        + ["2FS+9 months", "nobody"]
    )
    one = st.sampled_from(["", *names, *written])
    cell = st.lists(one, max_size=3).flatmap(
        lambda some: st.sampled_from([", ", ";", "\n"]).map(lambda mark: mark.join(some))
    )
    related = st.sampled_from(["Blocked by ", "Blocks ", "Relates to "])
    return [
        [key if keyed else "", title, draw(cell), draw(cell), draw(one), draw(related) + draw(one), draw(st.sampled_from(["done", "open", "won't do"]))]
        for key, title in listed
    ]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(rows())
def test_references_of_every_kind_come_in_once(
    tmp_path_factory: pytest.TempPathFactory, given_rows: list[list[str]]
) -> None:
    root = workspace(tmp_path_factory.mktemp("shop"))
    text = io.StringIO()
    head = ["Key", "Title", "Depends on", "Blocks", "Parent", "Related issues", "Status"]
    csv.writer(text).writerows([head, *given_rows])
    path = table(root, text.getvalue())
    prepared = prepare(open_workspace(root), path, ImportOptions(format="spreadsheet"))
    write(prepared)
    assert not load(root).errors
    again = prepare(open_workspace(root), path, ImportOptions(format="spreadsheet"))
    assert again.changes_nothing, (again.updated, again.descriptions)


def test_an_id_that_the_import_itself_makes_is_found_at_once(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    path = table(root, "Name,Blocked by\nSingle sign-on,\nAudit log,single-sign-on\n")
    comes_in_once(root, path)
    assert [need.id for need in load(root).backlog.features["audit-log"].depends_on] == ["single-sign-on"]
