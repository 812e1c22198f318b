"""An editor and the server of `pm lsp` speak with one another, over pipes, as they do in life."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving.lsp.editor import Editor

SETTINGS = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4}
teams:
  web: {capacity: 12}
strategy:
  outcomes:
    trust: {title: Trust in the shop}
"""
LOGIN = """\
title: Log in 😀 once
status: planned
team: web
effort: 3
rice: {reach: 900, impact: high, confidence: 50%}
evidence: [{kind: ticket, date: 2026-09-01, count: 3}]
depends_on: [portal]
outcomes: {trust: high}
"""
PORTAL = 'title: "A portal *bold* [x](http://y) <b>"\nteam: web\neffort: 2\nrice: {reach: 100, impact: low, confidence: 50%}\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "features").mkdir()
    for name, text in (
        ("pm.yaml", SETTINGS),
        ("features/login.yaml", LOGIN),
        ("features/portal.yaml", PORTAL),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def editor(root: Path) -> Iterator[Editor]:
    with Editor(root) as opened:
        opened.open("features/login.yaml", LOGIN)
        yield opened


def line_of(text: str, words: str) -> tuple[int, int]:
    """Where words begin in a text: the line, and the place in it in UTF-16."""
    before = text[: text.index(words)]
    return before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2


def test_findings_come_and_go_while_somebody_types(editor: Editor) -> None:
    editor.type("features/login.yaml", LOGIN + "stauts: idea\n")
    (found,) = editor.told("features/login.yaml", ["PM101"])
    assert found["range"] == {"start": {"line": 8, "character": 0}, "end": {"line": 8, "character": 6}}
    assert (found["severity"], found["source"]) == (1, "pm")
    assert found["message"] == 'unknown key "stauts"\ndid you mean "status"?'
    editor.type("features/login.yaml", LOGIN)
    assert editor.told("features/login.yaml", []) == []
    assert editor.leave() == 0


def test_a_place_counts_in_utf_16(editor: Editor) -> None:
    text = LOGIN.replace("[portal]", '["😀", portal]')
    editor.type("features/login.yaml", text)
    line = text[: text.index('["😀"')].count("\n")
    (found,) = editor.told("features/login.yaml", ["PM102"])
    start, end = (text.splitlines()[line].index('"😀"') + more for more in (0, 4))
    whole = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
    assert found["range"] == whole, "the emoji is two units wide"
    shown = editor.at("hover", "features/login.yaml", line, line_of(text, "portal")[1])
    assert "A portal" in shown["contents"]["value"]
    begin = line_of(text, "portal")[1]
    assert editor.at("hover", "features/login.yaml", line, begin)["range"]["start"]["character"] == begin


def test_what_is_mended(editor: Editor) -> None:
    text = LOGIN.replace("[portal]", "[Portal, portal]")
    editor.type("features/login.yaml", text)
    line, _ = line_of(text, "depends_on")
    editor.ask("workspace/symbol", {"query": ""})
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": line + 1, "character": 0}}
    actions = editor.about("codeAction", "features/login.yaml", range=whole, context={"diagnostics": []})
    kinds = {action["kind"] for action in actions}
    assert kinds <= {"quickfix", "source.fixAll.pm"}
    assert actions, "a name in other letters is put right"
    quick = next(action for action in actions if action["kind"] == "quickfix")
    assert quick["edit"]["documentChanges"][0]["textDocument"]["version"] == 2
    every = next(action for action in actions if action["kind"] == "source.fixAll.pm")
    assert editor.ask("codeAction/resolve", every)["edit"]["documentChanges"]


def test_what_a_name_means(editor: Editor) -> None:
    shown = editor.at("hover", "features/login.yaml", *line_of(LOGIN, "portal"))
    assert "A portal" in shown["contents"]["value"]
    assert "*bold*" not in shown["contents"]["value"], "a title is no Markdown"
    key = editor.at("hover", "features/login.yaml", *line_of(LOGIN, "effort"))
    assert key["contents"]["value"]
    outcome = editor.at("hover", "features/login.yaml", *line_of(LOGIN, "trust"))
    assert "Trust in the shop" in outcome["contents"]["value"]
    assert editor.at("hover", "features/login.yaml", 1, 40) is None


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("features/login.yaml", "title", "title"),
        ("features/login.yaml", "status", "status"),
        ("features/login.yaml", "planned", None),
        ("features/login.yaml", "web", "web"),
        ("features/login.yaml", "high, conf", None),
        ("features/login.yaml", "reach", "reach"),
        ("features/login.yaml", "kind", None),
        ("pm.yaml", "product", "product"),
        ("pm.yaml", "capacity", "capacity"),
        ("pm.yaml", "web", "web"),
        ("pm.yaml", "trust", "trust"),
        ("plan.yaml", "login", "Log in"),
    ],
)
def test_what_stands_at_a_place(editor: Editor, root: Path, name: str, words: str, told: str | None) -> None:
    (root / "plan.yaml").write_text("periods: {2026-Q4: [login]}\n")
    text = (root / name).read_text(encoding="utf-8")
    shown = editor.at("hover", name, *line_of(text, words))
    assert told is None or told.casefold() in shown["contents"]["value"].casefold()


@pytest.mark.parametrize(
    ("name", "typed", "offer"),
    [
        ("features/login.yaml", "conflicts_with: [", "portal"),
        ("features/login.yaml", "parent: ", "portal"),
        ("features/login.yaml", "moscow: ", "should"),
        ("features/login.yaml", "outcomes: {", "trust"),
        ("features/login.yaml", "effort: {", "web"),
        ("features/login.yaml", "horizon: ", "next"),
        ("features/login.yaml", "own", "owner"),
        ("pm.yaml", "scor", "scoring"),
        ("pm.yaml", "scoring: {model: ", "wsjf"),
        ("plan.yaml", "periods: {2026-Q4: [", "login"),
    ],
)
def test_what_is_offered_while_somebody_types(
    editor: Editor, root: Path, name: str, typed: str, offer: str
) -> None:
    text = "title: X\n" if name.startswith("features") else SETTINGS if name == "pm.yaml" else ""
    (editor.type if name == "features/login.yaml" else editor.open)(name, text + typed)
    found = editor.at("completion", name, text.count("\n"), len(typed))
    assert offer in [item["label"] for item in found["items"]]


def test_what_may_be_written(editor: Editor) -> None:
    def offered(place: tuple[int, int]) -> list[str]:
        found: Any = editor.at("completion", "features/login.yaml", *place)
        return [item["label"] for item in found["items"]]

    assert "portal" in offered(line_of(LOGIN, "portal]"))
    assert "in-progress" in offered(line_of(LOGIN, "planned"))
    assert "web" in offered(line_of(LOGIN, "web"))
    editor.type("features/login.yaml", LOGIN + "dead")
    assert "deadline" in offered((8, 4))


def test_where_names_lead(editor: Editor, root: Path) -> None:
    place = line_of(LOGIN, "portal")
    assert editor.at("definition", "features/login.yaml", *place)["uri"].endswith("features/portal.yaml")
    named = editor.at("references", "features/login.yaml", *place, context={"includeDeclaration": True})
    assert sorted(one["uri"].rpartition("/")[2] for one in named) == ["login.yaml", "portal.yaml"]
    team = editor.at("definition", "features/login.yaml", *line_of(LOGIN, "web"))
    assert (team["uri"].rpartition("/")[2], team["range"]["start"]["line"]) == ("pm.yaml", 4)


def test_another_id(editor: Editor) -> None:
    place = line_of(LOGIN, "portal")
    assert editor.at("prepareRename", "features/login.yaml", *place)["placeholder"] == "portal"
    edit = editor.at("rename", "features/login.yaml", *place, newName="entrance")
    renamed = [change for change in edit["documentChanges"] if change.get("kind") == "rename"]
    assert renamed[0]["newUri"].endswith("features/entrance.yaml")
    with pytest.raises(RuntimeError, match="is taken"):
        editor.at("rename", "features/login.yaml", *place, newName="login")
    with pytest.raises(RuntimeError, match="only ids of features"):
        editor.at("prepareRename", "features/login.yaml", 0, 1)


def test_lists_and_order(editor: Editor) -> None:
    (symbol,) = editor.about("documentSymbol", "features/login.yaml")
    assert symbol["name"] == "Log in 😀 once"
    assert [one["name"] for one in editor.ask("workspace/symbol", {"query": "portal"})]
    options = {"tabSize": 2, "insertSpaces": True}
    assert editor.about("formatting", "features/login.yaml", options=options) != []
    editor.type("features/login.yaml", "status: planned\ntitle: X\n")
    assert editor.about("formatting", "features/login.yaml", options=options)


def test_an_editor_that_can_little(root: Path) -> None:
    with Editor(root, {"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}) as editor:
        editor.open("features/login.yaml", LOGIN)
        hover = editor.at("hover", "features/portal.yaml", 0, 9)
        assert hover is None or hover["contents"]["kind"] == "plaintext"
        with pytest.raises(RuntimeError, match="renames no files"):
            editor.at("rename", "features/login.yaml", 6, 14, newName="entrance")
        editor.type("features/login.yaml", LOGIN.replace("[portal]", "[Portal]"))
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
        for action in editor.about(
            "codeAction", "features/login.yaml", range=whole, context={"diagnostics": []}
        ):
            assert action["edit"]


def test_settings_that_cannot_be_read_and_files_of_nobody(editor: Editor, root: Path) -> None:
    editor.open("pm.yaml", SETTINGS + "teams: [\n")
    while not editor.diagnostics.get("pm.yaml"):
        editor.listen()
    assert {one["severity"] for one in editor.diagnostics["pm.yaml"]} <= {1, 2, 3}
    editor.close("pm.yaml")
    editor.told("pm.yaml", [])
    (root / "features/portal.yaml").unlink()
    uri = (root / "features/portal.yaml").as_uri()
    editor.say("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 3}]})
    editor.told("features/login.yaml", ["PM104"])
    editor.open("../elsewhere.yaml", "a: b\n")
    assert editor.at("hover", "../elsewhere.yaml", 0, 0) is None
    assert editor.at("completion", "README.txt", 0, 0) is None


def test_an_editor_that_goes_away_ends_it(root: Path) -> None:
    with Editor(root) as editor:
        editor.hang_up()
        assert editor.code() == 1
