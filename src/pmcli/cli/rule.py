"""`pm rule CODE`: what a rule does, why it matters, an example, and what to write instead."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli.checks import RULES, Rule
from pmcli.checks.rule_page import page
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import formats
from pmcli.cli.output import Output
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.views import rules

Code = Annotated[
    str | None,
    typer.Argument(metavar="CODE", help="The rule to tell in full.", autocompletion=complete.rules),
]
All = Annotated[bool, typer.Option("--all", help="Every rule in full.")]

FORMATS = ("table", "plain", "csv", "markdown", "json")
Format = Annotated[str | None, formats(FORMATS)]


def run(context: typer.Context, code: Code = None, everything: All = False, format_: Format = None) -> None:  # noqa: FBT002 - typer's way
    """Tell a rule, or list all of them."""
    output = Output.of(context, format_, FORMATS)
    if code is None and not everything:
        if output.format == "json":
            output.document(rules.rules_document(RULES))
        else:
            output.table(rules.rules_table(RULES))
        return
    chosen = RULES if code is None else (_rule(code),)
    if output.format == "json":
        output.document(
            rules.rules_document(chosen, in_full=True) if code is None else rules.rule_document(chosen[0])
        )
    elif output.format == "markdown":
        output.write("\n".join(page(rule.code).text for rule in chosen))
    elif output.format == "table":
        output.page([block for rule in chosen for block in rules.rule_page(rule)])
    else:
        output.table(rules.rules_table(chosen))


def _rule(text: str) -> Rule:
    """The rule of a code or a name.

    Raises:
        PmError: there is none.
    """
    known = {word: rule for rule in RULES for word in (rule.code.casefold(), rule.name)}
    rule = known.get(text.casefold())
    if rule is None:
        family = [rule.code for rule in RULES if rule.code.startswith(text.upper())]
        if family and text:
            raise PmError(f'"{text}" are several rules', f"name one of {', '.join(family)}")
        hint = did_you_mean(text, [*(rule.code for rule in RULES), *(rule.name for rule in RULES)])
        raise PmError(f'there is no rule "{text}"', hint or "pm rule lists them")
    return rule


COMMAND = Command(
    examples=(
        ("pm rule", "all of them"),
        ("pm rule PM501", "one in full: why it matters, an example, what to write instead"),
        ("pm rule dependency-cycle", "by its name"),
        ("pm rule --all --format markdown", "every page"),
    ),
    about="pm.yaml: checks says which rules are asked and how severe they are; # pm: ignore CODE because … "
    "in a file silences one where it stands.",
    shared=("path",),
    run=run,
)
