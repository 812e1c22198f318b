"""The place of a feature as a formula, so that it follows when a score changes."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.figure import significant

NEVER = 1e300
"""The key of what has no adjusted score, because nothing is left to wait for: it comes first."""


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
