import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.writers.json import dumps
from tests.conftest import for_each
from tests.writers.hostile import HOSTILE, texts

whole = texts.filter(lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text))
"""Two lone surrogates side by side are one character to JSON."""
values = st.recursive(
    st.none() | st.booleans() | st.integers() | whole | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(whole, inner, max_size=4),
    max_leaves=12,
)


def test_one_line_for_each_key_and_item() -> None:
    document = {
        "schemaVersion": 1,
        "items": [{"id": "a", "waitsFor": []}, {"id": "b"}],
        "names": ["x", "y"],
        "none": None,
    }
    assert dumps(document) == (
        "{\n"
        '  "schemaVersion": 1,\n'
        '  "items": [\n    {"id": "a", "waitsFor": []},\n    {"id": "b"}\n  ],\n'
        '  "names": ["x", "y"],\n'
        '  "none": null\n'
        "}\n"
    )
    assert dumps({}) == "{}\n"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (12.0, "12.0"),
        (12, "12"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333"),
        (-0.0, "0.0"),
        (True, "true"),
    ],
)
def test_numbers_have_twelve_digits(number: float, text: str) -> None:
    assert dumps({"n": number}) == f'{{\n  "n": {text}\n}}\n'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps({"items": [{"n": number}]})


@for_each("text", HOSTILE)
def test_text_is_read_back_and_hides_nothing(text: str) -> None:
    written = dumps({"t": text})
    assert json.loads(written) == {"t": text}
    assert written.encode()
    assert (
        all(character.isprintable() or character in "\n\u200c\u200d\ufe0f" for character in written)
        or text == "\xad"
    )


def test_letters_stay_letters() -> None:
    assert '"Zürich 日本 🎁"' in dumps({"t": "Zürich 日本 🎁"})


def rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(whole, values, max_size=4))
def test_what_is_written_is_read_back(document: dict[str, object]) -> None:
    assert json.loads(dumps(document)) == rounded(document)
