"""`pm new TITLE`: a feature in a file of its own, with a template to fill in."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pmcli import Backlog, Loaded
from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.options import Model
from pmcli.cli.output import Output
from pmcli.cli.saving import EDITING, DryRun, save
from pmcli.cli.streams import ask, is_somebody_there
from pmcli.editing import feature_template
from pmcli.editing.change_set import rewritten
from pmcli.model.diagnostic import PmError
from pmcli.model.likeness import SAME, Titles
from pmcli.model.special_files import FEATURE_SCHEMA
from pmcli.model.words import words
from pmcli.ranking import find_model, scored_by
from pmcli.ranking.judging import lack
from pmcli.scoring.model import Model as ScoringModel
from pmcli.workspace.files import edit_by_hand
from pmcli.workspace.opening import OpenWorkspace
from pmcli.writers.escaping import visible

Title = Annotated[str, typer.Argument(metavar="TITLE", help="What it is, in a few words.")]
Id = Annotated[str | None, typer.Option("--id", metavar="ID", help="Its id; else made of the title.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="FIELD=VALUE", help="A field, as pm set takes it; may be repeated.",
                 autocompletion=complete.values),
]  # fmt: skip
Bare = Annotated[bool, typer.Option("--bare", help="Only the title and what --set says, no template.")]
Edit = Annotated[
    bool, typer.Option("--edit", "-e", help="Open it in $VISUAL or $EDITOR, and check it after.")
]

_LIKES = 5
"""So many features that may be the same one are named."""


def run(
    context: typer.Context, title: Title, name: Id = None, sets: Sets = None, model: Model = None,
    bare: Bare = False, edit: Edit = False, dry_run: DryRun = False,  # noqa: FBT002 - typer's way
) -> int:  # fmt: skip
    """Make a new feature."""
    output = Output.of(context)
    if not title.strip():
        raise PmError("a feature needs a title", 'pm new "Guest checkout"')
    opened = output.open()
    backlog = opened.loaded.backlog
    feature = feature_template.free_id(name, title, backlog)
    _tell_likes(output, title, backlog)
    path = feature_template.place_of(feature, opened.globs)
    chosen = _model(opened, model)
    text = feature_template.bare(title) if bare else feature_template.draft(title, backlog, chosen)
    text = feature_template.filled(text, path, sets or (), backlog.workspace)
    text = _headed(text, path, backlog)
    pending = rewritten(opened, (), new_files={path: text})
    save(output, pending, dry_run=dry_run, said=f"Created {path}")
    if dry_run:
        return 0
    return by_hand(output, opened, path) if edit else _hint(output, feature, pending.loaded, chosen)


def _headed(text: bytes, path: str, backlog: Backlog) -> bytes:
    """The text of a new file; where schemas are installed, with the line by which editors find them."""
    if backlog.exists is None or path.endswith(".md") or not backlog.exists(FEATURE_SCHEMA):
        return text
    from pmcli.model.schemas.mark import head_line

    return head_line(path).encode() + text


def _tell_likes(output: Output, title: str, backlog: Backlog) -> None:
    """Tells of features with the same title or nearly, whatever has become of them."""
    found = Titles.of({name: feature.title for name, feature in backlog.features.items()}).near(title)
    if not found:
        return
    lines = [_like(name, alike, backlog) for name, alike in found[:_LIKES]]
    more = [f"and {len(found) - _LIKES:,} more"] if len(found) > _LIKES else []
    told = "".join(f"  {visible(line)}\n" for line in (*lines, *more))
    output.notice(f"there is already, with the same title or nearly:\n{told}")


def _like(name: str, alike: float, backlog: Backlog) -> str:
    """A feature that may be the same one: its id, title and status, what it was merged into."""
    into = backlog.stands_for(name)
    status = f"merged into {into}" if into != name else backlog.status(name)
    same = "same title, " if alike == SAME else ""
    return f"{name}: {backlog.features[name].title} ({same}{status})"


def _model(opened: OpenWorkspace, name: str | None) -> ScoringModel:
    """The model named, else that of the workspace, else the one whose inputs most features have."""
    backlog = opened.loaded.backlog
    named = name or backlog.workspace.scoring.model
    if named is not None:
        return find_model(backlog, named)
    if opened.loaded.errors or not backlog.features:
        return find_model(backlog, "rice")
    return scored_by(backlog).model


def _hint(output: Output, feature: str, loaded: Loaded, model: ScoringModel) -> int:
    """Tells what the model still needs to score it, and what the past says of its effort; 0."""
    if not loaded.errors:
        score = scored_by(loaded.backlog, model.name).scores.get(feature)
        if score is not None and score.score is None:
            output.notice(f"{words(lack(model, score))}: pm set {feature} FIELD=VALUE, or fill in the file\n")
        _suggest(output, feature, loaded.backlog)
    return 0


def _suggest(output: Output, feature: str, backlog: Backlog) -> None:
    """Tells what ranges such as its own have meant, and the line that would write that; writes nothing."""
    if not backlog.features[feature].effort or not any(one.results for one in backlog.features.values()):
        return
    from pmcli.review.hindsight import hindsight_of
    from pmcli.views.learning.hindsight import sentences

    past = hindsight_of(output.open(), backlog, feature)
    if past is not None and past.efforts:
        told = "".join(f"{sentence}\n" for sentence in sentences(past))
        output.notice(f"{told}pm learn --apply-to {feature} prints the line that would write so\n")


def by_hand(output: Output, opened: OpenWorkspace, path: str) -> int:
    """The exit code, after a file was open in the person's editor until it was sound or they gave up."""
    root = opened.root
    while True:
        edit_by_hand(root / path, os.environ)
        if not (root / path).is_file() or not (root / path).read_bytes().strip():
            (root / path).unlink(missing_ok=True)
            output.done(f"{path} is empty: nothing is kept\n")
            return 0
        loaded = opened.at(None).loaded
        wrong = [error for error in loaded.errors if error.location.path == path]
        if not wrong:
            output.write(f"{path} is sound\n")
            return 0
        output.tell(wrong, loaded)
        answer = ask("Edit it again? [Y/n] ") if is_somebody_there() else "n"
        if answer is None or answer.casefold() in ("n", "no"):
            streams.tell(f"{path} is left as it is: pm check tells what is wrong\n")
            return 1


COMMAND = Command(
    examples=(
        ('pm new "Guest checkout"', "features/guest-checkout.yaml"),
        ('pm new "Guest checkout" --edit', "open it in your editor, and check it after"),
        ('pm new "Guest checkout" -s effort=3..5 -s owner=amelie', "with some fields filled in"),
        ('pm new "Guest checkout" --bare --id guest', "nothing but the title, under another id"),
    ),
    about="The template has the fields that the scoring model needs (--model, else the one of pm.yaml, "
    "else the one that most features have), with a comment on each; a field left "
    "empty is as if it were not there.",
    shared=EDITING,
    run=run,
)
