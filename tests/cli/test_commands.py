"""Every command on small workspaces and on Northwind: stdout, stderr and exit code."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from pathlib import Path

import pytest

from pmcli.cli.app import COMMANDS
from pmcli.views.feature.document import document
from pmcli.views.feature.page import feature_page
from pmcli.writers.blocks import markdown
from pmcli.writers.json import dumps
from pmcli.writers.terminal.pages import render
from tests.cli.conftest import FEATURES, HEAD, NORTHWIND, Make, Pm

BROKEN = "- id: a\n  title: A\n  effort: 3-5\n- id: b\n  title: B\n  depends_on: [a]\n- id: c\n  title: C\n"


def ids(text: str) -> list[str]:
    return [item["id"] for item in json.loads(text)["items"]]


class TestRank:
    def test_ranks_tells_what_is_unscored_and_why(self, pm: Pm, make: Make) -> None:
        run = pm("rank", at=make())
        assert (run.code, run.err) == (0, "")
        lines = run.out.splitlines()
        assert lines[0] == "Shop: what to do first"
        assert [line.split()[1] for line in lines[4:6]] == ["base", "sso"]
        assert "not scored: dark (rice needs reach, impact and confidence)" in run.out

    def test_json_is_one_document(self, pm: Pm, make: Make) -> None:
        document = json.loads(pm("rank", "--format", "json", at=make()).out)
        assert document["kind"] == "ranking"
        assert [item["id"] for item in document["items"]] == ["base", "sso"]
        assert document["unscored"][0]["id"] == "dark"
        assert "leftOut" not in document

    def test_top_and_where_hide_rows_only(self, pm: Pm) -> None:
        all_of_them = json.loads(pm("rank", "--format", "json", at=NORTHWIND).out)["items"]
        some = json.loads(pm("rank", "--format", "json", "-w", "team=data", "-n", "2", at=NORTHWIND).out)[
            "items"
        ]
        assert len(some) == 2
        assert [item for item in all_of_them if item["id"] in {one["id"] for one in some}] == some

    def test_by_score(self, pm: Pm, make: Make) -> None:
        root = make()
        assert ids(pm("rank", "--by", "score", "--format", "json", at=root).out) == ["sso", "base"]

    @pytest.mark.unmeasured
    @pytest.mark.parametrize("model", ["rice", "wsjf", "ice", "cd3", "weighted", "kano", "moscow", "growth"])
    def test_models(self, pm: Pm, model: str) -> None:
        document = json.loads(pm("rank", "--model", model, "--format", "json", at=NORTHWIND).out)
        assert document["model"] == model
        assert len(document["items"]) > 10

    def test_columns(self, pm: Pm, make: Make) -> None:
        root = make()
        assert pm("rank", "--columns", "id,owner", "--format", "plain", at=root).out == (
            "id\towner\nbase\t\nsso\tamelie\n"
        )
        added = pm("rank", "--columns", "+owner", "--format", "plain", at=root).out
        assert (
            added.splitlines()[0]
            == "rank\tid\ttitle\tadjusted\tscore\teffort\tteam\twaits_for\tunlocks\twhy\towner"
        )

    def test_csv_and_markdown(self, pm: Pm, make: Make) -> None:
        rows = list(csv.DictReader(io.StringIO(pm("rank", "--format", "csv", at=make()).out)))
        assert [row["id"] for row in rows] == ["base", "sso"]
        assert "| --- |" in pm("rank", "--format", "markdown", at=make()).out.replace("---:", "--- ").replace(
            ":", ""
        )

    def test_today(self, pm: Pm, make: Make) -> None:
        root = make("- id: a\n  title: A\n  decisions: [{verdict: park, until: 2026-12-31}]\n")
        items = "unscored"
        assert json.loads(pm("rank", "--format", "json", at=root).out)[items] == []
        late = pm("rank", "--format", "json", "--today", "2027-01-01", at=root)
        assert json.loads(late.out)[items][0]["id"] == "a"
        assert pm("rank", "--today", "now", at=root).code == 0
        wrong = pm("rank", "--today", "1.2.2027", at=root)
        assert (wrong.code, wrong.out) == (2, "")
        assert 'found "1.2.2027"' in wrong.err
        assert "write 2027-02-01" in wrong.err

    def test_width_and_color(self, pm: Pm) -> None:
        run = pm("rank", "--width", "60", at=NORTHWIND)
        assert max(map(len, run.out.splitlines())) <= 60
        assert "\x1b[" in pm("rank", "--color", "always", at=NORTHWIND).out
        assert "\x1b[" not in run.out


class TestReady:
    def test_what_waits_for_nothing_open(self, pm: Pm, make: Make) -> None:
        extra = "- id: free\n  title: Free\n  depends_on: [old]\n- id: stuck\n  title: Stuck\n  depends_on: [no2]\n"
        extra += "- id: no2\n  title: Parked\n  status: parked\n- id: kid\n  title: Kid\n  parent: top\n"
        extra += "  rice: {reach: 1, impact: 1, confidence: 1}\n  effort: 1\n- id: top\n  title: Top\n"
        root = make(FEATURES + extra)
        document = json.loads(pm("ready", "--format", "json", at=root).out)
        assert document["kind"] == "ready"
        assert [item["id"] for item in document["items"]] == ["base", "kid"]
        assert [one["id"] for one in document["unscored"]] == ["dark", "free"]
        told = pm("ready", at=root)
        assert "2 of 3 ranked can start now" in told.out
        assert "dark (rice needs" in told.out

    def test_top_and_where(self, pm: Pm) -> None:
        run = pm("ready", "--top", "2", at=NORTHWIND)
        assert "ranked can start now, 1 of them in progress, the first 2 here" in run.out
        in_progress = pm("ready", "-w", "status=in-progress", "--format", "json", at=NORTHWIND)
        assert ids(in_progress.out) == ["instant-refunds"]
        told = pm("ready", "-w", "status=in-progress", at=NORTHWIND).out
        assert "1 of 28 ranked can start now, 1 of them in progress\n" in told
        assert told.splitlines()[2].startswith("rank  id")


class TestList:
    def test_every_feature_is_there(self, pm: Pm, make: Make) -> None:
        root = make()
        document = json.loads(pm("list", "--format", "json", at=root).out)
        assert [item["id"] for item in document["items"]] == ["base", "dark", "no", "old", "sso"]
        assert document["items"][-1]["dependsOn"] == ["base"]
        assert document["items"][-1]["path"] == "features/all.yaml"
        assert "5 features" in pm("list", at=root).out

    def test_columns_are_the_fields_to_ask_for(self, pm: Pm, make: Make) -> None:
        root = make(
            "- {id: a, title: A, target: 2027-Q1, seen: true, nps: 3, tags: [x, y], shipped: 2026-01-31, status: shipped}",
            HEAD + "fields: {seen: boolean, nps: number}\n",
        )
        run = pm("list", "--columns", "id,rank,target,shipped,seen,nps,tags", "--format", "plain", at=root)
        assert run.out.splitlines()[1] == "a\t\t2027-01-01..2027-03-31\t2026-01-31\tyes\t3\tx, y"
        wrong = pm("list", "--columns", "+ownr", at=root)
        assert (wrong.code, wrong.err) == (2, 'error: there is no column "ownr"; did you mean "owner"?\n')

    def test_open_parts_of_what_is_put_away_are_told(self, pm: Pm, make: Make) -> None:
        root = make(
            "- {id: big, title: Big, status: parked}\n- {id: mid, title: Middle, parent: big}\n"
            "- {id: part, title: Part, parent: mid}\n- {id: old, title: Old, parent: big, status: declined}\n"
        )
        note = "2 open are parts of what is parked or declined, and cannot be planned: mid, part"
        assert note in pm("list", at=root).out
        assert "1 open is a part" in pm("list", "-w", "id=part", at=root).out
        assert "cannot be planned" not in pm("list", "-w", "id=old", at=root).out

    def test_filters(self, pm: Pm, make: Make) -> None:
        root = make()
        assert "1 of 5 features match" in pm("list", "-w", "status=declined", at=root).out
        assert ids(pm("list", "-w", "rank>1", "--format", "json", at=root).out) == ["sso"]
        assert "and 3 more" in pm("list", "--top", "2", at=root).out
        assert (
            pm("list", "--format", "plain", "-w", "id=old", at=root).out.splitlines()[1].startswith("old\t")
        )


class TestShow:
    @pytest.mark.unmeasured
    def test_a_page_says_it_all_and_no_empty_sections(self, pm: Pm) -> None:
        page = pm("show", "guest-checkout", at=NORTHWIND).out
        for text in (
            "Guest checkout\n",
            "3rd of ",
            "address-book (candidate, 2nd)",
            "Contoso Home (180,000 EUR)",
        ):
            assert text in page
        assert "Results" not in page
        assert "Decisions" not in page

    @pytest.mark.unmeasured
    def test_without_a_plan_all_else_is_the_same(self, pm: Pm) -> None:
        whole, quick = (
            json.loads(pm("show", "guest-checkout", "--format", "json", *more, at=NORTHWIND).out)
            for more in ([], ["--no-plan"])
        )
        assert whole["period"] == "2026-Q4"
        assert quick == {**whole, "period": None, "placementReasons": []}

    def test_every_feature_has_a_page(self) -> None:
        from pmcli import load, rank

        backlog = load(NORTHWIND).backlog
        ranking = rank(backlog)
        for feature in backlog.features.values():
            blocks = feature_page(feature, backlog, ranking)
            assert render(blocks, width=60, color=False).startswith(feature.title[:20])
            assert markdown(blocks).startswith("# ")
            assert json.loads(dumps(document(feature, backlog, ranking)))["id"] == feature.id

    def test_everything_there_is(self, pm: Pm, make: Make) -> None:
        root = make(
            """
- id: a
  title: A
  type: debt
  release: "1"
  horizon: now
  not_before: 2027-Q1
  deadline: {date: 2027-06-30, because: Law}
  effort: {web: 3..9, data: 2}
  remaining: {web: 1}
  depends_on: [{id: b, lag: 2}, {id: c, kind: soft}]
  conflicts_with: [c]
  tech_debt: adds
  nps: 31
  beta: true
  solves: [p]
  description: "One line\\nbroken by hand.\\n\\n- a list\\n- of two"
  decisions:
    - {verdict: first, because: Old, on: 2026-01-01, until: 2026-02-01}
    - {verdict: pin, period: 2027-Q1, on: 2026-03-01, by: jo}
    - {verdict: before, feature: c, because: New, on: 2026-04-01, until: 2027-12-31}
  options: [{what: Buy, against: cost}, {what: Build, chosen: true}]
  outcomes: {growth: 1.5, other: none}
  metrics: [{metric: m, baseline: 1, current: 2, target: 3, by: 2027-Q1}, {metric: n}]
  requests: [{account: acme, need: blocker, says: Now, source: X-1}, {account: shy}]
  results: [{metric: m, before: 1, after: 2, verdict: hit, learned: Much, effort: {web: 2}}]
  experiments: [{hypothesis: H, control: {n: 0, conversions: 0}}]
  launch: {checklist: {docs: na, help: open}}
  risks: [{what: R}]
  public: {title: Public A}
- {id: b, title: B}
- {id: c, title: C, parent: d}
- {id: d, title: D}
- {id: e, title: E, depends_on: [{id: a, kind: soft}], conflicts_with: [a]}
""",
            HEAD
            + """
teams: {web: {capacity: 1}, data: {capacity: 1}}
releases: {"1": {date: 2027-01-01}}
fields: {nps: number, beta: boolean}
strategy: {outcomes: {growth: {title: Growth}, other: {title: Other}}}
problems: {p: {title: Pain, segments: [smb], description: It hurts}}
segments: {smb: {users: 10}}
accounts: {acme: {title: Acme, arr: 1k, status: at-risk}, shy: {}}
""",
        )
        page = pm("show", "a", at=root).out
        for text in (
            "web 3..9, data 2", "remaining", "2027-06-30: Law", "b (candidate), 2 periods later",
            "c (candidate), which it would like", "e (candidate), which would like it", "adds to it", "Pain: It hurts",
            "smb (10 users)", "One line broken by hand.", "- a list\n- of two",
            "expired on 2026-02-01: Old", "replaced by a later one", "before c, on 2026-04-01, in force until 2027-12-31: New",
            "Buy; against it: cost", "Build (chosen)", "Growth: 1.5", "m from 1 (now 2) to 3 by 2027-Q1",
            'Acme (1,000, at-risk), blocker: "Now" (X-1)', "shy", "hit: m from 1 to 2; took web 2 person-weeks; learned: Much",
            "H: control 0 of 0", "still open: help", "not needed: docs", "beta", "yes", "1 (2027-01-01)",
        ):  # fmt: skip
            assert text in page, text
        assert "Other" not in page
        assert "part of" in pm("show", "c", at=root).out
        assert "a container, ranked by its parts: c" in pm("show", "d", at=root).out

    def test_case_does_not_count(self, pm: Pm, make: Make) -> None:
        assert "Single sign-on" in pm("show", "SSO", at=make()).out

    def test_rev(self, pm: Pm, make: Make) -> None:
        root = make()
        git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(root)]
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
            subprocess.run([*git, *words], check=True)
        (root / "features" / "all.yaml").write_text("- id: new\n  title: New\n")
        assert ids(pm("list", "--format", "json", at=root).out) == ["new"]
        assert "sso" in ids(pm("--rev", "HEAD", "list", "--format", "json", at=root).out)
        assert pm("check", "--rev", "HEAD", at=root).code == 0
        for wrong in ("nope", "--upload-pack=x", "-x"):
            run = pm("rank", f"--rev={wrong}", at=root)
            assert (run.code, run.out) == (2, "")


class TestGraph:
    def test_a_tree_draws_every_feature_once_in_full(self, pm: Pm) -> None:
        tree = pm("graph", at=NORTHWIND).out
        assert tree.count("smart-retries: ") == 1
        assert "smart-retries, see above" in tree
        assert "features with no open dependencies" in tree

    def test_one_feature(self, pm: Pm, make: Make) -> None:
        root = make()
        assert " ".join(pm("graph", "base", at=root).out.split()) == (
            "base: Base (candidate, #1) Waits for nothing Unlocks sso: Single sign-on (candidate, #2)"
        )
        assert "shipped: nothing waits for it" in pm("graph", "old", at=root).out

    def test_diagrams_escape_what_they_show(self, pm: Pm, make: Make) -> None:
        root = make(
            "- id: a\n  title: 'Say \"hi\" #1 <b> \\ |'\n- id: b\n  title: B\n  depends_on: [a, {id: c, kind: soft}]\n"
            "- id: c\n  title: C\n"
        )
        drawn = pm("graph", "--format", "mermaid", at=root).out
        assert drawn.startswith("flowchart LR\n")
        assert 'f1["a<br>Say #34;hi#34; #35;1 #60;b#62; #92; #124;"]' in drawn
        assert "  f1 --> f2\n" in drawn
        assert "  f3 -.-> f2\n" in drawn
        dot = pm("graph", "--format", "dot", at=root).out
        assert '"a" [label="a\\nSay \\"hi\\" #1 <b> \\\\ |"];' in dot
        assert '"c" -> "b" [style=dashed];' in dot

    def test_json_and_where(self, pm: Pm, make: Make) -> None:
        document = json.loads(pm("graph", "--format", "json", at=make()).out)
        assert document["edges"] == [{"from": "sso", "waitsFor": "base", "kind": "hard"}]
        some = json.loads(pm("graph", "--format", "json", "-w", "id!=base", "--partial", at=make()).out)
        assert (some["edges"], some["leftOut"]) == ([], [])

    @pytest.mark.unmeasured
    def test_a_long_chain(self, pm: Pm, make: Make) -> None:
        chain = "".join(
            f"- id: f{n}\n  title: F\n  depends_on: [{f'f{n - 1}' if n else ''}]\n" for n in range(1500)
        )
        run = pm("graph", at=make(chain))
        assert run.code == 0
        assert len(run.out.splitlines()) > 1500


class TestModels:
    def test_all_with_formula_inputs_and_source(self, pm: Pm) -> None:
        out = pm("models", at=NORTHWIND).out
        for text in ("rice: Reach", "the one in use", "growth: ", "formula", "inputs", "source"):
            assert text in out

    def test_one_in_full(self, pm: Pm) -> None:
        out = pm("models", "rice", at=NORTHWIND).out
        assert re.search(r"scores \d+ of \d+ open features; the one in use", out)
        assert "rice.impact, such as high" in out

    def test_without_a_workspace(self, pm: Pm, tmp_path: Path) -> None:
        assert "moscow: MoSCoW" in pm("models", at=tmp_path).out
        assert "Sean McBride" in pm("models", "rice", at=tmp_path).out
        wrong = pm("models", "riec", at=tmp_path)
        assert (wrong.code, wrong.err) == (2, 'error: there is no model "riec"; did you mean "rice"?\n')
        assert pm("models", "-C", "nowhere", at=tmp_path).code == 2

    def test_in_a_broken_workspace(self, pm: Pm, make: Make) -> None:
        head = HEAD + "scoring: {model: mine, models: {mine: {value: nope * 2}}}\n"
        root = make(head=head)
        assert json.loads(pm("models", "--format", "json", at=root).out)["used"] == "mine"
        told = pm("models", "mine", at=root)
        assert told.code == 0
        assert "Inputs" not in told.out


class TestCheck:
    def test_all_is_well(self, pm: Pm) -> None:
        run = pm("check", "-C", str(NORTHWIND))
        assert re.fullmatch(r"All checks passed \(\d+ features in \d+ files\)", run.out.splitlines()[-1])
        assert run.code == 0

    def test_the_line_and_the_mark(self, pm: Pm, make: Make) -> None:
        run = pm("check", at=make(BROKEN))
        assert run.code == 1
        assert "3 |   effort: 3-5\n  |           ^^^" in run.out
        assert run.err == ""

    def test_fail_on(self, pm: Pm, make: Make) -> None:
        root = make("- id: a\n  title: A\n  depends_on: [p]\n- id: p\n  title: P\n  status: parked\n")
        assert pm("check", at=root).code == 0
        assert pm("check", "--fail-on", "warning", at=root).code == 1
        wrong = pm("check", "--fail-on", "eror", at=root)
        assert (wrong.code, wrong.err) == (2, 'error: --fail-on knows no "eror"; did you mean "error"?\n')

    def test_json_and_concise(self, pm: Pm, make: Make) -> None:
        root = make(BROKEN)
        run = pm("check", "--format", "json", at=root)
        document = json.loads(run.out)
        assert (run.code, document["kind"], document["checked"]) == (1, "diagnostics", 3)
        assert pm("check", "--format", "concise", at=root).out.startswith(
            "features/all.yaml:3:11: error PM102 "
        )


class TestSchema:
    @pytest.mark.parametrize("kind", ["feature", "workspace"])
    def test_a_schema(self, pm: Pm, tmp_path: Path, kind: str) -> None:
        document = json.loads(pm("schema", kind, at=tmp_path).out)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    def test_of_what(self, pm: Pm) -> None:
        assert pm("schema", "featur").err == 'error: pm schema knows no "featur"; did you mean "feature"?\n'


class TestBroken:
    @pytest.mark.parametrize(
        "command", [["rank"], ["list"], ["ready"], ["graph"], ["show", "c"], ["explain", "c"]]
    )
    def test_no_answer_that_would_be_untrue(self, pm: Pm, make: Make, command: list[str]) -> None:
        run = pm(*command, at=make(BROKEN))
        assert (run.code, run.out) == (1, "")
        assert "error[PM102]" in run.err
        assert "error: the backlog has 1 error, so the answer would be untrue" in run.err
        assert "--partial answers without what has errors" in run.err

    @pytest.mark.parametrize("command", ["rank", "list", "ready", "graph"])
    def test_partial_says_what_is_left_out(self, pm: Pm, make: Make, command: str) -> None:
        root = make(BROKEN)
        run = pm(command, "--partial", at=root)
        assert run.code == 0
        assert 'b (waits for "a", which is left out)' in run.out
        document = json.loads(pm(command, "--partial", "--format", "json", at=root).out)
        assert [one["id"] for one in document["leftOut"]] == ["a", "b"]

    def test_what_is_left_out_is_not_shown(self, pm: Pm, make: Make) -> None:
        run = pm("show", "b", "--partial", at=make(BROKEN))
        assert (run.code, run.out) == (1, "")
        assert '"b" is left out: waits for "a"' in run.err

    def test_ten_are_shown_and_the_rest_counted(self, pm: Pm, make: Make) -> None:
        run = pm("rank", at=make("".join(f"- id: f{n}\n  title: F\n  effort: x1\n" for n in range(47))))
        assert run.err.count("error[PM102]") == 10
        assert "and 37 more: pm check" in run.err

    def test_partial_where_all_is_sound(self, pm: Pm, make: Make) -> None:
        assert json.loads(pm("rank", "--partial", "--format", "json", at=make()).out)["leftOut"] == []


class TestEmpty:
    @pytest.mark.parametrize("command", ["rank", "list", "ready", "graph", "check"])
    def test_a_success_that_says_what_to_do(self, pm: Pm, make: Make, command: str) -> None:
        run = pm(command, at=make(""))
        assert run.code == 0
        assert "no features yet" in run.out + run.err
        assert 'pm new "My idea"' in run.out + run.err

    @pytest.mark.parametrize("command", ["rank", "list", "ready", "graph"])
    def test_machines_get_an_empty_document(self, pm: Pm, make: Make, command: str) -> None:
        document = json.loads(pm(command, "--format", "json", at=make("")).out)
        assert document.get("items", document.get("nodes")) == []

    def test_csv_has_its_head_and_people_the_hint(self, pm: Pm, make: Make) -> None:
        run = pm("rank", "--format", "csv", at=make(""))
        assert run.out.startswith("rank,id")
        assert "no features yet" in run.err

    def test_an_id_of_none(self, pm: Pm, make: Make) -> None:
        assert pm("show", "x", at=make("")).code == 2


def test_every_command_has_a_test_here() -> None:
    assert {command.name for command in COMMANDS} == {
        "rank", "ready", "roadmap", "why-not", "explain", "models", "show", "list", "graph", "check", "rule", "diff",
        "history", "schema", "completion", "export", "plot", "view", "init", "import", "new", "set", "rename", "rm",
        "fmt", "demand", "triage", "decide", "decisions", "accept", "what-if", "sure", "odds",
        "worth", "ratings", "mcp", "launch", "learn", "week", "experiment",
    }  # fmt: skip


@pytest.mark.unmeasured
def test_the_views_agree(pm: Pm) -> None:
    ranked = json.loads(pm("rank", "--format", "json", at=NORTHWIND).out)["items"]
    ready = json.loads(pm("ready", "--format", "json", at=NORTHWIND).out)["items"]
    nodes = {
        node["id"]: node["rank"]
        for node in json.loads(pm("graph", "--format", "json", at=NORTHWIND).out)["nodes"]
    }
    assert ready == [item for item in ranked if item in ready]
    assert all(not item["waitsFor"] for item in ready)
    for item in ranked:
        assert nodes[item["id"]] == item["rank"]
    for item in ranked[::5]:
        shown = json.loads(pm("show", item["id"], "--format", "json", at=NORTHWIND).out)
        assert {key: shown[key] for key in ("rank", "score", "adjusted")} == {
            key: item[key] for key in ("rank", "score", "adjusted")
        }
        assert ids(pm("list", "-w", f"rank={item['rank']}", "--format", "json", at=NORTHWIND).out) == [
            item["id"]
        ]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "words",
    [["rank"], ["list"], ["ready"], ["graph"], ["show", "a"], ["explain", "a"], ["graph", "--format", "dot"],
     ["graph", "--format", "mermaid"], ["show", "a", "--format", "markdown"], ["check"]],
)  # fmt: skip
def test_hostile_text_is_written_out(pm: Pm, make: Make, words: list[str]) -> None:
    root = make(
        '- {id: a, title: "T\\e]0;x\\a\\u202e [red]", theme: "\\e[2J", owner: "x\\ry", effort: 1, problem: "\\e[31m",'
        ' rice: {reach: 1, impact: 1, confidence: 1}}\n- {id: b, title: "\\e[1mB", depends_on: [a]}\n',
        HEAD.replace("Shop", '"\\e[31mShop"'),
    )
    run = pm(*words, at=root)
    assert run.code == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", run.out + run.err)
    assert words == ["check"] or "x1b" in run.out
