"""A roadmap as one flat table, and as a document."""

import pytest

from pmcli.model.diagnostic import PmError
from pmcli.model.reason import Reason
from pmcli.ranking import LeftOut
from pmcli.views.roadmap.document import roadmap_document
from pmcli.views.roadmap.loads import teams_table
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.table import COLUMNS, roadmap_table
from pmcli.writers import csv, json
from tests.views.roadmap import roadmaps


def test_what_is_placed_comes_first_then_what_is_not() -> None:
    rows = csv.render(roadmap_table(roadmaps.shared(), RoadmapOptions())).splitlines()
    assert rows[0] == "id,title,period,teams,effort,rank,value,marks,reasons"
    placed = len(roadmaps.roadmap().placements)
    assert all(",2026-Q4," in row or ",2027-Q" in row for row in rows[1 : placed + 1])
    assert rows[placed + 1].startswith("loyalty,Loyalty points,,web,12,") or ",," in rows[placed + 1]


def test_every_column_can_be_had_and_an_unknown_one_is_told() -> None:
    table = roadmap_table(roadmaps.shared(), RoadmapOptions(), [column.name for column in COLUMNS])
    keys = [column.key for column in table.columns]
    psd3 = next(row for row in table.rows if row[0].text == "psd3")
    found = dict(zip(keys, (cell.text for cell in psd3), strict=True))
    assert found["deadline"] == "2027-06-30"
    assert found["outcomes"] == "trust"
    assert found["marks"] == "deadline"
    assert found["begun"] == found["period"]
    assert found["status"] == "candidate"
    with pytest.raises(PmError, match='there is no column "perod"') as fault:
        roadmap_table(roadmaps.shared(), RoadmapOptions(), ["perod"])
    assert fault.value.hint == 'did you mean "period"?'


def test_machines_read_the_team_in_every_row() -> None:
    rows = csv.render(teams_table(roadmaps.shared())).splitlines()
    assert rows[1].startswith("web,2026-Q4,")
    assert rows[2].startswith("web,2027-Q1,")


def test_the_document_is_that_of_the_contract() -> None:
    backlog = roadmaps.backlog()
    roadmap = roadmaps.roadmap(backlog, conflicts=roadmaps.CONFLICTS)
    document = roadmap_document(roadmap, backlog)
    contract = [
        "schemaVersion",
        "kind",
        "model",
        "periods",
        "capacity",
        "placements",
        "unplaced",
        "objective",
    ]
    assert [key for key in document if key in contract] == contract
    text = json.dumps(document)
    assert '"periods": ["2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"]' in text
    assert '"capacity": [\n    {"team": "web", "period": "2026-Q4", "capacity": 14.0, "used": ' in text
    assert '"work": [{"team": "payments", "effort": 3.0}, {"team": "web", "effort": 6.0}]' in text
    assert (
        '"objective": {"value": 90000.0, "bound": 90810.0, "gap": 0.009, "boundFrom": "solver-free"' in text
    )
    assert '{"id": "study", "reason": "' in text
    assert '{"id": "old-promise", "message": "' in text
    assert "leftOut" not in document


def test_under_carry_over_work_says_when_and_partial_plans_what_is_left_out() -> None:
    backlog = roadmaps.backlog()
    roadmap = roadmaps.roadmap(
        backlog, carry_over=True, left_out=(LeftOut("x", Reason("faulty", text="broken")),)
    )
    document = roadmap_document(roadmap, backlog, shown=lambda name: name == "refunds")
    text = json.dumps(document)
    assert '"work": [{"team": "payments", "effort": 2.0, "period": "2026-Q4"}]' in text
    assert document["leftOut"] == [{"id": "x", "reason": "broken"}]
    assert "guest-checkout" not in text
    assert '"unplaced": []' in text
