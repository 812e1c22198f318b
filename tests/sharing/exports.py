"""Everything that a reader can be given: every view in every format about every subject, updates, weeks, the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from pmcli.model.addressee import find_addressee
from pmcli.model.audience import COMPUTED, Reader
from pmcli.model.feature import Feature
from pmcli.planning import Roadmap, with_costs
from pmcli.review.changes import compare
from pmcli.sharing import AudienceView, Since, share
from pmcli.views import formats
from pmcli.views.outputs import VIEWS, find_view
from pmcli.views.page import explore
from pmcli.views.view import View
from pmcli.views.week import page
from pmcli.views.week.document import week_document
from pmcli.views.week.week import Week
from pmcli.writers import blocks, csv, json
from tests.sharing.samples import CANARIES, canaries, chances

STARTS = ("roadmap", "rank", "graph", "plot", "capacity", "declined")
NAMES = ("id", "title", "public")
"""The fields of which an audience needs one, to call a feature by."""
FIELDS = frozenset({*Feature.model_fields, *COMPUTED, "ownnumber", "owntext", "ownword"})
OWNERS = {
    word: frozenset(field for field in CANARIES if word in CANARIES[field])
    for words in CANARIES.values() for word in words
}  # fmt: skip
"""The fields that each canary stands in: one that a reader sees is enough."""
_OWN = {"ACCOUNTTITLE": "update for accountkey", "SEGMENTTITLE": "update for segmentkey"}
"""Whom an update is written to is no secret to them."""


@st.composite
def audiences(draw: st.DrawFn) -> frozenset[str]:
    """Fields of an audience that can be: few, half, or most of all there are."""
    share_of_all = draw(st.sampled_from((1, 5, 8)))
    fields = {field for field in sorted(FIELDS) if draw(st.integers(0, 9)) <= share_of_all}
    return frozenset({*fields, draw(st.sampled_from(NAMES))})


@cache
def _past() -> Since:
    """What changed since the first feature was smaller, and the second was not there."""
    backlog, _ = canaries()
    features = dict(backlog.features)
    features["secret-id-one"] = features["secret-id-one"].model_copy(
        update={"effort": None, "owner": "OWNERWORD"}
    )
    del features["secret-id-three"]
    before = replace(backlog, features=features)
    return Since("v1", compare(before, backlog), before)


@cache
def _weighed() -> Roadmap:
    """The plan with what decisions cost."""
    return with_costs(*canaries())


def leaks(fields: frozenset[str], where: str | None = None) -> list[str]:
    """The canaries that a reader of these fields may not see and is given, each with what it stands in."""
    hidden = [word for word, owners in OWNERS.items() if not owners & fields]
    return [
        f"{word} in {name}" for name, text in given(Reader("some", "some", fields, where)) for word in hidden
        if word in text and not name.startswith(_OWN.get(word, "-"))
    ]  # fmt: skip


def given(reader: Reader) -> Iterator[tuple[str, str]]:
    """What a reader of the samples is given, each with the name of what it is."""
    backlog = canaries()[0]
    yield from everything(share(backlog, _weighed(), reader, odds=chances(), since=_past()))
    for name in ("accountkey", "segmentkey"):
        addressee = find_addressee(backlog.workspace, name)
        update = share(backlog, _weighed(), reader, odds=chances(), since=_past(), addressee=addressee)
        for format_ in ("markdown", "html", "json"):
            told = formats.whole(find_view("review"), format_, update, None)
            yield f"update for {name} as {format_}", told.decode()


def everything(shared: AudienceView) -> Iterator[tuple[str, str]]:
    """All that can be made of the view of a reader but updates, each with the name of what it is."""
    for view in VIEWS:
        if view.hidden_from(shared.reader) is None:
            yield from _exported(view, shared)
    for start in STARTS:
        yield f"page at {start}", explore(shared, start)
    yield from _week(shared)


def _exported(view: View, shared: AudienceView) -> Iterator[tuple[str, str]]:
    for format_ in view.formats:
        if (view.name, format_) == ("roadmap", "mermaid") and not _has_periods(shared):
            continue  # which is refused: a chart of nothing
        for subject in subjects(view, shared):
            yield f"{view.name} as {format_}", _text(formats.whole(view, format_, shared, subject))
            if format_ in formats.PARTS:
                yield f"{view.name} between markers", _text(formats.part(view, format_, shared, subject))


def _has_periods(shared: AudienceView) -> bool:
    return shared.sees("period") and bool(shared.roadmap.placements)


def subjects(view: View, shared: AudienceView) -> list[str | None]:
    """All that a view can be about, and nothing where it may be about all."""
    if view.subjects is None:
        return [None]
    names = shared.backlog.features if view.name == "brief" else view.subjects.every(shared)
    return [*names, *([] if view.of_one else [None])]


def _text(data: bytes) -> str:
    """The text of an output; of a workbook that of all its parts."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = [name for name in book.namelist() if "styles" not in name and "theme" not in name]
        return "\n".join(book.read(name).decode() for name in names).replace(_OF_METHODS, "")


_OF_METHODS = "platforms or compliance"
"""Words of the sheet that explains the scoring methods, of which one is a canary."""


def _week(shared: AudienceView) -> Iterator[tuple[str, str]]:
    week = Week.of(shared)
    most = [9] * len(week.days)
    yield "week as json", json.dumps(week_document(week))
    yield "week as csv", csv.render(page.table(week))
    yield "week as mail", blocks.markdown(page.mail(week, most))
    yield "week on a screen", blocks.markdown(page.screen(week, most))
