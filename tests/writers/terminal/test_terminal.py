import re
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pmcli.views.ranking.table import ranking_table
from pmcli.writers.table import LINES, Cell, Column, Table, number
from pmcli.writers.terminal.look import NARROWEST, Look, bare_cells
from pmcli.writers.terminal.tables import render
from tests.conftest import for_each
from tests.views.ranking import sample
from tests.writers.hostile import HOSTILE, tables

GOLDEN = Path(__file__).parent / "golden"
SGR = re.compile(r"\x1b\[[0-9;]*m")
IDS = (
    Column("rank", "#", "right", "number"),
    Column("id", "id", kind="id"),
    Column("title", "title", priority=1),
)


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 120, 200, None])
def test_a_ranking_looks_like_this(width: int | None, golden: Callable[[Path, str], None]) -> None:
    table = ranking_table(sample.ranking(), sample.backlog())
    golden(GOLDEN / f"ranking-{width or 'unlimited'}.txt", render(table, width=width, color=False))


def test_in_colour(golden: Callable[[Path, str], None]) -> None:
    table = ranking_table(sample.ranking(), sample.backlog())
    text = render(table, width=100, color=True)
    golden(GOLDEN / "ranking-colour.txt", text.replace("\x1b", "␛"))
    assert SGR.sub("", text) == render(table, width=100, color=False)


def test_where_unicode_is_impossible(golden: Callable[[Path, str], None]) -> None:
    items = [Cell(str(rank), rank) for rank in (1, 2, 3, 4)]
    columns = (Column("n", "n", kind="number"), Column("score", "score", kind="bar"), Column("why", "why"))
    bars = [Cell(str(share), share, share) for share in (1.0, 0.5, 0.001, 0.0)]
    table = Table(
        columns, tuple(zip(items, bars, [Cell("a – b × c…")] * 4, strict=True)), "Σ", ("→ " + "word " * 9,)
    )
    text = render(table, width=30, color=False, unicode=False)
    assert text.isascii()
    golden(GOLDEN / "ascii.txt", text)


@settings(deadline=None)
@given(tables(), st.integers(NARROWEST, 130), st.booleans())
def test_no_line_is_wider_than_the_terminal(table: Table, width: int, unicode: bool) -> None:
    for line in render(table, width=width, color=False, unicode=unicode).split("\n"):
        assert cell_len(line) <= width, line


@settings(deadline=None)
@given(tables(), st.sampled_from([20, 60, 100]))
def test_the_only_escape_sequences_are_colours(table: Table, width: int | None) -> None:
    plain = render(table, width=width, color=False)
    colored = render(table, width=width, color=True)
    assert "\x1b" not in plain
    assert SGR.sub("", colored) == plain


@settings(deadline=None)
@given(tables())
def test_without_a_width_rich_and_plain_say_the_same(table: Table) -> None:
    def said(text: str) -> list[str]:
        """The lines without the room between words: letters of tomorrow are as wide as Rich knows."""
        return [re.sub("[ ─]+", " ", line).strip() for line in SGR.sub("", text).split("\n")]

    colored = render(table, width=None, color=True)
    assert said(colored) == said(render(table, width=None, color=False))


@for_each(
    "text",
    [
        *(text for text in HOSTILE if text.isprintable()),
        "👩\u200d👩\u200d👧 x",
        "❤\ufe0f",
        "👍🏽",
        "한글",
        "की",
    ],
)
def test_without_rich_texts_are_as_wide(text: str) -> None:
    assert bare_cells(text) == cell_len(text)


@given(st.lists(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"), max_size=5))
def test_off_the_terminal_each_row_is_one_line_and_nothing_is_lost(ids: list[str]) -> None:
    rows = tuple((Cell(str(n), n), Cell(name), Cell("word " * 99 + "end")) for n, name in enumerate(ids, 1))
    lines = render(Table(IDS, rows), width=None, color=False).splitlines()
    assert len(lines) == (len(ids) + 2 if ids else 0)
    for name, line in zip(ids, lines[2:], strict=True):
        assert line.split()[1] == name
        assert line.endswith(" end")


def test_ids_are_whole_as_long_as_there_is_room() -> None:
    name = "a" * 64
    rows = ((Cell("1", 1), Cell(name), Cell("A title that is long")),)
    assert name in render(Table(IDS, rows), width=80, color=False)
    narrow = render(Table(IDS, rows), width=40, color=False)
    assert name in "".join(line.removeprefix("id").strip() for line in narrow.splitlines())


@for_each("text", [text for text in HOSTILE if text.strip() and len(text) < 60 and text.isprintable()])
def test_text_is_shown_literally(text: str) -> None:
    table = Table((Column("a", text), Column("b", "b")), ((Cell(text), Cell("end")),), text, (text,))
    for color in (True, False):
        assert SGR.sub("", render(table, width=120, color=color)).count(text.strip(" ")) == 4


def test_hidden_columns_are_named_with_the_way_to_see_them() -> None:
    table = ranking_table(sample.ranking(), sample.backlog())
    wide = re.search(r"--width (\d+)", text := render(table, width=90, color=False))
    assert "not shown, for lack of room: id" in text
    assert wide
    assert "not shown" not in render(table, width=int(wide[1]), color=False)
    assert "not shown" in render(table, width=int(wide[1]) - 1, color=False)


def test_nothing_to_draw() -> None:
    assert render(Table(IDS, ()), width=80, color=True) == ""
    assert render(Table(IDS, (), None, ("no features yet",)), width=80, color=False) == "no features yet\n"
    assert render(Table(IDS, (), "T", ("n",)), width=None, color=False) == "T\n\nn\n"


def test_bars_are_as_long_as_their_shares() -> None:
    shares = (1.0, 0.5, 0.05, 1e-9, 0.0, None, 7.0, -1.0)
    rows = tuple((Cell("x", share=share),) for share in shares)
    lines = render(Table((Column("a", "a", kind="bar"),), rows), width=80, color=False).splitlines()[2:]
    full = "x ██████"
    assert lines == [full, "x ███", "x ▎", "x ▏", "x", "x", full, "x"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("after clearinghouse-integration", 24, ["after clearinghouse-", "integration"]),
        ("insurance-eligibility-check waits", 26, ["insurance-eligibility-", "check waits"]),
        ("a-b x-y-z", 26, ["a-b x-y-z"]),
        ("x" * 30 + "-end", 26, ["x" * 26, "xxxx-end"]),
        ("unbroken-" + "y" * 30, 26, ["unbroken-", "y" * 26, "yyyy"]),
        ("題-" * 16, 26, ["題-" * 8 + "題", "-" + "題-" * 7]),
    ],
)
def test_ids_break_behind_hyphens(text: str, width: int, lines: list[str]) -> None:
    shown = render(Table((Column("why", "why"),), ((Cell(text),),)), width=width, color=False).splitlines()[
        2:
    ]
    assert shown == lines
    assert "".join(shown).replace(" ", "") == text.replace(" ", "")


@given(st.from_regex(r"\A[a-z-]{1,60}( [a-z-]{1,60}){0,3}\Z"), st.integers(NARROWEST, 60))
@settings(deadline=None)
def test_breaks_add_and_lose_nothing(text: str, width: int) -> None:
    table = Table((Column("why", "why"),), ((Cell(text),),))
    lines = render(table, width=width, color=False).splitlines()[2:]
    if len(lines) < LINES:
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert " ".join(lines).count(" ") - text.count(" ") <= len(lines) - 1


def test_points_of_numbers_stand_in_line_where_that_costs_little() -> None:
    def drawn(*values: float | None) -> list[str]:
        rows = tuple((number(value), Cell(".")) for value in values)
        return render(
            Table((Column("a", "a", kind="number"), Column("b", "b")), rows), width=80, color=False
        ).split("\n")[2:-1]

    assert drawn(12.0, 9.5, None) == ["12    .", " 9.5  .", " –    ."]
    assert drawn(12345.0, 0.0372) == ["12,345  .", "0.0372  ."]


@pytest.mark.parametrize(("width", "found"), [(5, "abcde"), (4, "abc…"), (1, "…")])
def test_cutting(width: int, found: str) -> None:
    assert Look(80).cut("abcde", width) == found
    assert Look(80).cut("日本語", 4) == "日…"
    assert Look(80, unicode=False).cut("abcde", 2) == ".."


@pytest.mark.parametrize(
    ("width", "found"), [(15, "Sales tax (8 %)"), (12, "Sales… (8 %)"), (7, "… (8 %)"), (3, "Sa…")]
)
def test_what_stands_behind_a_title_is_not_cut(width: int, found: str) -> None:
    assert Look(80).cut_before("Sales tax", "(8 %)", width) == found
    assert Look(80).cut_before("Sales tax", "", 6) == "Sales…"


@pytest.mark.unmeasured
def test_what_a_terminal_shows_is_quick() -> None:
    table = ranking_table(sample.ranking(), sample.backlog())
    big = Table(table.columns, (table.rows * 40)[:200])
    render(table, width=120, color=True)
    start = process_time()
    render(big, width=120, color=True)
    assert process_time() - start < 1.0  # measured: 0.15 s
