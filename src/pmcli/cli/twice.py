"""Options that take one value, given twice with two of them: neither wins in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pmcli.model.diagnostic import PmError

Given = dict[str, list[str]]


def given(command: Any, context: Any, arguments: Sequence[str]) -> Given:
    """Every value of each option that takes one, by its name, in a command line that can be read."""
    options = _single(command.get_params(context))
    parser = command.make_parser(context)
    for option in options:
        parser.add_option(option, option.opts, option.name, action="append")
    values, _, _ = parser.parse_args(list(arguments))
    return {option.name: values[option.name] for option in options if option.name in values}


def refuse(command: Any, context: Any, *lines: Mapping[str, list[str]]) -> None:
    """Refuses options that have two values, before and behind the command taken together.

    Raises:
        PmError: one has.
    """
    for option in _single(command.get_params(context)):
        values = list(dict.fromkeys(value for line in lines for value in line.get(option.name, ())))
        if len(values) > 1:
            raise PmError(
                f'{option.opts[0]} is given twice: "{values[0]}" and "{values[1]}"', "leave one of them out"
            )


def _single(parameters: Iterable[Any]) -> list[Any]:
    return [
        parameter
        for parameter in parameters
        if parameter.param_type_name == "option"
        and not (parameter.is_flag or parameter.multiple or parameter.count)
    ]
