import json
from dataclasses import dataclass, replace
from datetime import date

import pytest

from pmcli.model.diagnostic import Diagnostic, Location
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.ranking import LeftOut
from pmcli.views.contract import DOCUMENTS
from pmcli.views.ranking.document import ranking_document
from pmcli.writers.documents import Blank, Shape, document, item
from pmcli.writers.json import dumps
from pmcli.writers.reports.document import diagnostics_document
from tests.views.ranking import sample

ITEM_KEYS = [
    "rank", "id", "title", "status", "score", "value", "cost", "effort", "adjusted", "scoreRank", "enabler",
    "waitsFor", "unlocks", "inherits", "owes", "reasons", "because",
]  # fmt: skip


def test_a_ranking_has_the_keys_of_the_contract_in_order() -> None:
    document = ranking_document(sample.ranking(), sample.backlog())
    assert list(document) == [
        "schemaVersion",
        "kind",
        "model",
        "order",
        "items",
        "unscored",
        "certificate",
        "notes",
    ]
    items = json.loads(dumps(document))["items"]
    assert all(list(item) == ITEM_KEYS for item in items)
    assert items[1] == {
        "rank": 2, "id": "address-book", "title": "Address book", "status": "candidate", "score": 12.0,
        "value": 60.0, "cost": 5.0, "effort": 5.0, "adjusted": 1875.25, "scoreRank": 4, "enabler": False,
        "waitsFor": [], "unlocks": ["guest-checkout"],
        "inherits": [{"from": "guest-checkout", "value": 9316.25}], "owes": [],
        "reasons": ["guest-checkout waits for it"],
        "because": [{
            "kind": "inherits", "features": ["guest-checkout"], "team": None, "period": None,
            "numbers": {"value": 9316.0}, "amounts": [],
        }],
    }  # fmt: skip
    assert (items[2]["score"], items[2]["scoreRank"], items[2]["enabler"]) == (None, None, True)
    assert document["unscored"] == [{"id": "dark-mode", "reason": "rice needs reach and impact"}]
    assert document["certificate"] == {"cost": 100.4, "bound": 100.0, "gap": 0.004}


def test_whole_numbers_are_floats_too() -> None:
    ranking = sample.ranking()
    whole = replace(ranking, items=(replace(ranking.items[0], score=3, effort=None),))
    written = dumps(ranking_document(whole, sample.backlog()))
    assert '"score": 3.0' in written
    assert '"effort": null' in written


def test_a_partial_ranking_says_what_is_left_out() -> None:
    partial = replace(
        sample.ranking(),
        left_out=(LeftOut("broken", Reason("faulty", text="effort is 0")),),
        certificate=None,
    )
    document = ranking_document(partial, sample.backlog())
    assert document["leftOut"] == [{"id": "broken", "reason": "effort is 0"}]
    assert document["certificate"] is None
    assert ranking_document(replace(partial, left_out=()), sample.backlog())["leftOut"] == []


def test_hiding_rows_changes_no_number() -> None:
    ranking, backlog = sample.ranking(), sample.backlog()
    every = ranking_document(ranking, backlog)["items"]
    assert isinstance(every, list)
    assert ranking_document(ranking, backlog, top=2)["items"] == every[:2]
    few = ranking_document(ranking, backlog, top=1, shown=lambda name: name in ("loyalty", "express-pay"))
    assert few["items"] == [every[4]]
    assert few["unscored"] == []


def test_findings_have_the_keys_of_the_contract_in_order() -> None:
    place = Location("features/a.yaml", 12, 13, 12, 25)
    found = Diagnostic("PM104", "unknown-dependency", "error", "m", place, "a", "did you mean?")
    document = json.loads(dumps(diagnostics_document(120, [found])))
    assert list(document) == ["schemaVersion", "kind", "checked", "diagnostics"]
    assert (document["kind"], document["checked"]) == ("diagnostics", 120)
    assert list(document["diagnostics"][0].items()) == [
        ("code", "PM104"), ("name", "unknown-dependency"), ("severity", "error"), ("message", "m"),
        ("feature", "a"), ("path", "features/a.yaml"), ("line", 12), ("column", 13), ("endLine", 12),
        ("endColumn", 25), ("hint", "did you mean?"), ("fix", None),
    ]  # fmt: skip


@dataclass(frozen=True)
class Inner:
    at_last: Period | None
    note: str = ""


@dataclass(frozen=True)
class Outer:
    some_number: float
    inner: Inner | None
    days: tuple[date, ...] = ()
    parts: tuple[Inner, ...] | None = None

    @property
    def is_large(self) -> bool:
        return self.some_number > 1


QUARTERLY = Shape(Inner, "when=at_last note", note=Blank)
QUARTER = Inner(Period("quarter", 4 * 2026), "")


def test_types_and_names_come_from_the_result() -> None:
    shape = Shape(Outer, "someNumber large=is_large when=inner.at_last days parts")
    full = Outer(2, QUARTER, (date(2026, 1, 2),), (QUARTER,))
    assert dumps(item(shape, full)) == dumps({
        "someNumber": 2.0, "large": True, "when": "2026-Q1", "days": ["2026-01-02"],
        "parts": [{"atLast": "2026-Q1", "note": ""}],
    })  # fmt: skip
    assert item(shape, Outer(0.5, None)) == {
        "someNumber": 0.5, "large": False, "when": None, "days": [], "parts": [],
    }  # fmt: skip


def test_a_key_may_be_given_left_away_or_stand_in_a_shape_of_its_own() -> None:
    shape = Shape(
        Outer, "id days? self=. inner", id=str, self=Shape(Outer, "someNumber"), inner=(QUARTERLY, None)
    )
    assert item(shape, Outer(1, QUARTER), id="a", days=None) == {
        "id": "a", "self": {"someNumber": 1.0}, "inner": {"when": "2026-Q1", "note": None},
    }  # fmt: skip
    assert item(shape, Outer(1, None), id="a")["inner"] is None
    assert QUARTERLY.within("inner") == "when=inner.at_last note=inner.note"


def test_a_key_that_nothing_is_known_of_is_no_shape() -> None:
    with pytest.raises(AttributeError, match="colour"):
        item(Shape(Outer, "colour"), Outer(1, None))


def test_the_version_and_the_kind_come_first() -> None:
    written = document("outer", Shape(Outer, "someNumber"), Outer(1, None))
    assert list(written.items()) == [("schemaVersion", 1), ("kind", "outer"), ("someNumber", 1.0)]


def test_every_shape_of_the_contract_is_of_what_there_is() -> None:
    keys = [field.key for shapes in DOCUMENTS.values() for shape in shapes for field in shape.fields]
    assert "schemaVersion" not in keys
    assert all(key[0].islower() and "_" not in key for key in keys)
