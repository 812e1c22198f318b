import re
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pmcli.views.ranking.table import ranking_table
from pmcli.writers.table import Cell, Column, Table, number
from pmcli.writers.terminal.grid import render
from pmcli.writers.terminal.text import NARROWEST, cells, cut, wrap
from tests.conftest import for_each
from tests.views.ranking import sample
from tests.writers.hostile import HOSTILE, tables, texts

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
@given(tables(), st.sampled_from([None, 20, 60, 100]))
def test_the_only_escape_sequences_are_colours(table: Table, width: int | None) -> None:
    plain = render(table, width=width, color=False)
    colored = render(table, width=width, color=True)
    assert "\x1b" not in plain
    assert SGR.sub("", colored) == plain


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
    full = "x ██████████"
    assert lines == [full, "x █████", "x ▌", "x ▏", "x", "x", full, "x"]


def test_points_of_numbers_stand_in_line_where_that_costs_little() -> None:
    def drawn(*values: float | None) -> list[str]:
        rows = tuple((number(value), Cell(".")) for value in values)
        return render(
            Table((Column("a", "a", kind="number"), Column("b", "b")), rows), width=80, color=False
        ).split("\n")[2:-1]

    assert drawn(12.0, 9.5, None) == ["12    .", " 9.5  .", " –    ."]
    assert drawn(12345.0, 0.0372) == ["12,345  .", "0.0372  ."]


@given(texts, st.integers(1, 40), st.integers(1, 4))
def test_wrapped_text_fits(text: str, width: int, most: int) -> None:
    from pmcli.writers.escaping import visible

    lines = wrap(visible(text), max(width, 2), most)
    assert 1 <= len(lines) <= most
    assert all(cells(line) <= max(width, 2) for line in lines)


@given(texts)
def test_wrapping_loses_no_word(text: str) -> None:
    from pmcli.writers.escaping import visible

    shown = visible(text)
    assert "".join(wrap(shown, 12)).replace(" ", "") == shown.replace(" ", "")


@pytest.mark.parametrize(("width", "found"), [(5, "abcde"), (4, "abc…"), (1, "…")])
def test_cutting(width: int, found: str) -> None:
    assert cut("abcde", width) == found
    assert cut("日本語", 4) == "日…"
    assert cut("abcde", 2, "...") == ".."


@pytest.mark.unmeasured
def test_a_thousand_rows_are_quick() -> None:
    backlog, ranking = sample.backlog(), sample.ranking()
    table = ranking_table(ranking, backlog)
    big = Table(table.columns, table.rows * 170)
    render(table, width=120, color=True)
    start = perf_counter()
    render(big, width=120, color=True)
    assert perf_counter() - start < 1.0  # measured: 0.12 s; a Rich table takes 1 s on the same machine
