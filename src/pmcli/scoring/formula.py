"""Formulas of one's own: arithmetic over numbers of a feature, and nothing else.

The text is read by a parser of its own, not by Python's: what it does not know cannot be evaluated, and every
mistake is told with the characters at fault.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pmcli.model.diagnostic import did_you_mean
from pmcli.model.settings import CRITERIA
from pmcli.model.values import shown
from pmcli.model.workspace import Workspace
from pmcli.scoring.steps import BINARY, FUNCTIONS, LARGEST_EXPONENT, NEGATIVE, SIGN, Step, UnfitError, run

LONGEST = 1_000
DEEPEST = 100
INPUTS = (
    "effort", "rice.reach", "rice.impact", "rice.confidence", "ice.impact", "ice.confidence", "ice.ease",
    "wsjf.user_business_value", "wsjf.time_criticality", "wsjf.risk_opportunity", "wsjf.job_size",
    "cd3.cost_of_delay", "cd3.duration", "opportunity.importance", "opportunity.satisfaction",
    "demand.arr", "demand.accounts", "demand.at_risk_arr",
)  # fmt: skip
_WORDS = "a formula has numbers, names, + - * / ** ( ) and min, max, abs, sqrt, log"
_INSTEAD = {"^": "**", "×": "*", "·": "*", "÷": "/", ":": "/", "\N{MINUS SIGN}": "-", "–": "-"}


class FormulaError(Exception):
    """A formula that cannot be: in words, with the characters at fault counted from 0, the end exclusive."""

    def __init__(self, message: str, start: int, end: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.hint = message, start, end, hint


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that can be evaluated.

    `names` are the numbers it needs, in the order of the text; `steps` is the formula with every operation
    after its operands (postfix), names as they are, so that evaluating needs no recursion.
    """

    text: str
    names: tuple[str, ...]
    steps: tuple[float | str | Step, ...]

    def evaluate(self, numbers: Mapping[str, float]) -> float | str:
        """The result for these numbers, or in words why there is none; every name must be among them."""
        try:
            return run(self.steps, numbers)
        except UnfitError as fault:
            return f"the formula {fault}"


def names(workspace: Workspace) -> frozenset[str]:
    """Every name that a formula of this workspace may use.

    A criterion goes by its bare name or as `weighted.<name>`.
    """
    own = {name for name, kind in workspace.fields.items() if kind == "number"}
    criteria = {*CRITERIA, *workspace.scoring.weighted.criteria}
    return frozenset({*INPUTS, *criteria, *(f"weighted.{name}" for name in criteria), *own})


def parse(text: str, known: Iterable[str]) -> Formula:
    """The formula that `text` writes, over the names `known`.

    Powers bind tightest and from the right, then signs, then * and /, then + and -, as in Python. A known
    name that would read as arithmetic (`nps-score`) is taken as the name.

    Raises:
        FormulaError: it is none, or uses anything else than numbers, known names, + - * / ** ( ) and
            min, max, abs, sqrt, log.
    """
    if len(text) > LONGEST:
        message = f"the formula has {len(text)} characters, at most {LONGEST} are read"
        raise FormulaError(message, 0, len(text))
    if not text.strip():
        raise FormulaError("the formula is empty", 0, len(text))
    vocabulary = frozenset(known)
    return _Parser(text, vocabulary, tuple(_tokens(text, vocabulary))).formula()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, name, sign (an operation, a parenthesis, a comma), other or end
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + max(len(self.text), 1)


_WRITTEN = (
    r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.]))"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<sign>\*\*|[-+*/(),])"
    r"|(?P<other>[\w.]+|.)"
)
_PLAIN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def _tokens(text: str, known: frozenset[str]) -> Iterator[_Token]:
    """The words and signs of a formula, then an end."""
    odd = [name for name in known if name[:1].isalpha() and not _PLAIN.fullmatch(name)]
    odd.sort(key=len, reverse=True)
    own = f"(?P<own>(?:{'|'.join(map(re.escape, odd))})(?!\\w))|" if odd else ""
    for match in re.finditer(own + _WRITTEN, text, re.DOTALL):
        kind, word = match.lastgroup or "other", match[0]
        if not word.isspace():
            yield _Token("name" if kind == "own" else kind, word, match.start())
    yield _Token("end", "", len(text.rstrip()))


class _Parser:
    """Reads tokens from the left; writes the steps of the formula."""

    def __init__(self, text: str, known: frozenset[str], tokens: tuple[_Token, ...]) -> None:
        self.text, self.known, self.tokens = text, known, tokens
        self.at = 0
        self.depth = 0
        self.steps: list[float | str | Step] = []

    def formula(self) -> Formula:
        self.expression(0)
        if self.token.kind != "end":
            raise self.unexpected("an operation such as +")
        used = dict.fromkeys(step for step in self.steps if isinstance(step, str))
        return Formula(" ".join(self.text.split()), tuple(used), tuple(self.steps))

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self, least: int) -> None:
        """Operands, and the operations between them that bind at least so tightly."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError("the formula is nested too deeply", self.token.start, self.token.end)
        self.operand()
        while self.token.text in BINARY and BINARY[self.token.text][0] >= least:
            binds, step = BINARY[self.take().text]
            start, number = self.token.start, len(self.steps)
            self.expression(SIGN if step.name == "**" else binds + 1)
            if step.name == "**":
                self.refuse_large(self.steps[number:], start)
            self.steps.append(step)
        self.depth -= 1

    def operand(self) -> None:
        token = self.take()
        if token.kind == "number":
            self.steps.append(self.number(token))
        elif token.text in ("+", "-"):
            self.expression(SIGN)
            self.steps += [NEGATIVE] if token.text == "-" else []
        elif token.text == "(":
            self.expression(0)
            self.close(token)
        elif token.kind == "name" and self.token.text == "(":
            self.call(token)
        elif token.kind == "name":
            self.name(token)
        else:
            self.at -= 1
            raise self.unexpected('a number, a name or "("')

    def number(self, token: _Token) -> float:
        number = float(token.text)
        if not math.isfinite(number):
            raise FormulaError("this number is too large", token.start, token.end)
        return number

    def name(self, token: _Token) -> None:
        if token.text not in self.known:
            hint = did_you_mean(token.text, self.known)
            if hint is None and token.text in FUNCTIONS:
                hint = f"write {token.text}( … )"
            raise FormulaError(f"there is no number {shown(token.text)}", token.start, token.end, hint)
        self.steps.append(token.text)

    def call(self, name: _Token) -> None:
        if name.text not in FUNCTIONS:
            hint = did_you_mean(name.text, FUNCTIONS) or "there are min, max, abs, sqrt, log"
            message = f"{shown(name.text)} is no function of a formula"
            raise FormulaError(message, name.start, name.end, hint)
        do, least, most = FUNCTIONS[name.text]
        count, end = self.arguments()
        if not least <= count <= most:
            wanted = "one number" if most == 1 else f"{least} to {most} numbers"
            raise FormulaError(f'"{name.text}" takes {wanted}, found {count}', name.start, end)
        self.steps.append(Step(name.text, count, do))

    def arguments(self) -> tuple[int, int]:
        """The number of arguments in the parentheses that begin here, and where those end."""
        opened = self.take()
        count = 0
        while self.token.text != ")" or count:
            self.expression(0)
            count += 1
            if self.token.text != ",":
                break
            self.take()
        return count, self.close(opened)

    def close(self, opened: _Token) -> int:
        if self.token.kind == "end":
            raise FormulaError('this "(" is not closed', opened.start, opened.end)
        if self.token.text != ")":
            raise self.unexpected('an operation such as + or ")"')
        return self.take().end

    def refuse_large(self, exponent: list[float | str | Step], start: int) -> None:
        """An exponent that is the same for every feature is refused here."""
        if any(isinstance(step, str) for step in exponent):
            return
        try:
            number = run(exponent, {})
        except UnfitError:
            return
        if abs(number) > LARGEST_EXPONENT:
            message = f"an exponent is at most {LARGEST_EXPONENT:g} in size, found {number:g}"
            raise FormulaError(message, start, self.tokens[self.at - 1].end)

    def unexpected(self, wanted: str) -> FormulaError:
        token = self.token
        if token.kind == "end":
            return FormulaError(f"the formula ends where {wanted} is expected", token.start, token.end)
        hint = f"write {_INSTEAD[token.text]}" if token.text in _INSTEAD else _WORDS
        if token.text[0].isdigit():
            hint = "write numbers as 1200, 1.5 or 1e3"
        return FormulaError(f"found {shown(token.text)}, expected {wanted}", token.start, token.end, hint)
