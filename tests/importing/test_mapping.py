"""What `--map` takes: every field of a feature or why not, fields of pm.yaml, all of them kept for the next time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pmcli.importing import ImportOptions, Prepared, prepare, write
from pmcli.importing.sources.tables.meaning.columns import MEANINGS, NAMED, SPECIAL
from pmcli.importing.sources.tables.meaning.given import checked
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.workspace.opening import open_workspace
from pmcli.yaml.edit.writing import plain_data

HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4}
strategy: {outcomes: {growth: {title: Growth}}}
problems: {lost: {title: Buyers get lost}}
segments: {smb: {title: Small shops}}
accounts: {acme: {title: Acme}}
teams: {web: {capacity: 5}, data: {capacity: 5}}
releases: {"5.2": {date: 2027-02-01}}
fields: {nps: number, go: date, size: [Small, Large], ok: boolean, note: text, customer-kind: text}
"""
TAKEN: dict[str, tuple[str, Any]] = {
    "title": ("A title", "A title"), "status": ("In progress", "in-progress"), "type": ("Bug", "bug"),
    "owner": ("amelie", "amelie"), "theme": ("Checkout", "Checkout"), "team": ("Web", "web"), "tags": ("a, b", ["a", "b"]),
    "product": ("shop", "shop"), "parent": ("Other", "other"), "release": ("5.2", "5.2"), "horizon": ("Now", "now"),
    "problem": ("It hurts", "It hurts"), "solves": ("lost", ["lost"]), "request": ("Please", "Please"),
    "solution": ("A form", "A form"), "description": ("Words", "Words"), "segments": ("smb", ["smb"]),
    "outcomes.growth": ("High", {"growth": "high"}), "effort:days": ("10", 2), "effort": ("3", 3),
    "remaining": ("2 weeks", 2), "depends_on": ("Other", ["other"]), "conflicts_with": ("Other", ["other"]),
    "deadline": ("2027-06-30", "2027-06-30"), "target": ("Q1 2027", "2027-Q1"), "not_before": ("2027-Q1", "2027-Q1"),
    "rice.reach": ("4,000", {"reach": 4000}), "rice.impact": ("high", {"impact": "high"}),
    "rice.confidence": ("80%", {"confidence": "80%"}), "wsjf.job_size": ("5", {"job_size": 5}),
    "ice.ease": ("4", {"ease": 4}), "cd3.duration": ("4", {"duration": 4}), "kano": ("Must-be", {"must_be": 1}),
 "kano.attractive": ("42", {"attractive": 42}),
    "moscow": ("Should have", "should"), "weighted.user_impact": ("4", {"user_impact": 4}),
    "tech_debt": ("repays", "repays"), "requests": ("Acme", [{"account": "acme"}]),
    "acceptance": ("- A buyer, new or not, pays\n- [x] Done\nTold", ["A buyer, new or not, pays", "Done", "Told"]),
    "questions": ("1. Which markets?\n2. When, and why?", ["Which markets?", "When, and why?"]),
    "risks": ("Fraud, mostly", [{"what": "Fraud, mostly"}]), "options": ("Vendor; Build", [{"what": "Vendor"}, {"what": "Build"}]),
    "launch.date": ("1 Mar 2027", {"date": "2027-03-01"}), "public.title": ("Buy", {"title": "Buy"}),
    "links.spec": ("https://example.org/1", {"list": "KEY-1", "spec": "https://example.org/1"}),
    "x-votes": ("12", "12"), "nps": ("1,234", 1234), "go": ("31.1.2027", "2027-01-31"), "size": ("small", "Small"),
    "ok": ("Yes", "true"), "note": ("a, b", "a, b"), "Customer Kind": ("new", "new"),
}  # fmt: skip
"""Meanings, each with a cell, and what of it stands in the feature."""
OF_OWN = {"Customer Kind": "customer-kind"}


def workspace(root: Path) -> None:
    (root / "features").mkdir()
    (root / "pm.yaml").write_text(HEAD)


def brought(root: Path, meaning: str, cell: str, mapping: dict[str, str]) -> Prepared:
    """The import of one cell, and of a row that it may name, written."""
    quoted = cell.replace('"', '""')
    name = "" if meaning == "title" else "One"
    (root / "list.csv").write_text(
        f'Key,Name,Cell\nKEY-1,{name},"{quoted}"\nKEY-2,Other,"{quoted if meaning == "title" else ""}"\n'
    )
    prepared = prepare(open_workspace(root), str(root / "list.csv"), ImportOptions(mapping=mapping))
    write(prepared)
    return prepared


@pytest.mark.parametrize("meaning", TAKEN)
def test_a_column_can_be_this_and_is_the_next_time_without_saying(tmp_path: Path, meaning: str) -> None:
    workspace(tmp_path)
    cell, value = TAKEN[meaning]
    prepared = brought(tmp_path, meaning, cell, {"Cell": meaning})
    (feature, *_) = [one for some in prepared.new.values() for one in some]
    field = OF_OWN.get(meaning, meaning).partition(":")[0].partition(".")[0]
    assert plain_data(feature.data.get(field)) == plain_data(value), prepared.findings
    again = prepare(open_workspace(tmp_path), str(tmp_path / "list.csv"), ImportOptions())
    assert again.imported.mapping["Cell"] == prepared.imported.mapping["Cell"]
    assert again.changes_nothing


def test_every_field_of_a_feature_can_be_said_or_the_error_says_what_can() -> None:
    for field in Feature.model_fields:
        try:
            assert checked(field) == field
        except PmError as refused:
            hint = refused.hint or ""
            assert hint.startswith(("write ", f"x-{field} keeps", "key is", "it has a kind", "pm decide")), (
                field
            )
            parts = [name for name in MEANINGS if name.startswith(f"{field}.")]
            assert all(name in hint for name in parts), field
            assert field not in NAMED or f"{field}.NAME" in hint
    bare = {meaning.partition(":")[0] for meaning in TAKEN}
    assert {name for name in MEANINGS if "." not in name and name not in SPECIAL} - bare == {"shipped"}


def test_parts_that_say_nothing_alone_are_kept(tmp_path: Path) -> None:
    workspace(tmp_path)
    asked = {"A": "kano.functional", "B": "kano.dysfunctional", "C": "opportunity.importance",
             "D": "opportunity.satisfaction", "E": "shipped", "F": "status"}  # fmt: skip
    (tmp_path / "list.csv").write_text(
        "Title,A,B,C,D,E,F\nOne,Like,Dislike,8.2,3,2026-10-01,Done\nTwo,Like,,8,,2026-10-02,New\n"
    )
    prepared = prepare(open_workspace(tmp_path), str(tmp_path / "list.csv"), ImportOptions(mapping=asked))
    one, two = (dict(feature.data) for some in prepared.new.values() for feature in some)
    assert one["kano"] == {"functional": "like", "dysfunctional": "dislike"}
    assert plain_data(one["opportunity"]) == {"importance": "8.2", "satisfaction": "3"}
    assert one["shipped"] == "2026-10-01"
    assert (two["kano"], plain_data(two["opportunity"])) == ({"functional": "like"}, {"importance": "8"})
    assert "shipped" not in two
    assert "shipped: a day is left out where the status is another (1 row)" in prepared.guesses
    assert not prepared.findings


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        ("outcome.growth", "did you mean"), ("risk", 'did you mean "risks"'), ("weighted", "weighted.NAME"),
        ("rice", "rice.reach or rice.impact"), ("launch", "write launch.date"), ("id", "--ids key"),
        ("effort:bananas", "effort:days"), ("decisions", "pm decide"), ("results", "x-results keeps"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_says_what_can(meaning: str, words: str) -> None:
    with pytest.raises(PmError) as refused:
        checked(meaning)
    assert words in (refused.value.hint or "")


@pytest.mark.parametrize("sign", ["-", "", "ignore"])
def test_a_column_is_left_out_now_and_the_next_time(tmp_path: Path, sign: str) -> None:
    workspace(tmp_path)
    (tmp_path / "list.csv").write_text("Title,Owner\nOne,zoe\n")
    for asked in ({"Owner": sign}, {}):
        prepared = prepare(open_workspace(tmp_path), str(tmp_path / "list.csv"), ImportOptions(mapping=asked))
        write(prepared)
        assert prepared.imported.mapping["Owner"] == ""
    assert "owner" not in (tmp_path / "features" / "one.yaml").read_text()


def test_what_cannot_be_read_as_its_kind_is_told_and_left_out(tmp_path: Path) -> None:
    workspace(tmp_path)
    cells = {
        "nps": "many",
        "go": "soon",
        "size": "huge",
        "ok": "perhaps",
        "outcomes.growth": "a lot",
    }
    head, row = ",".join(f"C {name}" for name in cells), ",".join(cells.values())
    (tmp_path / "list.csv").write_text(f"Title,{head}\nOne,{row}\n")
    asked = {f"C {name}": name for name in cells}
    prepared = prepare(open_workspace(tmp_path), str(tmp_path / "list.csv"), ImportOptions(mapping=asked))
    told = [finding.message.partition(":")[0] for finding in prepared.findings]
    assert sorted(told) == sorted(cells)
    (feature,) = [one for some in prepared.new.values() for one in some]
    assert set(feature.data) == {"title", "links"}
