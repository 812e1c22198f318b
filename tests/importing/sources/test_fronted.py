"""Features kept as text in git, read by a mapping that is data: two real families, and one that a team writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.sources.importer import Imported, ImportedFeature, Source
from pmcli.importing.sources.text.form import SHIPPED, Form, FormRule, form, shipped
from pmcli.importing.sources.text.fronted import FRONTED, importer_of
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import STATUSES, Feature
from pmcli.model.schema import field_texts
from tests.conftest import for_each
from tests.importing.sources.samples import DATA, by_key, told

KEPS, EIPS = FRONTED
OWN = """\
mapping: 1
name: rfcs
title: Our RFCs
files: rfcs/*.md
link: {rfc: "RFC-{number}"}
also: "{$stem}"
id: "rfc-{number}"
nothing: [none, "-"]
skip: {status: {Template: it is the template}}
fields:
  title: title
  status: {key: state, words: {Accepted: planned, Rejected: declined}, otherwise: idea}
  type: {text: debt}
  owner: {key: [owner, authors], strip: "@"}
  tags: {key: [areas, team.name], split: ";"}
  depends_on: {key: needs, split: ","}
  target: due
  started: begun
  shipped: done
  rice.reach: numbers.reach
  effort: effort
  spent: took
  horizon: when
  description: $body
  links.web: url
  public.title: short
  x-path: $path
leave_out: [secret]
"""


def read(text: str, own: str = OWN) -> Imported:
    files = {"rfcs/0007-sso.md": text.encode(), "rfcs/readme.txt": b"x"}
    return importer_of(form(own.encode(), "own.yaml")).read(Source("docs", None, files), {})


def one(text: str, own: str = OWN) -> ImportedFeature:
    imported = read(text, own)
    assert not imported.skipped, imported.skipped
    return by_key(imported)["RFC-7"]


def keps() -> Source:
    folder = DATA.parent / "keps"
    files = {f"keps/sig-x/{path.stem}/kep.yaml": path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    return Source("keps", None, {**files, "keps/README.md": b"# KEPs"})


def eips() -> Source:
    listed = json.loads((DATA / "eips" / "front_matter.json").read_text(encoding="utf-8"))
    return Source(
        "EIPs", None, {one["path"]: f"---\n{one['front_matter']}\n---\n".encode() for one in listed}
    )


def test_samples_are_told_apart(golden: Callable[[Path, str], None]) -> None:
    for source, ours, other in ((keps(), KEPS, EIPS), (eips(), EIPS, KEPS)):
        assert (ours.recognise(source), other.recognise(source)) == (0.93, 0.0)
        golden(DATA / f"{ours.name}.expected.json", told(ours.read(source, {})))


def test_what_the_keps_show() -> None:
    imported = KEPS.read(keps(), {})
    drafts = by_key(imported)
    assert len(drafts) == 12
    assert not imported.skipped
    suspend = drafts["KEP-2232"]
    assert suspend.fields["id"] == "2232-suspend-jobs"
    assert suspend.fields["owner"] == "adtac"
    assert suspend.also == ("2232", "2232-suspend-jobs")
    assert {draft.fields["status"] for draft in drafts.values()} >= {"shipped", "planned"}


def test_what_the_eips_show() -> None:
    imported = EIPS.read(eips(), {})
    drafts = by_key(imported)
    assert drafts["EIP-1013"].fields["depends_on"] == ["145", "609", "1014", "1052", "1234", "1283"]
    assert all(
        skipped.reason == "status Moved: it has moved to another repository" for skipped in imported.skipped
    )
    assert imported.skipped
    # the two rings of the real data come in as they are
    names = {name: draft.key for draft in drafts.values() for name in (draft.key, *draft.also)}
    fields: dict[str, Any] = {key: draft.fields for key, draft in drafts.items()}
    needs = {key: {names.get(need) for need in one.get("depends_on", ())} for key, one in fields.items()}
    assert "EIP-5450" in needs["EIP-4750"]
    assert "EIP-4750" in needs["EIP-5450"]


def test_a_mapping_of_ones_own() -> None:
    draft = one(
        "---\nnumber: 7\ntitle: Single sign-on\nstate: accepted\nowner: none\nauthors: ['@amelie', '@tomas']\n"
        "areas: auth; login\nteam: {name: web}\nneeds: 0003-keys, RFC-7, RFC-2\ndue: Q1 2027\nnumbers: {reach: 3000..6000}\n"
        "effort: 5\ntook: 2.5\nbegun: 2026-10-05\nwhen: soon\nurl: https://example.org/7\nshort: Sign in once\nsecret: x\nmore: y\n---\n\nWhy.\n"
    )
    assert draft.fields == {
        "title": "Single sign-on", "status": "planned", "type": "debt", "owner": "amelie",
        "tags": ["auth", "login", "web"], "depends_on": ["0003-keys", "RFC-2"], "target": "2027-Q1",
        "rice": {"reach": "3000..6000"}, "effort": 5, "spent": 2.5, "started": "2026-10-05", "description": "Why.",
        "public": {"title": "Sign in once"},
        "links": {"rfc": "RFC-7", "web": "https://example.org/7"}, "x-path": "rfcs/0007-sso.md", "id": "rfc-7",
    }  # fmt: skip
    assert next(iter(draft.fields["links"])) == "rfc"  # type: ignore[call-overload]
    assert draft.also == ("0007-sso",)
    assert draft.notes == ('horizon: "soon" is none that pm knows: left out',)


def test_what_is_not_read_is_told() -> None:
    guesses = read("---\nnumber: 7\ntitle: T\nsecret: x\nmore: y\n---\n").guesses
    assert guesses == (
        "the mapping names rfcs/*.md: 1 other file left aside", "left out, as the mapping says: secret", "not read: more (1)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: T\n---\n", "number says nothing, by which it is known"),
        ("---\nnumber: 7\n---\n", "it has no title"),
        ("---\nnumber: 7\ntitle: T\nstatus: template\n---\n", "status template: it is the template"),
        ("# no front matter", "does not begin with a line"),
        ("---\na: [\n---\n", "line"),
    ],
)
def test_a_file_that_does_not_come_in_is_told(text: str, reason: str) -> None:
    imported = read(text)
    by_key(imported)
    assert imported.skipped[0].place == "rfcs/0007-sso.md"
    assert reason in imported.skipped[0].reason


def test_two_files_of_one_key() -> None:
    text = b"---\nnumber: 7\ntitle: T\n---\n"
    imported = importer_of(form(OWN.encode(), "o")).read(
        Source("x", None, {"rfcs/a.md": text, "rfcs/b.md": text}), {}
    )
    by_key(imported)
    assert [skipped.reason for skipped in imported.skipped] == ["RFC-7 is also rfcs/a.md"]


def test_values_that_do_not_fit_are_told() -> None:
    strict = OWN.replace(", otherwise: idea", "")
    draft = one("---\nnumber: 7\ntitle: T\nstate: Odd\ndue: soon\ndone: 2027-02-30\n---\n", strict)
    assert "status" not in draft.fields
    assert draft.notes == (
        'status: "Odd" is none of the words of the mapping: left out', 'target: "soon" is no date: left out',
        'shipped: "2027-02-30" is no date: left out',
    )  # fmt: skip
    assert one("---\nnumber: 7\ntitle: T\n---\n").fields["status"] == "idea"
    assert one("---\nnumber: 7\ntitle: T\nowner: @amelie\n---\n").fields["owner"] == "amelie"
    assert one("---\nnumber: 7\ntitle: Title: a subtitle\n---\n").fields["title"] == "Title: a subtitle"


def test_one_file_is_a_source_too() -> None:
    own = OWN.replace("rfcs/*.md", '"*.yaml"')
    imported = importer_of(form(own.encode(), "o")).read(Source("sso.yaml", b"number: 7\ntitle: T\n"), {})
    assert list(by_key(imported)) == ["RFC-7"]


@for_each(
    "change, message, hint",
    [
        (("mapping: 1", "mapping: 0"), "own.yaml, mapping", None),
        (("title: Our RFCs\n", ""), '"title" is missing', None),
        (("files:", "fils:"), '"files" is missing', None),
        (("name: rfcs", "name: our rfcs"), "own.yaml, name", None),
        (("  title: title\n", ""), "no rule says what the title is", "write title: KEY"),
        (("  target: due", "  tarjet: due"), 'there is no field "tarjet"', 'did you mean "target"?'),
        (("  target: due", "  evidence: due"), 'a mapping cannot fill "evidence"', None),
        (("  target: due", "  rice: due"), 'a mapping cannot fill "rice"', "write rice.PART"),
        (("Accepted: planned", "Accepted: planed"), '"planed" is no status', 'did you mean "planned"?'),
        (("otherwise: idea", "otherwise: maybe"), '"maybe" is no status', None),
        (("{key: needs, split", "{kee: needs, split"), 'unknown key "kee"', 'did you mean "key"?'),
        (("{text: debt}", "{text: debt, key: x}"), 'either "key" or "text"', None),
        (("{text: debt}", "{}"), 'either "key" or "text"', None),
        (('{rfc: "RFC-{number}"}', "{a: x, b: y}"), "there must be one link", None),
        (("fields:\n", "fields: x\nfeelds:\n"), "must be a map", None),
        (("mapping: 1", "- 1"), "own.yaml, line", None),
        ((OWN, "- a\n"), "it must hold one map of keys", None),
        (("name: rfcs", "name: rfcs\ncolour: red"), 'unknown key "colour"', None),
    ],
)
def test_a_mapping_that_is_wrong_is_told(change: tuple[str, str], message: str, hint: str | None) -> None:
    with pytest.raises(PmError) as fault:
        form(OWN.replace(*change).encode(), "own.yaml")
    assert message in fault.value.message
    assert fault.value.hint
    assert hint is None or hint == fault.value.hint


def test_mappings_come_with_pm_and_are_sound() -> None:
    assert [shipped(name).name for name in SHIPPED] == [one.name for one in FRONTED] == ["keps", "eips"]
    for name in SHIPPED:
        assert shipped(name).title in next(one.title for one in FRONTED if one.name == name)
        assert set(shipped(name).fields["status"].words.values()) <= set(STATUSES)


def test_every_key_of_a_mapping_is_documented() -> None:
    for record in (Form, FormRule):
        assert set(record.model_fields) == set(field_texts(record))


def test_every_field_that_a_mapping_may_fill_is_one_of_a_feature() -> None:
    from pmcli.importing.sources.text import form as module

    names = (
        *module.LISTS,
        *module.WORDS,
        *module.DATES,
        *module.PROSE,
        *module.LINES,
        *module.NUMBERS,
        *module.PARTS,
    )
    assert set(names) <= set(Feature.model_fields)


values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
KEYS = (
    "number",
    "title",
    "state",
    "status",
    "owner",
    "authors",
    "areas",
    "team",
    "needs",
    "due",
    "numbers",
    "effort",
    "url",
)


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=10))
def test_whatever_stands_there_a_count_in_is_a_count_out(data: dict[str, Any]) -> None:
    imported = read(f"---\n{json.dumps(data)}\n---\n")
    assert imported.read == 1
    by_key(imported)
