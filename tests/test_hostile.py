"""What a hostile or hasty hand may put before `pm`: told, and nothing outside is read.

Where a test says "soon" or "long", what it holds off once took minutes: a run that hangs here has lost it.
"""

from __future__ import annotations

import fnmatch
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pmcli
from pmcli import PmError
from pmcli.model import wildcard
from pmcli.model.diagnostic import drawn, nearest
from pmcli.model.words import words
from pmcli.ranking import rank
from pmcli.views.ranking.document import ranking_document
from tests.conftest import MINIMAL, for_each, loaded

# --- globs ---


@for_each(
    "glob, path, expected",
    [
        ("features/**", "features/a.yaml", True),
        ("features/**", "features/a/b/c.yaml", True),
        ("features/**", "other/a.yaml", False),
        ("features/**/x.yaml", "features/x.yaml", True),
        ("features/**/x.yaml", "features/a/b/x.yaml", True),
        ("features/*.yaml", "features/a/b.yaml", False),
        ("**/a?.yaml", "x/y/ab.yaml", True),
        ("**/**/**", "a", True),
        ("./a//b.yaml", "a/b.yaml", True),
        ("features/**", "features/a\nb.yaml", True),
    ],
)
def test_globs(glob: str, path: str, expected: bool) -> None:
    assert wildcard.matches(glob, path) is expected


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_parts_match_as_the_standard_library_says(pattern: str, name: str) -> None:
    assert wildcard.segment_matches(pattern, name) == fnmatch.fnmatchcase(name, pattern)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*a" * 40 + "b", "a" * 400),
        ("/".join(["**"] * 30) + "/x", "/".join("a" * 60)),
        ("**/*a*/" * 12 + "x", "a/" * 60 + "y"),
    ],
)
def test_no_glob_takes_long(glob: str, path: str) -> None:
    assert wildcard.matches(glob, path) is False


# --- links ---


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "leak.yaml").write_text("title: LEAKED\n")
    (tmp_path / "out" / "secret.txt").write_text("root:secretline\n")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "pm.yaml").write_text(MINIMAL)
    return inside


@pytest.mark.parametrize(
    "globs", ["", "features: [lnk]\n", 'features: ["lnk/*.yaml"]\n', 'features: ["**/*.yaml"]\n']
)
def test_a_feature_folder_that_is_a_link_is_not_followed(root: Path, globs: str) -> None:
    (root / "pm.yaml").write_text(MINIMAL + globs)
    (root / ("lnk" if globs else "features")).symlink_to(root.parent / "out")
    found = pmcli.load(root)
    assert found.backlog.features == {}
    assert [diagnostic.code for diagnostic in found.diagnostics] == ["PM012"]
    assert "leaves the workspace" in found.diagnostics[0].message


def test_a_pm_yaml_that_is_a_link_out_is_not_read(root: Path) -> None:
    (root / "pm.yaml").unlink()
    (root / "pm.yaml").symlink_to(root.parent / "out" / "secret.txt")
    with pytest.raises(PmError, match="leaves the workspace") as caught:
        pmcli.load(root)
    assert "secretline" not in str(caught.value)


def test_hidden_folders_are_not_read_and_that_is_told(root: Path) -> None:
    (root / ".hid").mkdir()
    (root / ".hid" / "x.yaml").write_text("title: X\n")
    (root / "pm.yaml").write_text(MINIMAL + 'features: [".hid/*.yaml"]\n')
    found = pmcli.load(root)
    assert found.backlog.features == {}
    assert ["hidden folder" in diagnostic.message for diagnostic in found.diagnostics] == [True]


def test_a_line_break_in_a_file_name_loses_nothing(root: Path) -> None:
    (root / "features").mkdir()
    (root / "features" / "b\nx.yaml").write_text("id: lost\ntitle: L\n")
    assert "PM107" in {diagnostic.code for diagnostic in pmcli.load(root).diagnostics}


@pytest.mark.parametrize("folder", ["y" * 300, "x/" * 3000])
def test_a_folder_that_cannot_be_is_told(folder: str) -> None:
    with pytest.raises(PmError, match="no such folder"):
        pmcli.load(folder)


# --- many mistakes ---


@pytest.mark.unmeasured
def test_a_renamed_prefix_in_a_thousand_features_is_told_soon() -> None:
    text = "".join(
        f"- {{id: feature-{at}, title: T{at}, depends_on: [feature-{at}x]}}\n" for at in range(1500)
    )
    found = loaded(text).diagnostics
    assert [one.code for one in found] == ["PM104"] * 1500
    assert found[0].hint is not None


@pytest.mark.unmeasured
def test_thousands_of_unknown_keys_are_told_soon() -> None:
    text = "title: x\n" + "".join(f"k{at}: 0\n" for at in range(5000))
    found = loaded({"features/a.yaml": text}).diagnostics
    assert len(found) == 5000


@pytest.mark.unmeasured
def test_a_large_cycle_is_told_in_few_words() -> None:
    size = 2000
    text = "".join(f"- {{id: f{at}, title: T{at}, depends_on: [f{(at - 1) % size}]}}\n" for at in range(size))
    found = loaded(text)
    assert len(found.diagnostics) == 1
    assert len(found.diagnostics[0].message) < 200
    _, left = found.sound()
    assert len(left) == size
    assert sum(len(words(one.reason)) for one in left) < 300 * size


def test_cycles_are_drawn_whole_or_counted() -> None:
    assert drawn(["a", "b"]) == "a -> b -> a"
    long = drawn([f"f{at}" for at in range(100)])
    assert long == "f0 -> f1 -> f2 -> f3 -> f4 -> f5 -> … 89 more … -> f95 -> f96 -> f97 -> f98 -> f99 -> f0"


def test_the_nearest_of_many_words() -> None:
    words = [f"feature-{at}" for at in range(5000)]
    assert nearest("feature-4711x", words) is not None
    assert nearest("FEATURE-7", words) == "feature-7"
    assert nearest("zzz", words) is None


# --- numbers ---


@pytest.mark.parametrize("text", ["١٢", "４", '"٣..٤"', "１..３", "²"])
def test_only_ascii_digits_are_numbers(text: str) -> None:
    found = loaded(f"- {{id: a, title: A, effort: {text}}}").diagnostics
    assert [one.code for one in found] == ["PM102"]


@pytest.mark.parametrize("key", ["target: ２０２７-Q1", "deadline: ２０２７-01-31"])
def test_only_ascii_digits_are_dates(key: str) -> None:
    assert [diagnostic.code for diagnostic in loaded(f"- {{id: a, title: A, {key}}}").diagnostics] == [
        "PM102"
    ]


@pytest.mark.parametrize("text", [".inf", ".nan", "9999-Q9", "-5..5", "1e400"])
def test_no_hint_advises_what_was_refused(text: str) -> None:
    for diagnostic in loaded(f"- {{id: a, title: A, rice: {{reach: {text}}}}}").diagnostics:
        assert diagnostic.hint is None or text not in diagnostic.hint


def test_printed_numbers_add_up_where_flows_nearly_cancel() -> None:
    found = loaded("""
- {id: a, title: A, wsjf: {user_business_value: 1.7, time_criticality: 0, risk_opportunity: 0, job_size: 0.987}}
- {id: b, title: B, depends_on: [a], wsjf: {user_business_value: 4.8, time_criticality: 0, risk_opportunity: 0, job_size: 0.0001}}
""")
    items: Any = ranking_document(rank(found.backlog, "wsjf"), found.backlog)["items"]
    for item in items:
        printed = {key: float(f"{item[key]:.12g}") for key in ("value", "cost", "adjusted")}
        flow = sum(float(f"{one['value']:.12g}") for one in item["inherits"])
        flow -= sum(float(f"{one['value']:.12g}") for one in item["owes"])
        assert printed["adjusted"] == pytest.approx((printed["value"] + flow) / printed["cost"], rel=1e-9)


def test_two_documents_in_pm_yaml_are_told_at_the_second() -> None:
    found = loaded("", "pm: 1\nproduct: x\n---\npm: 1\n").diagnostics
    assert [(one.location.path, one.location.line) for one in found] == [("pm.yaml", 4)]
