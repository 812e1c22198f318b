"""The place of a feature as a formula, so that it follows when a score changes."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.figure import significant

NEVER = 1e300
"""The key of what has no adjusted score, because nothing is left to wait for: it comes first."""


def key(number: float | None) -> float:
    """What pm compares: the adjusted score at 9 significant digits."""
    return NEVER if number is None else significant(number) + 0.0


def key_formula(cell: str) -> str:
    """The same in a spreadsheet."""
    rounded = f"ROUND({cell},8-INT(LOG10(ABS({cell}))))"
    return f'IF(ISNUMBER({cell}),IF({cell}=0,0,{rounded}),"")'


def steps(keys: Sequence[float]) -> list[int]:
    """The step of each row: a new one begins where a key is higher than the one before.

    Inside a step the order follows the keys alone. There is one step, unless a decision bends the order.
    """
    steps: list[int] = []
    for number, one in enumerate(keys):
        higher = number > 0 and one > keys[number - 1]
        steps.append((steps[-1] if steps else 1) + higher)
    return steps


def place_formula(row: int, last: int, keys: str, places: str, steps: str | None) -> str:
    """The place of a row: by step, then key, then the place that pm gave; the arguments name columns."""
    all_keys, mine = f"{keys}$2:{keys}${last}", f"{keys}{row}"
    ties = f'{places}$2:{places}${last},"<"&{places}{row}'
    if steps is None:
        place = f"RANK({mine},{all_keys})+COUNTIFS({all_keys},{mine},{ties})"
    else:
        all_steps, step = f"{steps}$2:{steps}${last}", f"{steps}{row}"
        place = (
            f'1+COUNTIF({all_steps},"<"&{step})+COUNTIFS({all_steps},{step},{all_keys},">"&{mine})'
            f"+COUNTIFS({all_steps},{step},{all_keys},{mine},{ties})"
        )
    return f'IF(ISNUMBER({mine}),{place},"")'
