"""Writes what can be computed of the docs: `python docs/generate.py`; `--check` fails where they are stale.

- schema/*.schema.json: the JSON Schemas of the files; schema/output/*.schema.json: those of JSON documents
- docs/fields.md, models.md, rules.md, commands.md and mapping.md: from the records, models, rules and help
- the table of the kinds of reasons in docs/json.md, the columns of formats in docs/import.md: from the source
- docs/man: the pages of the manual, from the help
- docs/architecture.md: the rooms and their imports, from the source
- docs/words.md: the sentences that screens use most, from docs/sentences.py and the source
- src/pmcli/checks/pages/*.md: what `pm check` says of each example
- the screens in README.md and docs/*.md: a block that begins with `<!-- screen: pm … -->` holds what that
  command prints, as a picture in docs/screens/ and as text; `-C @branch` stands for the changed branch of
  docs/branch.py
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import io
import json
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from pmcli.checks import RULES, Rule, Selection, check
from pmcli.checks.rule_page import page
from pmcli.checks.schemas import own_of_nobody
from pmcli.cli import main
from pmcli.cli.app import COMMANDS
from pmcli.importing.sources.tables.formats.dialect import DIALECTS, dialect
from pmcli.importing.sources.tables.formats.json_format import FOLDER
from pmcli.importing.sources.text.form import Form
from pmcli.importing.sources.trackers.shapes.formats import FORMATS
from pmcli.model import reason
from pmcli.model.agreement import PlanFile
from pmcli.model.feature import Feature
from pmcli.model.rating import RatingsFile
from pmcli.model.record import Record
from pmcli.model.schema import field_texts
from pmcli.model.schemas.files import SCHEMAS
from pmcli.model.team import ByPeriod
from pmcli.model.workspace import Workspace
from pmcli.scoring import MODELS
from pmcli.views.contract import DOCUMENTS, document_schema
from pmcli.views.rules import is_fixable
from pmcli.workspace.loading import load
from pmcli.workspace.validation_faults import records_in
from pmcli.writers.reports.text import concise

ROOT = Path(__file__).resolve().parent.parent
GENERATED = "<!-- Written by docs/generate.py: change the source, not this page. -->\n\n"
PICTURES = "docs/screens"
MANUAL = "docs/man"
# The examples lie in this repository: its commits are none of theirs, and a shallow clone has others.
os.environ["GIT_CEILING_DIRECTORIES"] = str(ROOT / "examples")
COLOR = re.compile(r"\x1b\[[0-9;]*m")
SCREEN = re.compile(r"(<!-- screen: (pm .*?) -->\n).*?(<!-- /screen -->)", re.DOTALL)


def run(command: str, *options: str) -> str:
    """What a `pm …` line prints with these options, both streams; without colour unless they ask for it."""
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        words = [*shlex.split(command)[1:], *options]
        if "@branch" in words:
            words[words.index("@branch")] = str(_beside("branch").make(Path(folder)))
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), contextlib.chdir(ROOT):
            main(words)
    return printed.getvalue()


def _beside(name: str) -> Any:
    """A module of this folder, also where this one runs as a script and is found in docs/ itself."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return import_module(f"docs.{name}")


def page_of_fields() -> str:
    """Every key of pm.yaml, of a feature file, and of plan.yaml."""
    parts = [
        GENERATED,
        "# The files\n\n",
        "Every key that `pm` reads. Keys that begin with `x-` are your own.\n",
    ]
    for title, record in (
        ("pm.yaml", Workspace),
        ("A feature", Feature),
        ("plan.yaml", PlanFile),
        ("ratings/NAME.yaml", RatingsFile),
    ):
        parts.append(f"\n## {title}\n")
        parts += _section("", record)
    return "".join(parts)


def _section(way: str, record: type[Record]) -> Iterator[str]:
    texts = field_texts(record)
    heading = f"\n### `{way}`\n\n{(record.__doc__ or '').splitlines()[0]}\n" if way else ""
    yield f"{heading}\n| key | what it says |\n| --- | --- |\n"
    for name, field in record.model_fields.items():
        key = record.written_as(name)
        must = " (required)" if field.is_required() and key != "id" else ""
        text = texts[key].replace("\n", " ").replace("|", "\\|")
        yield f"| `{key}`{must} | {text} |\n"
    for key, field in record.model_fields.items():
        inside = (
            inner for inner in records_in(field.annotation) if inner is not ByPeriod
        )  # its keys are periods
        for inner in inside:
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


def page_of_mapping() -> str:
    """Every key of a mapping for features kept as text."""
    lead = (
        "# Mappings: features that are kept as text in git\n\n"
        "A mapping says how `pm import FOLDER --mapping FILE` reads them. Two come with `pm`, for\n"
        "Kubernetes KEPs and Ethereum EIPs. This is the second:\n\n"
    )
    example = (ROOT / "src/pmcli/importing/sources/text/forms/eips.yaml").read_text(encoding="utf-8")
    parts = [GENERATED, lead, f"```yaml\n{example}```\n\n## A mapping\n"]
    parts += _section("", Form)
    parts.append("\nA key alone stands for `{key: …}`.\n")
    return "".join(parts)


def page_of_architecture() -> str:
    """The rooms, and which imports which."""
    lead = (
        "# The house\n\n"
        "The rooms of `src/pmcli`, from the top down. An arrow leads from a room to one that it imports;\n"
        "arrows that follow from others are left out of the picture, and stand in the table. No arrow leads\n"
        "up again: `lint-imports` keeps that. [CONTRIBUTING.md](../CONTRIBUTING.md) tells what goes where.\n"
    )
    rooms = _beside("rooms")
    return f"{GENERATED}{lead}\n```mermaid\n{rooms.picture()}```\n\n{rooms.table()}"


FAMILIES = {
    "PM0": "what cannot be read", "PM1": "keys, values and names", "PM2": "what waits for what",
    "PM3": "the roadmap", "PM4": "scores", "PM5": "evidence and judgement", "PM6": "how sure it is",
    "PM7": "launches and results", "PM8": "experiments", "PM9": "the checks themselves",
}  # fmt: skip
PAGES = "src/pmcli/checks/pages"
RULES_LEAD = """\
Which are asked, how severe they are and how one is silenced: [the pull request](review.md). `pm rule CODE`
prints a page of these in the terminal. Rules marked *by name* are asked only where their code is selected in
full; *--fix* mends what is safe.
"""


def page_of_rules() -> str:
    """Every rule of `pm check`: a table, and the page of each."""
    parts = [
        GENERATED,
        "# The rules of `pm check`\n\n",
        RULES_LEAD,
    ]
    for family, title in FAMILIES.items():
        parts.append(
            f"\n## {family}: {title}\n\n| code | name | severity | | why |\n| --- | --- | --- | --- | --- |\n"
        )
        parts += [_row_of_rule(rule) for rule in RULES if rule.code.startswith(family)]
    for rule in RULES:
        text = page(rule.code).text.replace("../../../../docs/", "")
        parts.append(
            "\n"
            + re.sub(r"^(#+) ", r"#\1 ", text, flags=re.MULTILINE).replace(
                f"## {rule.code}", f'## <a id="{rule.code.lower()}"></a>{rule.code}', 1
            )
        )
    return "".join(parts)


def _row_of_rule(rule: Rule) -> str:
    marks = ", ".join([*["by name"] * rule.optional, *["--fix"] * is_fixable(rule)])
    link = f"[{rule.code}](#{rule.code.lower()})"
    return f"| {link} | {rule.name} | {rule.severity} | {marks} | {rule.about} |\n"


def with_output(code: str) -> str:
    """The page of a rule with what `pm check` says of its example now."""
    found = page(code)
    before = found.output("Example")
    if before is None:
        return found.text
    texts = found.workspace("Example")
    backlog, faults = load(texts, clock=date(2026, 11, 23))
    optional = any(rule.optional for rule in RULES if rule.code == code)
    told = check(
        replace(backlog, exists=texts.__contains__), faults,
        selection=Selection(extend=(code,)) if optional else None,
    )  # fmt: skip
    return found.text.replace(f"```text\n{before}```", f"```text\n{concise(told)}```", 1)


def page_of_commands() -> str:
    """The help of every command."""
    parts = [GENERATED, "# The commands\n\n", f"```text\n{run('pm --help')}```\n"]
    parts.append(f"\n## All of it, and how things look\n\n```text\n{run('pm --help --all')}```\n")
    names = [command.name for command in COMMANDS]
    parts += [f"\n## pm {name}\n\n```text\n{run(f'pm {name} --help')}```\n" for name in names]
    return "".join(parts)


def page_of_words() -> str:
    """The sentences that screens use most."""
    return GENERATED + str(_beside("sentences").page(kinds_of_reasons()))


def kinds_of_reasons() -> dict[str, str]:
    """All kinds of reasons, each with what the source says of its facts."""
    source = (
        Path(reason.__file__).read_text(encoding="utf-8").split("Kind = Literal[", 1)[1].split("]\n", 1)[0]
    )
    kinds: list[tuple[str, str]] = []
    for line in source.splitlines():
        kind, _, facts = line.strip().partition("#")
        if name := kind.strip(' ,"'):
            kinds.append((name, facts.strip()))
        elif kinds and facts and not facts.strip().startswith("---"):
            kinds[-1] = (kinds[-1][0], f"{kinds[-1][1]} {facts.strip()}")
    return dict(kinds)


def with_kinds_of_reasons(text: str) -> str:
    """A page with the table of all kinds of reasons in its place."""
    rows = "".join(f"| `{name}` | {facts} |\n" for name, facts in kinds_of_reasons().items())
    table = f"<!-- reasons -->\n\n| kind | what it tells |\n| --- | --- |\n{rows}\n<!-- /reasons -->"
    return re.sub(r"<!-- reasons -->.*<!-- /reasons -->", lambda _: table, text, flags=re.DOTALL)


def with_columns_of_formats(text: str) -> str:
    """A page with what the columns of every format that is data become, in their place."""
    lines = []
    tables = [(name, title, dialect(name)) for name, title in DIALECTS.items()]
    of_json = [(one.name, one.title, dialect(one.name, FOLDER)) for one in FORMATS]
    for name, title, known in [*tables, *of_json]:
        read = known.columns
        listed = [f"`{meaning}`: {', '.join(names)}" for meaning, names in read.items() if meaning]
        lines.append(f"**{title[0].upper()}{title[1:]}**, `--format {name}`\n{'; '.join(listed)}.\n")
    block = f"<!-- columns -->\n\n{chr(10).join(lines)}\n<!-- /columns -->"
    return re.sub(r"<!-- columns -->.*<!-- /columns -->", lambda _: block, text, flags=re.DOTALL)


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def shown(command: str) -> str:
    """A command as it stands on a page: without what only the place of the example asks."""
    return re.sub(r" (-C \S+|--width \d+)", "", command)


@functools.cache
def colored(command: str) -> str:
    """What a command prints in colour; without the codes of colours it is what it prints without."""
    return run(command, "--color", "always")


def with_screens(text: str, to_pictures: str = PICTURES) -> str:
    """A page with every screen in it as the command prints it now; their pictures lie in `to_pictures`."""

    def screen(found: re.Match[str]) -> str:
        told = shown(found[2])
        name = _beside("pictures").name_of(found[2])
        text = COLOR.sub("", colored(found[2])).rstrip()
        return (
            f"{found[1]}![{told}]({to_pictures}/{name}.svg)\n\n<details><summary>As text</summary>\n\n"
            f"```console\n$ {told}\n{text}\n```\n\n</details>\n{found[3]}"
        )

    return SCREEN.sub(screen, text)


def pictures(texts: Iterable[str]) -> dict[str, str]:
    """The picture of every screen in these pages, by its path."""
    made = _beside("pictures")
    commands = sorted({found[2] for text in texts for found in SCREEN.finditer(text)})
    return {
        f"{PICTURES}/{(name := made.name_of(command))}.svg": made.picture(
            name, f"$ {shown(command)}", colored(command)
        )
        for command in commands
    }


def pages() -> dict[str, str]:
    """Every generated file by its path."""
    found = {
        **{f"schema/{kind}.schema.json": _json(make(own_of_nobody())) for kind, make in SCHEMAS.items()},
        **{f"schema/output/{kind}.schema.json": _json(document_schema(kind)) for kind in DOCUMENTS},
        "docs/fields.md": page_of_fields(),
        "docs/models.md": page_of_models(),
        "docs/rules.md": page_of_rules(),
        "docs/commands.md": page_of_commands(),
        "docs/mapping.md": page_of_mapping(),
        "docs/architecture.md": page_of_architecture(),
        "docs/words.md": page_of_words(),
        **{f"{MANUAL}/{name}": text for name, text in _beside("manual").pages().items()},
        **{f"{PAGES}/{rule.code}.md": with_output(rule.code) for rule in RULES},
    }
    texts = {}
    for written in sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")]):
        path = written.relative_to(ROOT).as_posix()
        if path not in found:
            texts[path] = written.read_text(encoding="utf-8")
    for path, text in texts.items():
        to_pictures = os.path.relpath(PICTURES, Path(path).parent).replace(os.sep, "/")
        found[path] = with_columns_of_formats(with_kinds_of_reasons(with_screens(text, to_pictures)))
    return found | pictures(texts.values())


def generate(*, check: bool) -> int:
    """Write the files, or show how those on disk differ; the number that differ."""
    made = pages()
    stale = 0
    for old in sorted(ROOT.glob(f"{PICTURES}/*")):
        if (path := old.relative_to(ROOT).as_posix()) not in made:
            stale += 1
            print(f"{path} is a picture of no screen" if check else f"removed {path}")
            old.unlink() if not check else None
    for path, text in made.items():
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
    os.environ["XDG_CONFIG_HOME"] = os.devnull  # as it looks for everybody
    checking = "--check" in sys.argv
    if generate(check=checking) and checking:
        raise SystemExit("stale: run python docs/generate.py")
