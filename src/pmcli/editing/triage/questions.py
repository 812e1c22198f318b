"""The questions that a scoring model has about a feature, and the meaning of answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmcli.model.backlog import Keys
from pmcli.model.inputs import AUTO, FROM_EVIDENCE, MEASURED

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.scoring.model import Inputs, Model


@dataclass(frozen=True, slots=True)
class Level:
    """One answer: the word or number to write, the number that it stands for, and what it means."""

    answer: str
    number: float | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """An input: its name, where it is written, and what is asked. `levels` are answers with a meaning.

    `is_held` says that the answer is written together with the next one: neither means anything alone.
    """

    name: str
    keys: Keys
    text: str
    hint: str = ""
    levels: tuple[Level, ...] = ()
    is_held: bool = False

    @property
    def short(self) -> str:
        """The name without that of the method."""
        return self.name.rpartition(".")[2].replace("_", " ")


def _levels(*rows: tuple[str, float | None, str]) -> tuple[Level, ...]:
    return tuple(Level(*row) for row in rows)


def _asked(name: str, text: str, hint: str = "", *rows: tuple[str, float | None, str]) -> Question:
    return Question(name, tuple(name.split(".")), text, hint, _levels(*rows))


_FEELINGS = (
    ("like", None, "they would be pleased"), ("must-be", None, "they expect no less"),
    ("neutral", None, "it is all the same to them"), ("live-with", None, "they could put up with it"),
    ("dislike", None, "they would be annoyed"),
)  # fmt: skip
_RELATIVE = "relative to the others: 1 for the smallest of all, then 2, 3, 5, 8, 13, 20"
_AMOUNT = "a number or a range: 4200, 3000..6000, 3000..4200..6000"
QUESTIONS: tuple[Question, ...] = (
    _asked("rice.reach", "How many people, or events, does it reach in a period?", _AMOUNT),
    _asked(
        "rice.impact", "How much does it change for each of them?", "a word, or a number above 0",
        ("massive", 3.0, "they come or stay for it"), ("high", 2.0, "a clear gain that they would miss"),
        ("medium", 1.0, "they notice it, and like it"), ("low", 0.5, "some notice it"),
        ("minimal", 0.25, "hardly anybody notices it"),
    ),
    _asked(
        "rice.confidence", "How sure are you of reach and impact?",
        "a word, a share such as 65%, auto or measured",
        ("high", 1.0, "measured: a test, or data of our own"),
        ("medium", 0.8, "some data: a survey, interviews, tickets"),
        ("low", 0.5, "an estimate with few facts behind it"), ("auto", None, "from its evidence"),
        ("measured", None, "as auto, or how often that came true"),
    ),
    _asked("wsjf.user_business_value", "What is it worth to users or the business?", _RELATIVE),
    _asked("wsjf.time_criticality", "How fast does that worth fade?", f"{_RELATIVE}; 1 where it can wait"),
    _asked("wsjf.risk_opportunity", "How much risk does it take away, or make possible?", _RELATIVE),
    _asked("wsjf.job_size", "How big is the job?", _RELATIVE),
    _asked(
        "ice.impact", "How much would it change?", "a number from 1 to 10",
        ("10", 10.0, "the goal is reached by it alone"), ("7", 7.0, "a large part of the goal"),
        ("4", 4.0, "some of it"), ("1", 1.0, "hardly anything"),
    ),
    _asked(
        "ice.confidence", "How sure are you of that?", "a number from 1 to 10",
        ("10", 10.0, "launched to some, and measured"), ("7", 7.0, "a test, or usage data"),
        ("4", 4.0, "interviews, a survey"), ("1", 1.0, "an opinion"),
    ),
    _asked(
        "ice.ease", "How easy is it?", "a number from 1 to 10",
        ("10", 10.0, "a day or two"), ("7", 7.0, "a week or two"), ("4", 4.0, "a month or two"),
        ("1", 1.0, "half a year and more"),
    ),
    _asked("cd3.cost_of_delay", "How much money does each week without it lose?", "a number, or 8k..12k"),
    _asked("cd3.duration", "How many weeks does it take?", "a number or a range: 4, 3..6"),
    _asked(
        "opportunity.importance", "How important is this to them?", "a number from 0 to 10",
        ("10", 10.0, "it decides whether they buy"), ("7", 7.0, "they bring it up themselves"),
        ("4", 4.0, "they agree when asked"), ("0", 0.0, "they do not care"),
    ),
    _asked(
        "opportunity.satisfaction", "How satisfied are they today?", "a number from 0 to 10",
        ("10", 10.0, "nothing is left to wish for"), ("7", 7.0, "good enough"),
        ("4", 4.0, "it costs them effort"), ("0", 0.0, "there is nothing"),
    ),
    _asked("kano.functional", "How would they feel if it were there?", "a word", *_FEELINGS),
    _asked("kano.dysfunctional", "How would they feel if it were not there?", "a word", *_FEELINGS),
    _asked(
        "moscow", "Must it be there?", "a word",
        ("must", 3.0, "there is no point in delivering without it"),
        ("should", 2.0, "it hurts to leave it out, but there is a way round"),
        ("could", 1.0, "welcome, where it costs little"), ("wont", 0.0, "not this time"),
    ),
)  # fmt: skip
"""The inputs of the methods; effort, criteria and own fields are asked for as the workspace has them."""
_CRITERIA = {
    "user_impact": ("How much does it help users?", "nothing", "they come or stay for it"),
    "revenue_impact": ("How much revenue hangs on it?", "none", "more than on anything else"),
    "strategic_fit": ("How well does it serve the strategy?", "not at all", "it is the strategy"),
    "feasibility": ("How feasible is it?", "nobody knows how", "it has been done before"),
    "urgency": ("How urgent is it?", "it can wait a year", "it is late already"),
    "dependencies": ("How much else waits for it?", "nothing", "everything"),
}
PAIRS = (("opportunity.importance", "opportunity.satisfaction"), ("kano.functional", "kano.dysfunctional"))
"""Inputs of which neither says anything alone: where both lack they are asked for together."""


def questions(backlog: Backlog, inputs: Inputs, model: Model) -> tuple[Question, ...]:
    """The questions after which the model can score a feature, in its order; () where nothing helps."""
    names = tuple(_names(model.score(inputs).missing, model))
    held = {first for first, second in PAIRS if second in names}
    found = (question for name in names for question in _question(name, backlog, inputs))
    return tuple(replace(question, is_held=question.name in held) for question in found)


def _names(missing: tuple[str, ...], model: Model) -> Iterator[str]:
    """The full names of missing inputs, both of "kano"; of "job_size or effort" the first."""
    names: list[str] = []
    for text in missing:
        name = text.split(" or ")[0]
        full = next((known for known in model.inputs if known == name or known.endswith(f".{name}")), name)
        names += next((pair for pair in PAIRS if full == pair[0].partition(".")[0]), (full,))
    yield from dict.fromkeys(names)


def _question(name: str, backlog: Backlog, inputs: Inputs) -> Iterator[Question]:
    known = next((question for question in QUESTIONS if question.name == name), None)
    if known is not None:
        levels = tuple(_evident(level, inputs.feature, backlog) for level in known.levels)
        yield replace(known, levels=levels)
    elif name == "effort":
        yield _effort(backlog, inputs.feature)
    elif name in backlog.workspace.fields:
        yield Question(name, (name,), f"What is its {name}?", "a number")
    elif (criterion := name.removeprefix("weighted.")) in backlog.workspace.scoring.weighted.criteria:
        yield _criterion(criterion, backlog)


def _evident(level: Level, feature: Feature, backlog: Backlog) -> Level:
    """The level, "auto" and "measured" with what evidence and results give, and a test that it rests on."""
    if level.answer not in FROM_EVIDENCE:
        return level
    given = backlog.confidence(feature, measured=level.answer == MEASURED)
    tests = "; ".join(given.tests) if level.answer == AUTO else ""
    meaning = f"{level.meaning}: {100 * given.ratio:.0f} % now{f' ({tests})' if tests else ''}"
    return replace(level, number=given.ratio, meaning=meaning)


def _criterion(name: str, backlog: Backlog) -> Question:
    scale = backlog.workspace.scoring.weighted.scale
    usual = (f"How does it rate by {name.replace('_', ' ')}?", "nothing", "the most there is")
    text, least, most = _CRITERIA.get(name, usual)
    levels = _levels(
        (f"{scale:g}", scale, most), (f"{scale / 2:g}", scale / 2, "half of that"), ("0", 0.0, least)
    )
    return Question(f"weighted.{name}", ("weighted", name), text, f"a number from 0 to {scale:g}", levels)


def _effort(backlog: Backlog, feature: Feature) -> Question:
    """The question for the effort; the hint tells of teams where there are several."""
    workspace = backlog.workspace
    sizes = tuple(Level(name, size.mean, str(size)) for name, size in workspace.sizes.items())
    hint = "a number or a range: 5, 3..9, 3..5..9"
    if len(workspace.teams) > 1 and feature.team is None:
        some = list(workspace.teams)[:2]
        hint += f"; by team: {some[0]} 3..5, {some[1]} 2"
    text = f"How much work is it, in {workspace.effort_unit.replace('-', ' ')}?"
    return Question("effort", ("effort",), text, hint, sizes)


def answer(question: Question, text: str, backlog: Backlog) -> object:
    """The data of an answer: an effort by team ("web 3..5, api 2") is a map, all else the text."""
    if question.name != "effort":
        return text
    parts = [piece.replace(":", " ").replace("=", " ").split() for piece in text.split(",")]
    if all(len(part) == 2 and part[0] in backlog.workspace.teams for part in parts):
        return dict(parts)
    return text
