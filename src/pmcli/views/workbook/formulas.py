"""Formulas of scores and of places as spreadsheets write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isclose

from pmcli.model.figure import significant
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
NEVER = 1e300
"""The key of what has no adjusted score, because nothing is left to wait for: it comes first."""
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


# --- places, which follow when a score changes ---


def key(number: float | None) -> float:
    """The number that pm compares: the adjusted score at 9 significant digits, `NEVER` for None."""
    return NEVER if number is None else significant(number) + 0.0


def key_formula(cell: str) -> str:
    """`key` as a formula over a cell; "" where the cell holds no number."""
    rounded = f"ROUND({cell},8-INT(LOG10(ABS({cell}))))"
    return f'IF(ISNUMBER({cell}),IF({cell}=0,0,{rounded}),"")'


def steps(keys: Sequence[float]) -> list[int]:
    """The step of each row: a new one begins where a key is higher than the one before.

    Inside a step the order follows the keys alone. There is one step, unless a decision bends the order.
    """
    numbers: list[int] = []
    for number, value in enumerate(keys):
        higher = number > 0 and value > keys[number - 1]
        numbers.append((numbers[-1] if numbers else 1) + higher)
    return numbers


def place_formula(row: int, last: int, key_column: str, place_column: str, step_column: str | None) -> str:
    """The place of a row: by step, then key, then the place that pm gave; the arguments name columns."""
    all_keys, mine = f"{key_column}$2:{key_column}${last}", f"{key_column}{row}"
    ties = f'{place_column}$2:{place_column}${last},"<"&{place_column}{row}'
    if step_column is None:
        place = f"RANK({mine},{all_keys})+COUNTIFS({all_keys},{mine},{ties})"
    else:
        all_steps, step = f"{step_column}$2:{step_column}${last}", f"{step_column}{row}"
        place = (
            f'1+COUNTIF({all_steps},"<"&{step})+COUNTIFS({all_steps},{step},{all_keys},">"&{mine})'
            f"+COUNTIFS({all_steps},{step},{all_keys},{mine},{ties})"
        )
    return f'IF(ISNUMBER({mine}),{place},"")'
