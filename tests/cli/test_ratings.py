"""`pm ratings`, `pm triage --as`, and what other commands make of what people rated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm
from tests.cli.dialogue import Conversation
from tests.cli.repo import git
from tests.cli.test_completion import completed
from tests.conftest import for_each

GOLDEN = Path(__file__).parent / "golden"
HEAD = (
    "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 2}\nscoring: {model: rice}\n"
    "teams: {web: {capacity: 24}, data: {capacity: 10}}\nsizes: {S: 1..2, M: 2..4}\n"
)
FEATURES = """
- id: sso
  title: Single sign-on
  rice: {confidence: auto}
- id: search
  title: Search that forgives
  rice: {reach: 500, impact: high, confidence: auto}
  effort: {web: 3}
- id: gone
  title: Already out
  status: shipped
"""
AMELIE = """\
rater: amelie
on: 2026-11-29
features:
  sso: {rice: {reach: 3000..8000, impact: high}, effort: {web: 4..6}, because: Half of the tickets}   # asked
  search: {rice: {reach: 900}, effort: {data: 2}}
"""
BEN = """\
rater: ben
features:
  sso:
    rice: {reach: 1500, impact: low}
    effort: {web: M, data: 3}
"""
DAY = ("--today", "2026-11-30")


@pytest.fixture
def shop(make: Make) -> Path:
    root = make(FEATURES, HEAD)
    (root / "ratings").mkdir()
    (root / "ratings" / "amelie.yaml").write_text(AMELIE)
    (root / "ratings" / "ben.yaml").write_text(BEN)
    return root


@for_each(
    "name, arguments",
    [
        ("ratings.txt", ("ratings", "--width", "100")),
        ("ratings-all.md", ("ratings", "--all", "--format", "markdown")),
        ("ratings-one.txt", ("ratings", "sso")),
        ("ratings-one.csv", ("ratings", "sso", "--format", "csv")),
        ("ratings-rank.txt", ("rank", "--width", "100")),
        ("ratings-explain.txt", ("explain", "sso")),
        ("ratings-show.txt", ("show", "sso")),
    ],
)
def test_screens(
    name: str, arguments: tuple[str, ...], shop: Path, pm: Pm, golden: Callable[[Path, str], None]
) -> None:
    run = pm(*arguments, at=shop)
    assert (run.code, run.err) == (0, "")
    golden(GOLDEN / name, run.out)


def test_for_machines(shop: Path, pm: Pm) -> None:
    found = json.loads(pm("ratings", "--format", "json", at=shop).out)
    assert [(one["id"], one["input"], one["counts"], one["worth"] is None) for one in found["items"]] == [
        ("sso", "rice.reach", True, False), ("sso", "rice.impact", True, False), ("sso", "effort.web", True, False),
        ("sso", "effort.data", True, False), ("search", "effort.data", True, False), ("search", "rice.reach", False, True),
    ]  # fmt: skip
    reach, impact, *_, settled = found["items"]
    assert reach["worth"] > impact["worth"], "what settling is worth decides, not how far people are apart"
    assert (impact["median"], impact["low"], impact["high"]) == (1.25, 0.5, 2.0)
    assert (impact["apart"], impact["measure"], impact["disagree"]) == (4.0, "ratio", True)
    assert [(said["rater"], said["text"], said["because"]) for said in impact["said"]] == [
        ("amelie", "high", "Half of the tickets"), ("ben", "low", None),
    ]  # fmt: skip
    assert (settled["own"], settled["rank"]) == ("500", 2)
    explained = json.loads(pm("explain", "sso", "--format", "json", at=shop).out)
    assert [one["input"] for one in explained["rated"]] == [
        "rice.reach",
        "rice.impact",
        "effort.web",
        "effort.data",
    ]
    [because] = json.loads(pm("rank", "--format", "json", at=shop).out)["items"][0]["because"]
    assert because["kind"] == "rated"
    assert (because["numbers"]["rice.reach low"], because["numbers"]["rice.reach high"]) == (1500.0, 8000.0)


def test_names_are_completed(shop: Path) -> None:
    assert completed("pm triage --as b", shop) == ["ben"]


def test_nobody_has_rated(make: Make, pm: Pm) -> None:
    root = make(FEATURES, HEAD)
    assert "nobody has rated anything: pm triage --as NAME" in pm("ratings", at=root).out
    assert "nobody has rated it" in pm("ratings", "sso", at=root).out
    assert "nobody has rated it: it is shipped" in pm("ratings", "gone", at=root).out


@for_each(
    "own, told, differs",
    [
        ("rice: {reach: 1400}", "reach of sso (settled: 1400, ben ×2.29 away)", True),
        ("rice: {reach: 1000..9000}", None, False),  # its middle is 3000, people's 3199
        ("rice: {confidence: high}", "confidence of sso (settled: 100%, ben ×2 away)", True),
        ("rice: {confidence: 90%}", None, False),
        ("moscow: wont", "moscow of sso (settled: wont, ben 3 points away)", True),
        ("weighted: {urgency: 4.5}", "urgency of sso (settled: 4.5, ben 2.5 points away)", True),
        ("effort: {web: 20}", "effort web of sso (settled: 20, ben ×5.16 away)", True),
    ],
)
def test_what_people_see_differently_than_the_file(
    own: str, told: str | None, differs: bool, shop: Path, pm: Pm
) -> None:
    (shop / "features" / "all.yaml").write_text(f"- id: sso\n  title: Single sign-on\n  {own}\n")
    (shop / "ratings" / "amelie.yaml").unlink(missing_ok=True)
    (shop / "ratings" / "ben.yaml").write_text(
        "features: {sso: {rice: {reach: 1500..6823, confidence: 50%}, moscow: must, "
        "weighted: {urgency: 2}, effort: {web: 3..5}}}"
    )
    notes = [
        line for line in pm("ratings", "--width", "200", at=shop).out.splitlines() if "settled since" in line
    ]
    assert notes == [
        f"of 1 number settled since people see 1 differently: {told}: --all"
        if told
        else "1 number settled since: --all"
    ]
    items = json.loads(pm("ratings", "--format", "json", at=shop).out)["items"]
    assert [one["differs"] for one in items if not one["counts"]] == [differs]
    assert (
        str(told).partition(" of ")[0] in pm("ratings", "sso", at=shop).out.partition("talk about")[2]
    ) is differs


def test_all_is_settled(shop: Path, pm: Pm) -> None:
    pm("set", "sso", "rice.reach=3000", "rice.impact=medium", "effort.web=4", "effort.data=3", at=shop)
    pm("set", "search", "effort.data=2", at=shop)
    out = pm("ratings", "--width", "200", at=shop).out
    assert "2 people rated 6 numbers of 2 features, and nothing is left to settle" in out
    assert "0 numbers" not in out
    assert (
        "2 people rated nothing of what is shown and open" in pm("ratings", "--where", "id=gone", at=shop).out
    )


STRAY = "features: {{search: {{rice: {{impact: {0}}}}}, sso: {{rice: {{reach: {1}, impact: high}}, effort: {{web: 2}}}}}}\n"


def test_a_mean_that_nobody_said_is_no_silent_first(shop: Path, pm: Pm) -> None:
    for name, reach in (("amelie", 100), ("ben", 101), ("cy", 10_000)):
        (shop / "ratings" / f"{name}.yaml").write_text(STRAY.format("high", reach))
    for arguments in (("rank", "--width", "200"), ("explain", "sso"), ("show", "sso"), ("ratings", "sso")):
        out = " ".join(pm(*arguments, at=shop).out.split())
        assert "taken for 6,199,228, which nobody said" in out, arguments
    out = pm("ratings", "--width", "200", at=shop).out
    assert "100..101..10000, mean 6,199,228, said by none     1      talk first" in out
    assert "reach of sso is taken for 6,199,228, which nobody said: talk first, or settle it" in out


def test_four_people_stand_side_by_side_in_80_columns(shop: Path, pm: Pm) -> None:
    for number, name in enumerate(("amelie", "ben", "chidi", "dana"), 1):
        (shop / "ratings" / f"{name}.yaml").write_text(
            f"features: {{sso: {{rice: {{reach: {number}000..{number + 2}000}}, effort: {{web: M}}}}}}\n"
        )
    lines = pm("ratings", "sso", "--width", "80", at=shop).out.splitlines()
    assert "input           amelie         ben       chidi        dana  counts meanwhile" in lines
    at_60 = pm("ratings", "--width", "60", at=shop).out.splitlines()
    assert any(
        line.split() == ["id", "input", "who", "said", "what", "middles", "apart"]
        or line.startswith("id   input")
        for line in at_60
    )


TORN = "features: {{provider-preferences: {{effort: {0}, rice: {{reach: 9, impact: 1}}}}, search: {{effort: {{web: {1}}}}}}}\n"


def test_what_counts_and_that_nobody_said_it_stand_in_80_columns(shop: Path, pm: Pm) -> None:
    long = FEATURES.replace("id: sso", "id: provider-preferences")
    (shop / "features" / "all.yaml").write_text(long)
    (shop / "ratings" / "amelie.yaml").write_text(TORN.format("{web: 2..4}", "1..2"))
    (shop / "ratings" / "ben.yaml").write_text(TORN.format("{web: 10..16}", "5..8"))
    (shop / "ratings" / "cy.yaml").write_text("features: {search: {effort: 9}}\n")
    out = pm("ratings", "--width", "80", at=shop).out
    table, _, notes = out.partition("not shown, for lack of room: ")
    for word in ("×4.47", "meanwhile", "2..7.7..16,", "mean 8.21,", "said by none"):
        assert word in table, word
    said = " ".join(notes.split())
    assert said.startswith("spread, rank, worth settling, title")
    assert "effort web of provider-preferences is taken for 8.21, which nobody said: talk first" in said
    assert (
        "people see 2 differently: effort of search (settled: 3, cy ×3 away) and effort web of search "
        "(settled: 3, amelie ×2.12 away)"
    ) in said
    assert "effort web (settled: 3, amelie ×2.12 away) first" in pm("ratings", "search", at=shop).out
    for command in ("show", "explain"):
        assert "taken for 8.21, which nobody said" in pm(command, "provider-preferences", at=shop).out, (
            command
        )
    assert "taken for 8.21, which nobody said" in pm("rank", "--width", "250", at=shop).out


# --- rating ---


def rate(shop: Path, name: str, *answers: tuple[str, str]) -> tuple[int, str]:
    """The exit code and the screen of somebody who rates."""
    with Conversation("triage", "--as", name, *DAY, at=shop) as talk:
        for prompt, text in answers:
            talk.answer(prompt, text)
        code = talk.ended()
        screen = talk.screen
    return code, screen


ANSWERS = (
    ("q quit > ", ""), ("reach> ", "9000"), ("impact> ", "hugely"), ("impact> ", "low"), ("effort> ", "web 3..5, data 2"),
    ("add) > ", "I asked: two of them # yes"),
)  # fmt: skip


def test_somebody_new_rates_blind_and_then_hears_the_others(shop: Path, pm: Pm) -> None:
    code, screen = rate(shop, "Jörg Müller", *ANSWERS)
    assert code == 0
    before, _, after = screen.partition("I asked: two of them # yes")
    assert "1 to rate by rice, as Jörg Müller" in before
    for word in ("amelie", "ben", "1500", "8000", "Half of the tickets"):
        assert word not in before, word
    assert 'not written: rice.impact: found "hugely"' in before
    assert "you disagree on reach (×6) and impact (×4): talk about it" in after
    assert "4 answers" not in after
    assert "3 answers are in ratings/joerg-mueller.yaml" in after
    assert (shop / "ratings" / "joerg-mueller.yaml").read_text() == (
        "rater: Jörg Müller\non: 2026-11-30\nfeatures:\n  sso: {rice: {reach: 9000, impact: low}, "
        'effort: {web: 3..5, data: 2}, because: "I asked: two of them # yes"}\n'
    )
    assert (shop / "features" / "all.yaml").read_text() == FEATURES
    assert pm("check", at=shop).code == 0
    again = rate(shop, "jörg müller")
    assert again == (0, "Nothing to rate for Jörg Müller: rice lacks nothing that people rate\n")


def test_nothing_of_others_is_in_what_is_asked(shop: Path) -> None:
    """Up to the answer the screen is the same with the others' files and without; then as much as is answered."""
    answers = (("q quit > ", ""), ("reach> ", "9000"), ("impact> ", "-"), ("add) > ", ""))
    code, screen = rate(shop, "eli", *answers)
    assert code == 0
    for name in ("amelie", "ben", "eli"):
        (shop / "ratings" / f"{name}.yaml").unlink()
    _, alone = rate(shop, "eli", *answers)
    ahead, after = screen.split("add) > ")
    assert ahead == alone.split("add) > ")[0]
    assert "you disagree on reach" in after
    assert "others rated impact, effort web and effort data too: shown once you have" in " ".join(
        after.split()
    )
    for word in ("high", "low", "4..6", "Half of the tickets"):
        assert word not in after, word


def test_a_file_that_is_there_keeps_every_other_byte(shop: Path) -> None:
    (shop / "ratings" / "ben.yaml").write_text(
        BEN.replace("reach: 1500, ", "").replace(", data: 3", "") + "# the end\n"
    )
    answers = (("q quit > ", ""), ("reach> ", "700"), ("add) > ", ""))
    assert rate(shop, "BEN", *answers)[0] == 0
    assert (shop / "ratings" / "ben.yaml").read_text() == (
        "rater: ben\non: 2026-11-30\nfeatures:\n  sso:\n    rice: {reach: 700, impact: low}\n    effort: {web: M}\n# the end\n"
    )


def test_skipping_and_ending_write_nothing(shop: Path) -> None:
    assert (
        "Gone through 1 of 1: 0 rated by eli" in rate(shop, "eli", ("q quit > ", "x"), ("q quit > ", "s"))[1]
    )
    assert "Gone through 0 of 1: 0 rated by eli" in rate(shop, "eli", ("q quit > ", "q"))[1]
    assert "0 rated by eli" in rate(shop, "eli", ("q quit > ", ""), ("reach> ", ""), ("impact> ", "-"))[1]
    assert not (shop / "ratings" / "eli.yaml").exists()


@for_each(
    "name, words",
    [
        ("", "is no name of a person"), ("../../x", "is no name of a person"), ("a\x1b[2Jb", "is no name of a person"),
        ("a\\b", "is no name of a person"), ("x" * 65, "is no name of a person"), ("***", "no file can be called"),
        ("broken", '"ratings/broken.yaml" is no'), ("CON", "on Windows"), ("Lpt1.x", "on Windows"), ("aux!", "on Windows"),
    ],
)  # fmt: skip
def test_names_stay_in_the_folder_and_on_every_disk(name: str, words: str, shop: Path) -> None:
    (shop / "ratings" / "broken.yaml").write_text("[")
    assert words in rate(shop, name)[1]
    there = sorted(path.name for path in shop.rglob("*.yaml") if path.parent.name == "ratings")
    assert there == ["amelie.yaml", "ben.yaml", "broken.yaml"]


@for_each(
    "answers, words",
    [
        ((("reach> ", "7"), ("impact> ", "q")), "Gone through 1 of 1: 1 rated by eli\n1 answer is in ratings/eli.yaml"),
        ((("reach> ", "7"), ("impact> ", "-"), ("add) > ", "\x04")), "Gone through 1 of 1: 1 rated by eli\n1 answer"),
        ((("reach> ", "q"),), "Gone through 0 of 1: 0 rated by eli"),
    ],
)  # fmt: skip
def test_what_was_answered_before_quitting_counts(
    answers: tuple[tuple[str, str], ...], words: str, shop: Path
) -> None:
    assert words in rate(shop, "eli", ("q quit > ", ""), *answers)[1]
    (shop / "ratings" / "eli.yaml").unlink(missing_ok=True)


def test_either_rates_or_decides(shop: Path) -> None:
    with Conversation("triage", "--as", "a", "--by", "b", at=shop) as talk:
        assert talk.ended() == 2
        assert "--as rates and --by decides" in talk.screen


# --- what others make of it ---


def test_setting_settles_and_taking_out_opens_again(shop: Path, pm: Pm) -> None:
    run = pm("set", "sso", "rice.reach=4000", "effort.web=5", at=shop)
    assert run.out.splitlines()[1:] == [
        "settled: reach of sso, rated by amelie, ben, who disagree: 1500..8000; what the file says counts from now on",
        "settled: effort web of sso, rated by amelie, ben: 2..6; what the file says counts from now on",
    ]
    assert "reach" not in pm("rank", at=shop).out.partition("rated by")[2].splitlines()[0]
    assert "settled: 4000" in pm("ratings", "sso", at=shop).out
    assert pm("set", "sso", "rice.reach=", at=shop).out.splitlines()[1:] == [
        "open again: reach of sso, rated by amelie, ben, who disagree: 1500..8000",
    ]
    assert pm("set", "sso", "owner=amelie", at=shop).out.splitlines() == ["sso: owner nothing -> amelie"]


def test_another_id_and_no_id(shop: Path, pm: Pm) -> None:
    assert "2 references follow" in pm("rename", "sso", "login", at=shop).out
    assert (shop / "ratings" / "amelie.yaml").read_text() == AMELIE.replace("  sso:", "  login:")
    assert (shop / "ratings" / "ben.yaml").read_text() == BEN.replace("  sso:", "  login:")
    assert pm("rm", "search", at=shop).code == 0
    assert "search" not in (shop / "ratings" / "amelie.yaml").read_text()
    assert pm("check", at=shop).code == 0


def test_renamed_by_hand_it_follows_with_fix(shop: Path, pm: Pm) -> None:
    git(shop, "init", "-q")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "one")
    (shop / "features" / "all.yaml").write_text(FEATURES.replace("id: sso", "id: login"))
    assert pm("check", "--fix", at=shop).code == 0
    assert (shop / "ratings" / "amelie.yaml").read_text() == AMELIE.replace("  sso:", "  login:")
    assert pm("fmt", at=shop).code == 0
    assert (shop / "ratings" / "ben.yaml").read_text() == BEN.replace("  sso:", "  login:")


def test_a_merge_takes_the_ratings_along(shop: Path) -> None:
    text = FEATURES + "- id: saml\n  title: SAML sign-on\n  status: idea\n"
    (shop / "features" / "all.yaml").write_text(text)
    (shop / "ratings" / "amelie.yaml").write_text(AMELIE + "  saml: {rice: {reach: 5}, effort: {data: 1}}\n")
    (shop / "ratings" / "eli.yaml").write_text("features: {saml: {rice: {impact: medium}}}\n")
    with Conversation("triage", "--by", "amelie", "--where", "id=saml", at=shop) as talk:
        talk.answer("help > ", "m")
        talk.answer("goes back) > ", "sso")
        talk.answer("goes back) > ", "")
        assert talk.ended() == 0
    assert (shop / "ratings" / "eli.yaml").read_text() == "features: {sso: {rice: {impact: medium}}}\n"
    amelie = (shop / "ratings" / "amelie.yaml").read_text()
    assert amelie == AMELIE.replace("effort: {web: 4..6}", "effort: {web: 4..6, data: 1}")


def test_a_difference_says_who_rated(shop: Path, pm: Pm) -> None:
    git(shop, "init", "-q")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "one")
    (shop / "ratings" / "ben.yaml").write_text(BEN.replace("reach: 1500, ", ""))
    pm("set", "sso", "rice.impact=medium", at=shop)
    changed = json.loads(pm("diff", "--format", "json", at=shop).out)["features"]["changed"]
    assert [(one["field"], one["before"], one["after"], one["rated"]) for one in changed] == [
        ("rice.reach", "1500..3200..8000", "3000..8000", "rated by amelie"),
        ("rice.impact", "1.25", "medium", "settled"),
    ]
    assert "3000..8000 (rated by amelie)" in pm("diff", at=shop).out


@for_each("target", ["ratings/x.md", "ratings/deep/x.md", "Ratings/amelie.yaml"])
def test_no_answer_is_written_there(target: str, shop: Path, pm: Pm) -> None:
    run = pm("rank", "-o", target, at=shop)
    assert run.code == 2
    assert "where ratings are kept" in run.err
