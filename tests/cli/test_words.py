"""What people read: plain words, no noise in numbers, and every sentence of a screen on docs/words.md."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from pmcli import load, rank
from pmcli.checks import RULES
from pmcli.checks.rule_page import page
from pmcli.model.reason import KINDS, Kind, Reason
from pmcli.planning import plan
from tests.cli.conftest import NORTHWIND, Pm
from tests.cli.test_usage import WRONG
from tests.conftest import for_each

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
SENTENCES = import_module("docs.sentences")
pytestmark = pytest.mark.unmeasured
UNWANTED = re.compile(
    r"\bowes\b(?!\")|\binherits? |worth it only together|delay cost|[−-]0\.0 %|"
    r"(?<![.,])\b1 (?:times|features|periods|ranks)\b"
)
"""What no screen says; JSON has keys and kinds of these names."""
HOUSE = re.compile(
    r"\b(?:afresh|anew|rulings?|stances?|bent|bends|lanes?|sound part|is sound|not placed|(?:is|are) placed"
    r"|acts? no more|slip of the pen|(?:is|are) told|over the bound)\b|\bnothing for\b"
    r"|\b1 (?:errors|files|teams|person-(?:weeks|days|months)|commits|accounts|findings)\b"
)
"""Words of the house, and plurals of one, that no message of a rule or error says."""
LONG = re.compile(r"(?<![\w.,#/-])(?:\d[.,]?){7,}\d(?![\w-])")
"""A number of eight digits and more; ids, dates and hashes are none."""
SCREENS = (
    "rank", "rank --by score", "rank --line", "rank --columns +inherits,owes", "rank --model wsjf", "ready",
    "list", "roadmap", "roadmap --view now-next-later", "roadmap --view timeline",
    "roadmap --view teams", "roadmap --by outcome", "explain guest-checkout", "explain fraud-scores",
    "explain event-bus", "explain gift-cards", "explain wallets guest-checkout", "explain v1-api-off", "why-not subscriptions",
    "why-not v1-api-off", "decisions", "demand", "show sso", "check", "models", "history",
    "decide gift-cards first --because So --dry-run", "export review", "export brief fraud-scores",
    "export rank", "export roadmap", "rank --help", "explain --help", "roadmap --help", "diff --help",
)  # fmt: skip
ERRORS = [words for words, _ in WRONG if "tcsh" not in words]
WRITTEN = {".txt", ".md", ".markdown", ".out"}


def unwanted(text: str) -> list[str]:
    """What should not be said."""
    return [found[0] for found in UNWANTED.finditer(text)]


def long(text: str) -> list[str]:
    """Numbers that nobody reads."""
    return [found[0] for found in LONG.finditer(text)]


def test_what_is_not_to_be_said_is_found() -> None:
    assert unwanted("it owes 26,246 to a") == ["owes"]
    assert unwanted("the lowest; font: inherit; 11 features") == []
    assert unwanted("(−0.0 %) and 1 times as high") == ["−0.0 %", "1 times"]
    assert HOUSE.findall("it is not placed, found afresh; 1 files; nobody is told")
    assert not HOUSE.findall("it is not in the plan; 11 files; pm roadmap --view teams")
    assert long("effort 7.40448782, value 12,345,678") == ["7.40448782", "12,345,678"]
    assert long("2,096,649 on 2027-03-31, 4313.7, abc12345678, 30,000 .. 60,000") == []


@pytest.mark.unmeasured
@for_each("words", SCREENS)
def test_screens_speak_plain_words(pm: Pm, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_CEILING_DIRECTORIES", raising=False)  # history is one of them
    run = pm(*shlex.split(words), at=NORTHWIND)
    assert run.out
    assert (unwanted(run.out + run.err), long(run.out)) == ([], [])


def test_with_v_the_amounts_are_told(pm: Pm) -> None:
    for words, short, full in (
        (["rank"], "guest-checkout waits for it", ", and lends it 26,246 of value"),
        (["ready"], "guest-checkout waits for it", ", and lends it 26,246 of value"),
        (["explain", "guest-checkout"], "26,246", "26245.725"),
    ):
        usual, verbose = (pm(*words, *more, at=NORTHWIND).out for more in ([], ["-v"]))
        assert short in usual
        assert full not in usual
        assert full in verbose


def rule_texts() -> list[str]:
    """What rules say of themselves, and what they report of their examples."""
    pages = [text for rule in RULES if (text := page(rule.code).output("Example"))]
    assert len(pages) > 60
    return [*(rule.about for rule in RULES), *pages]


@for_each("text", rule_texts())
def test_rules_speak_plain_words(text: str) -> None:
    assert (unwanted(text), HOUSE.findall(text)) == ([], [])
    assert long(text) == []


@for_each("words", ["check", "check --all", "check --format text", "rank", "roadmap", "decide sso first"])
def test_a_broken_backlog_is_told_in_plain_words(pm: Pm, words: str) -> None:
    run = pm(*shlex.split(words), at=ROOT / "examples/broken")
    assert run.code in (1, 2)
    text = run.out + run.err
    assert (unwanted(text), long(text), HOUSE.findall(text)) == ([], [], [])


@for_each("words", ERRORS)
def test_errors_speak_plain_words(pm: Pm, words: str) -> None:
    run = pm(*words.split(), at=NORTHWIND)
    assert run.code == 2
    assert (unwanted(run.err), long(run.err), HOUSE.findall(run.err)) == ([], [], [])


@for_each("path", [path for path in sorted(TESTS.rglob("golden/**/*")) if path.is_file()])
def test_golden_files_speak_plain_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    assert unwanted(text) == []
    is_read = path.suffix in WRITTEN and not {"workbook", "bad"} & {*path.parts}
    assert not is_read or long(text) == []


@for_each("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_pages_speak_plain_words(page: Path) -> None:
    screens = re.findall(r"```(?:console|text)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert [found for screen in screens for found in (*unwanted(screen), *long(screen))] == []


def shown(root: Path, model: str | None) -> Iterator[Reason]:
    """The reasons that screens show of a backlog."""
    backlog = load(root).backlog
    ranking, roadmap = rank(backlog, model), plan(backlog, model)
    rows = [[row.reasons for row in part] for part in (ranking.items, roadmap.placements, roadmap.unplaced)]
    yield from (reason for part in rows for reasons in part for reason in reasons)
    yield from (row.reason for row in ranking.unscored)


@pytest.mark.parametrize("model", [None, "wsjf", "ice"])
def test_every_sentence_of_a_screen_is_on_the_page(model: str | None) -> None:
    told: set[Kind] = {reason.kind for reason in shown(NORTHWIND, model)}
    assert told <= SENTENCES.kinds() <= {*KINDS}
    assert len(told) > 5
