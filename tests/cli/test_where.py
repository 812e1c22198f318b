"""Conditions: what they mean, and what is said about those that mean nothing."""

from __future__ import annotations

import pytest

from pmcli.model.diagnostic import PmError
from pmcli.ranking import rank
from pmcli.ranking.where import Filter, askable
from pmcli.workspace.loaded import Loaded
from tests.cli.conftest import Make, Pm
from tests.conftest import MINIMAL, for_each, loaded

HEAD = (
    MINIMAL
    + """
fields: {nps: number, design: [none, wip, done], seen: date, beta: boolean, note: text}
teams: {web: {capacity: 9}, data: {capacity: 9}, Ops: {capacity: 1}, OPS: {capacity: 1}, patient-portal: {}}
segments: {smb: {}}
releases: {"5.2": {}}
strategy: {outcomes: {growth: {title: Growth}, trust: {title: Trust}}}
"""
)
FEATURES = """
- id: a
  title: Buy, now
  owner: Amélie
  theme: x y
  tags: [mobile, web]
  effort: {web: 3, data: 2}
  outcomes: {growth: high, trust: none}
  deadline: 2027-06-30
  target: 2027-Q1
  nps: 31
  design: wip
  seen: 2026-05-01
  beta: true
  note: hello
  x-team: Scheduling
  x-votes: 12
  x-names: [Ann, bob]
  x-when: 2027-Q1
  x-map: {a: 1}
- id: b.1
  title: Other
  status: planned
  type: bug
  effort: {web: 12}
  target: 2027-05-02
  rice: {reach: 10, impact: 1, confidence: 1}
  segments: [smb]
  beta: false
  x-team: Front desk
  x-votes: 9 or so
  x-empty:
- id: b.2
  title: search and find
  status: planned
  decisions: [{verdict: park}]
  moscow: must
  horizon: now
  release: "5.2"
  depends_on: [a]
"""


@pytest.fixture(scope="module")
def backlog() -> Loaded:
    backlog = loaded(FEATURES, HEAD)
    assert not backlog.errors
    return backlog


@for_each(
    "texts, ids",
    [
        ("status=planned", "b.1"),
        ("status=PARKED", "b.2"),
        ("status!=planned", "a b.2"),
        ("status==candidate", "a"),
        ("status=candidate,parked", "a b.2"),
        ("status=p*", "b.1 b.2"),
        ("id=b.*", "b.1 b.2"),
        ("ids=a", "a"),
        ("team=data", "a"),
        ("team=web", "a b.1"),
        ("team=WEB", "a b.1"),
        ("team!=D_ata", "b.1 b.2"),
        ("team=Patient Portal", ""),
        ("team=Ops", ""),
        ("design=WIP", "a"),
        ("beta=YES", "a"),
        ("x-team=scheduling", "a"),
        ("X_Team=Front desk", "b.1"),
        ("x-team!=Scheduling", "b.1 b.2"),
        ("x-team~e", "a b.1"),
        ("x-team=", "b.2"),
        ("x-names=Bob", "a"),
        ("x-votes>9", "a"),
        ("x-votes<=12", "a"),
        ("x-votes=12", "a"),
        ("x-when<2027-06-30", "a"),
        ("x-when>2027-01-31", ""),
        ("x-when>1", ""),
        ("x-map=", "a b.1 b.2"),
        ("team=", "b.2"),
        ("team!=", "a b.1"),
        ("owner=amélie", "a"),
        ("owner!=amélie", "b.1 b.2"),
        ("theme = x y", "a"),
        ("outcome=growth", "a"),
        ("outcome=trust", ""),
        ("tag=web,other", "a"),
        ("tags~mob", "a"),
        ("tag!~mob", "b.1 b.2"),
        ("type=bug", "b.1"),
        ("segment=smb", "b.1"),
        ("release=5.2", "b.2"),
        ("moscow=must", "b.2"),
        ("horizon=now", "b.2"),
        ("depends-on=a", "b.2"),
        ("effort<6", "a"),
        ("effort<=5", "a"),
        ("effort>5", "b.1"),
        ("effort>=12", "b.1"),
        ("effort=5,12", "a b.1"),
        ("effort!=5", "b.1 b.2"),
        ("effort=", "b.2"),
        ("nps>30", "a"),
        ("nps>1k", ""),
        ("design=wip", "a"),
        ("seen<2026-06-01", "a"),
        ("beta=true", "a"),
        ("beta=no", "b.1"),
        ("note=hello", "a"),
        ("deadline<2027-07-01", "a"),
        ("deadline<2027-06-30", ""),
        ("deadline<=2027-06-30", "a"),
        ("deadline=2027-Q2", "a"),
        ("deadline=", "b.1 b.2"),
        ("target<2027-Q2", "a"),
        ("target>2027-Q1", "b.1"),
        ("target>=2027-Q1", "a b.1"),
        ("target=2027-02-01", ""),
        ("title~'buy, n'", "a"),
        ('title="Buy, now",Other', "a b.1"),
        ("title~search and find", "b.2"),
        ("status=planned and type=bug", "b.1"),
        (("status=planned", "type=feature"), ""),
        ("adjusted>0", "b.1"),
        ("rank=1", "b.1"),
        ("score=", "a b.2"),
        ((), "a b.1 b.2"),
    ],
)
def test_a_condition_keeps_these(backlog: Loaded, texts: str | tuple[str, ...], ids: str) -> None:
    found = Filter.parse([texts] if isinstance(texts, str) else texts, backlog.backlog)
    shown = found.shown(rank(backlog.backlog, "rice"))
    assert " ".join(feature for feature in backlog.backlog.features if shown is None or shown(feature)) == ids


@for_each(
    "text, message, hint",
    [
        ("statsu=x", 'there is no field "statsu"', 'did you mean "status"?'),
        ("zzzzzz=x", 'there is no field "zzzzzz"', "fields: id, title"),
        ("planned", '"planned" is no condition', "write field=value"),
        ("status=planed", 'there is no status "planed"', 'did you mean "planned"?'),
        ("team=wbe", 'there is no team "wbe"', 'did you mean "web"?'),
        ("team=ops", 'there is no team "ops"', 'did you mean "Ops" or "OPS"?'),
        ("x-tema=x", 'there is no field "x-tema"', 'did you mean "x-team"?'),
        ("x-zzzzzzzz=x", 'there is no field "x-zzzzzzzz"', "features have x-map, x-names, x-team"),
        ("x-empty=1", 'there is no field "x-empty"', None),
        ("x-votes<many", 'x-votes<: found "many", expected a number or a day', None),
        ("id=zzzz", 'there is no id "zzzz"', "there are: a, b.1, b.2"),
        ("design=x", 'there is no design "x"', "there are: none, wip, done"),
        ("owner<b", '"owner" cannot be asked for with "<"', "= != ~ !~"),
        ("effort~5", '"effort" cannot be asked for with "~"', "= !="),
        ("effort<x", 'effort: found "x", expected a number', None),
        ("effort<", '"effort<" names no value', None),
        ("deadline<30.6.2027", 'found "30.6.2027", expected', "write 2027-06-30"),
        ("beta=perhaps", 'beta: found "perhaps"', None),
        ("status=planned,team=web", '"team=web" is a condition of its own', "repeat --where"),
        ("title='open", "a quote is not closed", None),
    ],
)
def test_what_means_nothing_is_said(backlog: Loaded, text: str, message: str, hint: str | None) -> None:
    with pytest.raises(PmError) as told:
        Filter.parse([text], backlog.backlog)
    assert message in told.value.message
    assert (hint or "") in (told.value.hint or "")
    assert told.value.exit_code == 2


@for_each(
    "text, ids",
    [("team=Ops", "a"), ("team=OPS", "b"), ("team!=Ops", "b"), ("team=Ops,OPS", "a b"), ("team~ops", "a b")],
)
def test_a_name_is_itself_alone(text: str, ids: str) -> None:
    head = MINIMAL + "teams: {Ops: {capacity: 1}, OPS: {capacity: 1}}\n"
    made = loaded("[{id: a, title: A, effort: {Ops: 1}}, {id: b, title: B, effort: {OPS: 1}}]", head).backlog
    shown = Filter.parse([text], made).shown()
    assert shown is not None
    assert " ".join(filter(shown, made.features)) == ids


def test_no_key_of_ones_own() -> None:
    with pytest.raises(PmError) as told:
        Filter.parse(["x-team=a"], loaded("[{id: a, title: A}]").backlog)
    assert (told.value.message, told.value.hint) == (
        'there is no field "x-team"',
        "no feature has a key with x-",
    )


def test_columns_of_ones_own_keys(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    listed = pm("list", "--columns", "id,X-Team,x-names", "--where", "x-votes>9", "--format", "csv", at=root)
    assert listed.out.splitlines() == ["id,x-team,x-names", 'a,Scheduling,"Ann, bob"']
    ranked = pm(
        "rank", "--columns", "id,x-team,x-names", "--where", "x-team=front desk", "--format", "csv", at=root
    )
    assert ranked.out.splitlines() == ["id,x-team,x-names", "b.1,Front desk,"]
    refused = pm("rank", "--columns", "+x-tema", at=root)
    assert 'did you mean "x-team"?' in refused.err
    assert "x-" not in pm("export", "backlog", "--format", "csv", at=root).out


def test_only_conditions_on_the_ranking_need_one(backlog: Loaded) -> None:
    assert Filter.parse(["score>1"], backlog.backlog).is_ranked
    assert not Filter.parse(["effort>1"], backlog.backlog).is_ranked


def test_a_feature_that_is_left_out_meets_nothing(backlog: Loaded) -> None:
    shown = Filter.parse(["status=planned"], backlog.backlog).shown()
    assert shown is not None
    assert not shown("gone")


def test_help_names_every_field(pm: Pm) -> None:
    words = " ".join(pm("rank", "--help").out.split())
    assert f"Fields: {', '.join(field.name for field in askable())}, and yours." in words
