"""Files rewritten: all of it or nothing, refused where it would bring an error, every other byte kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from pmcli import load
from pmcli.editing.change_set import ChangeSet, FileChange, rewritten, write
from pmcli.editing.format_keys import ordered
from pmcli.editing.rename import mentions, references, refuse_needed, remove, rename
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import open_workspace

HEAD = "pm: 1\nproduct: Test\ncalendar: {start: 2026-Q4}\nfields: {nps: number}\n"
LIST = """\
# all of it
- id: a
  title: A            # why a
  depends_on: [b]
- id: b
  title: B
"""
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def write_files(head: str = HEAD, **files: str) -> Path:
        root = tmp_path / "work"
        (root / "features").mkdir(parents=True, exist_ok=True)
        (root / "pm.yaml").write_text(head)
        for name, text in files.items():
            path = root / "features" / name.replace("__", "/").replace("_md", ".md")
            path = path if path.suffix else path.with_suffix(".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return root

    return write_files


def rewrite(
    root: Path, changes: Iterable[FileChange], *, new_files: Mapping[str, bytes] | None = None
) -> ChangeSet:  # fmt: skip
    return rewritten(open_workspace(root), changes, new_files=new_files)


def contents(root: Path) -> dict[str, bytes]:
    """All feature files."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*.*"))
        if path.is_file()
    }


def applied(root: Path, *changes: FileChange) -> dict[str, str]:
    """What the files that changed say afterwards."""
    before = contents(root)
    would = rewrite(root, changes)
    assert contents(root) == before, "nothing is written yet"
    write(would)
    after = contents(root)
    assert {path for path in before | after if before.get(path) != after.get(path)} == {
        *would.before,
        *would.after,
    }
    return {path: after[path].decode() for path in would.after}


def test_changes_in_a_list(make: Make) -> None:
    root = make(all=LIST)
    told = applied(
        root, FileChange("a", "put", ("effort",), "3..5"), FileChange("b", "append", ("tags",), "x"),
        FileChange("a", "drop", ("depends_on", 0)),
    )  # fmt: skip
    assert told == {
        "features/all.yaml": "# all of it\n- id: a\n  title: A            # why a\n  effort: 3..5\n"
        "- id: b\n  title: B\n  tags: [x]\n"
    }


def test_changes_in_documents_front_matter_and_pm_yaml(make: Make) -> None:
    root = make(two="id: a\ntitle: A\n---\nid: b\ntitle: B\n", c_md="---\ntitle: C\n---\n\nBody.\n")
    told = applied(
        root, FileChange("b", "put", ("status",), "idea"), FileChange("c", "put", ("status",), "idea"),
        FileChange("c", "put", ("description",), "Another\nbody."), FileChange("", "put", ("currency",), "EUR"),
    )  # fmt: skip
    assert told == {
        "features/two.yaml": "id: a\ntitle: A\n---\nid: b\ntitle: B\nstatus: idea\n",
        "features/c.md": "---\ntitle: C\nstatus: idea\n---\n\nAnother\nbody.\n",
        "pm.yaml": HEAD.replace("product: Test\n", "product: Test\ncurrency: EUR\n"),
    }
    assert applied(root, FileChange("c", "drop", ("description",))) == {
        "features/c.md": "---\ntitle: C\nstatus: idea\n---\n"
    }
    assert applied(root, FileChange("c", "put", ("description",), "Back.")) == {
        "features/c.md": "---\ntitle: C\nstatus: idea\n---\n\nBack.\n"
    }


def test_a_description_in_front_matter_is_changed_there(make: Make) -> None:
    root = make(c_md="---\ntitle: C\ndescription: x\n---\n")
    assert applied(root, FileChange("c", "put", ("description",), "y")) == {
        "features/c.md": "---\ntitle: C\ndescription: y\n---\n"
    }
    assert applied(root, FileChange("c", "drop", ("description",))) == {
        "features/c.md": "---\ntitle: C\n---\n"
    }


def test_an_error_that_is_new_is_refused_and_old_ones_are_not_in_the_way(make: Make) -> None:
    root = make(all=LIST, bad="title: Bad\nstatus: dnoe\n")
    would = rewrite(root, [FileChange("b", "put", ("depends_on",), ["a"])])
    assert [one.code for one in would.introduced] == ["PM201"]
    before = contents(root)
    with pytest.raises(PmError) as refused:
        write(would)
    assert refused.value.exit_code == 1
    assert "a -> b -> a" in refused.value.message
    assert contents(root) == before
    assert applied(root, FileChange("bad", "put", ("owner",), "ana"))
    assert applied(root, FileChange("bad", "put", ("status",), "idea"))
    assert not load(root).errors


def test_an_old_error_on_another_line_is_none_that_is_new(make: Make) -> None:
    root = make(a="title: A\nstatus: nix\n", b="id: c\ntitle: B\n", c="title: C\n")
    would = rewrite(
        root, [FileChange("a", "put", ("description",), "1\n2\n3\n"), FileChange("a", "put", ("id",), "a")]
    )
    assert would.loaded_before.errors
    assert would.introduced == ()


def test_what_cannot_be_told_apart_is_refused(make: Make) -> None:
    root = make(
        all="- &x {id: a, title: A}\n- {id: b, title: B, links: &l {p: q}}\n- {id: c, title: C, links: *l}\n"
    )
    for changes, words in [
        ([FileChange("nope", "put", ("owner",), "x")], 'there is no feature "nope"'),
        (
            [FileChange("c", "put", ("links", "p"), "x")],
            "links.p of c cannot be set: it stands behind an alias",
        ),
        ([FileChange("b", "append", ("title",), "x")], "title of b cannot be added to: it is no list"),
        ([FileChange("b", "drop", ("owner",))], 'owner of b cannot be removed: there is no "owner"'),
    ]:
        with pytest.raises(PmError) as refused:
            rewrite(root, changes)
        assert words in refused.value.message
    (root / "features" / "broken.yaml").write_text("id: z\ntitle: [\n")
    with pytest.raises(PmError, match="cannot be read"):
        rewrite(root, [FileChange("z", "put", ("owner",), "x")])


def test_whole_features_go(make: Make) -> None:
    root = make(
        all=LIST,
        two="id: c\ntitle: C\n---\n# d\nid: d\ntitle: D\n---\nid: g\ntitle: G\n---\nid: e\ntitle: E\n",
        f="title: F\n",
    )
    would = rewrite(
        root,
        [
            FileChange("a", "drop", ()),
            FileChange("c", "drop", ()),
            FileChange("e", "drop", ()),
            FileChange("f", "drop", ()),
        ],
    )
    write(would)
    assert contents(root) == {
        "pm.yaml": HEAD.encode(),
        "features/all.yaml": b"# all of it\n- id: b\n  title: B\n",
        "features/two.yaml": b"# d\nid: d\ntitle: D\n---\nid: g\ntitle: G\n",
    }
    write(rewrite(root, [FileChange(name, "drop", ()) for name in "bdg"]))
    assert contents(root) == {"pm.yaml": HEAD.encode()}


# --- new files ---


def test_new_files(make: Make) -> None:
    root = make()
    write(rewrite(root, (), new_files={"features/x/y/a.yaml": b"title: A\n"}))
    assert (root / "features/x/y/a.yaml").read_bytes() == b"title: A\n"
    for path, words in [
        ("features/x/y/a.yaml", "already"), ("elsewhere/a.yaml", "would not read"),
        ("features/.hidden/a.yaml", "would not read"), ("features/a.txt", "would not read"),
        ("features/../../a.yaml", "would not read"), ("../a.yaml", "would not read"), ("/a.yaml", "would not read"),
        ("pm.yaml", "already"),
    ]:  # fmt: skip
        with pytest.raises(PmError, match=words):
            rewrite(root, (), new_files={path: b"title: B\n"})


def test_a_new_file_behind_a_link_is_refused(make: Make, tmp_path: Path) -> None:
    root = make()
    (tmp_path / "outside").mkdir()
    (root / "features" / "link").symlink_to(tmp_path / "outside")
    (root / "kept").mkdir()
    (root / "features" / "inner").symlink_to(root / "kept")
    for path, words in (
        ("features/link/a.yaml", "leaves the workspace"),
        ("features/inner/a.yaml", "behind a link"),
    ):
        would = rewrite(root, (), new_files={path: b"title: A\n"})
        with pytest.raises(PmError, match=words):
            write(would)
    assert not list((tmp_path / "outside").iterdir())
    assert not list((root / "kept").iterdir())


def test_a_bad_new_file_is_refused(make: Make) -> None:
    root = make(a="title: A\n")
    would = rewrite(root, (), new_files={"features/b.yaml": b"id: a\ntitle: B\n"})
    assert {one.code for one in would.introduced} == {"PM106", "PM107"}


# --- writing ---


def test_a_file_changed_meanwhile_is_left(make: Make) -> None:
    root = make(a="title: A\n", b="title: B\n")
    would = rewrite(root, [FileChange(name, "put", ("owner",), "x") for name in "ab"])
    (root / "features/b.yaml").write_text("title: Changed\n")
    with pytest.raises(PmError, match="was changed meanwhile"):
        write(would)
    assert (root / "features/a.yaml").read_text() == "title: A\n"
    would = rewrite(root, (), new_files={"features/c.yaml": b"title: C\n"})
    (root / "features/c.yaml").write_text("title: Mine\n")
    with pytest.raises(PmError, match="already"):
        write(would)
    assert (root / "features/c.yaml").read_text() == "title: Mine\n"


def test_what_cannot_be_written_takes_the_rest_back(make: Make) -> None:
    root = make(a="title: A\n", z="title: Z\n")
    would = rewrite(
        root,
        [FileChange(name, "put", ("owner",), "x") for name in "az"],
        new_files={"features/b.yaml": b"title: B\n"},
    )
    in_the_way = root / ".pm"
    in_the_way.write_text("mine")
    with pytest.raises(PmError, match="in the way"):
        write(would)
    in_the_way.unlink()
    assert (root / "features/a.yaml").read_text() == "title: A\n"
    assert not (root / "features/b.yaml").exists()
    write(would)
    assert (root / "features/z.yaml").read_text() == "title: Z\nowner: x\n"


def test_the_mode_of_a_file_is_kept_and_a_link_inside_stays_one(make: Make) -> None:
    root = make(a="title: A\n")
    (root / "features/a.yaml").chmod(0o640)
    (root / "kept.yaml").write_text("title: B\n")
    (root / "features/b.yaml").symlink_to(root / "kept.yaml")
    write(rewrite(root, [FileChange(name, "put", ("owner",), "x") for name in "ab"]))
    assert (root / "features/a.yaml").stat().st_mode & 0o777 == 0o640
    assert (root / "features/b.yaml").is_symlink()
    assert (root / "kept.yaml").read_text() == "title: B\nowner: x\n"


# --- references ---

FAMILY = {
    "all": "- id: a\n  title: A\n  depends_on: [b, {id: b, kind: soft}]  # on b\n- id: d\n  title: D\n  conflicts_with: [b]\n",
    "c": "title: C\nparent: b\ndecisions:\n  - {verdict: before, feature: b, because: x, by: y, on: 2026-01-01}\n",
    "b": "# about b\ntitle: B\n",
}


def test_references_are_found(make: Make) -> None:
    opened = open_workspace(make(**FAMILY))
    assert [(reference.feature, reference.field, reference.keys) for reference in references(opened, "b")] == [
        ("a", "depends_on", ("depends_on", 0)), ("a", "depends_on", ("depends_on", 1, "id")),
        ("c", "parent", ("parent",)),
        ("c", "decisions", ("decisions", 0, "feature")), ("d", "conflicts_with", ("conflicts_with", 0)),
    ]  # fmt: skip
    assert list(references(opened, "a")) == []


def test_rename_takes_everything_with_it(make: Make) -> None:
    root = make(**FAMILY)
    would, count = rename(open_workspace(root), "b", "base")
    assert count == 5
    assert would.introduced == ()
    write(would)
    assert contents(root) == {
        "pm.yaml": HEAD.encode(),
        "features/all.yaml": FAMILY["all"]
        .replace("[b, {id: b,", "[base, {id: base,")
        .replace("[b]", "[base]")
        .encode(),
        "features/base.yaml": FAMILY["b"].encode(),
        "features/c.yaml": FAMILY["c"]
        .replace("parent: b", "parent: base")
        .replace("feature: b", "feature: base")
        .encode(),
    }
    before, after = load(root).backlog, load(root).backlog
    assert set(before.features) == set(after.features)
    write(rename(open_workspace(root), "base", "b")[0])
    assert contents(root) == {
        "pm.yaml": HEAD.encode(),
        **{f"features/{name}.yaml": text.encode() for name, text in FAMILY.items()},
    }


@pytest.mark.parametrize(
    ("files", "old", "after"),
    [
        ({"all": LIST}, "b", {"features/all.yaml": LIST.replace("[b]", "[z]").replace("id: b", "id: z")}),
        ({"b": "id: b\ntitle: B\n"}, "b", {"features/z.yaml": "id: z\ntitle: B\n"}),
        ({"b_md": "---\ntitle: B\n---\nb\n"}, "b", {"features/z.md": "---\ntitle: B\n---\nb\n"}),
        ({"two": "id: a\ntitle: A\n---\nid: b\ntitle: B\n"}, "b", {"features/two.yaml": "id: a\ntitle: A\n---\nid: z\ntitle: B\n"}),
        ({"b": "- id: b\n  title: B\n"}, "b", {"features/b.yaml": "- id: z\n  title: B\n"}),
        ({"b": "title: B\nstatus: nix\n", "c": "title: C\ndepends_on: [b]\n"}, "b", {"features/z.yaml": "title: B\nstatus: nix\n", "features/c.yaml": "title: C\ndepends_on: [z]\n"}),
    ],
)  # fmt: skip
def test_rename_wherever_the_id_stands(
    make: Make, files: dict[str, str], old: str, after: dict[str, str]
) -> None:
    would, _ = rename(open_workspace(make(**files)), old, "z")
    assert {path: text.decode() for path, text in would.after.items()} == after
    assert would.introduced == ()


def test_rename_refuses_what_is_taken(make: Make) -> None:
    root = make(all=LIST, c="title: C\n")
    (root / "features/z.yaml").write_text("# nothing\n")
    for old, new, words in [
        ("a", "B", 'the id "b" is taken: features/all.yaml:5'), ("a", "b c", "is no id"), ("x", "y", "no feature"),
        ("c", "z", 'there is a file "features/z.yaml" already'),
    ]:  # fmt: skip
        with pytest.raises(PmError) as refused:
            rename(open_workspace(root), old, new)
        assert words in refused.value.message
    assert rename(open_workspace(root), "a", "a")[0].after == {}
    assert rename(open_workspace(root), "a", "A")[0].introduced == ()


def test_remove_refuses_while_something_waits(make: Make) -> None:
    root = make(**FAMILY)
    opened = open_workspace(root)
    with pytest.raises(PmError) as refused:
        refuse_needed(opened, ("b",))
    assert (
        refused.value.message
        == '"b" stays: a waits for it; c is a part of it; c has a decision that names it'
    )
    assert refused.value.exit_code == 1
    assert "pm set a depends_on-=b" in str(refused.value.hint)
    refuse_needed(opened, ("a", "b", "c"))
    assert not [one for one in remove(opened, ("a", "b", "c")).after if "all" not in one]


def test_remove_takes_conflicts_along(make: Make) -> None:
    root = make(
        a="title: A\nconflicts_with: [b, c]  # x\n", b="title: B\n", c="title: C\nconflicts_with: [b]\n"
    )
    would = remove(open_workspace(root), ("b",))
    assert {path: text.decode() for path, text in would.after.items()} == {
        "features/a.yaml": "title: A\nconflicts_with: [c]  # x\n",
        "features/c.yaml": "title: C\n",
    }
    assert would.introduced == ()


def test_a_file_is_called_like_the_last_feature_in_it(make: Make) -> None:
    """Of several documents; else the id of that one would contradict the name of its file."""
    text = "id: a\ntitle: A\n---\n# about b\nid: b\ntitle: B\n"
    root = make(a=text, c="- {id: c, title: C}\n- {id: d, title: D}\n")
    opened = open_workspace(root)
    would = remove(opened, ("a",))
    assert would.introduced == ()
    assert {path: text.decode() for path, text in would.after.items()} == {
        "features/b.yaml": "# about b\nid: b\ntitle: B\n"
    }
    assert list(would.before) == ["features/a.yaml"]
    assert list(remove(opened, ("b",)).after) == ["features/a.yaml"], "it is called like that already"
    assert list(remove(opened, ("c",)).after) == ["features/c.yaml"], "an item of a list has its own id"
    root = make(a=text, b="- {id: e, title: E}\n")
    taken = remove(open_workspace(root), ("a",))
    assert [one.code for one in taken.introduced] == ["PM107"], "no other file is in the way silently"


AUDIENCES = """
audiences:
  one: {where: "id=sso, base"}   # both
  two: {where: id != "SSO" and depends_on=sso and parent=sso}
  three: {where: "title~sso and owner=sso and id=sso-2,s*,my.sso"}
  four: {where: id~sso}
  five: {where: "nonsense sso"}
"""


def test_conditions_follow_where_they_ask_for_the_id(make: Make) -> None:
    more = (
        "- {id: sso, title: S}\n- {id: base, title: B}\n- {id: sso-2, title: T}\n- {id: my.sso, title: M}\n"
    )
    root = make(HEAD + AUDIENCES, all=more)
    would, count = rename(open_workspace(root), "sso", "saml")
    assert count == 2
    assert would.after["pm.yaml"].decode() == HEAD + AUDIENCES.replace(
        "id=sso, base", "id=saml, base"
    ).replace(
        'id != "SSO" and depends_on=sso and parent=sso', 'id != "saml" and depends_on=saml and parent=saml'
    )
    assert [name for name, _ in mentions(would.loaded.backlog, "sso")] == ["three", "four", "five"]


def test_conditions_that_cannot_be_edited_are_left(make: Make) -> None:
    odd = "\naudiences:\n  one: &one {where: id=sso}\n  two: *one\n"
    root = make(HEAD + odd, all="- {id: sso, title: S}\n- {id: base, title: B}\n")
    would, count = rename(open_workspace(root), "sso", "saml")
    assert (count, list(would.after)) == (0, ["features/all.yaml"])
    assert [name for name, _ in mentions(would.loaded.backlog, "sso")] == ["one", "two"]


# --- order ---

MIXED = """\
# about all
nps: 3

# how much
effort: 3   # weeks
title: A
x-mine: 1
rice: {confidence: 80%, reach: 1}
requests:
  - says: now
    account: acme
"""


def test_order_means_nothing_else(make: Make) -> None:
    root = make(
        a=MIXED, b="title: B\nstatus: idea\n", c_md="---\nstatus: idea\ntitle: C\n---\n", bad="title: [\n"
    )
    before = load(root)
    found = ordered(open_workspace(root))
    assert found.files == 3
    assert [path for path, _ in found.refused] == ["features/bad.yaml"]
    write(found.rewritten)
    assert (root / "features/a.yaml").read_text() == (
        "title: A\n\nx-mine: 1\n# how much\neffort: 3   # weeks\nrice: {reach: 1, confidence: 80%}\n"
        "requests:\n  - account: acme\n    says: now\n# about all\nnps: 3\n"
    )
    assert (root / "features/c.md").read_text() == "---\ntitle: C\nstatus: idea\n---\n"
    after = load(root)
    assert after.backlog.features == before.backlog.features
    assert ordered(open_workspace(root)).rewritten.after == {}


def test_order_leaves_what_it_cannot_touch(make: Make) -> None:
    root = make(a="rice: &r {impact: high, reach: 1}\ntitle: A\nx-r: *r\n", b="status: idea\ntitle: B\n")
    found = ordered(open_workspace(root), lambda path: path.endswith("a.yaml"))
    assert found.files == 1
    assert found.refused == (("features/a.yaml", "the file would then say something else as well"),)
