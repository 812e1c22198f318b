"""The design and the read-out of an experiment as a page to send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.difference import rounded
from pmcli.model.experiment import Experiment, Guardrail
from pmcli.model.fields.facts import joined
from pmcli.model.figure import figure, measured
from pmcli.model.lookup import experiment_names
from pmcli.model.naming import meant
from pmcli.sharing import AudienceView
from pmcli.views.backlog import for_audience
from pmcli.views.experiment.document import EXPERIMENT, experiments_document
from pmcli.views.experiment.page import experiment_page
from pmcli.views.experiment.readout import Readout, readouts
from pmcli.views.experiment.todo import conclusion
from pmcli.views.experiment.words import is_counted
from pmcli.views.view import Subject, Subjects, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Fields, Heading, Paragraph
from pmcli.writers.documents import Document, Shape


def page(view: AudienceView, subject: Subject = None) -> list[Block]:
    """What it says and what was decided, then how it was planned and what for; of a feature all of them."""
    found = _found(view, subject)
    if len(found) == 1:
        return list(_told(view, found[0], 1))
    blocks: list[Block] = [Heading(found[0].feature.title, 1), Paragraph(conclusion(found), "strong")]
    return [*blocks, *(block for readout in found for block in _told(view, readout, 2))]


def find(view: AudienceView, name: str) -> str:
    """The id of the experiment that somebody means, or of the feature with all of its.

    Raises:
        PmError: there is none that the reader may see.
    """
    known = experiment_names(view.backlog)
    if (found := meant(name, known)) in known:
        return found
    hint = did_you_mean(name, known) or "pm experiment lists those there are"
    raise PmError(f'there is no experiment "{name}", and no feature of that name with one', hint)


def _found(view: AudienceView, subject: Subject) -> list[Readout]:
    """The experiments of a feature, else those of this id: one, unless several have it."""
    name = find(view, subject or "")
    every = list(readouts(view.backlog))
    return [readout for readout in every if readout.feature.id == name] or [
        readout for readout in every if readout.experiment.id == name
    ]


def _told(view: AudienceView, readout: Readout, level: int) -> Iterator[Block]:
    yield from experiment_page(readout, level=level)
    yield Heading("How it was planned", level + 1)
    yield Fields(tuple(_design(readout)))
    if rows := tuple(_purpose(view, readout)):
        yield Heading("What it is for", level + 1)
        yield Fields(rows)


def _design(readout: Readout) -> Iterator[tuple[str, str]]:
    experiment = readout.experiment
    yield "We believe", experiment.hypothesis
    way = "more is better" if experiment.better == "up" else "less is better"
    before = f"before: {measured(experiment.baseline)}" if experiment.baseline is not None else None
    yield "Measured by", joined(experiment.metric or "nothing that has a name", way, before)
    worth = rounded(readout.detect, is_share=readout.is_share) if readout.detect is not None else None
    yield "Least difference worth having", worth or "nobody wrote it down"
    size = f"{experiment.size:,}" if experiment.size is not None else "no size was planned"
    yield "In each group", size
    if experiment.split is not None:
        yield "Control group", f"{figure(100 * experiment.split)} % of all"
    if experiment.start or experiment.end:
        yield "When", joined(experiment.start, experiment.end, by=" to ")
    if experiment.looks == "any":
        yield "To be read", "at any time"
    elif experiment.size is not None:
        yield "To be read", "once, when so many are there"
    if experiment.guardrails:
        yield "Must not become worse", "; ".join(map(_guardrail, experiment.guardrails))


def _guardrail(rail: Guardrail) -> str:
    if not rail.worst:
        return rail.metric
    return f"{rail.metric} by more than {rounded(rail.worst, is_share=is_counted(rail))}"


def _purpose(view: AudienceView, readout: Readout) -> Iterator[tuple[str, str]]:
    feature = readout.feature
    yield "Feature", feature.title
    for title, key, text in (
        ("Problem", "problem", feature.problem), ("Proposed", "solution", feature.solution),
        ("Owner", "owner", feature.owner),
    ):  # fmt: skip
        if text and view.sees(key):
            yield title, text


_DESIGN = Shape(
    Experiment, "id hypothesis metric baseline detect=least_difference size start end looks split guardrails",
    detect=float | None, guardrails=[Shape(Guardrail, "metric better worst")],
)  # fmt: skip
READ_OUT = for_audience("items designs", items=EXPERIMENT.types["items"], designs=[_DESIGN])


def document(view: AudienceView, subject: Subject = None) -> Document:
    """What the groups say, an item for each group with a change, and how each experiment was planned."""
    found: Sequence[Readout] = _found(view, subject)
    return documents.document(
        "experiment", READ_OUT, view, items=experiments_document(found, view.backlog.today)["items"],
        designs=[readout.experiment for readout in found],
    )  # fmt: skip


def _every(view: AudienceView) -> list[str]:
    """Each experiment by its id; those without by their feature."""
    features = view.backlog.features.values()
    return list(dict.fromkeys(test.id or feature.id for feature in features for test in feature.experiments))


VIEW = View(
    "experiment", "how a test was planned, and what it says", page, document, has_periods=False,
    subjects=Subjects(_every, find, "each of them", "there is no experiment to read out"),
)  # fmt: skip
