from dataclasses import replace
from typing import Any

import pytest

from pmcli.model.diagnostic import PmError
from pmcli.model.reason import Reason
from pmcli.ranking import Certified, LeftOut, Ranking
from pmcli.views.ranking.table import COLUMNS, ranking_table
from pmcli.writers.table import Cell, Table
from tests.views.ranking import sample

EVERY = [column.name for column in COLUMNS]


def shown(table: Table, row: int) -> dict[str, str]:
    return {column.key: cell.text for column, cell in zip(table.columns, table.rows[row], strict=True)}


def cell(table: Table, row: int, key: str) -> Cell:
    return table.rows[row][[column.key for column in table.columns].index(key)]


def table(ranking: Ranking | None = None, **more: object) -> Table:
    return ranking_table(ranking or sample.ranking(), sample.backlog(), **more)  # type: ignore[arg-type]  # passed on


def test_the_usual_columns() -> None:
    assert [column.title for column in table().columns] == [
        "#", "id", "title", "adjusted", "score", "effort (pw)", "team", "waits for", "unlocks", "why",
    ]  # fmt: skip
    assert shown(table(), 3) == {
        "rank": "4", "id": "guest-checkout", "title": "Guest checkout without an account", "adjusted": "169",
        "score": "2,571", "effort": "7", "team": "web, payments",
        "waits_for": "address-book, tokenised-cards",
        "unlocks": "1: loyalty", "why": "deadline 2027-06-30; after address-book and tokenised-cards",
    }  # fmt: skip


def test_every_column_can_be_had() -> None:
    found = shown(table(columns=EVERY), 3)
    assert found["owes"] == "9,316 to address-book, 7,501 to tokenised-cards"
    assert found["deadline"] == "2027-06-30"
    assert found["tags"] == "mobile, eu"
    assert found["owner"] == ""
    assert found["type"] == "feature"
    assert shown(table(columns=EVERY), 1)["inherits"] == "9,316 from guest-checkout"
    assert shown(table(columns=EVERY), 0)["owner"] == "amelie"


def test_the_workspace_s_own_fields_are_columns() -> None:
    assert shown(table(columns=["nps", "beta"]), 1) == {"nps": "31", "beta": "yes"}
    assert shown(table(columns=["nps", "beta"]), 0) == {"nps": "", "beta": ""}


def test_names_of_columns_are_read_kindly() -> None:
    found = table(columns=["ID", "waits-for", "waitsFor", "Score rank"])
    assert [column.key for column in found.columns] == ["id", "waits_for", "score_rank"]


def test_an_unknown_column_is_told_with_the_nearest() -> None:
    with pytest.raises(PmError, match='there is no column "tilte"') as caught:
        table(columns=["tilte"])
    assert caught.value.hint == 'did you mean "title"?'
    with pytest.raises(PmError) as caught:
        table(columns=["zzz"])
    assert str(caught.value.hint).startswith("columns: nps, beta, rank, id")


def test_an_enabler_has_no_score_of_its_own() -> None:
    assert shown(table(), 2)["score"] == "–"
    assert cell(table(), 2, "score").value is None


def test_bars_compare_with_the_best_of_all() -> None:
    assert cell(table(), 0, "adjusted").share == 1.0
    hidden = table(shown=lambda name: name == "address-book")
    assert cell(hidden, 0, "adjusted").share == pytest.approx(1875.25 / 4313.7)
    nothing = replace(sample.ranking().items[0], adjusted=None)
    assert cell(table(replace(sample.ranking(), items=(nothing,))), 0, "adjusted") == Cell("–", tone="dim")
    zero = replace(sample.ranking().items[0], adjusted=0.0)
    assert cell(table(replace(sample.ranking(), items=(zero,))), 0, "adjusted").share == 0.0


def test_the_notes_tell_what_is_not_ranked_how_it_is_scored_and_how_good_it_is() -> None:
    assert table().notes == (
        "not scored: dark-mode (rice needs reach and impact)",
        "rice: reach × impact × confidence / effort; ordered by adjusted, the score with what waits for it",
        "at most 0.4 % from the best order that keeps the dependencies",
    )


def notes(ranking: Ranking | None = None, **how: Any) -> tuple[str, ...]:
    """The notes as people read them."""
    return tuple(map(str, table(ranking or sample.ranking(), **how).notes))


def test_the_notes_tell_what_is_hidden() -> None:
    few = ("loyalty", "express-pay", "saml-sso")
    assert notes(top=4)[0] == "and 2 more"
    assert notes(top=6)[0].startswith("not scored")
    assert notes(top=1, shown=lambda name: name in few)[0] == "and 2 more (3 of 6 match)"
    assert notes(shown=lambda name: name in few)[0] == "3 features shown (3 of 6 match)"
    assert notes(shown=lambda name: name == "dark-mode")[:2] == (
        "none of the 6 features ranked match",
        "not scored: dark-mode (rice needs reach and impact)",
    )


def test_many_unscored_are_not_all_told() -> None:
    many = tuple(
        LeftOut(f"f{number}", Reason("needs-inputs", names=("rice", "reach"))) for number in range(41)
    )
    note = notes(replace(sample.ranking(), unscored=many))[0]
    assert note.count("rice needs reach") == 10
    assert note.endswith(", and 31 more: pm rank --format json has them all")


def test_a_partial_ranking_says_what_is_left_out() -> None:
    partial = replace(sample.ranking(), left_out=(LeftOut("broken", Reason("faulty", text="effort is 0")),))
    assert notes(partial)[1] == "left out: broken (effort is 0)"


def test_how_the_model_was_chosen() -> None:
    chosen = replace(sample.ranking(), chosen="no model is named", notes=("a note",))
    assert notes(chosen)[2] == "no model is named"
    assert notes(chosen)[-1] == "a note"


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (Certified(100.0, 100.0, 0.0), "no other order that keeps the dependencies is better"),
        (Certified(0.0, 0.0, 0.0), "no other order that keeps the dependencies is better"),
        (Certified(150.0, 100.0, 0.5), "at most 33 % from the best order"),
        (Certified(100.0000003, 100.0, 3e-9), "less than 0.1 % from the best order"),
    ],
)
def test_the_certificate_in_words(certificate: Certified, words: str) -> None:
    assert words in notes(replace(sample.ranking(), certificate=certificate))[-1]


def test_by_score_says_that_dependencies_are_not_kept() -> None:
    by_score = replace(sample.ranking(), order="score", certificate=None)
    assert "may stand before one it waits for" in notes(by_score)[-1]
    bent = replace(sample.ranking(), certificate=None)
    assert notes(bent)[-1].startswith("rice: ")


def test_what_bends_the_order_is_named() -> None:
    before = Reason("bent-before", ("low", "high"))
    bent = replace(sample.ranking(), certificate=None, bent_by=(Reason("bent-first", ("vip",)), before))
    told = "decisions come before scores: vip first, low before high"
    assert notes(bent)[-1] == told
    assert notes(bent, verbose=True)[-2] == told
    assert notes(bent, verbose=True)[-1].startswith("what is decided first counts as done")
    turned = replace(bent, bent_by=(before,))
    assert notes(turned, verbose=True)[-1] == "decisions come before scores: low before high"


def test_the_reasons_have_their_amounts_where_all_is_asked_for() -> None:
    assert shown(table(), 1)["why"] == "guest-checkout waits for it"
    full = shown(table(verbose=True), 1)["why"]
    assert full == "guest-checkout waits for it, and lends it 9,316 of value"


def test_an_empty_ranking() -> None:
    empty = replace(sample.ranking(), items=(), unscored=(), certificate=None)
    assert table(empty).notes == ("nothing to rank yet",)
    none = replace(sample.backlog(), features={})
    assert ranking_table(empty, none).notes == ("no features yet",)


def test_a_usual_column_that_is_added_stays_longer_than_the_others() -> None:
    added = table(columns=["id", "adjusted", "score", "adjusted"])
    assert [(column.key, column.priority) for column in added.columns] == [
        ("id", 6), ("adjusted", 1), ("score", 1),
    ]  # fmt: skip
