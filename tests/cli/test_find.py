"""Features by a part of an id or title: told at a terminal, asked for where several match, else refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pmcli import load
from pmcli.model.lookup import guess, listed, matching, told
from tests.cli.conftest import HEAD, Make, Pm
from tests.cli.dialogue import Conversation
from tests.cli.repo import commit
from tests.conftest import for_each

FEATURES = """
- {id: guest-checkout, title: Guest checkout, effort: 2}
- {id: one-page, title: "One-page  checkout", effort: 2}
- {id: kiosk, title: Kiosk check-in, effort: 3}
- {id: GUI, title: Größere Knöpfe, effort: 3}
- {id: old, title: Old recheck, status: shipped, shipped: 2026-01-31}
- {id: no, title: "A [red]title[/red] of $(many) words, which is longer than one would like to read it", status: declined}
- {id: guest, title: Guest lists, status: parked}
"""


@pytest.fixture
def shop(make: Make) -> Path:
    return make(FEATURES, HEAD)


@for_each(
    "name, names",
    [
        ("guest checkout", ["guest-checkout"]), ("checkout GUEST", ["guest-checkout"]), ("one-page checkout", ["one-page"]),
        ("lists", ["guest"]), ("check", ["guest-checkout", "kiosk", "one-page"]), ("echeck", ["old"]), ("check-in", ["kiosk"]),
        ("gro\u0308ssere", ["GUI"]), ("$(many)", ["no"]), ("chec[k]", []), ("", []), ("   ", []), ("zzz", []),
    ],
)  # fmt: skip
def test_what_matches(shop: Path, name: str, names: list[str]) -> None:
    assert [feature.id for feature in matching(name, load(shop).backlog.features)] == names


def test_hints(shop: Path) -> None:
    features = load(shop).backlog.features
    assert guess("Lists", features) == "did you mean guest (Guest lists)?"
    assert guess("guest-chekout", features) == 'did you mean "guest-checkout"?'
    assert guess("gui", features) == 'did you mean "GUI"?'
    assert guess("check", features) is None
    assert told(features["no"]) == "no (A [red]title[/red] of $(many) words, which is longer than o…)"
    assert listed([features["old"]] * 12) == ", ".join(["old (Old recheck)"] * 10) + " and 2 more"


CHECK = "guest-checkout (Guest checkout), kiosk (Kiosk check-in), one-page (One-page checkout)"
WHO = ("-b", "x", "--by", "x")


@for_each(
    "words, out",
    [
        (["show", "kiosk"], "Kiosk check-in\n"), (["show", "gui"], "Größere Knöpfe\n"), (["show", "in"], "Kiosk check-in\n"),
        (["show", "knöpfe"], "Größere Knöpfe\n"), (["show", "recheck"], "Old recheck\n"), (["explain", "one page"], "one-page"),
        (["graph", "lists"], "guest"), (["export", "brief", "lists"], "<!-- Written by pm"), (["why-not", "check kiosk"], "Kiosk"),
    ],
)  # fmt: skip
def test_what_is_read_may_be_named_by_a_part(pm: Pm, shop: Path, words: list[str], out: str) -> None:
    run = pm(*words, at=shop)
    assert (run.code, run.out[: len(out)], run.err) == (0, out, "")


@for_each(
    "words, hint",
    [
        (["show", "lists", "--format", "json"], "guest (Guest lists)"), (["set", "lists", "effort=3"], "guest (Guest lists)"),
        (["set", "kiosk", "lists", "effort=3"], "guest (Guest lists)"), (["rm", "lists"], "guest (Guest lists)"),
        (["rename", "lists", "x"], "guest (Guest lists)"), (["decide", "lists", "decline", *WHO], "guest (Guest lists)"),
        (["decide", "one-page", "before", "lists", *WHO], "guest (Guest lists)"),
        (["export", "brief", "lists", "-o", "x.md"], "guest (Guest lists)"),
    ],
)  # fmt: skip
def test_what_is_written_or_read_by_machines_has_whole_ids(
    pm: Pm, shop: Path, words: list[str], hint: str
) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    run = pm(*words, at=shop)
    assert (run.code, run.out) == (2, "")
    assert run.err == f'error: there is no feature "lists"; did you mean {hint}?\n'
    assert {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == before


@for_each(
    "words, err",
    [
        ("show check", f'error: 3 features have "check" in id or title\nhint:  {CHECK}\n'),
        ("set check effort=3", f'error: there is no feature "check"; did you mean one of {CHECK}?\n'),
        ("why-not nothing", 'error: there is no feature "nothing"\nhint:  pm list has them all\n'),
        ("export brief lists --audience customers",
         'error: there is no feature "lists" for this audience, for there are none yet\n'),
    ],
)  # fmt: skip
def test_several_and_none(pm: Pm, shop: Path, words: str, err: str) -> None:
    run = pm(*words.split(), at=shop)
    assert (run.code, run.out, run.err) == (2, "", err)


def test_values_are_whole_ids_with_a_guess_by_title(pm: Pm, shop: Path) -> None:
    run = pm("set", "kiosk", "depends_on+=lists", at=shop)
    assert run.code == 1
    assert 'there is no feature "lists"' in run.err
    assert "did you mean guest (Guest lists)?" in run.err


def test_at_a_terminal_it_is_told_which_one_is_meant(shop: Path) -> None:
    with Conversation("set", "kios", "Guest Checkout", "effort=4", at=shop) as talk:
        assert talk.ended() == 0
    told = "kios → kiosk: Kiosk check-in\nGuest Checkout → guest-checkout: Guest checkout\n"
    assert talk.screen.startswith(f"{told}kiosk: effort 3 -> 4\n")
    with Conversation("show", "lists", "--format", "json", at=shop) as talk:
        assert talk.ended() == 0
    first, _, document = talk.screen.partition("\n")
    assert first == "lists → guest: Guest lists"
    assert json.loads(document)["id"] == "guest"


def test_at_a_terminal_somebody_chooses(shop: Path) -> None:
    with Conversation("show", "check", "--no-plan", at=shop) as talk:
        asked = talk.answer("> ", "7")
        assert asked == (
            " 1  guest-checkout (Guest checkout)\n 2  kiosk (Kiosk check-in)\n 3  one-page (One-page checkout)\n"
            "Which one? (1 to 3, or an id; Enter: none) > "
        )
        assert talk.completions("ki") == ["kiosk"]
        talk.answer("> ", "2")
        talk.until("Kiosk check-in\n")
        assert talk.ended() == 0
    with Conversation("decide", "one-page", "before", "check", "-b", "x", "--by", "x", "-y", at=shop) as talk:
        talk.answer("> ", "kiosk")
        talk.until("Decided")
        assert talk.ended() == 0
    with Conversation("rm", "check", at=shop) as talk:
        talk.answer("> ", "")
        talk.until('error: 3 features have "check" in id or title')
        assert talk.ended() == 2


def test_of_many_the_first_are_listed(make: Make) -> None:
    root = make("".join(f"- {{id: f{number:02}, title: Same {number}}}\n" for number in range(12)), HEAD)
    with Conversation("show", "same", at=root) as talk:
        asked = talk.answer("> ", "")
        assert talk.ended() == 2
    assert "10  f09 (Same 9)\nand 2 more\nWhich one? (1 to 10, or an id; Enter: none) > " in asked


def test_the_history_of_an_id_that_is_gone_comes_before_a_part_of_one_here(pm: Pm, shop: Path) -> None:
    commit(shop, "All")
    (shop / "features/all.yaml").write_text(FEATURES.replace("{id: guest, ", "{id: lists, "))
    (shop / "features/more.yaml").write_text("- {id: guest-rooms, title: Rooms}\n")
    commit(shop, "Another id")
    for name, first in (
        ("guest", "guest: Guest lists"), ("rooms", "guest-rooms: Rooms"), ("GUEST-rooms", "guest-rooms: Rooms"),
    ):  # fmt: skip
        run = pm("history", name, at=shop)
        assert (run.code, run.out.partition("\n")[0], run.err) == (0, first, "")
    run = pm("history", "rooms", "--format", "json", at=shop)
    assert run.err == 'error: there is no feature "rooms"; did you mean guest-rooms (Rooms)?\n'
    assert pm("history", "zzz", at=shop).err.startswith('error: no commit has a feature "zzz"\n')
