"""One feature on a page that a product manager would send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pmcli.diagnostic import PmError, did_you_mean
from pmcli.feature import Feature
from pmcli.formats import documents, facts
from pmcli.formats.documents import Document
from pmcli.formats.exports.backlog import FIELDS, for_audience, item
from pmcli.formats.exports.told import BY_KEY, fields_in_use, visible_fields
from pmcli.formats.exports.view import Subject, View
from pmcli.formats.page import Block, Bullets, Fields, Heading, Paragraph
from pmcli.sharing import Shared

_HEAD = (
    "status", "period", "owner", "team", "theme", "release", "deadline", "target", "rank", "score",
    "confidence",
)  # fmt: skip
_MISSING = "Still to be written"


def find(shared: Shared, subject: Subject) -> Feature:
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


def page(shared: Shared, subject: Subject = None) -> list[Block]:
    """The brief; what is not written yet is named, for a brief with holes is read too."""
    feature = find(shared, subject)
    found: list[Block] = [Heading(feature.title, 1)]
    rows = tuple(
        (one.title if one.key != "rank" else "rank", "; ".join(told))
        for one in visible_fields(shared)
        if one.key in _HEAD and (told := list(one.tell(shared, feature)))
    )
    found += [Fields(rows)] if rows else []
    missing = []
    for title, keys, is_expected in _PARTS:
        visible = [key for key in keys if shared.sees(key)]
        if not visible:
            continue
        blocks = _together(block for key in visible for block in _blocks(shared, feature, key))
        if blocks:
            found += [Heading(title), *blocks]
        elif is_expected and shared.sees("problem"):
            missing.append(title)
    if missing:
        found += [Heading(_MISSING), Bullets(tuple(missing))]
    return found


_PARTS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("Problem", ("problem", "solves"), True),
    ("Who has it", ("segments", "request", "requests"), True),
    ("Evidence", ("evidence", "experiments"), True),
    ("What we propose", ("solution", "description"), True),
    ("Outcome and how we will know", ("outcomes", "metrics", "acceptance"), True),
    ("Options and tradeoffs", ("options", "tech_debt"), False),
    ("Effort and risks", ("effort", "remaining", "risks"), True),
    ("Dependencies", ("depends_on", "conflicts_with", "parent"), False),
    ("When, and why then", ("reasons",), False),
    ("Positions", ("positions",), False),
    ("Decisions so far", ("decisions",), False),
    ("Open questions", ("questions",), False),
    ("Launch", ("launch",), False),
    ("For customers", ("public",), False),
    ("What it did", ("results",), False),
    ("Links", ("links",), False),
)
_PROSE = frozenset({"problem", "solution", "description"})


def _blocks(shared: Shared, feature: Feature, key: str) -> Sequence[Block]:
    if key == "problem":
        return [Paragraph(feature.problem)] if feature.problem else []
    if key == "solves":
        return _bullets(_problems(shared, feature))
    if key == "segments":
        known = shared.backlog.workspace.problems
        problems = [known[name] for name in feature.solves if name in known]
        return _bullets(facts.segments(feature, problems, shared.backlog))
    if key == "links":
        rows = tuple((name, str(value)) for name, value in feature.links.items())
        return [Fields(rows, are_links=True)] if rows else []
    if key == "evidence":
        return _bullets(_evidence(shared, feature))
    if key == "depends_on":
        return _bullets(_relations(shared, feature))
    told = list(BY_KEY[key].tell(shared, feature))
    if key in _PROSE or not told:
        return [Paragraph(text) for text in told]
    titled = {"conflicts_with", "parent", "tech_debt", "remaining", "request"}
    lead = f"{BY_KEY[key].title}: " if key in titled else ""
    return _bullets(lead + text for text in told)


def _together(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, lists that follow one another as one."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(block, Bullets) and isinstance(last, Bullets):
            found[-1] = Bullets((*last.items, *block.items))
        else:
            found.append(block)
    return found


def _bullets(lines: Iterable[str]) -> list[Block]:
    told = tuple(lines)
    return [Bullets(told)] if told else []


def _problems(shared: Shared, feature: Feature) -> Iterator[str]:
    known = shared.backlog.workspace.problems
    for name in feature.solves:
        yield facts.problem(known[name]) if name in known else name


def _evidence(shared: Shared, feature: Feature) -> Iterator[str]:
    known = shared.backlog.workspace.problems
    solved = [piece for name in feature.solves if name in known for piece in known[name].evidence]
    yield from (facts.evidence(piece, shared.backlog) for piece in (*feature.evidence, *solved))


def _relations(shared: Shared, feature: Feature) -> Iterator[str]:
    for need in feature.depends_on:
        word = "would like" if need.kind == "soft" else "waits for"
        yield f"{word} {shared.title(need.id)}{_when(shared, need.id)}"
    for other in shared.dependents.get(feature.id, ()):
        yield f"{other.title} waits for it{_when(shared, other.id)}"


def _when(shared: Shared, feature: str) -> str:
    period = shared.period(feature) if shared.sees("period") else None
    known = feature in shared.backlog.features and shared.sees("status")
    status = shared.backlog.status(feature) if known else ""
    parts = [status.replace("-", " ")] if status and not (status == "planned" and period) else []
    parts += [f"planned for {period}"] if period is not None else []
    return f" ({', '.join(parts)})" if parts else ""


BRIEF = for_audience("feature", feature=FIELDS)


def document(shared: Shared, subject: Subject = None) -> Document:
    """The feature with every field."""
    feature = find(shared, subject)
    fields = item(shared, feature, fields_in_use(shared))
    return documents.document("brief", BRIEF, shared, feature=fields)


VIEW = View("brief", "one feature on a page", page, document, of_one=True)
