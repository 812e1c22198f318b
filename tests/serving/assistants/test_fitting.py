"""Documents cut to what fits."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pmcli.serving.assistants.fitting import MOST, fitted
from pmcli.writers.json import compact

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=600),
    lambda inner: st.lists(inner, max_size=40) | st.dictionaries(st.text(max_size=20), inner, max_size=12),
    max_leaves=60,
)


def size(document: dict[str, Any]) -> int:
    return len(compact(document).encode())


@given(
    st.dictionaries(st.text(max_size=20), VALUES, max_size=12), st.integers(1_600, 6_000), st.integers(1, 40)
)
def test_it_fits_whatever_it_is(document: dict[str, Any], most: int, times: int) -> None:
    document = {"schemaVersion": 1, "kind": "ranking", "items": [document] * times, **document}
    short = fitted(document, ("items",), None, most)
    assert size(short) <= most
    assert json.loads(compact(short)) == short
    assert short == document or "cut" in short


@given(st.dictionaries(st.text(max_size=20), VALUES, max_size=6))
def test_what_fits_stays_as_it_is(document: dict[str, Any]) -> None:
    assert fitted(document, most=10**9) == document


def ranking(count: int, **more: object) -> dict[str, Any]:
    rows = [{"rank": at, "id": f"f-{at}", "title": "A title " * 6} for at in range(1, count + 1)]
    return {"schemaVersion": 1, "kind": "ranking", "items": rows, **more}


def test_whole_rows_go_from_the_end_and_are_counted() -> None:
    short = fitted(ranking(1_000))
    count = len(short["items"])
    assert short["items"] == ranking(1_000)["items"][:count]
    assert short["cut"] == [{"what": "items", "shown": count, "of": 1_000}]
    assert MOST - 1_500 < size(short) <= MOST


def test_top_is_told_too() -> None:
    short = fitted(ranking(30, unscored=[1, 2, 3]), ("items", "unscored"), 2)
    assert [item["id"] for item in short["items"]] == ["f-1", "f-2"]
    assert short["unscored"] == [1, 2]
    assert short["cut"] == [
        {"what": "items", "shown": 2, "of": 30}, {"what": "unscored", "shown": 2, "of": 3},
    ]  # fmt: skip


def test_top_and_bytes_together_count_all() -> None:
    short = fitted(ranking(1_000), ("items",), 900)
    assert short["cut"] == [{"what": "items", "shown": len(short["items"]), "of": 1_000}]
    assert len(short["items"]) < 900


def test_rows_have_the_room_before_all_else() -> None:
    short = fitted(ranking(1_000, unscored=[f"u-{at}" for at in range(9_000)]), ("items",))
    assert size({"_": short["items"]}) > 3 * size({"_": short["unscored"]})


def test_a_long_text_ends_and_the_others_stay() -> None:
    short = fitted({"kind": "feature", "description": "é" * 90_000, "title": "Guests", "effort": 3.0})
    assert short["description"].endswith("é…")
    assert (short["title"], short["effort"]) == ("Guests", 3.0)
    assert short["cut"] == [{"what": "description", "shown": len(short["description"]) - 1, "of": 90_000}]


def test_one_large_row_leaves_room_for_others() -> None:
    document = ranking(5)
    document["items"][0]["title"] = "x" * 100_000
    short = fitted(document)
    assert [item["id"] for item in short["items"]] == [f"f-{at}" for at in range(1, 6)]
    assert [cut["what"] for cut in short["cut"]] == ["items[].title"]
