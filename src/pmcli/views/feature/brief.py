"""One feature on a page that a product manager would send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.model.fields import FIELDS as ROWS
from pmcli.model.fields import Field, InSection, in_section
from pmcli.model.lookup import guess
from pmcli.sharing import AudienceView
from pmcli.views.backlog import FIELDS, for_audience, item
from pmcli.views.feature.visible_fields import fields_in_use, visible_fields
from pmcli.views.view import Subject, Subjects, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph
from pmcli.writers.documents import Document

_MISSING = "Still to be written"


def find(view: AudienceView, subject: Subject) -> Feature:
    """The feature meant, in any case of its letters.

    Raises:
        PmError: there is none that the reader may see.
    """
    wanted = (subject or "").casefold()
    for name, feature in view.backlog.features.items():
        if name.casefold() == wanted:
            return feature
    hint = guess(subject or "", view.backlog.features) or "pm list has them all"
    raise PmError(
        f'there is no feature "{subject}"' + ("" if view.reader.is_full else " for this audience"), hint
    )


def page(view: AudienceView, subject: Subject = None) -> list[Block]:
    """The brief; what is not written yet is named, for a brief with holes is read too."""
    feature = find(view, subject)
    blocks: list[Block] = [Heading(feature.title, 1)]
    rows = tuple(_head(view, feature))
    blocks += [Fields(rows)] if rows else []
    missing = []
    for title in SECTIONS:
        visible = [pair for pair in in_section(ROWS, "brief", title) if view.sees(pair[0].key)]
        if section := joined_lists(block for pair in visible for block in _blocks(view, feature, *pair)):
            blocks += [Heading(title), *section]
        elif visible and title in _EXPECTED and view.sees("problem"):
            missing.append(title)
    if missing:
        blocks += [Heading(_MISSING), Bullets(tuple(missing))]
    return blocks


def _head(view: AudienceView, feature: Feature) -> Iterator[tuple[str, str]]:
    """The facts before all sections: where the feature is, and who answers for it."""
    for field, place in in_section(visible_fields(view), "brief", ""):
        if texts := list(field.tell(view, feature)):
            yield place.title or field.title, "; ".join(texts)


SECTIONS: Final = (
    "Problem", "Who has it", "Evidence", "What we propose", "Outcome and how we will know",
    "Options and tradeoffs", "Effort and risks", "Dependencies", "When, and why then", "Positions",
    "Decisions so far", "Open questions", "Launch", "For customers", "What it did", "Links",
)  # fmt: skip
"""The sections in their order; which fields stand in them is in the registry."""
_EXPECTED: Final = frozenset({
    "Problem", "Who has it", "Evidence", "What we propose", "Outcome and how we will know",
    "Effort and risks",
})  # fmt: skip
"""Sections that a good brief has."""


def _blocks(view: AudienceView, feature: Feature, field: Field, place: InSection) -> Sequence[Block]:
    if field.key == "links":
        rows = tuple(feature.links.items())
        return [Fields(rows, are_links=True)] if rows else []
    if field.key == "depends_on":
        return _bullets(_relations(view, feature))
    texts = field.full(view, feature) if field.full is not None else field.tell(view, feature)
    if place.is_prose:
        return [Paragraph(text) for text in texts]
    lead = f"{field.title}: " if place.is_named else ""
    return _bullets(lead + text for text in texts)


def joined_lists(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, lists that follow one another as one."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Bullets) and isinstance(last, Bullets):
            joined[-1] = Bullets((*last.items, *block.items))
        else:
            joined.append(block)
    return joined


def _bullets(lines: Iterable[str]) -> list[Block]:
    items = tuple(lines)
    return [Bullets(items)] if items else []


def _relations(view: AudienceView, feature: Feature) -> Iterator[str]:
    for need in feature.depends_on:
        word = "would like" if need.kind == "soft" else "waits for"
        yield f"{word} {view.title(need.id)}{_when(view, need.id)}"
    for other in view.dependents.get(feature.id, ()):
        yield f"{other.title} waits for it{_when(view, other.id)}"


def _when(view: AudienceView, feature: str) -> str:
    period = view.period(feature) if view.sees("period") else None
    known = feature in view.backlog.features and view.sees("status")
    status = view.backlog.status(feature) if known else ""
    parts = [status.replace("-", " ")] if status and not (status == "planned" and period) else []
    parts += [f"planned for {period}"] if period is not None else []
    return f" ({', '.join(parts)})" if parts else ""


BRIEF = for_audience("feature", feature=FIELDS)


def document(view: AudienceView, subject: Subject = None) -> Document:
    """The feature with every field."""
    feature = find(view, subject)
    fields = item(view, feature, fields_in_use(view))
    return documents.document("brief", BRIEF, view, feature=fields)


def _named(view: AudienceView, name: str) -> str:
    return find(view, name).id


def _every(view: AudienceView) -> list[str]:
    return [name for name in sorted(view.backlog.features) if view.backlog.is_open(name)]


VIEW = View(
    "brief", "one feature on a page", page, document, odds_in=("markdown", "html", "json"),
    subjects=Subjects(_every, _named, "every open one", "there is no open feature to write a brief of"),
)  # fmt: skip
