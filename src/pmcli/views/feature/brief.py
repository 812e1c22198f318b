"""One feature on a page that a product manager would send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.feature import Feature
from pmcli.model.fields import FIELDS as ROWS
from pmcli.model.fields import Field, InSection, in_section
from pmcli.sharing import AudienceView
from pmcli.views.backlog import FIELDS, for_audience, item
from pmcli.views.feature.visible import fields_in_use, visible_fields
from pmcli.views.view import Subject, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph
from pmcli.writers.documents import Document

_MISSING = "Still to be written"


def find(shared: AudienceView, subject: Subject) -> Feature:
    """The feature meant, in any case of its letters.

    Raises:
        PmError: there is none that the reader may see.
    """
    wanted = (subject or "").casefold()
    for name, feature in shared.backlog.features.items():
        if name.casefold() == wanted:
            return feature
    hint = did_you_mean(subject or "", shared.backlog.features) or "pm list has them all"
    raise PmError(
        f'there is no feature "{subject}"' + ("" if shared.reader.is_full else " for this audience"), hint
    )


def page(shared: AudienceView, subject: Subject = None) -> list[Block]:
    """The brief; what is not written yet is named, for a brief with holes is read too."""
    feature = find(shared, subject)
    blocks: list[Block] = [Heading(feature.title, 1)]
    rows = tuple(_head(shared, feature))
    blocks += [Fields(rows)] if rows else []
    missing = []
    for title in SECTIONS:
        visible = [pair for pair in in_section(ROWS, "brief", title) if shared.sees(pair[0].key)]
        if inside := _together(block for pair in visible for block in _blocks(shared, feature, *pair)):
            blocks += [Heading(title), *inside]
        elif visible and title in _EXPECTED and shared.sees("problem"):
            missing.append(title)
    if missing:
        blocks += [Heading(_MISSING), Bullets(tuple(missing))]
    return blocks


def _head(shared: AudienceView, feature: Feature) -> Iterator[tuple[str, str]]:
    """What stands before all sections: where the feature is, and who answers for it."""
    for field, place in in_section(visible_fields(shared), "brief", ""):
        if texts := list(field.tell(shared, feature)):
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


def _blocks(shared: AudienceView, feature: Feature, field: Field, place: InSection) -> Sequence[Block]:
    if field.key == "links":
        rows = tuple(feature.links.items())
        return [Fields(rows, are_links=True)] if rows else []
    if field.key == "depends_on":
        return _bullets(_relations(shared, feature))
    texts = field.full(shared, feature) if field.full is not None else field.tell(shared, feature)
    if place.is_prose:
        return [Paragraph(text) for text in texts]
    lead = f"{field.title}: " if place.is_named else ""
    return _bullets(lead + text for text in texts)


def _together(blocks: Iterable[Block]) -> list[Block]:
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


def _relations(shared: AudienceView, feature: Feature) -> Iterator[str]:
    for need in feature.depends_on:
        word = "would like" if need.kind == "soft" else "waits for"
        yield f"{word} {shared.title(need.id)}{_when(shared, need.id)}"
    for other in shared.dependents.get(feature.id, ()):
        yield f"{other.title} waits for it{_when(shared, other.id)}"


def _when(shared: AudienceView, feature: str) -> str:
    period = shared.period(feature) if shared.sees("period") else None
    known = feature in shared.backlog.features and shared.sees("status")
    status = shared.backlog.status(feature) if known else ""
    parts = [status.replace("-", " ")] if status and not (status == "planned" and period) else []
    parts += [f"planned for {period}"] if period is not None else []
    return f" ({', '.join(parts)})" if parts else ""


BRIEF = for_audience("feature", feature=FIELDS)


def document(shared: AudienceView, subject: Subject = None) -> Document:
    """The feature with every field."""
    feature = find(shared, subject)
    fields = item(shared, feature, fields_in_use(shared))
    return documents.document("brief", BRIEF, shared, feature=fields)


VIEW = View("brief", "one feature on a page", page, document, of_one=True)
