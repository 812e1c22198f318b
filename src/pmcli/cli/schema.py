"""`pm schema`: the JSON Schema of the files, for editors."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from pmcli import Backlog
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import choice
from pmcli.cli.output import Output
from pmcli.model.diagnostic import PmError
from pmcli.model.schemas.files import SCHEMAS
from pmcli.views.schemas import known_of
from pmcli.writers.json import in_ascii

Kind = Annotated[
    str,
    typer.Argument(
        metavar="|".join(SCHEMAS), autocompletion=complete.words(SCHEMAS),
        help="The schema of a feature file, of pm.yaml, of plan.yaml, or of ratings/.",
    ),
]  # fmt: skip


def run(context: typer.Context, kind: Kind = "feature") -> None:
    """Write a schema."""
    output = Output.of(context, "json", ("json",))
    kind = choice(kind, tuple(SCHEMAS), "pm schema")
    text = json.dumps(SCHEMAS[kind](known_of(_backlog(output))), indent=2, ensure_ascii=False) + "\n"
    output.write(text if output.unicode else in_ascii(text))


def _backlog(output: Output) -> Backlog | None:
    """The backlog that is here; None where there is none, or what it knows cannot be read."""
    try:
        return output.open().unchecked.backlog
    except PmError:
        if output.directory != ".":
            raise
        return None


COMMAND = Command(
    examples=(
        ("pm schema feature -o feature.schema.json", "of feature files"),
        ("pm schema workspace -o workspace.schema.json", "of pm.yaml"),
        ("pm schema plan -o plan.schema.json", "of plan.yaml, the agreed plan"),
        ("pm schema ratings -o ratings.schema.json", "of a person's numbers in ratings/"),
    ),
    about="In a workspace the schema knows its teams, outcomes, segments, accounts, methods and own fields, "
    "and tells in sentences what is wrong. Editors with the YAML language server read it where a file begins "
    "with: "
    "# yaml-language-server: $schema=../feature.schema.json",
    shared=("directory", "path"),
    run=run,
)
