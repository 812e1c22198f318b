"""HTML made Markdown, and acceptance criteria taken apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.sources.html_text import markdown_of
from pmcli.importing.sources.tables.values.criteria import criteria
from tests.conftest import for_each


@for_each(
    "text, markdown",
    [
        ("<div>Buyers &nbsp;want to <b>filter</b></div>", "Buyers want to **filter**"),
        ("<div>One</div><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><p>x</p>", "One\n\n- a\n- b\n  - c\n\nx"),
        ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
        ('<p><a href="https://x.example/y">here</a> <a href="javascript:z">not</a></p>', "[here](https://x.example/y) not"),
        ("<h2>Why</h2><p>So<br/>there</p><pre>a\n  b</pre>", "## Why\n\nSo\nthere\n\na\n  b"),
        ("<p>a<b></b><script>evil()</script><!-- no --></p>", "a"), ("Tom &amp; Jerry", "Tom & Jerry"),
        ("a < b and c > d", "a < b and c > d"), ("# Mine\n\nuse <br> here", "# Mine\n\nuse <br> here"), ("<I>", "<I>"), ("List<T>", "List<T>"),
        ("</p></ul></a></b>", ""),
    ],
)  # fmt: skip
def test_html(text: str, markdown: str) -> None:
    assert markdown_of(text) == markdown


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "<li>",
                "</ul>",
                "<a href=x>",
                "</a>",
                "<b>",
                "<",
                ">",
                "&lt;",
                "a",
                "\n",
                "<pre>",
            ]
        ),
        max_size=30,
    )
)
def test_no_text_breaks_it(pieces: list[str]) -> None:
    assert "<p>" not in markdown_of(f"<p>{''.join(pieces)}</p>".replace("&lt;", ""))


@for_each(
    "cell, listed",
    [
        ("It builds", ["It builds"]), (">80% coverage + all pass", [">80% coverage + all pass"]), ("a; b, c;d", ["a", "b, c", "d"]),
        ("- a\n- b\n  more\n- [ ] c", ["a", "b more", "c"]), ("1. a\n2) b", ["a", "b"]), ("1) one 2) two", ["one", "two"]), ("• a • b", ["a", "b"]),
        ("・動く\n・速い", ["動く", "速い"]), ("☑ a\n☐ b", ["a", "b"]), ("AC1: a\nAC2: b", ["a", "b"]), ("a\nb\nn/a", ["a", "b"]), ("a\x1fb; c", ["a", "b; c"]),
        ("Given x\nWhen y\nThen z\nGiven q\nThen r", ["Given x When y Then z", "Given q Then r"]), ("<ul><li>a</li><li>b, c</li></ul>", ["a", "b, c"]),
        ("Works in 3.5 s. Done", ["Works in 3.5 s. Done"]),
    ],
)  # fmt: skip
def test_criteria(cell: str, listed: list[str]) -> None:
    assert criteria(cell)[0] == listed


def test_marks_of_what_is_done_are_seen() -> None:
    assert [criteria(cell)[1] for cell in ("- [x] a\n- [ ] b", "☑ a", "- [ ] a", "☐ a", "a")] == [True, True, False, False, False]  # fmt: skip
