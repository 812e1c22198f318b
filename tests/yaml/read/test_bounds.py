"""Texts made to take all time or memory are refused at once."""

from __future__ import annotations

import pytest

from pmcli.yaml.read import read
from pmcli.yaml.read.faults import MAX_FAULTS
from pmcli.yaml.read.reader import MAX_BYTES
from tests.conftest import for_each


def codes(text: str | bytes) -> list[str]:
    """The code of each fault."""
    source = text if isinstance(text, bytes) else text.encode()
    return [fault.code for fault in read(source, "f.yaml").faults]


_LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@for_each(
    "text, code",
    [
        ("[" * 100_000, "PM005"),
        ("{" * 100_000, "PM009"),  # maps as keys, which are refused first
        ("a: " + "[" * 100_000, "PM005"),
        ("- " * 100_000, "PM005"),
        (_LAUGHS, "PM006"),
        ("".join(f"k{n}: &a{n} {'[' * 60}{f'*a{n - 1}' if n else 'x'}{']' * 60}\n" for n in range(9)), "PM005"),
        ("a: &a {x: 1}\nb:\n" + "- <<: *a\n" * 5, None),
        ("a: &a " + "x" * 900_000 + "\nb: [" + "*a," * 200 + "]\n", "PM006"),
        ("[" * 64 + "]" * 64, None),
        ("a: " + "x " * 2_500_000, None),
        ("a: b: " + " " * 2_000_000 + "c", "PM010"),
        ("a: |\r\n" + "\r\n" * 50_000 + "x", "PM001"),
    ],
)  # fmt: skip
def test_a_hostile_text_is_refused_at_once(text: str, code: str | None) -> None:
    reading = read(text.encode(), "f.yaml")
    assert (reading.faults[0].code if reading.faults else None) == code


def test_a_text_over_the_bound_is_not_looked_at() -> None:
    assert codes(b"a" * (MAX_BYTES + 1)) == ["PM004"]


@pytest.mark.parametrize("text", ["a: 1\n" * 3000, "[" + "*a," * 3000 + "]", "- a b #c\n" * 3000])
def test_the_faults_of_a_file_are_bounded(text: str) -> None:
    assert len(codes(text)) <= MAX_FAULTS + 1
