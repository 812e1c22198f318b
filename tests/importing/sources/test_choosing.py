"""Which column is which field: by name and by what the cells hold, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pmcli.importing.sources import Imported, Source
from pmcli.importing.sources.tables.formats.any_table import SPREADSHEET
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.meaning.measures import Measure, measure_in
from tests.conftest import for_each


def read(text: str, mapping: Mapping[str, str] = {}, unit: str = "person-weeks") -> Imported:
    return SPREADSHEET.read(Source("sheet.csv", text.encode(), effort_unit=unit), mapping)


def table(header: str, *columns_: str) -> str:
    """A table of a header and columns, each with its cells set apart by bars."""
    rows = zip(*(column.split("|") for column in columns_), strict=True)
    return "\n".join([header, *(",".join(f'"{cell}"' for cell in row) for row in rows)])


@for_each(
    "name, meaning",
    [
        ("Status notes", ""), ("Last status change", ""), ("Feature flag", ""), ("Effort comment", ""), ("Project lead", "owner"),
        ("Title owner", "owner"), ("Delivery status", "status"), ("Dev effort (weeks)", "effort"), ("Impact score", "rice.impact"),
        ("Number of users affected", "rice.reach"), ("Effort this quarter", "effort"), ("Level of effort", "effort"), ("estimate_hours", "effort"),
        ("timeEstimateSeconds", "effort"), ("Cost of delay per week", "cd3.cost_of_delay"), ("CoD €/month", "cd3.cost_of_delay"),
        ("DURATION_UNIT", "unit:cd3.duration"), ("Effort unit", "unit:effort"), ("% Complete", "progress"), ("Definition of Done", "acceptance"),
        ("Akzeptanzkriterien", "acceptance"), ("Critères d'acceptation", "acceptance"), ("受け入れ基準", "acceptance"), ("ステータス", "status"), ("コンポーネント", "theme"),
        ("Label 2", "tags"), ("Effort 2", "effort"), ("Target period", "target"), ("担当者", "owner"), ("담당자", "owner"), ("상태", "status"), ("验收标准", "acceptance"), ("Größe", "effort"), ("工数(人日)", "effort"), ("Приоритет", "x-priority"),
    ],
)  # fmt: skip
def test_what_a_name_is_about(name: str, meaning: str) -> None:
    assert columns.guess(name) == meaning


@for_each(
    "name, measure",
    [
        ("Duration (days)", Measure("days")), ("Estimate [h]", Measure("h")), ("Effort (PM)", Measure("pm")), ("Effort", Measure()),
        ("CoD (k€/quarter)", Measure(per="quarter", currency="EUR", factor=1e3)), ("Reach (users/month)", Measure(per="month")), ("Monthly reach", Measure(per="month")),
        ("Size (S/M/L)", Measure()), ("Effort this quarter", Measure()), ("Person-days", Measure("days")), ("Aufwand in Tagen", Measure("tagen")),
        ("CoD [€k/Monat]", Measure(per="month", currency="EUR", factor=1e3)), ("Cost in $m", Measure(currency="USD", factor=1e6)), ("Reach (in thousands)", Measure(factor=1e3)), ("Score (0-1000)", Measure()), ("Manager", Measure()),
    ],
)  # fmt: skip
def test_what_a_name_counts_in(name: str, measure: Measure) -> None:
    assert measure_in(name) == measure


@for_each(
    "header, cells, chosen, told",
    [
        ("Project,Subject", ("Shop|Shop|Shop|Shop", "Pay|Book|Gift|Card"), {"Project": "product", "Subject": "title"}, ""),
        ("Project,Effort", ("Pay|Book|Gift", "1|2|3"), {"Project": "title"}, '"Project" is taken for the title'),
        ("Name,Feature", ("Ann|Ann|Bo|Ann", "Pay|Book|Gift|Card"), {"Feature": "title", "Name": ""}, '"Name" is not read as title: most of its rows say "Ann"'),
        ("Title,Owner", ("Fix|Fix|Fix", "Ann|Bo|Cy"), {"Title": "title", "Owner": "owner"}, ""),
        ("ID,Description,Status", ("1|2|3", "Make it|Mend it|Show it", "To do|Done|Done"), {"Description": "title", "Status": "status"}, '"Description" is taken for the title'),
        ("Title,Status", ("A1|B2|C3", f"{'We wait for the bank, which is slow to answer'}|{'Ann is away, and nobody else knows how it goes'}|x"), {"Status": ""}, '"Status" is not read as status'),
        ("Title,Delivery status", ("A1|B2|C3", "Done|To do|Doing"), {"Delivery status": "status"}, '"Delivery status" is taken for status'),
        ("Title,Target", ("A1|B2|C3", "Enterprise|SMB|SMB"), {"Target": ""}, '"Target" is not read as target: it holds such as "Enterprise"'),
        ("Title,Cost", ("A1|B2|C3", "12.000 €|8.500 €|20k €"), {"Cost": "x-cost"}, '"Cost" is taken for x-cost'),
        ("Title,Cost", ("A1|B2|C3", "12000|8500|20000"), {"Cost": "x-cost"}, '"Cost" is taken for x-cost'),
        ("Title,Cost (k€)", ("A1|B2|C3", "12|8|20"), {"Cost (k€)": "x-cost"}, '"Cost (k€)" is taken for x-cost'),
        ("Title,Cost", ("A1|B2|C3", "3|5|8"), {"Cost": "effort"}, ""),
        ("Title,Customers", ("A1|B2|C3", "Acme|Acme, Globex|Initech"), {"Customers": "requests"}, '"Customers" is taken for requests'),
        ("Title,Customers", ("A1|B2|C3", "100|2k|300"), {"Customers": "rice.reach"}, ""),
        ("Title,Estimate,Size", ("A1|B2|C3", "1|2|3", "S|M|L"), {"Estimate": "effort", "Size": ""}, 'effort is read from "Estimate", not from "Size" (--map "Size=effort")'),
        ("ID,Title", ("1.21143E+15|1.21143E+15|1.21144E+15", "A1|B2|C3"), {"ID": ""}, '"ID" is not read as key: a program has cut its numbers'),
        ("Title,Effort,Unit", ("A1|B2|C3", "10|2|1", "days|weeks|month"), {"Unit": "unit:effort"}, ""),
        ("Title,Effort,Unit", ("A1|B2|C3", "10|2|1", "Web|Data|Web"), {"Unit": ""}, ""),
        ("Initiative,Feature", ("Web|Web|Data", "A1|B2|C3"), {"Initiative": "theme", "Feature": "title"}, ""),
        (
            "Idea,R,I,C,E", ("Pay|Book|Gift", "900|400|50", "2|1|high", "80%|50%|80%", "3|1|2"),
            {"R": "rice.reach", "I": "rice.impact", "C": "rice.confidence", "E": "effort"}, '"E" is taken for effort',
        ),
        ("Idea,R,I,C,E", ("Pay|Book|Gift", "red|red|blue", "2|1|1", "80%|50%|80%", "3|1|2"), {"R": "", "E": ""}, ""),
    ],
)  # fmt: skip
def test_columns_are_chosen_by_what_they_hold(
    header: str, cells: tuple[str, ...], chosen: dict[str, str], told: str
) -> None:
    imported = read(table(header, *cells))
    assert {name: imported.mapping[name] for name in chosen} == chosen
    assert told in "\n".join(imported.guesses)


def test_what_is_said_is_not_weighed() -> None:
    text = table(
        "Title,Status,Name", "A1|B2|C3|D4", "2026-01-01|2026-01-02|2026-01-03|2026-01-04", "Ann|Ann|Ann|Bo"
    )
    assert read(text, {"Status": "status", "Name": "title"}).mapping == {"Title": "", "Status": "status", "Name": "title"}  # fmt: skip


def drafts(text: str, unit: str = "person-weeks") -> list[dict[str, object]]:
    return [
        {k: v for k, v in draft.fields.items() if k not in ("title", "links")}
        for draft in read(text, unit=unit).drafts
    ]


def test_units_are_kept_to_the_end() -> None:
    text = table(
        "Title,Duration,DURATION_UNIT,Cost of delay (€/month),Job size,Reach",
        "A1|B2|C3", "10|2 weeks|1", "days||month", "1000|1000/week|2k per quarter", "5 days|1 week|2 h", "500/month|1200 per quarter|100",
    )  # fmt: skip
    one, two, three = drafts(text)
    assert one == {
        "cd3": {"cost_of_delay": 231, "duration": 2},
        "wsjf": {"job_size": 1},
        "rice": {"reach": 1500},
    }
    assert two == {
        "cd3": {"cost_of_delay": 1000, "duration": 2},
        "wsjf": {"job_size": 1},
        "rice": {"reach": 1200},
    }
    assert three == {"cd3": {"cost_of_delay": 154, "duration": 4.33}, "wsjf": {"job_size": 0.05}, "rice": {"reach": 100}}  # fmt: skip
    told = "\n".join(read(text).guesses)
    for words in ("money a month is told as money a week", "a quarter is assumed", "a time is told in weeks"):
        assert words in told


@for_each(
    "header, cell, fields, told",
    [
        ("Effort", "$20k", {"x-cost": "$20k"}, "it is money, and no effort"),
        ("Effort", "5 money", {}, '"money" behind the number is no unit that is known'),
        ("Effort", "30m", {"effort": 130}, ""),
        ("Effort [h]", "30m", {"effort": 0.0125}, ""),
        ("Cost of delay", "5 €/user", {}, '"per user" is no time'),
        ("Cost of delay", "500", {"cd3": {"cost_of_delay": 500}}, "money a week is assumed"),
        ("Duration", "3 pts", {}, "points are no duration"),
        ("Duration", "4", {"cd3": {"duration": 4}}, "weeks are assumed"),
        ("Reach", "3 weeks", {}, "it is a time in weeks"),
        ("Reach", "20%", {}, "it is a share, and no number of people"),
        ("Effort", "M-L", {"effort": "M-L"}, ""),
        ("Impact", "hoch", {"rice": {"impact": "high"}}, ""),
        ("Kano", "attractive", {"kano": {"attractive": 1}}, "counts as one answer"),
        ("Kano", "so so", {"x-kano": "so so"}, "kept as x-kano"),
        ("URL", "shop/12", {}, "it is no address in the web"),
        ("Score", "first", {}, "compared with nothing"),
        ("Target", "Jan–Mar 2027", {"target": "2027-03", "not_before": "2027-01"}, "is taken for not_before"),
        ("Start", "2027-01-04 → 2027-03-26", {"target": "2027-03-26", "not_before": "2027-01-04"}, "is taken for the target"),
        ("Shipped", "2026-01-04", {}, "shipped: a day is left out"),
        ("Owner", "Ann <ann@example.com>", {"owner": "Ann"}, ""),
        ("Owner", ";", {"owner": ";"}, ""),
        ("Owner", "[Ann,Bo]", {"owner": "Ann"}, "the first is read"),
        ("Description", "<div>Buy &nbsp;<b>now</b></div>", {"description": "Buy **now**"}, ""),
        ("Acceptance criteria", "1. It works 2. It is quick", {"acceptance": ["It works", "It is quick"]}, ""),
        ("DoD", "- [x] Shown, and told", {"acceptance": ["Shown, and told"]}, "marks of what is done already"),
        ("Tags", "[]", {}, ""),
        ("Archived", "ja", {"status": "parked"}, ""),
        ("Archiviert", "☐", {}, ""),
    ],
)  # fmt: skip
def test_no_cell_is_lost_without_a_word(header: str, cell: str, fields: dict[str, object], told: str) -> None:
    text = f'Title,"{header}"\nA1,"{cell}"\n'
    imported = read(text)
    assert drafts(text) == [fields]
    said = "\n".join([*imported.guesses, *(finding.message for finding in imported.findings)])
    assert told in said
    assert bool(told) == bool(said)


def test_a_time_beside_money_and_reach() -> None:
    text = "Title,CoD,CoD period,Reach,Reach unit\nA,1000,month,500,month\nB,1000,week,100,quarter\n"
    assert drafts(text) == [
        {"cd3": {"cost_of_delay": 231}, "rice": {"reach": 1500}}, {"cd3": {"cost_of_delay": 1000}, "rice": {"reach": 100}},
    ]  # fmt: skip


def test_two_currencies_in_one_column_are_told() -> None:
    told = read("Title,CoD per week\nA,100 €\nB,$200\n").guesses
    assert '"CoD per week" is in EUR and USD: numbers are taken as they stand, none is converted' in told


@for_each(
    "column, time", [("Job size", "3 days"), ("Job size", "half a day"), ("Job size (points)", "3 days")]
)
def test_job_sizes_are_not_points_and_time_at_once(column: str, time: str) -> None:
    imported = read(f"Title,{column}\nA,5 pts\nB,{time}\n")
    assert [draft.fields.get("wsjf") for draft in imported.drafts] == [{"job_size": 5}, None]


def test_reach_of_different_times_is_told_in_any_words_for_them() -> None:
    text = table("Title,Reach", "A|B|C", "500 monthly|1200/quarter|2k a year")
    assert [draft["rice"] for draft in drafts(text)] == [{"reach": 1500}, {"reach": 1200}, {"reach": 500}]


@pytest.mark.parametrize(("progress", "left", "status"), [("40%", 1.2, "in-progress"), ("0.4", 1.2, "in-progress"), ("100%", None, "shipped"), ("0%", None, None)])  # fmt: skip
def test_what_is_left_of_work_in_progress(progress: str, left: float | None, status: str | None) -> None:
    (draft,) = drafts(f"Title,Progress,Effort\nA,{progress},2 weeks\n")
    assert (draft.get("remaining"), draft.get("status")) == (left, status)


def test_progress_is_told_where_it_cannot_be_read() -> None:
    assert "progress is not read where there is no number of effort (1 row)" in read("Title,Status,Progress\nA,Doing,40%\n").guesses  # fmt: skip


@for_each("currency, told", [("USD", 1), ("EUR", 0), ("", 0)])
def test_money_of_another_currency_is_told(currency: str, told: int) -> None:
    source = Source("sheet.csv", b"Title,CoD per week\nA,100 EUR\n", currency=currency)
    assert len(SPREADSHEET.read(source, {}).guesses) == told


def test_what_the_workspace_cannot_count_is_kept_in_the_unit_that_was_said() -> None:
    imported = read("Title,Work\nA,8\n", {"Work": "effort:days"}, unit="points")
    assert [draft.fields["x-effort"] for draft in imported.drafts] == ["8 days"]
    imported = read("Title,SP,Work\nA,5,8\n", {"SP": "effort:points", "Work": "effort:days"}, unit="points")
    assert [draft.fields["x-effort"] for draft in imported.drafts] == ["8 days"]


def test_a_unit_that_nobody_knows_is_told_once_a_row() -> None:
    told = read("Title,Effort (points),Effort unit\nA,5,foo\nB,3,points\n").guesses
    assert 'effort: the unit "foo" is not known (1 row)' in told


@for_each(
    "header, columns_, unit",
    [
        ("Title,Effort [h]", ("30m|2h",), "minutes and hours → person-weeks"),
        ("Title,Effort", ("2 devs x 3 weeks|3d",), "weeks and days → person-weeks"),
        ("Title,Effort,Effort unit", ("5|8", "days|weeks"), "days and weeks → person-weeks"),
        ("Title,Effort (days),Effort unit", ("5|8 h", "|weeks"), "days and hours → person-weeks"),
        ("Title,Effort,Effort unit", ("5|8", "foo|"), "no unit, taken for person-weeks"),
        (
            "Title,CoD,CoD period",
            ("1000|5/month", "quarter|week"),
            "money a quarter and month → money a week",
        ),
    ],
)
def test_the_units_that_are_told_are_those_that_are_read(
    header: str, columns_: tuple[str, ...], unit: str
) -> None:
    assert read(table(header, "A|B", *columns_)).columns[1].unit == unit
