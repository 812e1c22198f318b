"""WSJF backlogs in YAML: inputs, stated scores, and a file that is no YAML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.sources.importer import Imported, ImportedFeature, Source
from pmcli.importing.sources.text.wsjf_yaml import WSJF_YAML
from tests.importing.sources.samples import DATA, by_key, told

LEX = "lexgraph-legal-rag.backlog.yml"
BROKEN = "docker-optimizer-agent.backlog.yml"
INPUTS = "effort: 5\n  value: 8\n  time_criticality: 5\n  risk_reduction: 8\n"


def source(name: str) -> Source:
    return Source(name, (DATA / "wsjf" / name).read_bytes())


def read(text: str) -> Imported:
    return WSJF_YAML.read(Source("b.yml", text.encode()), {})


def one(more: str = "", inputs: str = INPUTS) -> ImportedFeature:
    return by_key(read(f"- id: a\n  title: A\n  {inputs}{more}"))["a"]


def test_sample(golden: Callable[[Path, str], None]) -> None:
    assert WSJF_YAML.recognise(source(LEX)) == 0.9
    golden(DATA / "wsjf" / "expected.json", told(WSJF_YAML.read(source(LEX), {})))


def test_what_the_sample_shows() -> None:
    imported = WSJF_YAML.read(source(LEX), {})
    drafts = by_key(imported)
    assert (imported.read, len(drafts)) == (21, 14)
    assert all("is also the id of" in skipped.reason for skipped in imported.skipped)
    assert not imported.findings  # every score stated there is right, to a tenth
    first = drafts["auth-module-coverage"].fields
    assert first["wsjf"] == {
        "user_business_value": 10,
        "time_criticality": 10,
        "risk_opportunity": 10,
        "job_size": 3,
    }
    assert (first["status"], first["shipped"], first["type"], first["id"]) == (
        "shipped", "2025-07-25", "debt", "auth-module-coverage",
    )  # fmt: skip
    assert (
        drafts["cors-security-fix"].fields["status"] == "shipped"
    )  # listed under "completed", with no status


def test_a_file_that_is_no_yaml_is_told_with_its_line() -> None:
    assert WSJF_YAML.recognise(source(BROKEN)) == 0.9
    imported = WSJF_YAML.read(source(BROKEN), {})
    by_key(imported)
    assert (imported.read, imported.drafts) == (1, ())
    assert imported.skipped[0].place == "line 11"
    assert "no valid YAML, so none of its 26 items comes in" in imported.skipped[0].reason
    assert 'write: title: "Install' in imported.skipped[0].reason


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("4.2", ""), ("4.20", ""), ("4.16", ""), ("null", ""), ("high", ""),
        ("4.3", "stated 4.3, WSJF of its inputs is 4.2"), ("42", "stated 42, WSJF of its inputs is 4.2"),
        ("8.4\n  aging_multiplier: 2.0", ""),
    ],
)  # fmt: skip
def test_a_stated_score_is_set_beside_the_computed_one(stated: str, found: str) -> None:
    imported = read(f"items:\n- id: a\n  title: A\n  {INPUTS}  wsjf_score: {stated}")
    assert [finding.message for finding in imported.findings] == ([found] if found else [])
    assert all(finding.place == 'item 1 of "items" (a)' for finding in imported.findings)


@pytest.mark.parametrize(
    ("inputs", "left"),
    [
        ("effort: 0\n  value: 1\n", {"user_business_value": 1}),
        ("effort: big\n  value: 1.5\n", {"user_business_value": 1.5}),
        ("effort: -3\n  time_criticality: true\n", None),
        ("effort: 1e30\n  risk_reduction: .inf\n", None),
        ("job_size: 3\n  business_value: 2\n", {"job_size": 3, "user_business_value": 2}),
    ],
)
def test_inputs_that_wsjf_cannot_take_are_left_out_and_told(
    inputs: str, left: dict[str, float] | None
) -> None:
    draft = one(inputs=inputs)
    assert draft.fields.get("wsjf") == left
    assert len(draft.notes) == 2 - len(left or {})


@pytest.mark.parametrize(
    ("word", "status", "tags"),
    [
        ("NEW", "candidate", None), ("READY", "candidate", None), ("DOING", "in-progress", None), ("DONE", "shipped", None),
        ("BLOCKED", "candidate", None), ("PARKED", "parked", None), ("Purple", "candidate", ["status: Purple"]),
        ("~", "candidate", None),
    ],
)  # fmt: skip
def test_status(word: str, status: str, tags: list[str] | None) -> None:
    draft = one(f"  status: {word}\n")
    assert draft.fields.get("status", "candidate") == status
    assert draft.fields.get("tags") == tags


def test_what_else_an_item_says() -> None:
    draft = one(
        "  type: documentation\n  tags: [x]\n  owner: '@me'\n  links: [src/a.py, 'https://example.org']\n"
        "  description: Words\n  depends_on: [b, a]\n  acceptance_criteria: one\n  colour: red\n"
    )
    assert draft.fields["tags"] == ["x", "documentation"]
    assert draft.fields["owner"] == "me"
    assert draft.fields["description"] == "Words\n\nSee src/a.py, https://example.org"
    assert draft.fields["depends_on"] == ["b"]
    assert draft.fields["acceptance"] == ["one"]
    assert draft.fields["links"] == {"wsjf": "b/a"}


def test_a_broken_item_is_told_and_the_rest_comes_in() -> None:
    imported = read(
        "items:\n- text\n- {id: a}\n- {title: B}\n- {id: c d, title: C}\n- {id: c d, title: D}\nwords: [x, y]\n"
    )
    assert list(by_key(imported)) == ["B", "c d"]
    assert [(skipped.place, skipped.reason) for skipped in imported.skipped] == [
        ('item 1 of "items"', "it is no map of keys"),
        ('item 2 of "items"', "a has no title"),
        ('item 5 of "items"', '"c d" is also the id of item 4 of "items"'),
    ]
    assert "id" not in by_key(imported)["c d"].fields


def test_a_bomb_is_no_backlog() -> None:
    lines = "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    imported = read(f"a0: &a0 [x]\n{lines}wsjf_score: 1\ntime_criticality: 2\n")
    by_key(imported)
    assert len(imported.skipped) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("b.yml", b"title: x"),
        ("b.csv", b"wsjf_score: 1\njob_size: 2"),
        ("b.yml", b"job_size: 2"),
        ("b.yml", b""),
    ],
)
def test_other_files_are_not_taken(name: str, data: bytes) -> None:
    assert WSJF_YAML.recognise(Source(name, data)) == 0.0
    assert WSJF_YAML.recognise(Source("folder", None, {name: data})) == 0.0


@given(st.text(max_size=80), st.text(max_size=40))
def test_whatever_stands_there_a_count_in_is_a_count_out(text: str, value: str) -> None:
    for data in (text, f"items:\n- id: a\n  title: A\n  effort: {value}\n  status: {value}\n{text}"):
        by_key(WSJF_YAML.read(Source("b.yml", data.encode("utf-8", "replace")), {}))
