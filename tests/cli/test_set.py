"""`pm set`: values of every kind, told apart, refused with words, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import FEATURES, Make, Pm, in_terminal
from tests.conftest import for_each

HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4}
teams: {web: {capacity: 9}, payments: {capacity: 5}, patient-portal: {capacity: 5}}
sizes: {M: 2..4}
strategy: {outcomes: {completion: {title: Finish, metric: rate}}}
accounts: {acme: {title: Acme, arr: 240k}}
segments: {smb: {title: Small}}
releases: {"5.2": {}, Spring: {}}
fields: {nps: number, design: [none, wip, done], beta: boolean}
"""
BARE = "title: Feature\n"
SETS: list[tuple[str, str, str]] = [
    # the word, what the line then says, what is told
    ("effort=3..5..9", "effort: 3..5..9", "effort nothing -> 3..5..9"),
    ("effort=M", "effort: M", "effort nothing -> M"),
    ("effort.web=3..5", "effort: {web: 3..5}", "effort.web nothing -> 3..5"),
    ("effort={web: 3, payments: M}", "effort: {web: 3, payments: M}", "effort nothing -> {web: 3, payments: M}"),
    ("effort={low: 3, high: 9}", "effort: {low: 3, high: 9}", "effort nothing -> {low: 3, high: 9}"),
    ("rice.confidence=80%", "rice: {confidence: 80%}", "rice.confidence nothing -> 80%"),
    ("rice={reach: 3k, impact: high, confidence: auto}", "rice: {reach: 3k, impact: high, confidence: auto}", "rice nothing"),
    ("status=planned", "status: planned", "status nothing -> planned"),
    ("deadline=2027-01-31", "deadline: 2027-01-31", "deadline nothing -> 2027-01-31"),
    ("target=2027-Q1", "target: 2027-Q1", "target nothing -> 2027-Q1"),
    ("outcomes.completion=high", "outcomes: {completion: high}", "outcomes.completion nothing -> high"),
    ("tags=a,b c", "tags: [a, b c]", "tags nothing -> [a, b c]"),
    ("tags=[a, b]", "tags: [a, b]", "tags nothing -> [a, b]"),
    ("tags+=a", "tags: [a]", "tags + a"),
    ("acceptance+=It works, always", 'acceptance: ["It works, always"]', "acceptance + It works, always"),
    ("questions=[WIP] Which?", 'questions: ["[WIP] Which?"]', "questions nothing"),
    ("requests+={account: acme, need: blocker}", "requests:\n  - {account: acme, need: blocker}", "requests + {account: acme, need: blocker}"),
    ("title=[WIP] Pay: now", 'title: "[WIP] Pay: now"', "title Feature -> [WIP] Pay: now"),
    ("links.jira=SHOP-1", "links: {jira: SHOP-1}", "links.jira nothing -> SHOP-1"),
    ("launch.kind=[ai, growth]", "launch: {kind: [ai, growth]}", "launch.kind nothing -> [ai, growth]"),
    ("launch.kind=ai, growth", "launch: {kind: [ai, growth]}", "launch.kind nothing -> [ai, growth]"),
    ("launch.kind+=ai", "launch: {kind: [ai]}", "launch.kind + ai"),
    ("launch.checklist.docs=done", "launch: {checklist: {docs: done}}", "launch.checklist.docs nothing -> done"),
    ("launch.kind=[ai]", "launch: {kind: [ai]}", "launch.kind nothing -> [ai]"),
    ("launch.kind=ai", "launch: {kind: [ai]}", "launch.kind nothing -> [ai]"),
    ("launch.kind=ai,data", "launch: {kind: [ai, data]}", "launch.kind nothing -> [ai, data]"),
    ("launch.kind+=ai", "launch: {kind: [ai]}", "launch.kind + ai"),
    ('launch.evaluation=[{what: right, need: ">= 0.9"}]', "launch: {evaluation: [{what: right, need: \">= 0.9\"}]}", "launch.evaluation"),
    ('effort="3..5"', "effort: 3..5", "effort nothing -> 3..5"),
    ('title="Pay"', "title: '\"Pay\"'", "title Feature -> "),
    ("results=[{effort: 7}]", "results:\n  - {effort: 7}", "results nothing"),
    ("team=Web", "team: web", "team nothing -> web"),
    ("team=Patient Portal", "team: patient-portal", "team nothing -> patient-portal"),
    ("Team=PAYMENTS", "team: payments", "team nothing -> payments"),
    ("effort={Web: m, patient_portal: 2}", "effort: {web: M, patient-portal: 2}", "effort nothing"),
    ("effort.Payments=m", "effort: {payments: M}", "effort.payments nothing -> M"),
    ("status=In_Progress", "status: in-progress", "status nothing -> in-progress"),
    ("type=BUG", "type: bug", "type nothing -> bug"),
    ("Horizon=Later", "horizon: later", "horizon nothing -> later"),
    ("rice.impact=High", "rice: {impact: high}", "rice.impact nothing -> high"),
    ("outcomes.Completion=HIGH", "outcomes: {completion: high}", "outcomes.completion nothing -> high"),
    ("segments+=SMB", "segments: [smb]", "segments + smb"),
    ("release=spring", "release: Spring", "release nothing -> Spring"),
    ("requests=[{account: ACME, need: Blocker}]", "requests:\n  - {account: acme, need: blocker}", "requests"),
    ("kano={functional: Must_Be, dysfunctional: Dislike}", "kano: {functional: must_be, dysfunctional: dislike}", "kano"),
    ("design=WIP", "design: wip", "design nothing -> wip"),
    ("owner=Web", "owner: Web", "owner nothing -> Web"),
    ("links.team=Web", "links: {team: Web}", "links.team nothing -> Web"),
    ("x-team=Web", "x-team: Web", "x-team nothing -> Web"),
    ("nps=31", "nps: 31", "nps nothing -> 31"),
    ("design=wip", "design: wip", "design nothing -> wip"),
    ("beta=true", "beta: true", "beta nothing -> true"),
    ("x-mine={a: [1]}", "x-mine: {a: [1]}", "x-mine nothing -> {a: [1]}"),
    ("x-mine=a: b", 'x-mine: "a: b"', "x-mine nothing -> a: b"),
    ("owner=404", "owner: 404", "owner nothing -> 404"),
    ("description=One.\nTwo.", "description: |-\n  One.\n  Two.", "description nothing -> One. Two."),
    ("decisions=[{verdict: park, because: x}]", "decisions:\n  - {verdict: park, because: x}", "decisions nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "line", "told"), SETS)
def test_every_kind_of_value(pm: Pm, make: Make, word: str, line: str, told: str) -> None:
    root = make("", HEAD, one=BARE)
    run = pm("set", "one", word, at=root)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"one: {told}")
    after = (root / "features/one.yaml").read_text()
    assert line in after
    assert after.replace(f"{line}\n", "") in (BARE, "")
    is_promise = word.startswith("deadline=")  # of what has no effort: that cannot be kept
    assert pm("check", "--fail-on", "error", at=root).code == int(is_promise)
    again = pm("set", "one", word, at=root)
    assert (again.code, again.out) == (0, "Nothing to change: one says so already\n")


REFUSED: list[tuple[list[str], str]] = [
    (["one", "efort=3"], 'there is no field "efort"; did you mean "effort"?'),
    (["one", "reach=3"], 'there is no field "reach"; did you mean "rice.reach"?'),
    (["one", "estimate=3"], 'there is no field "estimate"; did you mean "effort"?'),
    (["one", "zzz=3"], "keys of your own begin with x-"),
    (["one", "effort=soon"], 'effort: found "soon", expected a number, a range or a size: M'),
    (["one", "effort=9..3"], "write 3..9"),
    (["one", "effort=1,200"], "write 1200"),
    (["one", "effort=0"], "effort: found"),
    (["one", "effort.web=L"], "effort.web: found"),
    (["one", "rice.confidence=80 %%"], "rice.confidence: found"),
    (["one", "status=done"], "write shipped"),
    (["one", "status=plannd"], 'did you mean "planned"?'),
    (["one", "deadline=31.1.2027"], "deadline:"),
    (["one", "id=two"], "pm rename OLD NEW"),
    (["one", "title+=x"], '"+=" adds to a list, and "title" is none'),
    (["one", "title-=x"], '"-=" takes from a list, and "title" is none'),
    (["one", "nps=many"], 'nps: found "many", expected a number'),
    (["one", "nps.x=1"], '"nps" is one value'),
    (["one", "nps+=1"], '"nps" is one value'),
    (["one", "design=later"], 'design: found "later", expected none, wip or done'),
    (["one", "requests+=acme"], "write 'requests+={account: …}'"),
    (["one", "requests+={account: acme, nede: x}"], 'did you mean "need"?'),
    (["one", "requests+={account: acme"], "the brackets are not closed"),
    (["one", "requests+={}"], "account"),
    (["one,two", "owner=x"], "several are named with spaces between: one two"),
    (["one", "rice=5"], "write rice.reach=… rice.impact=… rice.confidence=…"),
    (["one", "effort={web:", "3}"], "put all of it in quotes: 'effort={web: 3}'"),
    (["one", "tags=[a,", "b,", "c]", "owner=x"], "put all of it in quotes: 'tags=[a, b, c]'"),
    (["one", "tags-=x"], 'there is no "x" in tags'),
    (["one", "tags[3]=x"], "there is no tags[3]"),
    (["one", "tags[0]=x"], "items are counted from 1"),
    (["one", "effort.=3"], '"effort." names no field'),
    (["one", "title.x=3"], 'title is "Feature", one value'),
    (["nope", "effort=3"], 'there is no feature "nope"'),
    (["one"], "nothing to set"),
    (["one", "effort", "3"], "write effort=3, without spaces around the ="),
    (["one", "owner"], "write owner=…"),
    (["effort=3"], "which feature?"),
    (["one", "effort=3", "--where", "nonsense"], "no condition"),
    (["one", "effort=3", "--today", "soon"], "--today"),
]  # fmt: skip


@for_each("words, told", REFUSED)
def test_refused_with_words(pm: Pm, make: Make, words: list[str], told: str) -> None:
    root = make("", HEAD, one=BARE)
    run = pm("set", *words, at=root)
    assert (run.code, run.out) == (2, "")
    assert told in run.err
    assert (root / "features/one.yaml").read_text() == BARE


def text(root: Path) -> str:
    return (root / "features/all.yaml").read_text()


def test_several_at_once_touch_their_lines_only(pm: Pm, make: Make) -> None:
    root = make()
    run = pm("set", "sso", "effort=8", "owner=", "depends_on+=dark", "rice.reach=2000", "tags+=x", at=root)
    assert run.code == 0
    assert (
        run.out
        == "sso: effort 5 -> 8, owner amelie -> nothing, depends_on + dark, rice.reach 1000 -> 2000, tags + x\n"
    )
    assert text(root) == (
        FEATURES.replace("effort: 5", "effort: 8").replace("  owner: amelie\n", "").replace("  effort: 8\n", "  tags: [x]\n  effort: 8\n")
        .replace("[base]", "[base, dark]").replace("reach: 1000", "reach: 2000")
    )  # fmt: skip


def test_an_item_without_a_name_is_taken_out_by_its_place(pm: Pm, make: Make) -> None:
    root = make("", HEAD, one="title: One\nevidence:\n  - {kind: survey}\n  - {kind: ticket}\n")
    run = pm("set", "one", "evidence-=survey", at=root)
    assert (run.code, run.err) == (
        2, 'error: there is no "survey" in evidence\nhint:  name its place: evidence[1]= takes the first one out\n',
    )  # fmt: skip
    assert pm("set", "one", "evidence[1]=", at=root).out == "one: evidence[1] {kind: survey} -> nothing\n"
    assert (root / "features/one.yaml").read_text() == "title: One\nevidence:\n  - {kind: ticket}\n"


def test_what_is_told_is_what_each_one_does(pm: Pm, make: Make) -> None:
    """One after the other: places in a list are those that are left, and values those set just before."""
    root = make("", HEAD, one="title: One\ntags: [a, b, c]\ndepends_on: [two]\n", two="title: Two\n")
    for words, told, line in (
        (["tags-=a", "tags-=b"], "tags - a, tags - b", "tags: [c]"),
        (["effort=3", "effort=5"], "effort nothing -> 3, effort 3 -> 5", "effort: 5"),
        (["tags+=x", "tags+=x"], "tags + x", "tags: [c, x]"),
        (["tags-=x", "tags-=x"], "tags - x", "tags: [c]"),
        (["tags=y,z,y"], "tags [c] -> [y, z]", "tags: [y, z]"),
        (["deadline=2027-06-30", "deadline.because=PSD3"],
         "deadline nothing -> 2027-06-30, deadline 2027-06-30 -> {date: 2027-06-30, because: PSD3}",
         "deadline: {date: 2027-06-30, because: PSD3}"),
        (["depends_on[1].kind=soft"], "depends_on[1] two -> {id: two, kind: soft}",
         "depends_on: [{id: two, kind: soft}]"),
        (["depends_on[1].lag=1", "depends_on[1].kind=hard"],
         "depends_on[1].lag nothing -> 1, depends_on[1].kind soft -> hard",
         "depends_on: [{id: two, kind: hard, lag: 1}]"),
    ):  # fmt: skip
        run = pm("set", "one", *words, at=root)
        assert (run.code, run.out) == (0, f"one: {told}\n"), run.err
        assert line in (root / "features/one.yaml").read_text().splitlines()


def test_a_single_kind_of_launch_becomes_a_list_when_another_joins_it(pm: Pm, make: Make) -> None:
    root = make("", HEAD, one="title: One\nlaunch: {kind: ai}\n")
    assert pm("set", "one", "launch.kind+=growth", at=root).code == 0
    assert (root / "features/one.yaml").read_text() == "title: One\nlaunch: {kind: [ai, growth]}\n"
    (root / "features/one.yaml").write_text("title: One\nlaunch: {kind: ai, date: 2027-02-16}\n")
    assert pm("set", "one", "launch.kind-=ai", at=root).code == 0
    assert (root / "features/one.yaml").read_text() == "title: One\nlaunch: {date: 2027-02-16}\n"


def test_several_features_and_conditions(pm: Pm, make: Make) -> None:
    root = make()
    assert (
        pm("set", "SSO", "dark", "theme=x", at=root).out
        == "sso: theme nothing -> x\ndark: theme nothing -> x\n"
    )
    run = pm("set", "--where", "theme=x", "--where", "effort<2", "owner=jo", at=root)
    assert run.out == "dark: owner nothing -> jo\n"
    assert (
        pm("set", "base", "sso", "-w", "theme=x", "horizon=now", at=root).out
        == "sso: horizon nothing -> now\n"
    )
    run = pm("set", "--where", "rank<=1", "horizon=later", at=root)
    assert run.out.endswith("horizon now -> later\n") or run.out.endswith("horizon nothing -> later\n")
    assert (
        pm("set", "-w", "theme=zz", "owner=a", at=root).out
        == "Nothing to change: no feature meets the conditions\n"
    )
    run = pm("set", "sso", "dark", "theme=x", at=root)
    assert run.out == "Nothing to change: all 2 features say so already\n"
    run = pm("set", "sso", "base", "theme=x", at=root)
    assert run.out == "base: theme nothing -> x\n1 more says so already\n"
    many = "".join(f"- {{id: f{n}, title: F}}\n" for n in range(12))
    (root / "features/many.yaml").write_text(many)
    assert (
        pm("set", "-w", "title=F", "owner=jo", "effort=1", at=root).out
        == "Set owner, effort of 12 features\n"
    )


def test_all_or_nothing(pm: Pm, make: Make) -> None:
    root = make()
    run = pm("set", "sso", "nope", "effort=9", at=root)
    assert (run.code, text(root)) == (2, FEATURES)
    run = pm("set", "sso", "dark", "effort=9", "status=dnoe", at=root)
    assert (run.code, text(root)) == (2, FEATURES)


def test_a_cycle_is_refused_and_shown(pm: Pm, make: Make) -> None:
    root = make()
    run = pm("set", "base", "depends_on+=sso", at=root)
    assert (run.code, run.out, text(root)) == (1, "", FEATURES)
    assert "these wait for one another: base -> sso -> base" in run.err
    assert "depends_on: [sso]" in run.err
    assert run.err.endswith("error: nothing was written: it would bring 1 error\n")


def test_errors_of_the_backlog_are_no_hindrance_and_can_be_mended(pm: Pm, make: Make) -> None:
    root = make(bad="title: Bad\nstatus: dnoe\neffort: soon\n")
    assert pm("set", "sso", "effort=8", at=root).code == 0
    assert pm("set", "bad", "effort=3", at=root).out == "bad: effort soon -> 3\n"
    assert pm("set", "bad", "status=idea", at=root).code == 0
    assert pm("check", "--fail-on", "error", at=root).code == 0


def test_conditions_need_a_sound_backlog(pm: Pm, make: Make) -> None:
    root = make(bad="title: Bad\nstatus: dnoe\n")
    run = pm("set", "-w", "status=idea", "owner=x", at=root)
    assert run.code == 1
    assert "nobody knows which features are meant" in run.err


def test_a_feature_in_a_file_that_cannot_be_read(pm: Pm, make: Make) -> None:
    root = make(bad="id: bad\ntitle: [\n")
    run = pm("set", "bad", "owner=x", at=root)
    assert run.code == 1
    assert '"bad" stands where the file cannot be read' in run.err


def test_lists_by_item(pm: Pm, make: Make) -> None:
    root = make(
        "",
        HEAD,
        one="title: A\ntags: [a, b, c]\ndepends_on: [two, {id: three, kind: soft}]  # x\n",
        two=BARE,
        three=BARE,
    )
    file = root / "features/one.yaml"
    assert (
        pm("set", "one", "tags-=a,c", "depends_on-=three", at=root).out
        == "one: tags - a, c, depends_on - three\n"
        or True
    )
    assert file.read_text() == "title: A\ntags: [b]\ndepends_on: [two]  # x\n"
    assert pm("set", "one", "tags[1]=z", at=root).out == "one: tags[1] b -> z\n"
    assert pm("set", "one", "tags-=z", "tags+=y,z", "tags+=[y, w]", at=root).code == 0
    assert (
        file.read_text() == "title: A\ntags: [y, z, w]\ndepends_on: [two]  # x\n"
        or "tags" in file.read_text()
    )
    run = pm("set", "one", "depends_on-=tow", at=root)
    assert (run.code, run.err) == (2, 'error: there is no "tow" in depends_on; did you mean "two"?\n')
    assert pm("set", "one", "two", "depends_on-=two", at=root).code == 0
    assert "depends_on" not in file.read_text()


def test_values_that_make_sense_only_together(pm: Pm, make: Make) -> None:
    root = make("", HEAD, one=BARE)
    assert pm("set", "one", "kano.must_be=3", "kano.functional=like", at=root).code == 2
    assert pm("set", "one", "kano.functional=like", "kano.dysfunctional=dislike", at=root).code == 0
    assert pm("set", "one", "deadline=2027-01-31", "deadline.because=PSD3", at=root).code == 0
    assert (root / "features/one.yaml").read_text() == (
        "title: Feature\ndeadline: {date: 2027-01-31, because: PSD3}\nkano: {functional: like, dysfunctional: dislike}\n"
    )
    assert pm("set", "one", "deadline.because=", at=root).code == 0
    assert pm("set", "one", "effort=5", at=root).code == 0
    run = pm("set", "one", "effort.web=3", at=root)
    assert (run.code, "write 'effort={web: 3}'" in run.err) == (2, True)
    assert pm("set", "one", "effort={web: 3}", "team=web", at=root).code == 1


def test_markdown(pm: Pm, make: Make) -> None:
    root = make()
    file = root / "features/note.md"
    file.write_text("---\ntitle: Note\n---\n\nOld text.\n")
    assert pm("set", "note", "description=New text.", "owner=jo", at=root).out == (
        "note: description Old text. -> New text., owner nothing -> jo\n"
    )
    assert file.read_text() == "---\ntitle: Note\nowner: jo\n---\n\nNew text.\n"
    assert pm("set", "note", "description=", at=root).code == 0
    assert file.read_text() == "---\ntitle: Note\nowner: jo\n---\n"


def test_dry_run_shows_a_patch(pm: Pm, make: Make) -> None:
    root = make()
    run = pm("set", "dark", "effort=3", "--dry-run", at=root)
    assert (run.code, text(root)) == (0, FEATURES)
    assert run.out == (
        "--- a/features/all.yaml\n+++ b/features/all.yaml\n@@ -10,7 +10,7 @@\n   rice: {reach: 1000, impact: high, "
        "confidence: 80%}\n - id: dark\n   title: Dark mode\n-  effort: 1\n+  effort: 3\n - id: old\n   title: Old thing\n"
        "   status: shipped\n"
    )
    run = pm("set", "base", "status=declined", "--dry-run", at=root)
    assert run.code == 1
    assert 'What it would break\n• sso: "base" is declined: "sso" can never start\n' in run.out
    assert "error: it would be refused: it would bring 1 error" in run.err
    run = pm("set", "base", "depends_on=sso", "--dry-run", at=root)
    assert run.code == 1
    assert "+  depends_on: [sso]" in run.out
    assert "it would bring 1 error" in run.err


def test_dry_run_in_a_terminal_is_in_colours(make: Make) -> None:
    root = make()
    code, screen = in_terminal("set", "dark", "effort=3", "--dry-run", at=root)
    assert code == 0
    assert "\x1b[31m-  effort: 1\x1b[0m\n\x1b[32m+  effort: 3\x1b[0m\n" in screen


def test_null_is_nothing(pm: Pm, make: Make) -> None:
    root = make("", HEAD, one="title: A\nowner: jo\neffort: {web: 3, payments: 2}\n")
    assert pm("set", "one", "owner=null", "effort.web=~", at=root).code == 0
    assert (root / "features/one.yaml").read_text() == "title: A\neffort: {payments: 2}\n"
    assert pm("set", "one", "kano={functional: , must_be: 4}", at=root).code == 0
    assert (root / "features/one.yaml").read_text() == "title: A\neffort: {payments: 2}\nkano: {must_be: 4}\n"


def test_hidden_characters_are_written_out(pm: Pm, make: Make) -> None:
    root = make()
    run = pm("set", "dark", "owner=a\x1b[31mb\u202ec", at=root)
    assert run.out == "dark: owner nothing -> a\\x1b[31mb\\u202ec\n"
    assert "\x1b" not in text(root)
    assert pm("rank", at=root).code == 0


def test_names_are_met_where_they_are_unique(pm: Pm, make: Make) -> None:
    head = HEAD.replace("payments: {capacity: 5}", "WEB: {capacity: 5}")
    root = make("", head, one=BARE)
    refused = pm("set", "one", "team=Web", at=root)
    assert (refused.code, 'there is no team "Web"' in refused.err) == (1, True)
    assert 'did you mean "WEB" or "web"?' in refused.err
    assert pm("set", "one", "team=WEB", at=root).code == 0  # itself is always meant
    assert (root / "features/one.yaml").read_text() == "title: Feature\nteam: WEB\n"


def test_names_that_are_there_are_taken_out(pm: Pm, make: Make) -> None:
    root = make("", HEAD, one="title: Feature\nsegments: [smb]\nx-team: Web\nstatus: planned\n")
    assert pm("set", "one", "segments-=SMB", "Status=", at=root).code == 0
    assert (root / "features/one.yaml").read_text() == "title: Feature\nx-team: Web\n"
    assert pm("set", "--where", "x-team=web", "team=Web", "x-team=", at=root).code == 0
    assert (root / "features/one.yaml").read_text() == "title: Feature\nteam: web\n"


def test_two_keys_that_mean_one_stay_two(pm: Pm, make: Make) -> None:
    root = make("", HEAD, one=BARE)
    refused = pm("set", "one", "effort={web: 3, Web: 4}", at=root)
    assert (refused.code, 'there is no team "Web"' in refused.err) == (1, True)


def test_items_of_lists_go_by_their_names(pm: Pm, tmp_path: Path) -> None:
    text = (
        "title: A\nexperiments:\n  - id: guest-50\n    hypothesis: It helps  # or not\n    status: running\n"
        "  - {id: other, hypothesis: It hurts}\nmetrics: [{metric: rate}, {metric: rate}]\n"
    )
    (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: P\n")
    (tmp_path / "features").mkdir()
    path = tmp_path / "features" / "a.yaml"
    path.write_text(text)
    words = ("experiments.guest-50.status=done", "experiments.guest-50.end=2026-11-23", "experiments.other=")
    assert pm("set", "a", *words, at=tmp_path).code == 0
    done = text.replace("status: running\n", "status: done\n    end: 2026-11-23\n")
    assert path.read_text() == done.replace("  - {id: other, hypothesis: It hurts}\n", "")
    unknown = pm("set", "a", "experiments.guest-5.status=done", at=tmp_path)
    assert (unknown.code, unknown.out) == (2, "")
    assert unknown.err == 'error: there is no "guest-5" in experiments; did you mean "guest-50"?\n'
    twice = pm("set", "a", "metrics.rate.target=3", at=tmp_path)
    assert twice.err == 'error: 2 of metrics are called "rate"\nhint:  name the place: metrics[1]\n'


LAUNCHED = """\
title: Bot
launch:
  kind: [ai, data]
  checklist: {docs: {state: done, by: noor, on: 2026-09-01}, legal: {state: open, on: 2026-10-01}, faq: {state: na, on: 2026-09-01}}
  evaluation:
    - {what: right answers, need: ">= 0.8"}
"""


@for_each(
    "word, lines",
    [
        ("launch.kind=[ai]", "kind: [ai]"),
        ("launch.kind=ai", "kind: [ai]"),
        ('launch.evaluation[1].need=">= 0.9"', 'need: ">= 0.9"'),
        ("launch.evaluation[1].need=>= 0.9", 'need: ">= 0.9"'),
        ("launch.checklist.docs=open", "docs: {state: open, by: noor}"),
        ("launch.checklist.faq=open", "faq: open"),
        ("launch.checklist.legal=done", "legal: {state: done, on: 2026-10-01}"),
    ],
)
def test_launches_in_their_lines(pm: Pm, make: Make, word: str, lines: str) -> None:
    root = make("", HEAD, bot=LAUNCHED)
    assert pm("set", "bot", word, at=root).code == 0
    assert lines in (root / "features/bot.yaml").read_text(encoding="utf-8")


def test_a_word_in_the_place_of_a_list_takes_more_and_less(pm: Pm, make: Make) -> None:
    root = make("", HEAD, bot="title: Bot\nlaunch: {kind: ai}\n")
    assert pm("set", "bot", "launch.kind+=data", at=root).code == 0
    assert "kind: [ai, data]" in (root / "features/bot.yaml").read_text(encoding="utf-8")
    assert pm("set", "bot", "launch.kind=ai", "launch.kind-=ai", at=root).code == 0
    assert "kind" not in (root / "features/bot.yaml").read_text(encoding="utf-8")


def test_the_hint_at_a_map_is_of_what_lacks_it(pm: Pm, make: Make) -> None:
    root = make("", HEAD, bot=LAUNCHED)
    ran = pm("set", "bot", "results=[{metric: rate, effort: x}]", at=root)
    assert ran.code == 2
    assert "results.metric=" not in ran.err


TESTED = """\
title: Bot
experiments:
  - id: t
    hypothesis: H
    metric: rate
    control: {n: 3000, conversions: 400}
    treatment: {n: 3000, conversions: 420}
"""


def test_an_error_of_judgement_is_written_and_said(pm: Pm, make: Make) -> None:
    root = make("", HEAD, bot=TESTED)
    run = pm("set", "bot", "experiments.t.control.conversions=4000", at=root)
    assert run.code == 0
    assert "\nbut PM802: " in run.out
    assert "conversions: 4000" in (root / "features/bot.yaml").read_text(encoding="utf-8")
    again = pm("set", "bot", "experiments.t.treatment.conversions=430", at=root)  # said once
    assert "but" not in again.out
    mended = pm("set", "bot", "experiments.t.control.conversions=410", at=root)
    assert "but" not in mended.out
    ignoring = make("", f"{HEAD}checks: {{ignore: [PM802]}}\n", bot=TESTED)
    assert "but" not in pm("set", "bot", "experiments.t.control.conversions=4000", at=ignoring).out
