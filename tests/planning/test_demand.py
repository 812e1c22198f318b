"""Who asks for what: every account once for a feature, whatever way it is counted."""

from __future__ import annotations

from datetime import date
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli import rank
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.planning import plan
from pmcli.planning.demand import NEEDS, Wishes, wishes
from pmcli.ranking.criteria import demand
from tests.conftest import MINIMAL, loaded

ACCOUNTS = """accounts:
  acme: {title: Acme Ltd, arr: 240k, status: at-risk, renewal: 2027-03-31, segment: smb}
  bolt: {arr: 100k, renewal: 2026-12-31}
  corp: {title: Corp, arr: 50k, status: prospect}
  dust: {arr: 30k, status: churned}
  echo: {title: Echo}
segments: {smb: {title: Small shops}}
"""
TEAMS = "teams: {web: {capacity: 6}}\nscoring: {model: rice}\n"
FEATURES = """
- id: sso
  title: Single sign-on
  effort: 5
  rice: {reach: 1000, impact: high, confidence: 80%}
  requests:
    - {account: acme, date: 2026-10-01, need: nice, says: Would be good}
    - {account: acme, date: 2026-09-01, need: blocker, says: A must, source: ZD-1}
    - {account: corp, need: important}
    - {account: dust}
- id: dark
  title: Dark mode
  effort: 4
  rice: {reach: 100, impact: low, confidence: 50%}
  requests:
    - {account: bolt, need: blocker}
    - {account: echo}
- id: old
  title: Old thing
  status: shipped
  shipped: 2026-01-31
  requests: [{account: acme, need: blocker}]
- id: no
  title: Not this
  requests: [{account: bolt, need: blocker}]
  decisions: [{verdict: decline, because: Nobody else asked, by: jonas, on: 2026-02-01}]
- id: quiet
  title: Nobody asks
"""


def found(
    features: str = FEATURES, head: str = MINIMAL + ACCOUNTS + TEAMS, *, planned: bool = True
) -> Wishes:
    backlog = loaded(features, head).backlog
    return wishes(backlog, rank(backlog), plan(backlog) if planned else None)


def test_an_account_counts_once_for_a_feature() -> None:
    told = found()
    sso = next(feature for feature in told.features if feature.feature == "sso")
    assert [ask.account for ask in sso.asks] == ["acme", "corp", "dust"]
    assert (sso.revenue.total, sso.revenue.at_risk, sso.revenue.prospect, sso.revenue.churned) == (
        320_000, 240_000, 50_000, 30_000,
    )  # fmt: skip
    acme = sso.asks[0]
    assert (acme.need, acme.since, len(acme.requests)) == ("blocker", date(2026, 9, 1), 2)
    assert [ask.account for ask in sso.blocked] == ["acme"]
    assert sso.renewal == date(2027, 3, 31)
    assert (sso.asks[2].need, sso.asks[2].since) == (None, None)


def test_features_by_revenue_and_accounts_by_revenue() -> None:
    told = found()
    assert [feature.feature for feature in told.features] == ["sso", "old", "dark", "no"]
    assert [account.id for account in told.accounts] == ["acme", "bolt", "corp", "dust", "echo"]
    assert told.revenue.total == 420_000, "those who ask for something open, each once"


def test_what_is_open_comes_first_then_need_then_rank() -> None:
    told = found()
    assert [ask.feature for ask in told.of("acme").asks] == ["sso", "old"]
    assert [ask.feature for ask in told.of("bolt").asks] == ["dark", "no"]
    assert [ask.feature for ask in told.of("bolt").open] == ["dark"]


def test_blockers_that_come_after_the_renewal_are_late() -> None:
    """sso fills the first quarter: dark comes in the second, too late for bolt; a declined one never comes."""
    told = found()
    periods = {
        feature.feature: str(feature.outlook.period) for feature in told.features if feature.outlook.period
    }
    assert periods == {"sso": "2026-Q4", "dark": "2027-Q1"}
    assert [ask.feature for ask in told.of("bolt").late] == ["dark", "no"]
    assert told.of("acme").late == (), "the renewal is on the day after the quarter, and old is shipped"
    assert told.of("bolt").late[1].outlook.why_not == "Nobody else asked"


def test_without_a_roadmap_only_what_is_closed_is_late() -> None:
    told = found(planned=False)
    assert not told.is_planned
    assert [ask.feature for ask in told.of("bolt").late] == ["no"]


def test_an_unplaced_blocker_is_late_and_says_why() -> None:
    head = MINIMAL + ACCOUNTS + TEAMS.replace("6", "1")
    told = found(head=head)
    late = told.of("acme").late
    assert [ask.feature for ask in late] == ["sso"]
    assert late[0].outlook.why_not


def test_who_has_left_is_never_late() -> None:
    features = "- {id: a, title: A, effort: 99, requests: [{account: dust, need: blocker}]}\n"
    assert found(features).of("dust").late == ()


def test_an_account_by_id_and_by_title() -> None:
    told = found()
    assert (
        told.of("acme").id == told.of("ACME ltd").id == told.of("Acme").id == told.of("acme-ltd").id == "acme"
    )
    with pytest.raises(PmError, match='no account "acmee"') as fault:
        told.of("acmee")
    assert fault.value.hint == 'did you mean "acme"?'
    with pytest.raises(PmError) as fault:
        told.of("zzz")
    assert fault.value.hint == "accounts: acme, bolt, corp, dust, echo"
    with pytest.raises(PmError) as fault:
        found("- {id: a, title: A}\n", MINIMAL).of("acme")
    assert "pm.yaml names none" in str(fault.value.hint)


def test_only_features_that_are_shown() -> None:
    backlog = loaded(FEATURES, MINIMAL + ACCOUNTS).backlog
    told = wishes(backlog, rank(backlog), shown=lambda name: name == "dark")
    assert [feature.feature for feature in told.features] == ["dark"]
    assert told.is_part


@st.composite
def asking(draw: st.DrawFn) -> Backlog:
    """A backlog of a few accounts and features, with requests at random, repeated ones and strangers too."""
    names = ["a", "b", "c", "d"]
    status = st.sampled_from(["active", "at-risk", "churned", "prospect"])
    head = "".join(
        f"  {name}: {{arr: {draw(st.integers(0, 9))}, status: {draw(status)}}}\n" for name in names
    )
    rows = []
    for number in range(draw(st.integers(0, 5))):
        some = draw(
            st.lists(st.tuples(st.sampled_from([*names, "x"]), st.sampled_from([*NEEDS, ""])), max_size=6)
        )
        told = ", ".join(
            f"{{account: {who}{f', need: {need}' if need else ''}}}" for who, need in some
        )  # fmt: skip
        shipped = draw(st.booleans())
        rows.append(
            f"- {{id: f{number}, title: F, status: {'shipped' if shipped else 'idea'}, requests: [{told}]}}\n"
        )
    return loaded("".join(rows), f"{MINIMAL}accounts:\n{head}").backlog


@given(asking())
def test_counted_from_either_side_it_is_the_same(backlog: Backlog) -> None:
    told = wishes(backlog, rank(backlog))
    accounts = backlog.workspace.accounts
    pairs = {
        (request.account, feature.id)
        for feature in backlog.features.values() for request in feature.requests if request.account in accounts
    }  # fmt: skip
    by_account = [(ask.account, ask.feature) for account in told.accounts for ask in account.asks]
    by_feature = [(ask.account, ask.feature) for feature in told.features for ask in feature.asks]
    assert sorted(by_account) == sorted(by_feature) == sorted(pairs)
    for one in told.features:
        counted = demand(backlog, backlog.features[one.feature])
        assert (one.revenue.total, len(one.asks), one.revenue.at_risk) == (
            counted.arr, counted.accounts, counted.at_risk_arr,
        )  # fmt: skip
        for ask in one.asks:
            needs = [other.need for other in ask.requests if other.need]
            assert ask.need == (min(needs, key=NEEDS.index) if needs else None)
    opened = {who for who, name in pairs if backlog.is_open(name)}
    assert told.revenue.total == fsum(accounts[name].arr or 0.0 for name in opened)
