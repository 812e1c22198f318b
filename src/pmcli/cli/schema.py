"""`pm schema`: the JSON Schema of the files, for editors."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import choice
from pmcli.cli.output import Output, json_in_ascii
from pmcli.model import schema

KINDS = ("feature", "workspace")
Kind = Annotated[
    str,
    typer.Argument(
        metavar="feature|workspace", autocompletion=complete.words(KINDS),
        help="The schema of a feature file, or of pm.yaml.",
    ),
]  # fmt: skip


def run(context: typer.Context, kind: Kind = "feature") -> None:
    """Write a schema."""
    output = Output.of(context)
    choice(kind, KINDS, "pm schema")
    content = schema.feature_schema() if kind == "feature" else schema.workspace_schema()
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    output.write(text if output.unicode else json_in_ascii(text))


COMMAND = Command(
    examples=(
        ("pm schema feature -o feature.schema.json", "of feature files"),
        ("pm schema workspace -o workspace.schema.json", "of pm.yaml"),
    ),
    about="Editors with the YAML language server read it where a file begins with: "
    "# yaml-language-server: $schema=../feature.schema.json",
    shared=("directory", "path", "color"),
    run=run,
)
