"""The fields of a feature, a row each, in the order in which they stand in an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pmcli.model.feature import STATUSES, TYPES
from pmcli.model.fields import facts, filters, parts, texts
from pmcli.model.fields.field import Absent, Field, InSection
from pmcli.model.fields.filters import FilterField
from pmcli.model.inputs import MOSCOW
from pmcli.model.measures import VERDICTS

if TYPE_CHECKING:
    from pmcli.model.workspace import Workspace

_LINE: Final = "line"
"""The line below the title in `show`."""
_HEADING: Final = Absent("it is the heading")
_INPUT: Final = Absent("pm explain tells the inputs of a method, and what the score makes of them")
_LABEL: Final = Absent("a label to sort by, which says nothing to those who read of one feature")
_PLAN: Final = Absent("it is a number of the plan, not of the feature")
_PROSE: Final = Absent("a text to read, not to compare")
_PARTS: Final = Absent("it has several parts, of which none is the one to compare")
_WORKED_OUT: Final = Absent("it is worked out", "set what it follows from")
_IN_PLAN: Final = Absent("the line of the roadmap says it")
_OF_PARTS: Final = Absent("the briefs of its parts say it, each of its own work")
_AGREED: Final = Absent("pm roadmap tells what was agreed, and what becomes of it")


def _effort_unit(workspace: Workspace, _: str) -> str:
    return workspace.effort_unit


def _cd3_unit(workspace: Workspace, part: str) -> str:
    weekly = f"{workspace.currency} a week" if workspace.currency else "a week"
    return {"cost_of_delay": weekly, "duration": "weeks"}.get(part, "")


FIELDS: Final[tuple[Field, ...]] = (
    Field("rank", "#", texts.rank, number=texts.rank_number, about="its place in the ranking",
          show=InSection("", 1, "rank"), brief=InSection("", title="rank"), details=InSection("", 1),
          ask=filters.ranked("rank", 19), edit=_WORKED_OUT, in_reasons=True),
    Field("id", "id", texts.text("id"), show=InSection(_LINE, 1),
          brief=Absent("readers of a brief know it by its title"), details=_HEADING,
          ask=filters.word("id", 1),
          edit=Absent("an id is not set", "pm rename OLD NEW: all references follow"), for_leadership=True,
          in_reasons=True, moves=False),
    Field("title", "title", texts.text("title"), width=34.0, show=_HEADING, brief=_HEADING, details=_HEADING,
          ask=filters.word("title", 2), for_leadership=True, moves=False),
    Field("period", "when", texts.nothing, planned=texts.period, about="when the roadmap delivers it",
          show=InSection("", 3, "roadmap"), brief=InSection(""), details=InSection("", 4),
          ask=Absent("pm roadmap tells what comes when"), edit=_WORKED_OUT,
          for_leadership=True, in_reasons=True, in_capacity=True),
    Field("agreed", "agreed for", texts.nothing, planned=texts.agreed,
          about="the period agreed for a feature in plan.yaml", show=_IN_PLAN, brief=InSection(""),
          details=InSection("", 5), ask=_AGREED,
          edit=Absent("pm accept agrees on the plan", "or edit plan.yaml"), for_leadership=True),
    Field("change", "change", texts.nothing, planned=texts.change,
          about="what became of that: kept, forced, late, early, new, improved", show=_IN_PLAN,
          brief=Absent("the reasons say it in words"), details=InSection("", 5), ask=_AGREED,
          edit=_WORKED_OUT, for_leadership=True),
    Field("odds", "in time", texts.nothing, planned=texts.in_time, number=texts.in_time_number,
          about="how likely it is there in its period, where odds are asked for; only with period",
          show=InSection("", 3), brief=InSection(""), details=InSection("", 4),
          ask=Absent("pm odds tells how likely the plan is"), edit=_WORKED_OUT),
    Field("status", "status", texts.status, show=InSection(_LINE, 2), brief=InSection(""),
          details=InSection("", 6), ask=FilterField("status", "word", filters.status, STATUSES, at=3),
          for_leadership=True, in_reasons=True),
    Field("type", "type", texts.text("type"), show=InSection(_LINE, 3), brief=_LABEL,
          details=InSection("", 7), ask=filters.word("type", 4, TYPES), for_leadership=True, in_reasons=True),
    Field("owner", "owner", texts.text("owner"), show=InSection(_LINE, 5), brief=InSection(""),
          details=InSection("", 8), ask=filters.word("owner", 6), for_leadership=True, moves=False),
    Field("theme", "theme", texts.text("theme"), show=InSection(_LINE, 4), brief=InSection(""),
          details=InSection("", 10), ask=filters.word("theme", 7), for_leadership=True, moves=False),
    Field("tags", "tags", texts.texts("tags"), several=True, show=InSection("", 16), brief=_LABEL,
          details=InSection("", 18), ask=filters.words("tag", "tags", 9), edit="by comma",
          moves=False),
    Field("product", "product", texts.text("product"), show=InSection("", 15), brief=_LABEL,
          details=InSection("", 11), ask=filters.word("product", 13), for_leadership=True, moves=False),
    Field("parent", "part of", texts.text("parent"), show=InSection("", 13),
          brief=InSection("Dependencies", 51, is_named=True), details=InSection("", 12),
          ask=filters.word("parent", 14), for_leadership=True, in_reasons=True),
    Field("release", "release", texts.text("release"), full=texts.release_in_full, show=InSection("", 11),
          brief=InSection(""), details=InSection("", 13), ask=filters.word("release", 15),
          for_leadership=True, moves=False),
    Field("horizon", "horizon", texts.text("horizon"), planned=texts.horizon, show=InSection("", 10),
          brief=Absent("it follows from the period, which stands there"), details=InSection("", 5),
          ask=filters.word("horizon", 16, ("now", "next", "later")), for_leadership=True, moves=False),
    Field("problem", "problem", texts.problem, full=texts.text("problem"), width=44.0,
          show=InSection("Problem", is_prose=True), brief=InSection("Problem", is_prose=True),
          details=InSection("Problem"), ask=_PROSE, for_leadership=True, moves=False, weighed="ordered"),
    Field("solves", "solves", texts.solves, full=texts.solves_in_full, several=True,
          show=InSection("Problem"), brief=InSection("Problem"), details=InSection("Problem"),
          ask=filters.words("solves", "solves", 11), for_leadership=True, judged="ground",
          weighed="unordered"),
    Field("request", "asked for", texts.text("request"), width=30.0,
          show=InSection("Asked for", is_prose=True), brief=InSection("Who has it", is_named=True),
          details=InSection("Problem"), ask=_PROSE, moves=False),
    Field("solution", "solution", texts.text("solution"), width=44.0,
          show=InSection("Proposed solution", is_prose=True),
          brief=InSection("What we propose", is_prose=True), details=InSection("Proposal"), ask=_PROSE,
          for_leadership=True, moves=False),
    Field("description", "description", texts.text("description"), width=50.0,
          show=InSection("Proposed solution", is_prose=True),
          brief=InSection("What we propose", is_prose=True), details=InSection("Proposal"), ask=_PROSE,
          moves=False),
    Field("segments", "for", texts.segments, full=texts.segments_in_full, several=True,
          show=InSection("Who has it"), brief=InSection("Who has it", 49), details=InSection("Problem"),
          ask=filters.words("segment", "segments", 10), for_leadership=True, moves=False),
    Field("outcomes", "outcomes", texts.outcomes, several=True, width=30.0, show=InSection("Outcomes"),
          brief=InSection("Outcome and how we will know"), details=InSection("Proposal"),
          ask=FilterField("outcome", "word", filters.outcome, at=8), for_leadership=True, judged="input",
          weighed="ordered"),
    Field("team", "team", texts.team, several=True, show=InSection(_LINE, 6), brief=InSection(""),
          details=InSection("", 9), ask=FilterField("team", "word", filters.team, at=5), together="effort",
          weighed="ordered"),
    Field("effort", "effort", texts.effort, number=texts.effort_number, show=InSection("", 4),
          brief=InSection("Effort and risks"), details=InSection("Effort and risks"),
          ask=FilterField("effort", "number", filters.effort, at=18), for_leadership=True, in_reasons=True,
          in_capacity=True, weighed="ordered", unit=_effort_unit),
    Field("remaining", "remaining", texts.remaining, show=InSection("", 5),
          brief=InSection("Effort and risks", is_named=True), details=InSection("Effort and risks"),
          ask=Absent("it is the effort where work has begun"), for_leadership=True, in_reasons=True,
          in_capacity=True, together="effort", weighed="ordered", unit=_effort_unit),
    Field("spent", "spent", texts.spent, show=InSection("", 5),
          brief=InSection("Effort and risks", is_named=True), details=InSection("Effort and risks"),
          ask=Absent("what is left says more of what is to come"), for_leadership=True, moves=False,
          unit=_effort_unit),
    Field("effort_total", "effort of parts", parts.amount("total"), full=parts.in_full,
          number=parts.number("total"), about="the effort of all parts of a parent", show=InSection("", 4),
          brief=_OF_PARTS, details=InSection("Effort and risks"), ask=parts.asked("effort_total", "total"),
          edit=_WORKED_OUT, for_leadership=True, unit=_effort_unit),
    *(
        Field(key, title, parts.amount(kind), number=parts.number(kind), about=about,
              show=Absent("it stands beside the effort of all parts"), brief=_OF_PARTS,
              details=InSection("Effort and risks"), ask=parts.asked(key, kind), edit=_WORKED_OUT,
              for_leadership=True, unit=_effort_unit)
        for key, title, kind, about in parts.DONE_AND_LEFT
    ),
    Field("depends_on", "waits for", texts.depends_on, several=True, show=InSection("", 12, is_listed=True),
          brief=InSection("Dependencies"), details=InSection("Dependencies"),
          ask=FilterField("depends_on", "word", filters.depends_on, at=12), for_leadership=True,
          in_reasons=True, weighed="unordered"),
    Field("conflicts_with", "conflicts with", texts.texts("conflicts_with"), several=True,
          show=InSection("", 14, is_listed=True), brief=InSection("Dependencies", is_named=True),
          details=InSection("Dependencies"), ask=Absent("pm show tells what excludes what, both ways"),
          for_leadership=True, in_reasons=True, weighed="unordered"),
    Field("deadline", "deadline", texts.deadline, show=InSection("", 7), brief=InSection(""),
          details=InSection("", 14), ask=FilterField("deadline", "date", filters.deadline, at=24),
          for_leadership=True, in_reasons=True, weighed="ordered"),
    Field("target", "target", texts.text("target"), show=InSection("", 8), brief=InSection(""),
          details=InSection("", 15), ask=filters.when("target", 25), for_leadership=True, in_reasons=True),
    Field("not_before", "not before", texts.text("not_before"), show=InSection("", 9),
          brief=Absent("the period, which follows from it, stands there"), details=InSection("", 16),
          ask=filters.when("not_before", 26), in_reasons=True, weighed="ordered"),
    *(
        Field(key, title, texts.inputs(key), several=True, show=_INPUT, brief=_INPUT,
              details=InSection("Judgement"), ask=_PARTS, judged="input", weighed="ordered", unit=unit)
        for key, title, unit in (("rice", "RICE", None), ("wsjf", "WSJF", None), ("ice", "ICE", None),
                                 ("cd3", "CD3", _cd3_unit), ("opportunity", "opportunity", None),
                                 ("kano", "Kano", None))
    ),
    Field("moscow", "MoSCoW", texts.text("moscow"), show=InSection("", 17, "moscow"), brief=_INPUT,
          details=InSection("Judgement"), ask=filters.word("moscow", 17, tuple(MOSCOW)), in_reasons=True,
          judged="input", weighed="ordered"),
    Field("weighted", "ratings", texts.pairs("weighted"), several=True, show=_INPUT, brief=_INPUT,
          details=InSection("Judgement"), ask=_PARTS, judged="input", weighed="ordered"),
    Field("ratings", "rated, not agreed", texts.ratings, several=True, width=40.0,
          about="who rated what before it is agreed, and the spread (ratings/)",
          show=InSection("Rated, not agreed"), brief=Absent("a brief tells what is agreed"),
          details=InSection("Judgement"), ask=Absent("pm ratings tells who rated what"),
          edit=Absent("pm triage --as NAME rates", "pm set an input to settle it")),
    Field("tech_debt", "technical debt", texts.text("tech_debt"), show=InSection("", 18, "tech debt"),
          brief=InSection("Options and tradeoffs", 51, is_named=True), details=InSection("Proposal", 51),
          ask=Absent("a thing to talk about, which nothing is sorted by")),
    Field("requests", "requests", texts.each_of("requests", facts.request), several=True, width=40.0,
          show=InSection("Asked for"), brief=InSection("Who has it"), details=InSection("Problem"),
          ask=Absent("pm demand tells who asks for what"), judged="ground", weighed="unordered"),
    Field("evidence", "evidence", texts.each_of("evidence", facts.evidence), full=texts.evidence_in_full,
          several=True, width=44.0, show=InSection("Evidence"), brief=InSection("Evidence"),
          details=InSection("Problem"), ask=_PARTS, judged="ground", weighed="unordered"),
    Field("confidence", "confidence", texts.nothing, planned=texts.confidence,
          about="how sure we are: high, medium or low", show=Absent("the evidence itself stands there"),
          brief=InSection(""), details=InSection("", 17), ask=Absent("it is made for readers of exports"),
          edit=_WORKED_OUT, for_leadership=True),
    Field("metrics", "metrics", texts.each("metrics", facts.metric), several=True, show=InSection("Metrics"),
          brief=InSection("Outcome and how we will know"), details=InSection("Proposal"), ask=_PARTS,
          for_leadership=True, moves=False),
    Field("acceptance", "done when", texts.texts("acceptance"), several=True, show=InSection("Acceptance"),
          brief=InSection("Outcome and how we will know"), details=InSection("Proposal"), ask=_PROSE,
          moves=False),
    Field("options", "options", texts.each("options", facts.option), several=True, show=InSection("Options"),
          brief=InSection("Options and tradeoffs"), details=InSection("Proposal"), ask=_PARTS, moves=False),
    Field("risks", "risks", texts.each("risks", facts.risk), several=True, show=InSection("Risks"),
          brief=InSection("Effort and risks"), details=InSection("Effort and risks"), ask=_PARTS,
          for_leadership=True, moves=False),
    Field("questions", "open questions", texts.texts("questions"), several=True,
          show=InSection("Open questions"), brief=InSection("Open questions"),
          details=InSection("Effort and risks"), ask=_PROSE, for_leadership=True, moves=False),
    Field("experiments", "experiments", texts.each("experiments", facts.experiment),
          full=texts.each("experiments", facts.experiment_in_full), several=True,
          show=InSection("Experiments"), brief=InSection("Evidence"), details=InSection("Problem"),
          ask=FilterField("experiment", "word", filters.experiment, at=31), judged="ground"),
    Field("launch", "launch", texts.launch, several=True, show=InSection("Launch"),
          brief=InSection("Launch"), details=InSection("Launch and results"),
          ask=FilterField("launch", "date", filters.launch, at=29), for_leadership=True, moves=False),
    Field("positions", "positions", texts.each("positions", facts.position), several=True,
          show=InSection("Positions"), brief=InSection("Positions"), details=InSection("Judgement"),
          ask=_PARTS, for_leadership=True, moves=False),
    Field("decisions", "decisions", texts.decisions, several=True, width=40.0, show=InSection("Decisions"),
          brief=InSection("Decisions so far"), details=InSection("Judgement"),
          ask=Absent("pm decisions tells all of them"), for_leadership=True, in_reasons=True,
          judged="ground"),
    Field("started", "started", texts.text("started"), show=InSection("", 6),
          brief=Absent("its status says that work has begun"), details=InSection("Launch and results"),
          ask=filters.when("started", 27), for_leadership=True, moves=False),
    Field("shipped", "shipped", texts.text("shipped"), show=InSection("", 6),
          brief=Absent("the results say when"), details=InSection("Launch and results"),
          ask=filters.when("shipped", 28), for_leadership=True, moves=False),
    Field("results", "results", texts.each_of("results", facts.result), several=True,
          show=InSection("Results"), brief=InSection("What it did"), details=InSection("Launch and results"),
          ask=FilterField("result", "word", filters.result, VERDICTS, at=32), for_leadership=True,
          judged="ground"),
    Field("public", "for customers", texts.public, width=36.0,
          show=InSection("For customers", is_prose=True), brief=InSection("For customers"),
          details=InSection("", 19), ask=_PROSE, for_leadership=True, moves=False),
    Field("links", "links", texts.pairs("links"), several=True, show=InSection("Links"),
          brief=InSection("Links"), details=InSection("Launch and results"), ask=_PARTS, moves=False),
    Field("score", "score", texts.score, number=texts.score_number,
          about="its score, what it borrows and lends, and the method",
          show=Absent("it stands beside the rank"), brief=InSection(""), details=InSection("", 2),
          ask=filters.ranked("score", 20), edit=_WORKED_OUT, in_reasons=True),
    Field("value", "value in the plan", texts.nothing, planned=texts.value, number=texts.value_number,
          about="what the plan is worth, and what decisions cost", show=_PLAN, brief=_PLAN,
          details=InSection("", 3), ask=filters.ranked("value", 22), edit=_WORKED_OUT, for_leadership=True),
    Field("reasons", "why", texts.ranked_reasons, planned=texts.reasons, several=True, width=40.0,
          about="why it stands where it stands; only for those who see all that reasons speak of",
          show=InSection("", 2), brief=InSection("When, and why then"), details=InSection("Why then"),
          ask=_PROSE, edit=_WORKED_OUT),
)  # fmt: skip
BY_KEY: Final[Mapping[str, Field]] = {field.key: field for field in FIELDS}
EFFORT_BY_TEAM: Final = replace(
    BY_KEY["effort"], key="effort_by_team", title="effort by team", words=texts.effort_by_team, number=None
)
"""The effort a second time, as it is written: for those who change it in a sheet, where it is a number."""


def recorded() -> list[Field]:
    """The fields that are written in the file of a feature, those that are worked out left out."""
    return [field for field in FIELDS if not field.about]


def own_field(name: str, kind: str | tuple[str, ...]) -> Field:
    """The row of a field that the workspace declares."""
    return Field(
        name, name.replace("_", " "), texts.own(name), number=texts.own_number(name),
        show=InSection("", _LAST), brief=Absent("nobody knows in which section of a brief it belongs"),
        details=InSection("", _LAST), ask=filters.own(name, kind),
    )  # fmt: skip


_LAST: Final = 99
