"""Writes what can be computed of the docs: `python docs/generate.py`; `--check` fails where they are stale.

- schema/*.schema.json: the JSON Schemas of the files
- docs/fields.md, docs/models.md, docs/rules.md, docs/commands.md: from the records, models, rules and help
- the screens in README.md and docs/*.md: a block that begins with `<!-- screen: pm … -->` holds what that
  command prints
"""

from __future__ import annotations

import contextlib
import difflib
import io
import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from pmcli.checks import RULES
from pmcli.cli import main
from pmcli.cli.app import COMMANDS
from pmcli.feature import Feature
from pmcli.loading.misfit import records_in
from pmcli.record import Record
from pmcli.schema import feature_schema, field_texts, workspace_schema
from pmcli.scoring import MODELS
from pmcli.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
GENERATED = "<!-- Written by docs/generate.py: change the source, not this page. -->\n\n"
SCREEN = re.compile(r"(<!-- screen: (pm .*?) -->\n).*?(<!-- /screen -->)", re.DOTALL)


def run(command: str) -> str:
    """What a `pm …` line prints, both streams, without colour."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), contextlib.chdir(ROOT):
        main(shlex.split(command)[1:])
    return printed.getvalue()


def page_of_fields() -> str:
    """Every key of pm.yaml and of a feature file."""
    parts = [
        GENERATED,
        "# The files\n\n",
        "Every key that `pm` reads. Keys that begin with `x-` are your own.\n",
    ]
    for title, record in (("pm.yaml", Workspace), ("A feature", Feature)):
        parts.append(f"\n## {title}\n")
        parts += _section("", record)
    return "".join(parts)


def _section(way: str, record: type[Record]) -> Iterator[str]:
    texts = field_texts(record)
    heading = f"\n### `{way}`\n\n{(record.__doc__ or '').splitlines()[0]}\n" if way else ""
    yield f"{heading}\n| key | what it says |\n| --- | --- |\n"
    for key, field in record.model_fields.items():
        must = " (required)" if field.is_required() and key != "id" else ""
        text = texts[key].replace("\n", " ").replace("|", "\\|")
        yield f"| `{key}`{must} | {text} |\n"
    for key, field in record.model_fields.items():
        for inner in records_in(field.annotation):
            yield from _section(f"{way}.{key}" if way else key, inner)


def page_of_models() -> str:
    """Every scoring model."""
    parts = [
        GENERATED,
        "# The scoring models\n\n",
        "A model gives a value and a cost; the score is what the method says.\n",
    ]
    for model in MODELS:
        inputs = ", ".join(f"`{one}`" for one in model.inputs)
        parts.append(f"\n## {model.name}: {model.title}\n\n")
        parts.append(f"`{model.formula}`\n\n{model.about}\n\nInputs: {inputs}.\n\nSource: {model.source}\n")
    return "".join(parts)


def page_of_rules() -> str:
    """Every rule of `pm check`."""
    parts = [
        GENERATED,
        "# The rules of `pm check`\n\n",
        "| code | name | severity | why |\n| --- | --- | --- | --- |\n",
    ]
    parts += [f"| {rule.code} | {rule.name} | {rule.severity} | {rule.about} |\n" for rule in RULES]
    return "".join(parts)


def page_of_commands() -> str:
    """The help of every command."""
    parts = [GENERATED, "# The commands\n\n", f"```text\n{run('pm --help')}```\n"]
    names = [command.name for command in COMMANDS]
    parts += [f"\n## pm {name}\n\n```text\n{run(f'pm {name} --help')}```\n" for name in names]
    return "".join(parts)


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def with_screens(text: str) -> str:
    """A page with every screen in it as the command prints it now."""

    def screen(found: re.Match[str]) -> str:
        shown = re.sub(r" (-C \S+|--width \d+)", "", found[2])
        return f"{found[1]}```console\n$ {shown}\n{run(found[2]).rstrip()}\n```\n{found[3]}"

    return SCREEN.sub(screen, text)


def pages() -> dict[str, str]:
    """Every generated file by its path."""
    found = {
        "schema/feature.schema.json": _json(feature_schema()),
        "schema/workspace.schema.json": _json(workspace_schema()),
        "docs/fields.md": page_of_fields(),
        "docs/models.md": page_of_models(),
        "docs/rules.md": page_of_rules(),
        "docs/commands.md": page_of_commands(),
    }
    for page in sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")]):
        path = page.relative_to(ROOT).as_posix()
        if path not in found:
            found[path] = with_screens(page.read_text(encoding="utf-8"))
    return found


def generate(*, check: bool) -> int:
    """Write the files, or show how those on disk differ; the number that differ."""
    stale = 0
    for path, text in pages().items():
        target = ROOT / path
        before = target.read_text(encoding="utf-8") if target.exists() else ""
        if before == text:
            continue
        stale += 1
        if check:
            lines = difflib.unified_diff(
                before.splitlines(keepends=True), text.splitlines(keepends=True), path, f"{path} (generated)"
            )
            sys.stdout.writelines(lines)
        else:
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
            print(f"wrote {path}")
    return stale


if __name__ == "__main__":
    os.environ.pop("FORCE_COLOR", None)
    checking = "--check" in sys.argv
    if generate(check=checking) and checking:
        raise SystemExit("stale: run python docs/generate.py")
