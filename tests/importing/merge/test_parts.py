"""Second imports part by part, beside the rule of three sides written apart, on random maps and lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.fitting import Fitted
from pmcli.importing.merge.comparing import compared
from pmcli.importing.merge.memory import digits_of, word
from pmcli.importing.merge.outcome import Compared
from pmcli.importing.merge.parts import of_draft, of_feature, remembered
from pmcli.importing.merge.three_way import Side, resolve
from pmcli.importing.sources import ImportedFeature
from pmcli.model.feature import Feature
from pmcli.yaml.read import Value

NUMBERS: Final = st.sampled_from(["0.25", "0.5", "1"])
MAPS: Final = {
    "rice": ("reach", "impact", "confidence"), "wsjf": ("job_size", "time_criticality", "risk_opportunity"),
    "weighted": ("fun", "fit.s", "a b"),
    "effort": ("web", "ops", "data"), "x-own": ("a.b", "c d", "50%"),
}  # fmt: skip
maps = st.sampled_from(sorted(MAPS)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        *(st.fixed_dictionaries({}, optional=dict.fromkeys(MAPS[name], NUMBERS)) for _ in range(3)),
    )
)
words = st.lists(st.sampled_from(["a", "b c", "d.e", "f/g", "x" * 80]), unique=True, max_size=4)


def feature(data: Mapping[str, Value]) -> Feature:
    known = {name: one for name, one in data.items() if name in Feature.model_fields}
    return Feature.model_validate({"id": "aa", "title": "Aa", **known})


def draft(data: dict[str, Value], speaks: frozenset[str] | None = None) -> Fitted:
    return Fitted(
        ImportedFeature("A", {}, "row 2"), "aa", False, ("list", "A"), data, feature(data), speaks=speaks
    )  # fmt: skip


def field(name: str, value: Any) -> dict[str, Value]:
    return {name: value} if value else {}


def again(name: str, base: Any, here: Any, there: Any, side: Side = "", **more: Any) -> Compared:
    before = more["before"] if "before" in more else remembered(draft(field(name, base)))
    raw = field(name, here)
    return compared(draft(field(name, there), more.get("speaks")), feature(raw), raw, before, side)


def made(name: str, here: Any, found: Compared) -> Any:
    """What is here after the changes."""
    data: Any = {name: here} if here else {}
    data = {key: dict(one) if isinstance(one, dict) else one for key, one in data.items()}
    for change in found.changes:
        assert change.feature == "aa"
        assert change.keys[0] == name
        target = data if len(change.keys) == 1 else data[name]
        if change.action == "put":
            target[change.keys[-1]] = change.data
        else:
            del target[change.keys[-1]]
    return data.get(name)


def three_way(base: str | None, here: str | None, there: str | None, side: Side) -> tuple[str | None, bool]:
    """What stays of a part, and whether it is a conflict; written apart from the rule."""
    if here in (base, there):
        return there, False
    if there == base:
        return here, False
    if side == "theirs":
        return there, False
    return here, side == ""


# --- the rule, and maps ---


@given(st.sampled_from("abc"), st.sampled_from("abc"), st.sampled_from("abc"))
def test_the_rule_is_that_of_three_sides(base: str, here: str, there: str) -> None:
    sides: tuple[Side, ...] = ("", "theirs", "ours")
    for side in sides:
        resolution = resolve(base, here, there, side)
        stays, is_conflict = three_way(base, here, there, side)
        assert (there if resolution in ("same", "taken") else here) == stays
        assert (resolution == "conflict") == is_conflict


@given(maps, st.sampled_from(["", "theirs", "ours"]))
def test_every_part_of_a_map_has_three_sides_of_its_own(
    drawn: tuple[str, dict[str, str], dict[str, str], dict[str, str]], side: Side
) -> None:
    name, base, here, there = drawn
    found = again(name, base, here, there, side)
    told = {part: three_way(base.get(part), here.get(part), there.get(part), side) for part in MAPS[name]}
    wanted = {part: one for part, (one, _) in told.items() if one is not None}
    assert (made(name, here, found) or {}) == wanted
    assert {conflict.field for conflict in found.conflicts} == {
        f"{name}.{part}" for part, (_, is_conflict) in told.items() if is_conflict
    }
    kept = {
        part for part in MAPS[name] if here.get(part) != base.get(part) and there.get(part) == base.get(part)
    }
    assert set(found.kept) >= {f"{name}.{part}" for part in kept if part in base}


@given(maps, st.sampled_from(["", "theirs", "ours"]))
def test_what_was_done_is_not_done_again(
    drawn: tuple[str, dict[str, str], dict[str, str], dict[str, str]], side: Side
) -> None:
    name, base, here, there = drawn
    found = again(name, base, here, there, side)
    now = made(name, here, found)
    second = again(name, base, now, there, side, before=found.digits)
    assert not second.changes
    assert second.digits == found.digits
    assert [conflict.field for conflict in second.conflicts] == [
        conflict.field for conflict in found.conflicts
    ]


@given(maps, st.sampled_from(["", "theirs"]))
def test_digits_of_the_whole_are_read_too(
    drawn: tuple[str, dict[str, str], dict[str, str], dict[str, str]], side: Side
) -> None:
    name, base, here, there = drawn
    whole = of_draft(draft(field(name, base)), name).whole
    before = {word(name): whole} if whole else {}
    found = again(name, base, here, there, side, before=before)
    parts = again(name, base, here, there, side)
    if base in (here, there):  # the parts can be told: so all is as if they were remembered
        assert made(name, here, found) == made(name, here, parts)
        assert not found.conflicts
    elif side == "" and base:  # nobody knows who changed what: nothing that is here goes
        assert (here or {}).items() <= (made(name, here, found) or {}).items()
    now = made(name, here, found)
    assert not again(name, base, now, there, side, before=found.digits).changes


# --- lists without an order ---


@given(words, words, words)
def test_every_item_of_a_list_without_an_order(base: list[str], here: list[str], there: list[str]) -> None:
    found = again("tags", base, here, there)
    stays = {one for one in {*base, *here, *there} if (one in here) + (one in there) > (one in base)}
    assert set(made("tags", here, found) or ()) == stays
    assert not found.conflicts
    now = made("tags", here, found)
    if now:  # what stays keeps its order, what comes stands behind it
        assert [one for one in now if one in here] == [one for one in here if one in stays]
    assert not again("tags", base, now, there, before=found.digits).changes


def test_a_dependency_that_became_soft_there_and_one_of_ones_own() -> None:
    here: list[Value] = ["a", "mine"]
    found = again("depends_on", ["a", "b"], here, [{"id": "a", "kind": "soft"}, "b", "c"])
    assert made("depends_on", here, found) == [{"id": "a", "kind": "soft"}, "mine", "c"]
    assert found.descriptions == ("depends_on a, mine -> id a, kind soft, mine, c",)
    found = again("depends_on", ["a"], [{"id": "a", "lag": "1"}], [{"id": "a", "kind": "soft"}])
    assert [conflict.field for conflict in found.conflicts] == ["depends_on.a"]


def test_all_items_go() -> None:
    found = again("tags", ["a"], ["a"], [])
    assert [(change.action, change.keys) for change in found.changes] == [("drop", ("tags",))]


# --- shapes, and what is not said ---


def test_where_the_shapes_differ_it_is_compared_whole() -> None:
    teams = {"web": "3", "ops": "1"}
    found = again("effort", teams, "4", teams)
    assert (found.changes, found.conflicts, found.kept) == ((), (), ("effort",))
    found = again("effort", teams, teams, "5")
    assert [(change.action, change.keys, change.data) for change in found.changes] == [
        ("put", ("effort",), "5")
    ]
    assert found.digits == {"effort": of_draft(draft({"effort": "5"}), "effort").whole}
    found = again("effort", teams, "4", {"web": "9"})
    assert [(conflict.field, conflict.here, conflict.there) for conflict in found.conflicts] == [
        ("effort", "4", "web 9")
    ]
    assert found.digits == remembered(draft({"effort": teams}))  # type: ignore[dict-item]
    found = again("effort", teams, "4", {"web": "9"}, "theirs")
    assert found.digits == remembered(draft({"effort": {"web": "9"}}))


def test_answers_of_kano_and_deadlines_are_not_mixed() -> None:
    base = {"functional": "like", "dysfunctional": "neutral"}
    here, there = {**base, "functional": "neutral"}, {**base, "dysfunctional": "dislike"}
    assert [conflict.field for conflict in again("kano", base, here, there).conflicts] == ["kano"]


def test_a_map_comes_and_goes_as_a_whole() -> None:
    rice = {"reach": "1", "impact": "2"}
    assert [(change.action, change.keys) for change in again("rice", {}, {}, rice).changes] == [
        ("put", ("rice",))
    ]
    assert [(change.action, change.keys) for change in again("rice", rice, rice, {}).changes] == [
        ("drop", ("rice",))
    ]
    mine = {**rice, "confidence": "50%"}
    assert [(change.action, change.keys) for change in again("rice", rice, mine, {}).changes] == [
        ("drop", ("rice", "reach")), ("drop", ("rice", "impact")),
    ]  # fmt: skip


@pytest.mark.parametrize("speaks", [{"title"}, {"title", "rice.reach"}])
def test_what_was_taken_out_here_is_not_forgotten_by_a_narrow_export(speaks: set[str]) -> None:
    base = {"reach": "1", "confidence": "50%"}
    narrow = again("rice", base, {"reach": "1"}, {}, speaks=frozenset({*speaks, "rice.reach"}))
    assert word("rice", "confidence") in narrow.digits
    full = again("rice", base, {}, base, before=narrow.digits)
    assert not [change for change in full.changes if "confidence" in change.keys]


def test_a_field_that_is_not_spoken_of_is_remembered() -> None:
    before = {"owner": digits_of("mo")}
    found = again("owner", "mo", "", "", speaks=frozenset({"title"}))
    assert found.digits == before
    assert again("owner", "mo", "", "").digits == {}


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_names_are_words_of_their_own(one: str, other: str) -> None:
    found = word("x-a", one)
    assert len(found.split()) == 1
    assert found.count(".") == 1
    assert (found == word("x-a", other)) == (one == other or (len(one) > 20 and one.strip() == other.strip()))


def test_what_a_side_says() -> None:
    said = of_feature(feature({}), {}, "status")
    assert (said.whole, said.shape) == ("", "")
    assert of_feature(feature({"rice": {}}), {"rice": {}}, "rice").whole == ""
    twice = of_feature(feature({"tags": ["a", "b"]}), {"tags": ["a", "a"]}, "tags")
    assert twice.shape == ""
