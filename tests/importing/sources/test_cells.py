"""Cells as people write them: numbers, ranges, efforts, shares, dates."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.sources.tables.meaning import content
from pmcli.importing.sources.tables.meaning.columns import MEANINGS
from pmcli.importing.sources.tables.values import amounts, cells, days, efforts
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.model.quantities import read_estimate
from tests.conftest import for_each


@for_each(
    "cell, value",
    [
        ("5", 5), ("1,200", 1200), ("1.5", 1.5), ("$40k", 40000), ("€ 1.2M", 1200000), ("1 200", 1200),
        ("1\u00a0200", 1200), ("1'200", 1200), ("12k", 12000), ("10-20k", "10000..20000"), ("2–3", "2..3"),
        ("2 to 3", "2..3"), ("2..3", "2..3"), ("3-2", "2..3"), ("0-2", "0..1..2"), ("~5", 5), ("5+", 5),
        ("< 5", 5), ("up to 8", 8), ("1,200/quarter", 1200), ("500 users per month", 500), ("7 (guess)", 7),
        ("40 000 EUR", 40000), ("1.2 million", 1200000), ("80%", 80), (".5", 0.5), ("3-3", 3),
        ("1,200,000", 1200000), ("1.200.000", 1200000),
    ],
)  # fmt: skip
def test_amounts(cell: str, value: object) -> None:
    assert amounts.amount(cell).value == value


@pytest.mark.parametrize(("cell", "value"), [("1,5", 1.5), ("1.200,50", 1200.5), ("1.200", 1200), ("1.000.000", 1000000), ("2,5-3,5", "2.5..3.5")])  # fmt: skip
def test_amounts_with_a_decimal_comma(cell: str, value: object) -> None:
    assert amounts.amount(cell, comma=True).value == value


@for_each("cell", ["lots", "", "-5", "1-2-3", "1/2", "a5", "2024-02-03", "--", "." * 50, "9" * 60])
def test_no_amounts(cell: str) -> None:
    with pytest.raises(Unclear):
        amounts.amount(cell)


def test_excel_makes_a_date_of_a_range() -> None:
    with pytest.raises(Unclear, match="a spreadsheet makes one of 2-3"):
        amounts.amount("2026-03-02")


@pytest.mark.parametrize(
    ("column", "likely", "comma"),
    [
        (["1,5", "3"], False, True), (["1.5", "3"], True, False), (["1,200"], False, False), (["1,200"], True, True),
        (["1.200,5"], False, True), (["1,200.5"], True, False), (["1,200,000"], True, False), ([], True, True),
        (["5"], False, False),
    ],
)  # fmt: skip
def test_what_one_cell_shows_counts_for_all(column: list[str], likely: bool, comma: bool) -> None:
    assert cells.writes_decimal_comma(column, likely=likely) is comma


@for_each(
    "cell, unit, target, value",
    [
        ("2-3 months", "", "person-weeks", "8.67..13"), ("6 weeks", "", "person-weeks", 6), ("10d", "", "person-weeks", 2),
        ("16 h", "", "person-days", 2), ("3m", "", "person-months", 3), ("2", "months", "person-weeks", 8.67),
        ("2 weeks", "months", "person-weeks", 2), ("1 quarter", "", "person-weeks", 13), ("M", "", "person-weeks", "M"),
        ("large", "", "person-weeks", "L"), ("xl", "", "points", "XL"), ("5 pts", "", "points", 5), ("5", "points", "points", 5),
        ("4", "", "person-weeks", 4), ("0.5 pm", "", "person-days", 10.8), ("1-2 years", "", "person-months", "12..24"),
    ],
)  # fmt: skip
def test_efforts(cell: str, unit: str, target: str, value: object) -> None:
    assert efforts.effort(cell, unit, target)[0] == value


@pytest.mark.parametrize(("cell", "target"), [("5 pts", "person-weeks"), ("5 days", "points"), ("0", "person-weeks"), ("soon", "points")])  # fmt: skip
def test_no_efforts(cell: str, target: str) -> None:
    with pytest.raises(Unclear):
        efforts.effort(cell, "", target)


@for_each(
    "cell, value",
    [
        ("12/Mar/24 3:45 PM", "2024-03-12"), ("2024-01-05T10:11:12Z", "2024-01-05"), ("2024/1/5", "2024-01-05"),
        ("Fri Jan 05 2024 10:11:12 GMT+0000 (GMT)", "2024-01-05"), ("31.12.2026", "2026-12-31"), ("1.2.2026", "2026-02-01"),
        ("13/2/2024", "2024-02-13"), ("2/13/2024", "2024-02-13"), ("3/3/24", "2024-03-03"), ("Mar 5, 2024", "2024-03-05"),
        ("12/Mai/24", "2024-05-12"), ("5 March 2024", "2024-03-05"),
    ],
)  # fmt: skip
def test_days(cell: str, value: str) -> None:
    assert days.day(cell) == value


def test_one_date_tells_what_comes_first() -> None:
    assert days.puts_day_first(["1/2/2024", "13/2/2024"]) is True
    assert days.puts_day_first(["1/2/2024", "2/13/24 3:45 PM"]) is False
    assert days.puts_day_first(["1/2/2024", "2024-13-01", "x"]) is None
    assert days.day("1/2/2024", day_first=True) == "2024-02-01"
    assert days.when("1/2/2024", day_first=False) == "2024-01-02"


@pytest.mark.parametrize("cell", ["1/2/2024", "2024-02-30", "soon", "32/Jan/24", "", "99.99.2024"])
def test_no_days(cell: str) -> None:
    with pytest.raises(Unclear):
        days.day(cell)


@pytest.mark.parametrize(("cell", "value"), [("Q2 2027", "2027-Q2"), ("2027-Q2", "2027-Q2"), ("q3'27", "2027-Q3"), ("2027-01-31", "2027-01-31")])  # fmt: skip
def test_whens(cell: str, value: str) -> None:
    assert days.when(cell) == value


@for_each(
    "cell, value, notes",
    [
        ("H2 2027", "2027-H2", 0), ("2H27", "2027-H2", 0), ("Mar 2027", "2027-03", 0), ("end of March 2027", "2027-03", 1), ("03/2027", "2027-03", 0),
        ("Q3 FY27", "2027-Q3", 1), ("FY2027-Q3", "2027-Q3", 1), ("2027-Q1?", "2027-Q1", 1), ("Q1 2027 (stretch)", "2027-Q1", 1), ("FY27 Q1?", "2027-Q1", 2), ("KW 12/2027", "2027-W12", 0), ("Week 12 2027", "2027-W12", 0),
        ("mid 2027", "2027-Q2", 1), ("Mid-2027", "2027-Q2", 1), ("2027", "2027", 0), ("Late Q3 2027", "2027-Q3", 1), ("1798675200000", "2026-12-31", 1),
        ("1798675200", "2026-12-31", 1), ("46000", "2025-12-09", 1), ("5. März 2027", "2027-03-05", 0), ("1er mars 2027", "2027-03-01", 0),
        ("5 de março de 2027", "2027-03-05", 0), ("2027年3月5日", "2027-03-05", 0), ("2027年3月", "2027-03", 0), ("2027년 3월 5일", "2027-03-05", 0),
        ("2027年第3四半期", "2027-Q3", 0), ("1. Quartal 2027", "2027-Q1", 0), ("Summer 2027", "2027-Q3", 1), ("Fri 3/26/27", "2027-03-26", 0),
        ("January 1st, 2027", "2027-01-01", 0), ("Tuesday, March 5, 2027", "2027-03-05", 0), ("5 марта 2027", "2027-03-05", 0), ("20270305", "2027-03-05", 0),
        ("2027-01-04T23:00:00.000Z", "2027-01-04", 1), ("2027-03-31 or so", "2027-03-31", 1), ("12/31/2026, 12:00:00 AM", "2026-12-31", 0),
    ],
)  # fmt: skip
def test_days_and_periods(cell: str, value: str, notes: int) -> None:
    found = days.read_when(cell)
    assert (found.text, len(found.notes)) == (value, notes)


@for_each(
    "cell", ["Q1", "March", "soon", "2027.1", "5.2", "2027-13", "Q5 2027", "ASAP", "Mon 1/4/27", "KW 60/2027"]
)
def test_no_days_and_no_periods(cell: str) -> None:
    with pytest.raises(Unclear):
        days.read_when(cell)


@for_each(
    "cell, both",
    [
        ("2027-01-01 – 2027-03-31", ("2027-01-01", "2027-03-31")), ("Jan–Mar 2027", ("2027-01", "2027-03")), ("Q1-Q2 2027", ("2027-Q1", "2027-Q2")),
        ("January 1, 2027 → March 31, 2027", ("2027-01-01", "2027-03-31")), ("5–9 Mar 2027", ("2027-03-05", "2027-03-09")),
        ("2027-01-01/2027-03-31", ("2027-01-01", "2027-03-31")), ("01.01.2027 bis 31.03.2027", ("2027-01-01", "2027-03-31")),
        ("Nov 2026 - Feb 2027", ("2026-11", "2027-02")), ("5-Mar-27", None), ("2027-03-05", None), ("Q1 2027", None), ("a - b", None),
        ("2027-Q1", None), ("Q1-2027", None), ("2027-H2", None),
    ],
)  # fmt: skip
def test_both_ends_of_a_time(cell: str, both: tuple[str, str] | None) -> None:
    found = days.ends(cell)
    assert (found and tuple(map(days.when, found))) == both


FORMS = [
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%a %d %b %Y",
    "%Y年%m月%d日",
    "%d/%b/%y %I:%M %p",
    "%Y%m%d",
]


@given(st.dates(date(2000, 1, 1), date(2068, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_read_as_it_was_written(day: date, form: str) -> None:
    assert days.read_when(day.strftime(form)).text == day.isoformat()
    assert days.ends(f"{day.strftime(form)} → {day.strftime(form)}") is not None


@pytest.mark.parametrize(("cell", "top", "value"), [("80%", 1.0, "80%"), ("0.8", 1.0, "80%"), ("80", 100.0, "80%"), ("8", 10.0, "80%"), ("High", 1.0, "high")])  # fmt: skip
def test_shares(cell: str, top: float, value: str) -> None:
    assert amounts.share(cell, top) == value


@pytest.mark.parametrize("cell", ["120%", "1.2", "10-20%", "sure"])
def test_no_shares(cell: str) -> None:
    with pytest.raises(Unclear):
        amounts.share(cell)


def test_words() -> None:
    assert cells.words("a, b;c\nd, a, n/a, ") == ["a", "b", "c", "d"]
    assert [cells.words(cell) for cell in ("[a,b]", '["a, b","c"]', "{a,b}", "['x', 'y']", "[]", "[x] y", "a、b")] == [
        ["a", "b"], ["a, b", "c"], ["a", "b"], ["x", "y"], [], ["[x] y"], ["a", "b"],
    ]  # fmt: skip
    assert all(map(cells.says_nothing, (" TBD ", "[]", "{}", "nil", "N/A", "None", "null")))
    assert not cells.says_nothing("0")


PIECES = ["1", "2,5", "1.000", "½", "days", "h", "m", "k", "€", "$", "%", "-", "–", "to", "per", "/", "month", "x", "devs", "~", "<=", "+", "?",
          "(", ")", "half", "a", "between", "and", "Q3", "FY27", "2027", "Mar", "5.", "KW", "12", "H2", "mid", "→", "年", "月", "日", "P1D"]  # fmt: skip
sums = st.integers(0, 10**9).map(lambda number: number / 100)


@given(sums)
def test_what_a_spreadsheet_writes_is_read_back(number: float) -> None:
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert amounts.amount(english).low == pytest.approx(number)
    assert amounts.amount(german, comma=True).low == pytest.approx(number)
    assert cells.writes_decimal_comma([german], likely=False)
    assert not cells.writes_decimal_comma([english], likely=True)


@given(sums, sums)
def test_every_amount_is_an_estimate_of_pm(one: float, other: float) -> None:
    found = amounts.amount(f"{one:.2f} - {other:.2f}")
    assert (found.low, found.high) == pytest.approx(tuple(sorted((one, other))))
    assert read_estimate(str(found.value)).low == pytest.approx(found.low)


@given(st.text(max_size=30) | st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
def test_no_cell_breaks_the_reading(cell: str) -> None:
    readers = (amounts.amount, days.day, days.read_when, amounts.share, efforts.with_people)
    for read in (*readers, lambda text: efforts.effort(text, "", "person-weeks")):
        with contextlib.suppress(Unclear):
            read(cell)
    for part in days.ends(cell) or ():
        assert part
    for meaning in MEANINGS:
        assert 0 <= content.fit(meaning, [cell, cell, "x"], {}) <= 1


@for_each(
    "cell, comma, value",
    [
        ("1.2E+06", False, 1200000), ("1E3", False, 1000), ("1,2E3", False, 1200), ("1.234E+06", True, 1234000),
        ("5E-1", False, 0.5), ("1,5", False, 1.5), ("12,5", False, 12.5), ("0,8", False, 0.8), ("1.5", True, 1.5),
        ("1,234", False, 1234), ("1,234", True, 1.234), ("1.234", False, 1.234), ("1.234", True, 1234),
        ("0,800", False, 0.8), ("1 234,5", False, 1234.5), ("1,234,567.8", True, 1234567.8), ("10€", False, 10),
        ("$40k-$50k", False, "40000..50000"), ("€ 5 m", False, 5000000), ("3x", False, 3), ("5?", False, 5),
        ("50 percent", False, 50), ("2 weeks - 3", False, "2..3"),
    ],
)  # fmt: skip
def test_each_number_is_read_by_its_own_form(cell: str, comma: bool, value: object) -> None:
    assert amounts.amount(cell, comma=comma).value == value


@for_each(
    "cell",
    ["1,2,3", "3;4", "2 or 3", "5 apples", "10 10", "1,23,456", "1,234,5", "12 34", "10€200", "5 (or 10)", "1E999",
     "5 = high", "1k 2k", "1,2.3,4", "5%ish", "3 weeks - 2 days", "2-3 points - 4", "1 day - 2 points", "x" * 9999],
)  # fmt: skip
@for_each("comma", [True, False])
def test_what_is_not_read_in_full_is_unclear(cell: str, comma: bool) -> None:
    with pytest.raises(Unclear):
        amounts.amount(cell, comma=comma)


@for_each(
    "cell, value",
    [
        ("2w 3d", 2.6), ("1 month 2 weeks", 6.33), ("1 week, 2 days", 1.4), ("1 week and 1 day", 1.2), ("1w 2d - 2w", "1.4..2"),
        ("5 person-days", 1), ("10 man days", 2), ("0.5m", 2.17), ("3 days - 2 weeks", "0.6..2"), ("1 month to 6 weeks", "4.33..6"),
    ],
)  # fmt: skip
def test_efforts_in_more_than_one_unit(cell: str, value: object) -> None:
    assert efforts.effort(cell, "", "person-weeks")[0] == value


@pytest.mark.parametrize(
    "cell",
    [
        "3d 2w",
        "2w 3 apples",
        "2w 3",
        "5 runs",
        "80%",
        "5 days (3 weeks)",
        "5 (1 week)",
        "$20k",
        "12.000 €",
        "2 days a week",
        "a few days",
        "PT",
        "P",
    ],
)
def test_efforts_that_are_not_read_in_full(cell: str) -> None:
    with pytest.raises(Unclear):
        efforts.effort(cell, "", "person-weeks")


@for_each(
    "cell, value, notes",
    [
        ("10 days", 2, 0), ("80 h", 2, 0), ("3 sprints", 6, 1), ("PT8H", 0.2, 0), ("P1DT4H", 0.3, 0), ("2d 4h", 0.5, 0), ("38:30", 0.963, 1),
        ("2h 30m", 0.0625, 0), ("half a day", 0.1, 0), ("3/4 day", 0.15, 0), ("two weeks", 2, 0), ("1½ days", 0.3, 0), ("one to two weeks", "1..2", 0),
        ("between 2 and 3 weeks", "2..3", 0), ("2+ weeks", 2, 1), ("2 devs x 3 weeks", 6, 1), ("3 weeks × 2 devs", 6, 1),
        ("10 (days)", 2, 0), ("5 Tage", 1, 0), ("2 semaines", 2, 0), ("3 人日", 0.6, 0), ("2주", 2, 0), ("2 недели", 2, 0), ("28800000 ms", 0.2, 0),
        ("90 minutes", 0.0375, 0), ("3XL", "XXXL", 0), ("extra large", "XL", 0), ("Groß", "L", 0), ("10 business days", 2, 0),
    ],
)  # fmt: skip
def test_units_of_efforts(cell: str, value: object, notes: int) -> None:
    found, told = efforts.effort(cell, "", "person-weeks")
    assert (found, len(told)) == (value, notes)


def test_m_alone_is_a_month_or_where_hours_are_counted_a_minute() -> None:
    assert efforts.effort("30m", "", "person-months")[0] == 30
    assert efforts.effort("30m", "", "person-days", minutes=True)[0] == 0.0625


@for_each(
    "cell, value, per, currency",
    [
        ("1000 €/month", 1000, "month", "EUR"), ("€1k/week", 1000, "week", "EUR"), ("500 users per month", 500, "month", ""),
        ("10k€ / quarter", 10000, "quarter", "EUR"), ("5k EUR pro Monat", 5000, "month", "EUR"), ("5k monthly", 5000, "month", ""),
        ("10k p.a.", 10000, "year", ""), ("10 TEUR", 10000, "", "EUR"), ("k€ 5", 5000, "", "EUR"), ("12.000 €", 12000, "", "EUR"), ("100万円", 1000000, "", "JPY"), ("1000 a week", 1000, "week", ""),
    ],
)  # fmt: skip
def test_money_and_rates(cell: str, value: object, per: str, currency: str) -> None:
    found = amounts.amount(cell)
    assert (found.value, found.per, found.currency) == (value, per, currency)


units = st.sampled_from(["days", "weeks", "months", "hours", "Tage", "semaines", "週間", "дней"])


@given(st.integers(1, 9999), units, st.sampled_from(["person-days", "person-weeks", "person-months"]))
def test_a_unit_is_told_the_same_from_cell_and_column(number: int, unit: str, target: str) -> None:
    from_cell = efforts.effort(f"{number} {unit}", "points" if target == "points" else "years", target)
    assert from_cell == efforts.effort(f"{number}", unit.casefold(), target)
    weeks = efforts.effort(f"{number} {unit}", "", "person-weeks")[0]
    days_ = efforts.effort(f"{number} {unit}", "", "person-days")[0]
    assert days_ == pytest.approx(5 * float(weeks), rel=0.01)


def test_marks_in_a_column() -> None:
    assert cells.mixes_marks(["1,5", "1.5"])
    assert not cells.mixes_marks(["1,5", "1.500,5", "1,234"])
    assert not cells.mixes_marks(["1.5", "1,500.5", "1,234"])


@given(st.floats(1e-6, 1e15, allow_nan=False))
def test_exponents_are_read_as_python_reads_them(number: float) -> None:
    assert amounts.amount(f"{number:.6E}").low == pytest.approx(float(f"{number:.6E}"))
    assert amounts.amount(f"{number:.6E}".replace(".", ",")).low == pytest.approx(float(f"{number:.6E}"))


@given(st.lists(st.integers(0, 9999), min_size=2, max_size=4), st.sampled_from([",", " ", "."]))
def test_a_mark_groups_only_before_three_digits(numbers: list[int], mark: str) -> None:
    pieces = [str(number) for number in numbers]
    is_grouped = len(pieces[0]) <= 3 and pieces[0] != "0" and all(len(piece) == 3 for piece in pieces[1:])
    is_decimal = len(pieces) == 2 and mark != " "
    if is_grouped and not is_decimal:
        assert amounts.amount(mark.join(pieces)).low == int("".join(pieces))
    elif not is_decimal:
        with pytest.raises(Unclear):
            amounts.amount(mark.join(pieces))
