"""Updates for customers and segments, and weeks for audiences: nothing in them that is not theirs to read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from pmcli.forecast.odds import FeatureOdds, Odds, PeriodOdds, PromiseOdds
from pmcli.model.addressee import Addressee, find_addressee
from pmcli.model.audience import READERS, Reader, find_reader
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.planning import plan
from pmcli.review.changes import compare
from pmcli.sharing import AudienceView, Since, share
from pmcli.sharing.update import Update
from pmcli.views import formats
from pmcli.views.outputs import find_view
from pmcli.views.week import page
from pmcli.views.week.document import week_document
from pmcli.views.week.week import Week
from pmcli.writers import blocks, csv, json
from tests.conftest import for_each, loaded
from tests.sharing.records import MINE, ONE, THEIRS, TWO, Canaries, workspace

FULL, CANARIES = workspace()
BACKLOG = FULL.backlog
PUBLIC = BACKLOG.features[ONE].public
OTHERS = BACKLOG.features[TWO].public
assert PUBLIC is not None
assert OTHERS is not None


def chances() -> Odds:
    """Odds that stand nowhere else, of all that is placed, and of a promise."""
    roadmap = plan(BACKLOG)
    items = tuple(
        FeatureOdds(
            placed.id, placed.period, 0.37, tuple(PeriodOdds(period, 0.37) for period in roadmap.periods),
            roadmap.periods[-1],
        )
        for placed in roadmap.placements
    )  # fmt: skip
    promises = (PromiseOdds(ONE, "deadline", date(2027, 6, 11), 0.37),)
    return Odds("keep", 100, 0.3, False, roadmap.periods, items, promises, (), 0.37, 0, 0, 0.0, inputs=1)


def with_another_past(backlog: Backlog) -> Since:
    """What changed since the first feature was only an idea, and the second had no public name."""
    one, two = (backlog.features[name] for name in (ONE, TWO))
    before = replace(
        backlog,
        features={
            **backlog.features, ONE: one.model_copy(update={"effort": None}),
            TWO: two.model_copy(update={"public": None}),
        },
    )  # fmt: skip
    return Since("2026-09-01", compare(before, backlog), before)


def view_for(reader: Reader, addressee: Addressee | None = None) -> AudienceView:
    return share(
        BACKLOG, plan(BACKLOG), reader, since=with_another_past(BACKLOG), odds=chances(), addressee=addressee,
        courses={"outcomeword": (1.0, 2.0)},
    )  # fmt: skip


def written(view: AudienceView) -> str:
    """The review in all of its formats."""
    return "\n".join(
        formats.whole(find_view("review"), name, view, None).decode() for name in ("markdown", "html", "json")
    )


def leaks(text: str, canaries: Canaries = CANARIES) -> set[str]:
    """The canary words and numbers that are in a text."""
    plain = text.replace(",", "")
    return {word for word in canaries.words if word in text} | {
        number for number in canaries.numbers if re.search(rf"(?<!\d){number}", plain)
    }


def test_the_backlog_is_sound_and_full() -> None:
    assert not FULL.errors
    assert len(CANARIES.words) > 80
    told = "\n".join(
        formats.whole(find_view("brief"), "json", share(BACKLOG, plan(BACKLOG)), name).decode()
        for name in (ONE, TWO)
    )
    assert len(leaks(told)) > 60, "whoever may see all sees the canaries"


def own_words(name: str, *features: str) -> set[str]:
    """The name of an account, and what is public of features."""
    public = [BACKLOG.features[feature].public for feature in features]
    account = BACKLOG.workspace.accounts.get(name)
    named = {account.title} if account is not None else set()
    return {text for text in named if text} | {
        text for each in public if each for text in (each.title, each.text) if text
    }


@pytest.mark.parametrize(("name", "features"), [(MINE, (ONE,)), (THEIRS, (TWO,)), ("seg-group", (ONE, TWO))])
def test_an_update_has_its_own_public_words_and_no_other(name: str, features: tuple[str, ...]) -> None:
    addressee = find_addressee(BACKLOG.workspace, name)
    told = written(view_for(find_reader(BACKLOG.workspace, "customers"), addressee))
    assert leaks(told) == own_words(name, *features)
    for secret in (
        ONE,
        TWO,
        "secret-three",
        MINE,
        THEIRS,
        "37 %",
        "0.37",
        "2026-08-09",
        "2027-06-11",
        "2026-12-09",
    ):
        assert secret not in told


def test_who_may_see_all_still_reads_nothing_of_other_accounts() -> None:
    told = written(view_for(find_reader(BACKLOG.workspace, "team"), find_addressee(BACKLOG.workspace, MINE)))
    request = BACKLOG.features[ONE].requests[0]
    assert request.says
    assert request.says in told
    theirs = BACKLOG.features[TWO]
    for word in (
        TWO,
        THEIRS,
        theirs.title,
        theirs.requests[0].says or "",
        BACKLOG.workspace.accounts[THEIRS].title or "",
    ):
        assert word not in told
    record = BACKLOG.features[ONE]
    for secret in (
        record.owner,
        record.evidence[0].says,
        record.questions[0],
        record.risks[0].what,
        record.decisions[0].because,
    ):
        assert secret is not None
        assert secret not in told


def test_odds_leave_the_house_only_where_the_audience_lists_them() -> None:
    addressee = find_addressee(BACKLOG.workspace, MINE)
    blind = Reader("x", "x", frozenset({"public", "period"}))
    assert all(each.odds is None for each in update(blind, addressee).items)
    seeing = Reader("x", "x", frozenset({"public", "period", "odds"}))
    assert [each.odds for each in update(seeing, addressee).items] == [0.37]
    public = replace(seeing, is_public=True)
    assert [each.odds for each in update(public, addressee).items] == [None]


def update(reader: Reader, addressee: Addressee) -> Update:
    made = view_for(reader, addressee).update
    assert made is not None
    return made


ALLOWED = {
    "outcomes": {"outcomes"}, "problems": {"solves"}, "segments": {"segments"}, "accounts": {"requests"},
}  # fmt: skip
"""The fields that a reader must see for words of pm.yaml to be told, by its key."""


@for_each("reader", [reader for reader in READERS if not reader.is_full])
def test_a_week_has_nothing_that_its_audience_may_not_see(reader: Reader) -> None:
    week = Week.of(view_for(reader))
    told = "\n".join(
        [blocks.markdown(page.mail(week, [99] * len(week.days))), blocks.markdown(page.screen(week, [99] * len(week.days))), json.dumps(week_document(week)),
         csv.render(page.table(week))]
    )  # fmt: skip
    every = {**CANARIES.words, **CANARIES.numbers}
    public = own_words("", ONE, TWO)
    hidden = [
        (word, every[word]) for word in leaks(told)
        if word not in public and not reader.sees(*ALLOWED.get(every[word], {every[word]}))
    ]  # fmt: skip
    assert not hidden
    assert MINE not in told
    assert THEIRS not in told


def test_the_team_hears_of_most_fields_in_its_week() -> None:
    week = Week.of(view_for(find_reader(BACKLOG.workspace, "team")))
    told = blocks.markdown(page.mail(week, [99] * len(week.days)))
    about = {CANARIES.words.get(word) for word in leaks(told)}
    assert {"title", "outcomes", "questions", "owner"} <= about


# --- what an update says ---

SHOP = """
pm: 1
product: Shop
calendar: {start: 2026-Q4, periods: 3}
teams: {web: {capacity: 5}}
segments: {big: {title: Big shops}}
accounts:
  acme: {title: Acme, segment: big}
  globex: {title: Globex}
"""
ASKED = """
- id: one
  title: Internal one
  public: {title: Pay faster, text: In one tap}
  effort: {web: 4}
  rice: {reach: 900, impact: 1, confidence: 80%}
  requests: [{account: acme, date: 2026-08-01, need: blocker, says: Or we go}]
- id: two
  title: Internal two
  public: {title: Gift cards}
  effort: {web: 4}
  rice: {reach: 800, impact: 1, confidence: 80%}
  requests: [{account: acme}, {account: globex}]
- {id: done, title: Internal done, status: shipped, shipped: 2026-09-20, public: {title: Receipts}, requests: [{account: acme}]}
- {id: half, title: Internal half, status: shipped, shipped: 2026-09-20, public: {title: Refunds},
   launch: {rollout: [{to: 5%, on: 2026-09-21}, {to: 100%, on: 2026-11-30}]}, requests: [{account: acme}]}
- {id: no, title: Internal no, public: {title: Fax}, requests: [{account: acme}],
   decisions: [{verdict: decline, because: Never, by: ann, on: 2026-09-01}]}
- {id: quiet, title: Internal quiet, requests: [{account: acme}]}
- {id: far, title: Internal far, public: {title: Maps}, effort: {web: 9}, requests: [{account: acme}],
   rice: {reach: 1, impact: 1, confidence: 50%}}
- {id: else, title: Internal else, public: {title: Chat}, requests: [{account: globex}]}
"""


def made(
    features: str = ASKED, name: str = "acme", audience: str = "customers", since: str | None = None
) -> Update:
    backlog = loaded(features, SHOP).backlog
    compared = None
    if since is not None:
        before = loaded(since, SHOP).backlog
        compared = Since("2026-09-01", compare(before, backlog), before)
    view = share(
        backlog, plan(backlog), find_reader(backlog.workspace, audience), since=compared,
        addressee=find_addressee(backlog.workspace, name),
    )  # fmt: skip
    assert view.update is not None
    return view.update


def stands(update: Update) -> dict[str, str]:
    return {each.title: each.standing.state for each in update.items}


def test_what_an_account_asked_for_and_how_it_stands() -> None:
    update = made()
    assert stands(update) == {
        "Receipts": "there", "Pay faster": "now", "Refunds": "now", "Gift cards": "next", "Maps": "open",
    }  # fmt: skip
    assert update.untold == 2, "what was declined, and what has no public name"


def test_an_account_is_found_by_its_title_too() -> None:
    assert made(name="Acme") == made()


def test_a_segment_hears_of_what_its_accounts_asked_for_and_of_nobody() -> None:
    update = made(name="big")
    assert stands(update) == stands(made())
    assert (update.untold, {each.says for each in update.items}) == (0, {None})


def test_a_wider_audience_hears_more() -> None:
    update = made(audience="team")
    assert [
        (each.id, str(each.standing.period), each.need, each.says)
        for each in update.items
        if each.id == "one"
    ] == [("one", "2026-Q4", "blocker", "Or we go")]
    assert stands(update)["Internal no"] == "declined"


def test_what_changed_for_them() -> None:
    then = ASKED.replace("reach: 900", "reach: 9").replace("public: {title: Receipts}, ", "")
    update = made(since=then)
    assert {each.title: each.before.state for each in update.items if each.before} == {
        "Pay faster": "next", "Gift cards": "now",
    }  # fmt: skip
    assert [each.title for each in update.items if each.is_new] == ["Receipts"]
    told = written_update(update)
    assert "Gift cards: now → next" in told
    assert "New: Receipts (there)" in told
    assert "As before" in told
    assert "As before" not in written_update(made(since=ASKED))


def test_what_a_hand_set_to_next_and_the_plan_leaves_out_is_not_planned() -> None:
    row = "- {{id: one, title: One, horizon: {}, effort: {}, rice: {{reach: 9, impact: 1, confidence: 80%}}, public: {{title: Pay}}, requests: [{{account: acme}}]}}"
    for horizon, effort, state in (
        ("next", 9999, "open"), ("now", 9999, "open"), ("later", 9999, "later"), ("next", 1, "next"),
    ):  # fmt: skip
        other = "- {id: two, title: Two, effort: 1, rice: {reach: 9, impact: 1, confidence: 80%}}"
        (item,) = made(f"{row.format(horizon, effort)}\n{other}").items
        assert item.standing.state == state


def test_how_an_update_begins() -> None:
    assert (
        "Of the 7 things that you asked for: 1 is there, 2 come now, 1 comes next, 1 is not planned yet, 2 have no "
        "answer yet." in written_update(made())
    )
    one = "- {id: one, title: Internal one, public: {title: Pay faster}, requests: [{account: acme}]}"
    assert "What you asked for is not planned yet." in written_update(made(one))
    assert "What is for you is not planned yet." in written_update(made(one, name="big"))
    assert "There is nothing to tell yet." in written_update(made(one, name="globex"))


def test_the_name_of_a_revision_stays_in_the_house() -> None:
    update = replace(made(since=ASKED), since="secret-branch")
    assert "Nothing of this has changed since last time." in written_update(update)


def written_update(update: Update) -> str:
    backlog = loaded("", SHOP).backlog
    view = replace(share(backlog, plan(backlog)), update=update)
    return formats.whole(find_view("review"), "markdown", view, None).decode()


def test_one_name_of_two_is_refused() -> None:
    head = SHOP + "audiences: {acme: {fields: [title]}}\n"
    with pytest.raises(PmError, match='"acme" is an account and an audience'):
        find_addressee(loaded("", head).backlog.workspace, "acme")


def test_a_misspelt_account() -> None:
    with pytest.raises(PmError, match='no account, segment or audience "acm"') as fault:
        find_addressee(loaded("", SHOP).backlog.workspace, "acm")
    assert fault.value.hint == 'did you mean "Acme"?'
