"""Entries are put into settings with comments, and nothing else changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.editing.settings.commented_json import UnsafeError, read, with_value

WITH_COMMENTS = """\
// mine
{
    "a": 1, // one
    /* two */ "yaml.schemas": {
        "other.json": "x/*.yaml", // kept
    },
    "z": [1, 2, {"b": "// no comment"}]
}
"""


def test_comments_and_keys_stay() -> None:
    after = with_value(WITH_COMMENTS, ["yaml.schemas", "mine.json"], ["pm.yaml"])
    assert read(after) == {
        "a": 1,
        "yaml.schemas": {"other.json": "x/*.yaml", "mine.json": ["pm.yaml"]},
        "z": [1, 2, {"b": "// no comment"}],
    }
    for kept in ("// mine\n", "// one", "/* two */", "// kept", '"// no comment"'):
        assert kept in after
    assert with_value(after, ["yaml.schemas", "mine.json"], ["pm.yaml"]) == after


@pytest.mark.parametrize("text", ["", "  \n", "{}", "{ }\n", '\ufeff{"a": 1}', "{\n}\n"])
def test_what_is_empty(text: str) -> None:
    assert read(with_value(text, ["k", "l"], 1))["k"] == {"l": 1}


@pytest.mark.parametrize("text", ["[1]", "{", '{"a": 1} x', '{"k": 3}', '{"a" 1}', "nothing", '{"a": }'])
def test_what_is_not_certain_is_refused(text: str) -> None:
    with pytest.raises(UnsafeError):
        with_value(text, ["k", "l"], 1)


DATA = st.dictionaries(
    st.text(max_size=6),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


@given(DATA, st.text(max_size=6), st.integers(), st.sampled_from([None, 1, 4]))
def test_all_else_says_the_same(data: dict[str, Any], key: str, value: int, indent: int | None) -> None:
    after = with_value(json.dumps(data, indent=indent), [key], value)
    assert read(after) == {**data, key: value}
