"""PM209: what excludes something that it waits for, by its own word or through parents and parts."""

from __future__ import annotations

from tests.conftest import for_each, loaded


@for_each(
    "features, told",
    [
        ("a conflicts_with: [a]", '"a" excludes itself'),
        ("a conflicts_with: [b], depends_on: [b]\nb", '"a" waits for what it excludes: a -> b'),
        ("a conflicts_with: [b]\nb depends_on: [a]", '"b" waits for what it excludes: b -> a'),
        ("z conflicts_with: [a]\na parent: z", '"z" waits for what it excludes: z -> a'),
        ("t conflicts_with: [z], depends_on: [a]\nz\na parent: z", '"t" waits for what it excludes: t -> a'),
        (
            "t\nz conflicts_with: [t]\na parent: z, depends_on: [t]",
            '"z" waits for what it excludes: z -> a -> t',
        ),
        ("t conflicts_with: [z]\nz\na parent: z\nb parent: z", None),
    ],
)
def test_what_waits_for_what_it_excludes_is_told(features: str, told: str | None) -> None:
    rows = [line.partition(" ") for line in features.split("\n")]
    text = "".join(f"- {{id: {name}, title: T{', ' * bool(rest)}{rest}}}\n" for name, _, rest in rows)
    found = [one.message for one in loaded(text).diagnostics if one.code == "PM209"]
    assert found == ([told] if told else [])
