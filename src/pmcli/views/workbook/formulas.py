"""Formulas of scores as spreadsheets write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isclose

from pmcli.scoring.formula import Formula, FormulaError, parse
from pmcli.scoring.model import Term
from pmcli.scoring.steps import Step
from pmcli.scoring.terms import literal

LONGEST = 7_000
"""Characters of a formula; spreadsheets read 8,192."""
DEEPEST = 48
"""Parentheses inside one another; spreadsheets read 64."""
MOST = 250
"""Inputs of a formula; spreadsheets read 255."""
SAME = 1e-9
"""The distance allowed between a formula's result and the number of pm, as a share of it."""
_SIGNS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
_ATOM = 9
_FUNCTIONS = {"min": "MIN", "max": "MAX", "abs": "ABS", "sqrt": "SQRT", "log": "LN"}
_Piece = tuple[str, int, int]
"""A piece of a formula: its text, how tightly it binds, and how deep its parentheses go."""


@lru_cache(maxsize=1_000)
def _parsed(text: str, names: tuple[str, ...]) -> Formula | None:
    try:
        return parse(text, names)
    except FormulaError:
        return None


def formula_of(text: str, terms: Sequence[Term], number: float) -> Formula | None:
    """The arithmetic `text` over these terms; None where it is none, or does not come to `number`."""
    numbers = {term.name: term.number for term in terms}
    formula = _parsed(text, tuple(numbers)) if text else None
    if formula is None or not all(name in numbers for name in formula.names):
        return None
    result = formula.evaluate(numbers)
    return formula if not isinstance(result, str) and isclose(result, number, rel_tol=SAME) else None


def written(formula: Formula, cells: Mapping[str, str]) -> str | None:
    """The formula over these cells, by name; None where it is too long or too deep for a spreadsheet."""
    stack: list[_Piece] = []
    for step in formula.steps:
        if isinstance(step, Step):
            operands = stack[-step.takes :]
            del stack[-step.takes :]
            stack.append(_joined(step, operands))
        else:
            stack.append((cells[step] if isinstance(step, str) else literal(step), _ATOM, 0))
        if stack[-1][2] > DEEPEST or len(stack[-1][0]) > LONGEST:
            return None
    return stack[0][0]


def _joined(step: Step, operands: Sequence[_Piece]) -> _Piece:
    deep = max(operand[2] for operand in operands)
    if step.name in _FUNCTIONS:
        return f"{_FUNCTIONS[step.name]}({','.join(operand[0] for operand in operands)})", _ATOM, deep + 1
    if step.takes == 1:
        return f"(-{_inside(operands[0], _ATOM)[0]})", _ATOM, deep + 2
    binds = _SIGNS[step.name]
    # A power of a power, and a sign before one, mean something else in spreadsheets: always in parentheses.
    left = _inside(operands[0], _ATOM if step.name == "**" else binds)
    right = _inside(operands[1], _ATOM if step.name == "**" else binds + 1)
    sign = "^" if step.name == "**" else step.name
    return f"{left[0]}{sign}{right[0]}", binds, max(left[1], right[1])


def _inside(piece: _Piece, least: int) -> tuple[str, int]:
    """The piece and its depth, in parentheses where it binds less tightly than that."""
    text, binds, deep = piece
    return (text, deep) if binds >= least else (f"({text})", deep + 1)


def guarded(formula: Formula, cells: Mapping[str, str]) -> str | None:
    """The formula, which says nothing as long as one of its inputs is missing; None where it cannot be."""
    text = written(formula, cells)
    if text is None or len(formula.names) > MOST:
        return None
    inputs = ",".join(cells[name] for name in formula.names)
    return f'IF(COUNT({inputs})={len(formula.names)},{text},"")'
