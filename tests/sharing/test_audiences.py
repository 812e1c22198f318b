"""Every audience that there can be: what it may not see is in nothing that it is given, and all of that can be made.

Each field stands beside one way of calling a feature here; `tests/proofs/test_audiences.py` has many more.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from pmcli.model.audience import Reader, find_reader
from pmcli.model.diagnostic import PmError
from pmcli.planning import plan
from pmcli.sharing import share
from pmcli.views import formats
from pmcli.views.outputs import VIEWS
from tests.conftest import for_each, loaded
from tests.sharing.exports import FIELDS, NAMES, audiences, everything, leaks


@pytest.mark.unmeasured
@for_each("at, field", enumerate(sorted(FIELDS)))
def test_a_single_field_tells_nothing_of_others(at: int, field: str) -> None:
    assert leaks(frozenset({field, NAMES[at % len(NAMES)]})) == []


@pytest.mark.unmeasured
@for_each("hidden", [{"title"}, {"id", "title"}, {"title", "period"}])
def test_all_but_what_most_views_are_made_of(hidden: set[str]) -> None:
    assert leaks(FIELDS - hidden) == []


@settings(max_examples=4)
@given(audiences())
def test_any_fields_tell_nothing_of_others(fields: frozenset[str]) -> None:
    assert leaks(fields) == []


# --- workspaces in which there is little to see ---

_LITTLE = {
    "nothing": "",
    "only parked": "- {id: a, title: A, status: parked}\n",
    "only shipped": "- {id: a, title: A, status: shipped, shipped: 2026-08-16}\n",
    "only public": "- {id: a, title: A, public: {text: B}}\n",
    "only own fields": "- {id: a, title: A, nps: 3, theme: x}\n",
    "a family": "- {id: a, title: A}\n- {id: b, title: B, parent: a, effort: 3}\n",
}


@for_each("name", _LITTLE)
def test_where_there_is_little_to_see_there_is_no_fault(name: str) -> None:
    head = "pm: 1\nproduct: Shop\nfields: {nps: number}\ncalendar: {start: 2026-Q4}\n"
    backlog = loaded(_LITTLE[name], head).backlog
    roadmap = plan(backlog)
    for fields in (
        {"id"},
        {"title"},
        {"public"},
        {"id", "nps"},
        {"id", "period", "rank"},
        FIELDS - {"title"},
    ):
        for where in (None, "theme=x", "nps>1", "score>1", "owner="):
            shared = share(backlog, roadmap, Reader("some", "some", frozenset(fields), where))
            assert [*everything(shared)]


def test_a_condition_may_ask_for_what_is_hidden() -> None:
    assert leaks(frozenset({"title"}), "theme=THEMEWORD") == []
    assert leaks(frozenset({"id", "period"}), "ownnumber>30 and owner~OWNER") == []


def test_who_sees_no_title_reads_ids_under_that_name() -> None:
    backlog = loaded("- {id: dark-mode, title: Dark mode}\n").backlog
    shared = share(backlog, plan(backlog), Reader("some", "some", frozenset({"id", "status"})))
    page = next(
        formats.whole(view, "html", shared, None).decode() for view in VIEWS if view.name == "backlog"
    )
    assert '<th scope="col" data-key="title" class="title">Id</th>' in page
    assert "Dark mode" not in page


@for_each("fields", ["[period]", "[nps]", "[]", "[id, nowhere]", "[x-own, id]"])
def test_an_audience_that_cannot_be_is_refused_with_words(fields: str) -> None:
    head = f"pm: 1\nproduct: Shop\nfields: {{nps: number}}\naudiences: {{some: {{fields: {fields}}}}}\n"
    with pytest.raises(PmError, match='audience "some"') as fault:
        find_reader(loaded("", head).backlog.workspace, "some")
    assert fault.value.hint
