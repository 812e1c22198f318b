"""Sources that come in again: what people here have done stays, and what cannot be changed stops nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pmcli import load
from pmcli.importing import ImportOptions, Prepared, prepare, write
from pmcli.importing.merge.memory import digits_of
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import open_workspace
from tests.importing.sources.samples import DATA
from tests.importing.test_importing import HEAD, brought, table, text_of, workspace

RICE = "Key,Title,Reach,Impact,Confidence\nA,Aa,100,2,80%\nB,Bb,50,1,50%\n"


def edited(root: Path, name: str, old: str, new: str) -> None:
    path = root / "features" / f"{name}.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


# --- part by part ---


def test_parts_that_were_changed_here_and_there(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, RICE))
    edited(
        root, "aa", "{reach: 100, impact: 2, confidence: 80%}", "{reach: 100,  impact: 2, confidence: 50%}"
    )
    prepared = brought(root, table(root, RICE.replace("100,2", "900,2")), ImportOptions(side="theirs"))
    assert prepared.updated == {"aa": ("rice.reach",)}
    assert prepared.descriptions == {"aa": ("rice.reach 100 -> 900",)}
    assert prepared.kept == {"aa": ("rice.confidence",)}
    assert text_of(root, "aa") == (
        "title: Aa\nrice: {reach: 900,  impact: 2, confidence: 50%}\nlinks: {list: A}\n"
    )
    prepared = brought(root, table(root, RICE.replace("100,2,80%", "900,2,90%")))
    assert [(conflict.field, conflict.here, conflict.there) for conflict in prepared.conflicts] == [
        ("rice.confidence", "50%", "90%")
    ]


def test_parts_of_a_block_and_all_of_them(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, RICE))
    edited(
        root, "aa", "rice: {reach: 100, impact: 2, confidence: 80%}",
        "rice:\n  # asked in May\n  reach: 100\n  impact: 2  # the CEO says so\n  confidence: 80%\n",
    )  # fmt: skip
    brought(root, table(root, RICE.replace("100,2", "100,")))
    assert "rice:\n  # asked in May\n  reach: 100\n  confidence: 80%\n" in text_of(root, "aa")
    assert brought(root, table(root, RICE.replace("100,2,80%", ",,"))).updated == {"aa": ("rice",)}
    assert text_of(root, "aa").strip() == "title: Aa\n\nlinks: {list: A}" or "rice" not in text_of(root, "aa")


def test_a_memory_of_whole_fields_is_read(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, RICE))
    path = root / "imports" / "list.yaml"
    for name, key in (("aa", "A"), ("bb", "B")):
        line, whole = _line(root, key), digits_of(load(root).backlog.features[name].rice, "rice")
        title = line.rpartition(" ")[2]
        path.write_text(path.read_text().replace(line, f"  {key}: rice/{whole} {title}"))
    edited(root, "bb", "impact: 1", "impact: 3")
    prepared = brought(root, table(root, RICE.replace("100,2", "900,2")))
    assert prepared.updated == {"aa": ("rice.reach",)}
    assert prepared.kept == {"bb": ("rice.impact",)}
    assert not prepared.conflicts
    assert "rice/" not in path.read_text()


def test_of_a_whole_field_of_which_both_sides_differ_every_part_is_a_conflict(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, RICE))
    path = root / "imports" / "list.yaml"
    text = path.read_text()
    path.write_text("".join(
        "  A: rice/00000000\n" if line.startswith("  A:") else line for line in text.splitlines(keepends=True)
    ))  # fmt: skip
    edited(root, "aa", "impact: 2", "impact: 3")
    for _ in range(2):
        prepared = brought(root, table(root, RICE.replace("100,2", "900,2")))
        assert {conflict.field for conflict in prepared.conflicts} == {"rice.reach", "rice.impact"}
    assert "rice/00000000" in path.read_text()
    assert not brought(
        root, table(root, RICE.replace("100,2", "900,2")), ImportOptions(side="ours")
    ).conflicts
    assert "rice/" not in path.read_text()


def test_a_dependency_of_ones_own_stays_when_the_source_has_another(tmp_path: Path) -> None:
    root = workspace(tmp_path, mine="title: Mine\n")
    brought(root, table(root, "Key,Title,Depends on\nA,Aa,B\nB,Bb,\nC,Cc,\n"))
    edited(root, "aa", "depends_on: [bb]", "depends_on: [bb, mine]  # legal")
    prepared = brought(
        root, table(root, "Key,Title,Depends on\nA,Aa,C\nB,Bb,\nC,Cc,\n"), ImportOptions(side="theirs")
    )
    assert "depends_on: [mine, cc]  # legal" in text_of(root, "aa")
    assert prepared.descriptions == {"aa": ("depends_on bb, mine -> mine, cc",)}


# --- what cannot be edited ---


def test_an_alias_stops_only_its_own_feature(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, RICE))
    shared = "title: Aa\nx-all: &all {reach: 100, impact: 2, confidence: 80%}\nrice: *all\nlinks: {list: A}\n"
    (root / "features" / "aa.yaml").write_text(shared)
    remembered = _line(root, "A")
    changed = RICE.replace("100,2", "900,2").replace("Bb,50", "Bb,60").replace("A,Aa", "A,Aaa")
    for _ in range(2):
        prepared = brought(root, table(root, changed))
        assert [(finding.place, finding.message) for finding in prepared.findings] == [
            (
                "aa",
                "features/aa.yaml:3: rice.reach cannot be edited: it stands behind an alias; left as it is",
            )
        ]
        assert (prepared.stuck, prepared.known) == (("aa",), 2)
        assert text_of(root, "aa") == shared
        assert _line(root, "A") == remembered
    assert "reach: 60" in text_of(root, "bb")
    (root / "features" / "aa.yaml").write_text(
        shared.replace("*all", "{reach: 100, impact: 2, confidence: 80%}")
    )
    assert brought(root, table(root, changed)).updated == {"aa": ("title", "rice.reach")}


def _line(root: Path, key: str) -> str:
    lines = (root / "imports" / "list.yaml").read_text().splitlines()
    return next(line for line in lines if line.startswith(f"  {key}:"))


def test_what_an_anchor_gives_to_others_is_not_changed(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, RICE))
    listed = (
        "- id: aa\n  title: Aa\n  rice: &r {reach: 100, impact: 2, confidence: 80%}\n  links: {list: A}\n"
        "- id: bb\n  title: Bb\n  rice: *r\n  links: {list: B}\n"
    )
    (root / "features" / "aa.yaml").unlink()
    (root / "features" / "bb.yaml").unlink()
    (root / "features" / "all.yaml").write_text(listed)
    prepared = brought(root, table(root, RICE.replace("100,2", "900,2")))
    assert prepared.stuck == ("aa",)
    assert (root / "features" / "all.yaml").read_text() == listed


def test_what_would_bring_an_error_is_left(tmp_path: Path) -> None:
    root = workspace(tmp_path, f"{HEAD}teams: {{web: {{capacity: 4}}, ops: {{capacity: 4}}}}\n")
    brought(root, table(root, "Key,Title,Story points\nA,Aa,3\nB,Bb,5\n"))
    edited(root, "aa", "effort: 3", "effort: {web: 2, ops: 1}")
    for _ in range(2):
        prepared = brought(
            root, table(root, "Key,Title,Story points,Team\nA,Aa,3,web\nB,Bb,5,ops\nC,Cc,1,web\n")
        )
        assert prepared.stuck == ("aa",)
        told = prepared.findings[0]
        assert told.place == "aa"
        assert told.message.startswith("features/aa.yaml:1: it would bring an error: team: ")
        assert "team" not in text_of(root, "aa")
    assert "team: ops" in text_of(root, "bb")
    assert "team: web" in text_of(root, "cc")


def test_what_two_sides_say_may_contradict(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Key,Title,Owner,Depends on\nA,Aa,mo,\nB,Bb,mo,\n"))
    edited(root, "aa", "owner: mo", "owner: mo\nconflicts_with: [bb]")
    prepared = brought(root, table(root, "Key,Title,Owner,Depends on\nA,Aa,mo,B\nB,Bb,zoe,\n"))
    assert prepared.stuck == ("aa",)
    assert "owner: zoe" in text_of(root, "bb")


def test_what_is_put_aside_is_still_named_by_others(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Key,Title,Owner,Depends on\nA,Aa,mo,\nB,Bb,mo,A\n"))
    (root / "features" / "aa.yaml").write_text(
        "title: Aa\nx-who: &who mo\nowner: *who\nlinks: {list: A}\nx-not: *who\n"
    )
    edited(root, "aa", "owner: *who", "owner: &o mo")
    edited(root, "aa", "x-not: *who", "x-not: *o")
    prepared = brought(root, table(root, "Key,Title,Owner,Depends on\nA,Aa,zoe,\nB,Bb,zoe,\nC,Cc,x,A\n"))
    assert prepared.stuck == ("aa",)
    assert "depends_on" not in text_of(root, "bb")
    assert "depends_on: [aa]" in text_of(root, "cc")


# --- what a source does not speak of ---


def issue(**more: Any) -> str:
    whole = {"number": 1, "title": "One", "url": "https://github.com/o/r/issues/1", **more}
    return json.dumps([whole])


def reactions(count: int) -> dict[str, Any]:
    return {"reactionGroups": [{"content": "THUMBS_UP", "users": {"totalCount": count}}]}


def comments(*people: str) -> dict[str, Any]:
    return {
        "comments": [{"author": {"login": person}, "createdAt": "2026-05-01T10:00:00Z"} for person in people]
    }


def says(root: Path) -> list[tuple[str, int | None]]:
    return [(str(one.says), one.count) for one in load(root).backlog.features["one"].evidence]


def github(root: Path, **more: Any) -> Prepared:
    return brought(root, table(root, issue(**more), "i.json"), more.pop("asked", ImportOptions()))


def test_evidence_that_an_export_does_not_have_stays(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    github(root, **reactions(5), **comments("ann", "bob"))
    both = [("5 thumbs up", 5), ("2 comments by 2 people outside the team", 2)]
    assert says(root) == both
    github(root)
    assert says(root) == both
    github(root, **comments("ann", "bob", "cy"))
    assert says(root) == [("5 thumbs up", 5), ("3 comments by 3 people outside the team", 3)]
    github(root, **reactions(9))
    assert says(root) == [("9 thumbs up", 9), ("3 comments by 3 people outside the team", 3)]
    github(root, **reactions(0), **comments("ann"))
    assert says(root) == [("1 comment by 1 person outside the team", 1)]
    github(root, **reactions(0), **comments())
    assert says(root) == []


def test_evidence_of_ones_own_stays(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    github(root, **reactions(5), **comments("ann"))
    path = root / "features" / "one.yaml"
    path.write_text(path.read_text().replace("evidence:\n", "evidence:\n  - {kind: interview, says: Mine}\n"))
    for side in ("", "theirs"):
        new = {**reactions(7 if side else 6), **comments("ann", "bob")}
        prepared = brought(root, table(root, issue(**new), "i.json"), ImportOptions(side=side))
        assert not prepared.conflicts
        assert says(root)[0] == ("Mine", None)
        assert len(says(root)) == 3


def test_evidence_that_was_edited_here_and_changed_there(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    github(root, **reactions(5), **comments("ann"))
    edited(root, "one", "count: 5", "count: 50")
    prepared = brought(root, table(root, issue(**reactions(6), **comments("ann", "bob")), "i.json"))
    assert [conflict.field for conflict in prepared.conflicts] == ["evidence.reactions"]
    assert [count for _, count in says(root)] == [50, 2]
    brought(
        root, table(root, issue(**reactions(6), **comments("ann")), "i.json"), ImportOptions(side="theirs")
    )
    assert [count for _, count in says(root)] == [6, 1]


def test_evidence_of_which_only_the_whole_is_remembered(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    github(root, **reactions(5), **comments("ann"))
    path = root / "imports" / "github.yaml"
    whole = digits_of(load(root).backlog.features["one"].evidence, "evidence")
    words = [word for word in path.read_text().split() if word.startswith("evidence.")]
    path.write_text(path.read_text().replace(" ".join(words), f"evidence/{whole}"))
    github(root, **comments("ann", "bob"))
    assert [count for _, count in says(root)] == [5, 1]  # of which item it speaks, nobody knows
    github(root, **reactions(6), **comments("ann", "bob"))
    assert [count for _, count in says(root)] == [6, 2]
    assert "evidence.reactions/" in path.read_text()


WSJF = "backlog:\n- id: aa\n  title: Aa\n  owner: mo\n  time_criticality: 5\n  wsjf_score: 2\n"


def test_keys_that_a_format_cannot_carry_are_not_taken_out(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    path = table(root, WSJF, "b.backlog.yml")
    brought(root, path)
    memory = root / "imports" / "b-backlog.yaml"
    memory.write_text(memory.read_text().replace("aa: ", "aa: theme/2689367b problem/2689367b "))
    edited(root, "aa", "title: Aa", "title: Aa\ntheme: Love")
    memory.write_text(memory.read_text().replace("theme/2689367b", f"theme/{digits_of('Love')}"))
    prepared = brought(root, table(root, WSJF.replace("  owner: mo\n", ""), "b.backlog.yml"))
    assert prepared.updated == {"aa": ("owner",)}
    assert "theme: Love" in text_of(root, "aa")
    assert "problem/2689367b" in memory.read_text()
    assert prepared.unsaid == ("theme",)


def test_a_rule_that_was_taken_out_of_a_mapping_takes_nothing_out(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    form = "mapping: 1\nname: ours\ntitle: Ours\nfiles: '*.md'\nlink: {ours: '{n}'}\nfields:\n  title: t\n"
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("---\nn: 1\nt: Aa\nwho: mo\n---\n")
    (tmp_path / "ours.yaml").write_text(form + "  owner: who\n")
    asked = ImportOptions(form=str(tmp_path / "ours.yaml"))
    brought(root, str(tmp_path / "docs"), asked)
    assert "owner: mo" in text_of(root, "aa")
    (tmp_path / "ours.yaml").write_text(form)
    assert brought(root, str(tmp_path / "docs"), asked).unsaid == ("owner",)
    assert "owner: mo" in text_of(root, "aa")


# --- renamed ---


def test_a_row_without_a_key_that_was_renamed_is_told(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    text = "Title,Reach,Owner\nLog in,100,mo\nSearch,50,mo\nPay,70,\n"
    brought(root, table(root, text))
    new = text.replace("Log in", "Sign in").replace("Pay,70,", "Pay,90,zoe")
    prepared = prepare(open_workspace(root), table(root, new), ImportOptions())
    assert (prepared.count, prepared.gone) == (1, ("Log in",))
    says = "pm set log-in 'title=Sign in' 'links.list=Sign in'"
    assert [(finding.place, finding.message) for finding in prepared.findings] == [
        ("row 2", f'it says what "log-in" said, which is gone: if it was renamed, {says} says so, before this comes in')
    ]  # fmt: skip
    edited(root, "log-in", "links: {list: Log in}", "links: {list: Sign in}")
    prepared = brought(root, table(root, new))
    assert prepared.count == 0
    assert [conflict.field for conflict in prepared.conflicts] == ["title"]
    edited(root, "log-in", "title: Log in", "title: Sign in")
    assert brought(root, table(root, new)).conflicts == ()


def test_of_a_reference_that_stays_it_is_not_told_that_it_is_left_out(tmp_path: Path) -> None:
    root, path = workspace(tmp_path), tmp_path / "docs"
    path.mkdir()
    (path / "a.md").write_text("---\ntitle: Views\ndepends_on: [Filters]\n---\n")
    (path / "b.md").write_text("---\ntitle: Filters\n---\n")
    brought(root, str(path))
    (path / "b.md").write_text("---\ntitle: Filters 2\n---\n")
    (path / "c.md").write_text("---\ntitle: New\ndepends_on: [Filters]\n---\n")
    prepared = brought(root, str(path))
    assert [finding.message.rpartition("; ")[2] for finding in prepared.findings] == [
        "what is here stays", "left out",
    ]  # fmt: skip
    assert load(root).backlog.features["a"].prerequisites() == ("b",)


@pytest.mark.parametrize(
    "new", ["Title,Owner\nAa,mo\nBx,mo\nCx,mo\n", "Title,Notes\nXx,\n", "Key,Title,Owner\n9,Xx,mo\n"]
)
def test_what_may_be_several_is_not_guessed(tmp_path: Path, new: str) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Title,Owner\nAa,mo\nBb,mo\nCc,mo\n"))
    assert not [
        finding
        for finding in prepare(open_workspace(root), table(root, new), ImportOptions()).findings
        if "renamed" in finding.message
    ]


# --- is it the same source? ---

TABLE = "Key,Title,Owner\n1,Log in,mo\n2,Search,mo\n3,Export,mo\n4,Pay,mo\n5,Ship,mo\n"


def test_the_same_table_under_another_name(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, TABLE, "ideas.csv"))
    new = table(root, TABLE.replace("5,Ship", "6,Return").replace("4,Pay", "4,Pay later"), "ideas-2027.csv")
    prepared = prepare(open_workspace(root), new, ImportOptions())
    assert prepared.like is not None
    assert (prepared.like.name, prepared.like.own, prepared.like.rows, prepared.like.of) == (
        "ideas", "ideas-2027", 3, 5,
    )  # fmt: skip
    with pytest.raises(PmError, match=r'looks like "ideas", which came in before \(3 of 5 rows\)') as fault:
        write(prepared)
    assert fault.value.hint == (
        "--as ideas where it is the same source, --as ideas-2027 where it is another one"
    )
    assert not (root / "imports" / "ideas-2027.yaml").exists()
    prepared = brought(root, new, ImportOptions(name="ideas"))
    assert (prepared.count, prepared.known) == (1, 4)
    assert brought(root, new, ImportOptions(name="ideas-2027", duplicates="keep")).count == 5
    assert prepare(open_workspace(root), new, ImportOptions()).like is None


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace("Owner", "Theme"),
        "Key,Title,Owner\n1,A,mo\n2,B,mo\n3,C,mo\n4,D,mo\n5,E,mo\n",
        "Key,Title,Owner\n1,Log in,mo\n2,Search,mo\n3,C,mo\n4,D,mo\n",
    ],
)
def test_tables_that_are_unlike_come_in(tmp_path: Path, text: str) -> None:
    root = workspace(tmp_path)
    assert prepare(open_workspace(root), table(root, TABLE, "ideas.csv"), ImportOptions()).like is None
    brought(root, table(root, TABLE, "ideas.csv"))
    others = table(root, text, "others.csv")
    assert brought(root, others, ImportOptions(duplicates="keep")).known == 0


def test_keys_that_are_words_and_ids_tell_a_table_too(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Key,Title,Owner\nS-1,A,x\nS-2,B,x\n", "ideas.csv"))
    prepared = prepare(
        open_workspace(root), table(root, "Key,Title,Owner\nS-1,C,x\nS-2,D,x\n", "more.csv"), ImportOptions()
    )
    assert prepared.like is not None


def test_a_table_is_not_asked_for_after_its_memory_is_broken(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, TABLE, "ideas.csv"))
    (root / "imports" / "ideas.yaml").write_text("[")
    assert prepare(open_workspace(root), table(root, TABLE, "more.csv"), ImportOptions()).like is None


def test_a_wsjf_file_under_another_name(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, WSJF, "My backlog.yml"))
    path = table(root, WSJF.replace("owner: mo", "owner: zoe"), "b-2027.yml")
    prepared = prepare(open_workspace(root), path, ImportOptions())
    assert prepared.like is not None
    assert prepared.like.refusal().hint == (
        '--as "My backlog" where it is the same source, --as b-2027 where it is another one'
    )
    assert brought(root, path, ImportOptions(name=prepared.like.name)).updated == {"aa": ("owner",)}


def test_another_table_of_the_same_name_writes_over_nothing(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, TABLE))
    other = table(root, "Key,Title,Owner\n1,A,x\n2,B,x\n3,C,x\n4,Pay,x\n")
    prepared = prepare(open_workspace(root), other, ImportOptions())
    assert prepared.like is not None
    assert (prepared.like.own, prepared.like.rows, prepared.like.of) == ("", 3, 4)
    with pytest.raises(PmError, match='3 of 4 that came in as "list" have another title now') as fault:
        write(prepared)
    assert fault.value.hint == "--as list where it is the same source, --as NAME where it is another one"
    assert brought(root, other, ImportOptions(name="others", duplicates="keep")).count == 4
    assert len(brought(root, other, ImportOptions(name="list")).updated) == 4


def test_two_folders_with_the_same_ids(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    for name in ("one", "two"):
        (tmp_path / name / "tasks").mkdir(parents=True)
        for number in range(1, 5):
            (tmp_path / name / "tasks" / f"task-{number}.md").write_text(
                f"---\nid: task-{number}\ntitle: {name} {number}\nstatus: To Do\n---\nText\n"
            )
    brought(root, str(tmp_path / "one"))
    prepared = prepare(open_workspace(root), str(tmp_path / "two"), ImportOptions())
    assert prepared.like is not None
    brought(root, str(tmp_path / "two"), ImportOptions(name="Team two"))
    assert load(root).backlog.features["task-1"].title == "one 1"
    assert sum("team-two" in feature.links for feature in load(root).backlog.features.values()) == 4
    assert prepare(
        open_workspace(root), str(tmp_path / "two"), ImportOptions(name="Team two")
    ).changes_nothing
    assert prepare(
        open_workspace(root), str(tmp_path / "one"), ImportOptions(name="Backlog.md")
    ).changes_nothing


def test_a_spreadsheet_sample_twice(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, str(DATA / "rice.csv"))
    copy = tmp_path / "rice-2027.csv"
    copy.write_bytes((DATA / "rice.csv").read_bytes())
    assert prepare(open_workspace(root), str(copy), ImportOptions()).like is not None
