"""The registry of fields: every field of a feature has a row, and every reader has the field or a reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pmcli.editing.assignment import Assignment, AssignmentReader
from pmcli.model.audience import COMPUTED, IN_CAPACITY, IN_REASONS, READERS, TEAM
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.model.fields import (
    BY_KEY,
    EFFORT_BY_TEAM,
    FIELDS,
    Absent,
    Field,
    FilterField,
    InSection,
    in_section,
    own_field,
    recorded,
)
from pmcli.model.fields.filters import BESIDE
from pmcli.model.fingerprint import fingerprint
from pmcli.ranking.where import askable
from pmcli.review.changes import compare
from pmcli.review.changes.units import units_of
from pmcli.sharing import AudienceView, share
from pmcli.views import backlog as backlog_view
from pmcli.views.feature import brief
from pmcli.views.feature import page as feature_page
from pmcli.views.feature.document import document
from pmcli.views.feature.visible_fields import fields_in_use
from pmcli.views.page import details as records
from pmcli.views.page.data import PageData
from pmcli.views.workbook.lists import features as sheet_of_features
from pmcli.writers.blocks import markdown
from tests.conftest import loaded
from tests.sharing.samples import canaries, chances

VIEWS = {
    "show": ("line", "", *feature_page.SECTIONS),
    "brief": ("", *brief.SECTIONS),
    "details": records.SECTIONS,
}
KEYS = [field.key for field in recorded()]


def test_every_field_of_a_feature_has_one_row() -> None:
    assert Counter(KEYS) == Counter(list(Feature.model_fields))
    assert len(BY_KEY) == len(FIELDS)


def test_what_is_worked_out_says_what_it_is_and_is_not_set() -> None:
    for field in FIELDS:
        assert bool(field.about) == (field.key not in Feature.model_fields), field.key
        assert not field.about or isinstance(field.edit, Absent), field.key


def reasons(field: Field) -> Iterator[Absent]:
    places = (field.show, field.brief, field.details, field.ask, field.edit)
    return (place for place in places if isinstance(place, Absent))


def test_what_is_not_there_says_why() -> None:
    assert all(len(absent.reason) > 10 for field in FIELDS for absent in reasons(field))


@pytest.mark.parametrize("view", VIEWS)
def test_every_section_of_a_view_has_fields_and_every_field_a_section(view: str) -> None:
    named = {place.section for field in FIELDS if isinstance(place := getattr(field, view), InSection)}
    assert named == set(VIEWS[view])
    placed = [field.key for title in VIEWS[view] for field, _ in in_section(FIELDS, view, title)]
    absent = [field.key for field in FIELDS if isinstance(getattr(field, view), Absent)]
    assert Counter([*placed, *absent]) == Counter(list(BY_KEY))


def test_fields_of_a_section_stand_in_the_order_of_their_places() -> None:
    def row(key: str, at: int) -> Field:
        made = own_field(key, "text")
        return Field(
            key, key, made.words, show=InSection("", at), brief=made.brief, details=made.details, ask=made.ask
        )

    fields = [row("c", 50), row("a", 1), row("d", 50), row("b", 2)]
    assert [field.key for field, _ in in_section(fields, "show", "")] == ["a", "b", "c", "d"]


# --- each reader has every field that its row promises ---


@pytest.mark.parametrize("key", [key for key in KEYS if key not in ("id", "title")])
def test_pages_tell_what_the_row_promises(key: str) -> None:
    """The page of a feature is another where it says the field, if and only if the row has a place for it."""
    backlog, roadmap = canaries()
    blank, other = pair(key)
    shared = share(backlog, roadmap, TEAM)

    def pages(feature: Feature) -> dict[str, str]:
        known = replace(backlog, features={**backlog.features, feature.id: feature})
        of_reader = replace(shared, backlog=known, horizons={feature.id: feature.horizon or ""})
        return {
            "show": markdown(feature_page.feature_page(feature, known, roadmap.ranking)),
            "brief": markdown(brief.page(of_reader, feature.id)),
        }

    told, silent = pages(other), pages(blank)
    for view in told:
        is_placed = isinstance(getattr(BY_KEY[key], view), InSection)
        is_silent = (view, key) == ("show", "team")  # the line has no team that has nothing to do
        assert (told[view] != silent[view]) == (is_placed and not is_silent), view


def pair(key: str) -> tuple[Feature, Feature]:
    """A feature of the samples that says nothing, and the same with this field."""
    every = canaries()[0].features.values()
    donor = next((one for one in every if key in one.model_fields_set), next(iter(every)))
    blank = Feature(id=donor.id, title="Blank")
    value = getattr(donor, key) if key in donor.model_fields_set else ELSE[key]
    return blank, blank.model_copy(update={key: value})


ELSE: dict[str, Any] = {"team": "teamalpha"}
"""Values of fields that the samples have not."""


def test_tables_workbooks_documents_and_details_have_every_field_in_use() -> None:
    backlog, roadmap = canaries()
    shared = share(backlog, roadmap, TEAM, odds=chances())
    used = {field.key for field in fields_in_use(shared)}
    assert used == {*BY_KEY, *backlog.workspace.fields}
    edited = used | {EFFORT_BY_TEAM.key}  # the effort a second time, as it is written
    assert set(column_keys(shared)) == edited
    items: Any = backlog_view.document(shared)["items"]
    assert {key for item in items for key in item} == edited
    sheet = sheet_of_features(shared)
    assert sheet is not None
    assert len(sheet.columns) == len(edited)
    page: Any = records.data(PageData(shared), "roadmap")
    assert [key for key, _ in page["fields"]] == [
        key for key in column_keys(shared) if key not in ("id", "title", EFFORT_BY_TEAM.key)
    ]
    numbers = [number for _, inside in page["parts"] for number in inside]
    assert sorted(numbers) == list(range(len(page["fields"])))


def column_keys(shared: AudienceView) -> list[str]:
    return [column.key for column in backlog_view.table(shared).columns]


@pytest.mark.parametrize("key", KEYS)
def test_json_of_a_feature_has_every_field_that_is_written(key: str) -> None:
    backlog, roadmap = canaries()
    found: Any = document(pair(key)[1], backlog, roadmap.ranking)
    assert key in {*found, *found["fields"]}


def test_audiences_are_made_of_rows() -> None:
    known = {*BY_KEY, *COMPUTED}
    assert {field.key for field in FIELDS if field.about} < set(COMPUTED)
    for reader in READERS:
        assert reader.fields is None or reader.fields <= known
    leadership = READERS[0].fields or frozenset()
    assert {field.key for field in FIELDS if field.for_leadership} == leadership & set(BY_KEY)
    assert IN_REASONS & set(BY_KEY) == {field.key for field in FIELDS if field.in_reasons}
    assert set(BY_KEY) >= IN_CAPACITY


def test_conditions_ask_for_every_row_that_says_so() -> None:
    names = [field.name for field in askable()]
    rows = [field.ask.name for field in FIELDS if isinstance(field.ask, FilterField)]
    assert Counter(names) == Counter([*rows, *(field.name for field in BESIDE)])
    assert len(set(names)) == len(names)
    assert [field.at for field in askable()] == sorted(field.at for field in askable())


@pytest.mark.parametrize("key", KEYS)
def test_every_field_is_set_or_says_why_not(key: str) -> None:
    assigning = AssignmentReader(loaded("- {id: a, title: A}\n").backlog.workspace)
    edit = BY_KEY[key].edit
    if isinstance(edit, Absent):
        with pytest.raises(PmError) as told:
            assigning.edits([Assignment.parse(f"{key}=")], {"id": "a"})  # type: ignore[list-item]  # it is one
        assert (told.value.message, told.value.hint) == (edit.reason, edit.hint)
    else:
        assert assigning.edits([Assignment.parse(f"{key}=")], {key: "x"})  # type: ignore[list-item]  # it is one


@pytest.mark.parametrize("key", [key for key in KEYS if key != "id"])
def test_a_change_is_told_and_replayed_as_the_row_says(key: str) -> None:
    """A change of any field is told; it is replayed, and another fingerprint, where its row says so."""
    blank, other = pair(key)
    assert getattr(other, key) != getattr(blank, key), key
    before, after = (with_feature(one) for one in (blank, other))
    told = {change.field.partition(".")[0] for change in compare(before, after).changes}
    assert told == {key}
    field = BY_KEY[key]
    groups = {unit.key[1] for unit in units_of(before, after, {})}
    assert groups - {"sizes"} == ({field.together or key} if field.moves else set())
    assert (fingerprint(blank) != fingerprint(other)) == (field.weighed is not None)


def with_feature(feature: Feature) -> Backlog:
    """The samples with this feature in the place of that of its name."""
    backlog = canaries()[0]
    return replace(backlog, features={**backlog.features, feature.id: feature})
