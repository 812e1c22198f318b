"""Who may see what: nothing that a reader may not see is in what the formats get, nor in what they make of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pmcli.model.audience import NEEDS, NEEDS_ONE, READERS, TEAM, Reader, find_reader
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.model.workspace import EXPORTS
from pmcli.planning import plan
from pmcli.review.changes import compare
from pmcli.sharing import AudienceView, Since, share
from pmcli.sharing.labels import confidence, lacking
from pmcli.sharing.since import UNTOLD
from pmcli.views import formats
from pmcli.views.outputs import VIEWS
from pmcli.views.view import View
from tests.conftest import for_each, loaded
from tests.sharing.exports import FIELDS, subjects
from tests.sharing.samples import CANARIES, OTHERS, canaries, chances

TEXTS = ("markdown", "html", "csv", "json", "svg", "mermaid", "dot")


def seen_by(reader: Reader) -> AudienceView:
    return share(*canaries(), reader, odds=chances())


def everything(shared: AudienceView) -> str:
    """All that this reader can get, in every view and format, as one text."""
    made = []
    for view in VIEWS:
        if view.hidden_from(shared.reader) is None:
            made += [one for format_ in view.formats if (one := _written(view, format_, shared))]
    return "\n".join(made)


def _written(view: View, format_: str, shared: AudienceView) -> str:
    if format_ not in TEXTS or ((view.name, format_) == ("roadmap", "mermaid") and not shared.sees("period")):
        return ""
    return "\n".join(formats.whole(view, format_, shared, name).decode() for name in subjects(view, shared))


def test_every_field_has_a_canary_or_a_test_of_its_own() -> None:
    assert {*CANARIES, *OTHERS} == FIELDS
    assert not {*CANARIES} & OTHERS


def test_who_sees_all_sees_all() -> None:
    told = everything(seen_by(TEAM))
    for field, words in CANARIES.items():
        assert any(word in told for word in words), field


@pytest.mark.unmeasured
@for_each("field", sorted(CANARIES))
def test_a_field_that_may_not_be_seen_is_nowhere(field: str) -> None:
    told = everything(seen_by(Reader("some", "some", FIELDS - {field})))
    assert not [word for word in CANARIES[field] if word in told]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_the_readers_of_every_workspace_see_their_fields_alone(reader: Reader) -> None:
    told = everything(seen_by(reader))
    hidden = CANARIES.keys() - (reader.fields if reader.fields is not None else FIELDS)
    allowed = {"title"} if reader.is_public else set()
    leaks = [word for field in hidden - allowed for word in CANARIES[field] if word in told]
    assert not leaks


def test_customers_read_only_what_is_public() -> None:
    told = everything(seen_by(find_reader(canaries()[0].workspace, "customers")))
    assert "PUBLICONE" in told
    assert "PUBLICTEXT" in told
    every = {word for field, words in CANARIES.items() if field != "public" for word in words}
    assert not [word for word in every if word in told]
    assert "later" in told.casefold()


def test_only_titles() -> None:
    told = everything(seen_by(Reader("few", "few", frozenset({"title"}))))
    assert "TITLEONE" in told
    assert not [
        word for field, words in CANARIES.items() if field != "title" for word in words if word in told
    ]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("status", ("in-progress", "in progress", "candidate")),
        ("depends_on", ("waits for", "--&gt;", "lag")),
        ("moscow", ("MoSCoW",)),
        ("score", ("adjusted", "borrowed", "enabler", "RICE", "rice:")),
        ("reasons", ("pays off with", "there is room", "full in")),
        ("confidence", ("confidence",)),
        ("horizon", ("horizon",)),
        ("value", ("no plan could deliver", "delivers")),
    ],
)
def test_what_is_said_of_a_hidden_field(field: str, words: tuple[str, ...]) -> None:
    hidden = {"score": {"score", "rice", "reasons", "value"}, "confidence": {"confidence", "rice", "ice"}}
    reader = Reader(
        "some",
        "some",
        FIELDS - hidden.get(field, {field}) - ({"reasons"} if field == "depends_on" else set()),
    )
    shared = seen_by(reader)
    for view in VIEWS:
        if view.of_one or view.hidden_from(reader) is not None:
            continue
        told = formats.whole(view, "markdown", shared, None).decode()
        assert not [word for word in words if word in told], view.name


def test_hidden_features_are_nowhere() -> None:
    shared = seen_by(find_reader(canaries()[0].workspace, "picked"))
    assert list(shared.backlog.features) == ["secret-id-two"]
    told = everything(shared)
    assert "TITLETWO" in told
    assert not [
        word for word in ("TITLEONE", "secret-id-one", "TITLETHREE", "DECISIONBECAUSE") if word in told
    ]


def test_ids_of_those_who_see_none_are_words_of_titles() -> None:
    shared = seen_by(find_reader(canaries()[0].workspace, "board"))
    assert "titleone" in shared.backlog.features
    assert shared.period("titleone") is not None


def test_two_features_of_one_title_stay_two() -> None:
    found = loaded("- {id: a, title: Same}\n- {id: b, title: Same}\n").backlog
    shared = share(found, plan(found), Reader("few", "few", frozenset({"title"})))
    assert list(shared.backlog.features) == ["same", "same-2"]


def test_an_audience_of_pm_yaml_stands_before_one_of_ours() -> None:
    head = "pm: 1\nproduct: Shop\naudiences: {team: {fields: [title]}}\n"
    workspace = loaded("", head).backlog.workspace
    assert find_reader(workspace, "team").fields == frozenset({"title"})


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        (
            "[title, x-team]",
            'audience "x": "x-team" is a note, which no view shows',
            "declare it under fields: in pm.yaml",
        ),
        ("[titel]", 'audience "x": there is no field "titel"', 'did you mean "title"?'),
        ("[owner]", 'audience "x" sees nothing to call a feature by', "add title or id"),
    ],
)
def test_audiences_that_cannot_be(fields: str, message: str, hint: str) -> None:
    workspace = loaded(
        "", f"pm: 1\nproduct: Shop\naudiences: {{x: {{fields: {fields}}}}}\n"
    ).backlog.workspace
    with pytest.raises(PmError, match=message) as fault:
        find_reader(workspace, "x")
    assert hint in (fault.value.hint or "")


def test_a_misspelt_audience() -> None:
    with pytest.raises(PmError, match="no audience") as fault:
        find_reader(canaries()[0].workspace, "leadrship")
    assert fault.value.hint == 'did you mean "leadership"?'


def test_views_know_what_they_need() -> None:
    assert {*NEEDS, *NEEDS_ONE} <= {view.name for view in VIEWS}
    assert FIELDS.issuperset(need for needs in (*NEEDS.values(), *NEEDS_ONE.values()) for need in needs)
    assert {view.name: view.formats for view in VIEWS} == EXPORTS


# --- what a trial by somebody else found ---


def test_no_fields_are_none_and_not_all() -> None:
    workspace = loaded("", "pm: 1\nproduct: Shop\naudiences: {x: {fields: []}}\n").backlog.workspace
    with pytest.raises(PmError, match="sees nothing to call a feature by"):
        find_reader(workspace, "x")


def test_customers_of_pm_yaml_stay_as_careful_as_ours() -> None:
    head = "pm: 1\nproduct: Shop\naudiences: {customers: {where: theme=pub}}\n"
    reader = find_reader(loaded("", head).backlog.workspace, "customers")
    assert reader.is_public
    assert reader.fields == frozenset({"title", "public"})


def test_a_decision_names_no_hidden_feature() -> None:
    text = """
- {id: secret-two, title: Hush, theme: hush, effort: {web: 1}, rice: {reach: 9, impact: 1, confidence: 50%}}
- id: pub-b
  title: Public B
  theme: pub
  effort: {web: 1}
  rice: {reach: 5, impact: 1, confidence: 50%}
  decisions: [{verdict: before, feature: secret-two, because: WHY, by: ann, on: 2026-10-01}]
"""
    head = "pm: 1\nproduct: Shop\nteams: {web: {capacity: 5}}\ncalendar: {start: 2026-Q4}\n"
    found = loaded(text, head).backlog
    for fields in (None, FIELDS):
        shared = share(found, plan(found), Reader("pub", "pub", fields, "theme=pub"))
        assert "secret-two" not in everything(shared)


def test_periods_of_pins_and_segments_of_evidence_are_hidden_with_their_fields() -> None:
    text = """
- id: a
  title: A
  effort: {web: 1}
  decisions: [{verdict: pin, period: 2027-Q1, because: WHY, by: ann, on: 2026-10-01}]
  evidence: [{kind: interview, date: 2026-09-01, says: S, segment: smallfry}]
"""
    head = "pm: 1\nproduct: Shop\nsegments: {smallfry: {users: 5}}\nteams: {web: {capacity: 5}}\ncalendar: {start: 2026-Q4}\n"
    found = loaded(text, head).backlog
    assert "2027-Q1" not in everything(share(found, plan(found), Reader("x", "x", FIELDS - {"period"})))
    assert "smallfry" not in everything(share(found, plan(found), Reader("x", "x", FIELDS - {"segments"})))


BEFORE = """
- {id: gone-id, title: Gone, theme: hush, effort: {web: 2}, rice: {reach: 900, impact: 1, confidence: 50%}}
- {id: one, title: One, theme: pub, effort: {web: 2}, ownmargin: 5, rice: {reach: 500, impact: 1, confidence: 50%}}
- {id: two, title: Two, theme: pub, effort: {web: S}, rice: {reach: 400, impact: 1, confidence: 50%}}
"""
AFTER = """
- {id: one, title: One, theme: pub, effort: {web: 2}, ownmargin: 900, rice: {reach: 500, impact: 1, confidence: 50%}}
- {id: two, title: Two, theme: pub, effort: {web: S}, rice: {reach: 400, impact: 1, confidence: 50%}}
- id: new-id
  title: New
  theme: hush
  effort: {web: 3}
  rice: {reach: 4000, impact: 1, confidence: 50%}
  decisions: [{verdict: first, on: 2026-10-01}]
"""
HEADS = tuple(
    f"pm: 1\nproduct: Shop\nfields: {{ownmargin: number}}\nsizes: {{S: {size}}}\nteams: {{web: {{capacity: {cap}}}}}\n"
    f"calendar: {{start: 2026-Q4}}\nscoring: {{model: {{}}}}\n".replace(
        "scoring: {model: {}}", "scoring: {model: rice}"
    )
    for size, cap in (("1..2", 4), ("3..4", 3))
)


@pytest.mark.parametrize(
    "reader",
    [
        Reader(
            "board",
            "",
            frozenset({"title", "theme", "period", "changes", "outcomes", "decisions", "declined"}),
        ),
        Reader("pub", "", None, "theme=pub"),
        Reader("publics", "", frozenset({"id", "title", "period", "changes"}), "theme=pub"),
        READERS[0],
    ],
)
def test_causes_tell_nothing_that_is_hidden(reader: Reader) -> None:
    before, after = loaded(BEFORE, HEADS[0]).backlog, loaded(AFTER, HEADS[1]).backlog
    since = Since("v1", compare(before, after), before)
    shared = share(after, plan(after), reader, since=since)
    told = everything_since(shared)
    words = ["gone-id", "new-id"] if reader.where or not reader.sees("id") else []
    words += [] if reader.sees("ownmargin") else ["ownmargin"]
    words += [] if reader.sees("effort") else ["size S", "capacity of", "1..2", "3..4"]
    assert reader is READERS[0] or UNTOLD in told
    assert not [word for word in words if word in told]


AGREED = "agreed: {{by: by-canary, because: why-canary}}\nperiods: {{2026-Q4: [{}], 2027-Q1: [{}]}}\n"


@for_each("fields", [frozenset(), {"agreed"}, {"change"}, {"agreement"}, {"agreed", "change", "agreement"}])
def test_what_was_agreed_is_told_to_those_who_may_see_it(fields: set[str]) -> None:
    texts = {"features/all.yaml": BEFORE}
    before, after = (
        loaded({**texts, "plan.yaml": AGREED.format(*names)}, HEADS[0]).backlog
        for names in (("one", "two"), ("gone-id", "one"))
    )
    since = Since("v1", compare(before, after), before)
    sees = frozenset({"id", "title", "period", "reasons", "capacity", "effort", "changes", *fields})
    shared = share(after, plan(after), Reader("board", "", sees), since=since)
    told = everything(shared) + everything_since(shared)
    assert ("why-canary" in told) == ("agreement" in fields)
    assert "by-canary" not in told or "agreement" in fields
    moves = shared.since.difference.roadmap if shared.since is not None else ()
    assert sorted(move.id for move in moves) == ["one", "two"]
    assert {move.agreed is not None for move in moves} <= {"agreed" in fields, False}
    assert {move.change is not None for move in moves} == {"change" in fields}
    rows = shared.roadmap.placements
    assert any(row.agreed for row in rows) == ("agreed" in fields)
    assert any(row.change for row in rows) == ("change" in fields)


def everything_since(shared: AudienceView) -> str:
    return "".join(
        formats.whole(view, format_, shared, None).decode()
        for view in VIEWS if view.hidden_from(shared.reader) is None
        for format_ in view.changes_in
    )  # fmt: skip


def test_a_condition_changes_no_number() -> None:
    backlog, roadmap = canaries()
    whole, some = share(backlog, roadmap), share(backlog, roadmap, where=("theme=other",))
    assert len(some.roadmap.placements) < len(whole.roadmap.placements)
    assert some.worth == whole.worth


NOT_IN_PLAN = """\
- {id: a, title: A, status: planned, effort: 3, rice: {reach: 9, impact: high, confidence: 80%}}
- {id: b, title: B, status: planned, effort: 3, rice: {reach: 1, impact: high, confidence: 80%}}
- {id: c, title: C, status: idea, effort: 1, rice: {reach: 1, impact: high, confidence: 80%}}
- {id: d, title: D, status: planned, effort: 1, depends_on: [b], rice: {reach: 1, impact: low, confidence: 50%}}
"""
ONE_QUARTER = "pm: 1\nproduct: X\ncalendar: {start: 2026-Q4, periods: 1}\nteams: {web: {capacity: 3}}\n"


@for_each(
    "hidden, told",
    [
        ((), ("no room for it in web", "an idea: not planned until it is a candidate")),
        (("effort",), ("it is not in the plan", "an idea: not planned until it is a candidate")),
        (("capacity", "status"), ("it is not in the plan", "it is not in the plan")),
    ],
)
def test_the_cause_is_named_as_far_as_it_may_be_seen(hidden: tuple[str, ...], told: tuple[str, str]) -> None:
    roadmap = plan(loaded(NOT_IN_PLAN, ONE_QUARTER).backlog)
    words = lacking(roadmap, Reader("some", "some", (FIELDS | {"capacity"}) - {*hidden}))
    assert (words["b"], words["c"]) == told
    assert words["d"] == "something that it waits for is not in the plan"


def test_of_what_was_left_out_the_cause_is_named() -> None:
    agreed = {"plan.yaml": "agreed: {on: 2026-10-01, because: So}\nperiods: {2026-Q4: [b]}\n"}
    pinned = NOT_IN_PLAN.replace("title: A,", "title: A, deadline: {date: 2026-12-31},")
    backlog = loaded({"features/all.yaml": pinned, **agreed}, ONE_QUARTER).backlog
    roadmap = plan(backlog)
    assert [row.reasons[0].kind for row in roadmap.unplaced if row.id == "b"] == ["left-out"]
    assert lacking(roadmap, TEAM)["b"] == "no room for it in web"


# --- experiments and launches: of each what the other fields of the reader allow ---


def shown_to(*fields: str) -> Feature:
    backlog, roadmap = canaries()
    view = share(backlog, roadmap, Reader("some", "Some", frozenset(("id", "title", "status", *fields))))
    return view.backlog.features["secret-id-one"]


@for_each("fields, expected", [((), None), (("owner",), "SHIPBY"), (("positions",), None)])
def test_who_decided_on_an_experiment_is_for_those_who_see_owners(
    fields: tuple[str, ...], expected: str | None
) -> None:
    decided = shown_to("experiments", *fields).experiments[0].decided
    assert decided is not None
    assert (decided.by, decided.because) == (expected, "SHIPBECAUSE")


@for_each(
    "fields, by, link, checks, until",
    [
        ((), None, None, 0, None),
        (("owner",), "launchperson", None, 0, None),
        (("links",), None, "https://example.org/POINTLINK", 0, None),
        (("metrics",), None, None, 2, "launchguard < 0.01"),
    ],
)
def test_a_launch_says_who_where_and_what_is_measured_to_those_who_see_such(
    fields: tuple[str, ...], by: str | None, link: str | None, checks: int, until: str | None
) -> None:
    launch = shown_to("launch", *fields).launch
    assert launch is not None
    point = launch.checklist["launchsupport"]
    assert (point.by, point.link, len(launch.evaluation), launch.rollout[0].until) == (
        by,
        link,
        checks,
        until,
    )
    assert (point.state, str(launch.date)) == ("open", "2027-03-09")


def test_evidence_names_an_experiment_to_those_who_see_it() -> None:
    assert shown_to("evidence").evidence[0].experiment is None
    assert shown_to("evidence", "experiments").evidence[0].experiment == "experimentid"
    backlog, roadmap = canaries()
    reader = Reader(
        "some", "Some", frozenset(("id", "title", "status", "solves", "theme", "evidence", "experiments"))
    )
    cites = backlog.features["secret-id-two"].model_copy(
        update={"evidence": backlog.features["secret-id-one"].evidence}
    )
    both = replace(backlog, features={**backlog.features, "secret-id-two": cites})
    view = share(both, roadmap, reader, where=("id=secret-id-two",))
    assert view.backlog.features["secret-id-two"].evidence[0].experiment is None


def test_a_label_follows_the_verdict_of_a_test() -> None:
    def label(hits: int) -> str:
        groups = f"control: {{n: 4000, conversions: 1200}}, treatment: {{n: 4000, conversions: {hits}}}"
        text = (
            "- {id: a, title: A, rice: {confidence: auto}, evidence: [{kind: test, experiment: t}], "
            f"experiments: [{{id: t, hypothesis: H, looks: any, {groups}}}]}}\n"
        )
        return confidence(loaded(text).backlog)["a"]

    assert [label(hits) for hits in (1400, 1210, 1000)] == ["high", "medium", "low"]
