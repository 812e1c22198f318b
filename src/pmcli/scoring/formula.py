"""Formulas of one's own: arithmetic over numbers of a feature, and nothing else."""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pmcli.diagnostic import did_you_mean
from pmcli.workspace import CRITERIA, Workspace

LONGEST = 1_000
DEEPEST = 50
LARGEST_EXPONENT = 10.0
INPUTS = (
    "effort", "rice.reach", "rice.impact", "rice.confidence", "ice.impact", "ice.confidence", "ice.ease",
    "wsjf.user_business_value", "wsjf.time_criticality", "wsjf.risk_opportunity", "wsjf.job_size",
    "cd3.cost_of_delay", "cd3.duration", "opportunity.importance", "opportunity.satisfaction",
    "demand.arr", "demand.accounts", "demand.at_risk_arr",
)  # fmt: skip
_FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    "min": (min, 1, 20), "max": (max, 1, 20), "abs": (abs, 1, 1),
    "sqrt": (math.sqrt, 1, 1), "log": (math.log, 1, 1),
}  # fmt: skip
_OPERATIONS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.UAdd: operator.pos, ast.USub: operator.neg,
}  # fmt: skip


class FormulaError(Exception):
    """A formula that cannot be: in words, with the characters at fault counted from 0."""

    def __init__(self, message: str, start: int, end: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.hint = message, start, end, hint


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that can be evaluated; `names` are the numbers it needs, sorted."""

    text: str
    names: tuple[str, ...]
    tree: ast.expr

    def evaluate(self, numbers: Mapping[str, float]) -> float | str:
        """The result for these numbers, or in words why there is none; every name must be among them."""
        try:
            result = _evaluate(self.tree, numbers)
        except ZeroDivisionError:
            return "the formula divides by zero"
        except OverflowError:
            return "the formula gives a number that is too large"
        except _Unfit as fault:
            return str(fault)
        except ValueError:
            return "the formula takes the root or logarithm of a number that has none"
        if isinstance(result, complex):
            return "the formula takes a broken power of a negative number"
        return result if math.isfinite(result) else "the formula gives no finite number"


class _Unfit(Exception):  # noqa: N818 - a step that is not done, caught below
    """A step that is not done."""


def names(workspace: Workspace) -> frozenset[str]:
    """Every name that a formula of this workspace may use."""
    own = {name for name, kind in workspace.fields.items() if kind == "number"}
    return frozenset({*INPUTS, *CRITERIA, *workspace.scoring.weighted.criteria, *own})


def parse(text: str, known: Iterable[str]) -> Formula:
    """The formula that `text` writes, over the names `known`.

    Raises:
        FormulaError: it is none, or uses anything else than numbers, known names, + - * / ** ( ), min, max,
            abs, sqrt, log.
    """
    _refuse_hostile(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as fault:
        at = max((fault.offset or 1) - 1, 0) + len(text) - len(text.lstrip())
        raise FormulaError("this is no formula", min(at, len(text)), min(at + 1, len(text))) from None
    except (ValueError, RecursionError, MemoryError):
        raise FormulaError("this is no formula", 0, len(text)) from None
    found: set[str] = set()
    shift = len(text) - len(text.lstrip())
    _check(tree, frozenset(known), found, shift)
    return Formula(text, tuple(sorted(found)), tree)


def _refuse_hostile(text: str) -> None:
    if len(text) > LONGEST:
        raise FormulaError(
            f"the formula has {len(text)} characters, at most {LONGEST} are read", 0, len(text)
        )
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth > DEEPEST:
            raise FormulaError(f"parentheses are nested more than {DEEPEST} deep", at, at + 1)
        if not char.isprintable():
            raise FormulaError("a formula stands on one line", at, at + 1)
    if not text.strip():
        raise FormulaError("the formula is empty", 0, len(text))
    signs = "".join("x" if char in "+-~*/" else " " for char in text.replace(" ", ""))
    if any(len(run) > DEEPEST for run in signs.split()):
        raise FormulaError("this is no formula", 0, len(text))


def _span(node: ast.AST, shift: int) -> tuple[int, int]:
    start = getattr(node, "col_offset", 0)
    return start + shift, max(getattr(node, "end_col_offset", None) or start + 1, start + 1) + shift


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return None


def _check(node: ast.expr, known: frozenset[str], found: set[str], shift: int) -> None:
    name = _dotted(node)
    if name is not None:
        if name not in known:
            raise FormulaError(f'there is no number "{name}"', *_span(node, shift), did_you_mean(name, known))
        found.add(name)
    elif isinstance(node, ast.Constant):
        _check_number(node, shift)
    elif isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATIONS:
        _check(node.operand, known, found, shift)
    elif isinstance(node, ast.BinOp) and (type(node.op) in _OPERATIONS or isinstance(node.op, ast.Pow)):
        _check(node.left, known, found, shift)
        _check(node.right, known, found, shift)
    elif isinstance(node, ast.Call):
        _check_call(node, known, found, shift)
    else:
        hint = "a formula has numbers, names, + - * / ** ( ) and min, max, abs, sqrt, log"
        raise FormulaError("this has no place in a formula", *_span(node, shift), hint)


def _check_number(node: ast.Constant, shift: int) -> None:
    number = node.value
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise FormulaError("this is no number", *_span(node, shift))
    if (isinstance(number, int) and number.bit_length() > 60) or not math.isfinite(number):
        raise FormulaError("this number is too large", *_span(node, shift))


def _check_call(node: ast.Call, known: frozenset[str], found: set[str], shift: int) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else None
    if name not in _FUNCTIONS or node.keywords:
        word = f'"{name}"' if name else "this"
        hint = did_you_mean(name, _FUNCTIONS) if name else None
        raise FormulaError(
            f"{word} is no function of a formula",
            *_span(node, shift),
            hint or "there are min, max, abs, sqrt, log",
        )
    _, least, most = _FUNCTIONS[name]
    if not least <= len(node.args) <= most:
        wanted = "one number" if most == 1 else f"{least} to {most} numbers"
        raise FormulaError(f'"{name}" takes {wanted}, found {len(node.args)}', *_span(node, shift))
    for argument in node.args:
        _check(argument, known, found, shift)


def _evaluate(node: ast.expr, numbers: Mapping[str, float]) -> float:
    name = _dotted(node)
    if name is not None:
        return numbers[name]
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]  # _check_number let only numbers through
    if isinstance(node, ast.UnaryOp):
        return _OPERATIONS[type(node.op)](_evaluate(node.operand, numbers))
    if isinstance(node, ast.Call):
        function = _FUNCTIONS[node.func.id][0]  # type: ignore[attr-defined]  # _check_call let only names through
        return function(*(_evaluate(argument, numbers) for argument in node.args))
    assert isinstance(node, ast.BinOp)  # noqa: S101 - _check let nothing else through
    left, right = _evaluate(node.left, numbers), _evaluate(node.right, numbers)
    if isinstance(node.op, ast.Pow):
        if abs(right) > LARGEST_EXPONENT:
            raise _Unfit(f"an exponent is at most {LARGEST_EXPONENT:g} in size, found {right:g}")
        power: float = left**right
        return power
    return _OPERATIONS[type(node.op)](left, right)
