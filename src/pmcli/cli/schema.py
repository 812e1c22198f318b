"""`pm schema`: the JSON Schema of the files, for editors."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import choice
from pmcli.cli.output import Output
from pmcli.model import schema
from pmcli.writers.json import in_ascii

SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "feature": schema.feature_schema, "workspace": schema.workspace_schema, "plan": schema.plan_schema,
    "ratings": schema.ratings_schema,
}  # fmt: skip
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
    text = json.dumps(SCHEMAS[kind](), indent=2, ensure_ascii=False) + "\n"
    output.write(text if output.unicode else in_ascii(text))


COMMAND = Command(
    examples=(
        ("pm schema feature -o feature.schema.json", "of feature files"),
        ("pm schema workspace -o workspace.schema.json", "of pm.yaml"),
        ("pm schema plan -o plan.schema.json", "of plan.yaml, the agreed plan"),
        ("pm schema ratings -o ratings.schema.json", "of a person's numbers in ratings/"),
    ),
    about="Editors with the YAML language server read it where a file begins with: "
    "# yaml-language-server: $schema=../feature.schema.json",
    shared=("directory", "path"),
    run=run,
)
