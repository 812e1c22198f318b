"""Texts that would do harm, and strategies that draw them."""

from hypothesis import strategies as st

from pmcli.writers.table import Cell, Column, Kind, Table

HOSTILE = (
    "\x1b[31mred\x1b[0m", "\x1b]8;;https://evil\x07link\x1b]8;;\x07", "\x9b31m", "a\rb", "a\nb\r\nc",
    "\x00", "\x7f",
    "\u202egnp.exe", "\u2066x\u2069", "a\u200bb", "\ufeffx", "\ud800", "\ue000", "\U000e0041", "\xad",
    "[bold]x[/]", "[link=https://evil]x[/link]", ":smile:", "[red", "\\[x]", "{{x}}", "%s{0}",
    "=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1",
    "a|b", "a\\|b", "`x`", "<script>alert(1)</script>", "&lt;", "# x", "1. x", "- x", "> x",
    "***", "a_b _c_", "~~x~~",
    "@here", "#12", "!7", "$x$ and $y$", "[a](https://b)", "![a](b)",
    "https://x.org/a_b?c*d*", "www.x.org/a_b",
    "日本語の題名", "👩‍👩‍👧 family", "e\u0301", "क्ष\u200dत्र", "می\u200cخواهم",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "x" * 300, "word " * 60, "",
)  # fmt: skip

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec=None, categories=None), max_size=60),
    st.text(st.sampled_from("ab \t\n|\\`*_[]<>&#@$:~!-+=.1日👩\u200d\ufe0f\u0301\u202e\x1b"), max_size=60),
    st.lists(st.sampled_from(HOSTILE), max_size=4).map(" ".join),
)


@st.composite
def tables(draw: st.DrawFn, least_rows: int = 0) -> Table:
    every: tuple[Kind, ...] = ("text", "id", "number", "bar")
    kinds = draw(st.lists(st.sampled_from(every), min_size=1, max_size=5))
    columns = tuple(
        Column(f"c{number}", draw(texts), kind=kind, priority=draw(st.integers(0, 3)))
        for number, kind in enumerate(kinds)
    )
    numbers = st.one_of(st.none(), st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False))
    cell = st.builds(Cell, texts, st.one_of(numbers, texts), st.one_of(st.none(), st.floats(-1, 2)))
    number = st.builds(Cell, texts, numbers, st.one_of(st.none(), st.floats(-1, 2)))
    row = st.tuples(*(cell if column.kind in ("text", "id") else number for column in columns))
    rows = draw(st.lists(row, min_size=least_rows, max_size=5))
    title = draw(st.none() | texts)
    return Table(columns, tuple(rows), title, tuple(draw(st.lists(texts, max_size=2))))
