"""Names that pm.yaml lacks: teams, accounts and sizes, matched or added, with its comments kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pmcli import load
from pmcli.importing import ImportOptions, prepare
from pmcli.importing.extending import Kind
from pmcli.model.diagnostic import PmError
from pmcli.model.estimate import Estimate
from pmcli.workspace.opening import open_workspace
from tests.importing.test_importing import brought, table, workspace

HEAD = "# ours\npm: 1\nproduct: Shop  # the shop\ncalendar: {start: 2026-Q4}\n"
TEXT = (
    "Key,Title,Squad,Effort,Customers asking\n"
    "1,Log in,Growth Squad,M,Acme Inc.; Foo\n2,Search,growth,xs,acme\n3,Pay,R&D,,Foo\n4,Ship,開発,L,\n"
)


def adding(*kinds: Kind) -> ImportOptions:
    return ImportOptions(adds=frozenset(kinds))


def test_names_are_added_only_where_that_is_asked_for(tmp_path: Path) -> None:
    root = workspace(tmp_path, HEAD)
    path = table(root, TEXT)
    prepared = brought(root, path, adding())
    assert [(new.kind, list(new.entries), new.features, new.is_added) for new in prepared.new_names] == [
        ("teams", ["growth-squad", "r-and-d"], 3, False), ("accounts", ["acme", "foo"], 3, False),
        ("sizes", ["XS", "S", "M", "L", "XL"], 3, False),
    ]  # fmt: skip
    assert (root / "pm.yaml").read_text() == HEAD
    assert load(root).backlog.features["log-in"].extra == {
        "x-team": "Growth Squad", "x-requests": ["Acme Inc.", "Foo"],
    }  # fmt: skip
    brought(root, path, adding("teams", "accounts", "sizes"))
    text = (root / "pm.yaml").read_text()
    assert text.startswith("# ours\npm: 1\nproduct: Shop  # the shop\n")
    backlog = load(root).backlog
    assert {name: account.title for name, account in backlog.workspace.accounts.items()} == {
        "acme": "Acme Inc.", "foo": "Foo",
    }  # fmt: skip
    assert "teams: {growth-squad: {capacity: 12}, r-and-d: {capacity: 12}}\n" in text
    assert "sizes: {XS: 0.5..1, S: 1..2, M: 2..4, L: 4..9, XL: 9..20}\n" in text
    teams = {name: (feature.team, feature.extra) for name, feature in backlog.features.items()}
    assert teams == {
        "log-in": ("growth-squad", {}), "search": ("growth-squad", {}), "pay": ("r-and-d", {}),
        "ship": (None, {"x-team": "開発"}),
    }  # fmt: skip
    for options in (ImportOptions(), adding("teams", "accounts", "sizes")):
        again = prepare(open_workspace(root), path, options)
        assert again.changes_nothing
        assert again.new_names == ()


@pytest.mark.parametrize(
    ("defined", "said", "meant"),
    [
        ("web", "Web", "web"), ("web", "Web team", "web"), ("payments", "Paymnets", "payments"),
        ("r-and-d", "R&D", "r-and-d"), ("web", "Mobile web", None), ("web", "Webshop", None), ("team-1", "team-2", None),
    ],
)  # fmt: skip
def test_teams_are_known_by_other_spellings(
    tmp_path: Path, defined: str, said: str, meant: str | None
) -> None:
    root = workspace(tmp_path, f"{HEAD}teams: {{{defined}: {{capacity: 5}}}}\n")
    prepared = brought(root, table(root, f"Key,Title,Team\n1,Log in,{said}\n"))
    assert load(root).backlog.features["log-in"].team == meant
    told = [guess for guess in prepared.guesses if "is taken for" in guess]
    is_plain = meant is None or said.casefold() == defined or said == "R&D"
    assert told == ([] if is_plain else [f'team "{said}" is taken for "{defined}" (1 feature)'])


def test_accounts_are_known_by_nearly_their_titles_and_not_by_parts(tmp_path: Path) -> None:
    root = workspace(tmp_path, HEAD + "accounts: {north: {title: Northgate Clinics}}\n")
    asking = "Key,Title,Customers asking\n1,A,Northgate clinic\n2,B,Northgate Clinics Ltd.\n3,C,Northgate\n"
    brought(root, table(root, asking))
    features = load(root).backlog.features
    assert [features[name].requests[0].account for name in "abc"] == ["north", "north", "northgate"]


@pytest.mark.parametrize(
    ("head", "capacity"),
    [("", 12), ("effort_unit: points\n", 40), ("effort_unit: person-days\n", 60)],
)
def test_the_capacity_is_that_of_a_first_workspace(tmp_path: Path, head: str, capacity: float) -> None:
    root = workspace(tmp_path, HEAD + head)
    brought(root, table(root, TEXT), adding("teams"))
    team: Any = load(root).backlog.workspace.teams["r-and-d"].capacity
    assert team.default == Estimate.exact(capacity)


def test_so_many_names_are_no_teams(tmp_path: Path) -> None:
    root = workspace(tmp_path, HEAD)
    rows = "".join(f"{at},Title {at},Word{at}\n" for at in range(41))
    assert brought(root, table(root, f"Key,Title,Team\n{rows}"), adding("teams")).new_names == ()


def test_what_a_person_has_taken_out_stays_out(tmp_path: Path) -> None:
    root = workspace(tmp_path, HEAD)
    path = table(root, "Key,Title,Customers asking\n1,A,Acme\n2,B,Bolt\n")
    brought(root, path)
    feature, pm = root / "features" / "a.yaml", root / "pm.yaml"
    feature.write_text(feature.read_text().replace("requests:\n  - {account: acme}\n", ""))
    pm.write_text(pm.read_text().replace("acme: {title: Acme}, ", ""))
    assert not load(root).errors
    again = prepare(open_workspace(root), path, ImportOptions())
    assert again.changes_nothing
    assert again.new_names == ()


def test_an_account_that_cannot_be_written_is_kept_as_text(tmp_path: Path) -> None:
    head = f"{HEAD}accounts: &some {{acme: {{title: Acme}}}}\nx-more: *some\n"
    root = workspace(tmp_path, head)
    path = table(root, "Key,Title,Customers asking\n1,A,Bolt\n")
    assert [new.is_added for new in brought(root, path).new_names] == [False]
    assert load(root).backlog.features["a"].extra == {"x-requests": ["Bolt"]}
    with pytest.raises(PmError, match="cannot be set"):
        prepare(open_workspace(workspace(tmp_path / "two", HEAD + "teams: &t {a: {capacity: 1}}\nx: *t\n")),
                table(root, "Key,Title,Team\n1,A,Bolt\n", "teams.csv"), adding("teams"))  # fmt: skip
