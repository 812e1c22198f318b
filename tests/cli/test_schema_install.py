"""`pm schema --install`: schemas of the workspace and the settings of an editor, shown first, kept otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pmcli.editing.settings.commented_json import read
from pmcli.editing.settings.editors import EDITORS
from tests.cli.conftest import Make, Pm

SETTINGS = {
    "vscode": ".vscode/settings.json", "zed": ".zed/settings.json", "helix": ".helix/languages.toml",
    "jetbrains": ".idea/jsonSchemas.xml",
}  # fmt: skip
SCHEMAS = {f"schema/{kind}.schema.json" for kind in ("feature", "workspace", "plan", "ratings")}


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("editor", EDITORS)
def test_an_editor_is_set_up_and_the_second_time_nothing_changes(pm: Pm, make: Make, editor: str) -> None:
    root = make("- {id: a, title: A}\n")
    before = files(root)
    assert pm("schema", "--install", editor, "--dry-run", at=root).code == 0
    assert files(root) == before
    run = pm("schema", "--install", editor, "--yes", at=root)
    assert run.code == 0
    assert files(root) - before >= SCHEMAS
    if editor in SETTINGS:
        assert SETTINGS[editor] in files(root)
        assert "feature.schema.json" in (root / SETTINGS[editor]).read_text()
    else:
        assert "feature.schema.json" in run.out + run.err
    texts = {path: (root / path).read_bytes() for path in files(root)}
    assert pm("schema", "--install", editor, "--yes", at=root).code == 0
    assert {path: (root / path).read_bytes() for path in files(root)} == texts
    assert pm("check", at=root).code == 0


def test_settings_that_are_there_stay(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A}\n")
    (root / ".vscode").mkdir()
    path = root / ".vscode/settings.json"
    path.write_text('{\n  // mine\n  "editor.rulers": [110],\n  "yaml.schemas": {"x.json": "x.yaml"}\n}\n')
    assert pm("schema", "--install", "vscode", "--yes", at=root).code == 0
    text = path.read_text()
    assert "// mine" in text
    assert {"editor.rulers": [110]}.items() <= read(text).items()
    assert read(text)["yaml.schemas"]["x.json"] == "x.yaml"
    path.write_text("not JSON at all {")
    run = pm("schema", "--install", "vscode", "--yes", at=root)
    assert run.code == 1
    assert path.read_text() == "not JSON at all {"
    assert "feature.schema.json" in run.out + run.err, "what to add by hand is told"


def test_other_mappings_of_an_ide_stay(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A}\n")
    assert pm("schema", "--install", "jetbrains", "--yes", at=root).code == 0
    path = root / SETTINGS["jetbrains"]
    ElementTree.fromstring(path.read_text())  # noqa: S314 - what pm itself has written
    path.write_text(
        path.read_text().replace("      </map>", '        <entry key="mine">\n        </entry>\n      </map>')
    )
    assert pm("schema", "--install", "jetbrains", "--yes", at=root).code == 0
    assert 'key="mine"' in path.read_text()


def test_a_workspace_below_the_top_of_the_repository(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A}\n")
    inner = root / "roadmap"
    inner.mkdir()
    for name in ("pm.yaml", "features"):
        (root / name).rename(inner / name)
    (root / ".git").mkdir()
    assert pm("schema", "--install", "vscode", "--yes", at=inner).code == 0
    settings = read((root / ".vscode/settings.json").read_text())
    assert "./roadmap/schema/feature.schema.json" in settings["yaml.schemas"]


def test_a_stale_schema_is_told_and_written_anew(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A}\n")
    pm("schema", "--install", "vscode", "--yes", at=root)
    settings = root / "pm.yaml"
    settings.write_text(settings.read_text() + "teams: {crew: {capacity: 3}}\n")
    assert "stale-schema" in pm("check", at=root).out
    assert pm("schema", "--refresh", "--yes", at=root).code == 0
    assert "stale-schema" not in pm("check", at=root).out
    assert "crew" in (root / "schema/feature.schema.json").read_text()
    pm("new", "Hello you", "--bare", at=root)
    head = "# yaml-language-server: $schema=../schema/feature.schema.json\n"
    assert (root / "features/hello-you.yaml").read_text().startswith(head)


def test_words_of_the_workspace(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("- {id: a, title: A, theme: growth}\n")
    (root / "pm.yaml").write_text((root / "pm.yaml").read_text() + "teams: {crew: {capacity: 3}}\n")
    assert "crew" in json.dumps(json.loads(pm("schema", "feature", at=root).out))
    assert "crew" not in pm("schema", "feature", "--static", at=root).out
    (tmp_path / "nowhere").mkdir()
    assert (
        pm("schema", "feature", at=tmp_path / "nowhere").out
        == pm("schema", "feature", "--static", at=root).out
    )
    for words in (["--install", "emacs"], ["feature", "--refresh"], ["feature", "--yes"], ["-C", "missing"]):
        assert pm("schema", *words, at=root).code == 2
    (root / "pm.yaml").write_text("pm: 1\nteams: [\n")
    assert pm("schema", "feature", at=root).code == 1
