"""Which settings an editor reads, and what they are to say: which files have which schema."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from pmcli.editing.settings.commented_json import UnsafeError, read, with_value

SERVER: Final = "yaml-language-server"
_BEGIN, _END = "# pm: the schemas of the backlog", "# pm: end of the schemas"

Schemas = Mapping[str, Sequence[str]]
"""The files, as patterns, of each schema; all are paths from the folder that the editor opens."""
Settings = Mapping[str, Callable[[str], str]]


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor by its name: the files of its settings, each with what makes its new text of the old one.

    One without `files` reads no settings from a folder that would be safe to write: `snippet` says what to
    add to one's own. `hint` says what it needs besides.
    """

    name: str
    files: Callable[[Schemas], Settings]
    snippet: Callable[[Schemas], str]
    hint: str = ""


def _vscode(schemas: Schemas) -> Settings:
    def settings(text: str) -> str:
        for schema, patterns in schemas.items():
            text = with_value(text, ("yaml.schemas", f"./{schema}"), list(patterns))
        return text

    return {".vscode/settings.json": settings, ".vscode/extensions.json": _recommended}


def _recommended(text: str) -> str:
    wanted = "redhat.vscode-yaml"
    known = read(text) if text.strip() else {}
    if not isinstance(known, dict) or not isinstance(known.get("recommendations", []), list):
        raise UnsafeError
    names = known.get("recommendations", [])
    if any(str(name).casefold() == wanted for name in (*names, *known.get("unwantedRecommendations", ()))):
        return text
    if not names:
        return with_value(text, ("recommendations",), [wanted])
    return _one_more(text, names, wanted)


def _one_more(text: str, names: Sequence[str], wanted: str) -> str:
    """The text with another name behind the last one of the list."""
    last = json.dumps(names[-1])
    at = text.rfind(last)
    if at < 0 or text.count(last) > 1:
        raise UnsafeError
    end = at + len(last)
    line = text[text.rfind("\n", 0, at) + 1 : at]
    parted = f",\n{line}" if not line.strip() else ", "
    grown = f"{text[:end]}{parted}{json.dumps(wanted)}{text[end:]}"
    if read(grown)["recommendations"] != [*names, wanted]:
        raise UnsafeError
    return grown


def _zed(schemas: Schemas) -> Settings:
    def settings(text: str) -> str:
        for schema, patterns in schemas.items():
            keys = ("lsp", SERVER, "settings", "yaml", "schemas", f"./{schema}")
            text = with_value(text, keys, list(patterns))
        return text

    return {".zed/settings.json": settings}


def _helix(schemas: Schemas) -> Settings:
    def settings(text: str) -> str:
        return _part_of_toml(text, _helix_snippet(schemas))

    return {".helix/languages.toml": settings}


def _part_of_toml(text: str, part: str) -> str:
    whole = f"{_BEGIN}\n{part}{_END}\n"
    begin, end = text.find(_BEGIN), text.find(f"{_END}\n")
    if 0 <= begin < end:
        made = text[:begin] + whole + text[end + len(_END) + 1 :]
    else:
        made = f"{text.rstrip()}\n\n{whole}".lstrip() if text.strip() else whole
    try:
        tomllib.loads(made)
    except ValueError:
        raise UnsafeError from None
    return made


def _jetbrains(schemas: Schemas) -> Settings:
    def settings(text: str) -> str:
        entries = "".join(_mapping(schema, patterns) for schema, patterns in schemas.items())
        if not text.strip():
            return _MAPPINGS.format(entries=entries)
        return _with_mappings(text, schemas, entries)

    return {".idea/jsonSchemas.xml": settings}


_MAPPINGS: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="JsonSchemaMappingsProjectConfiguration">
    <state>
      <map>
{entries}      </map>
    </state>
  </component>
</project>
"""


def _with_mappings(text: str, schemas: Schemas, entries: str) -> str:
    for schema in schemas:
        begin = text.find(f"        <entry key={_quoted(schema)}>\n")
        if begin >= 0:
            end = text.find("        </entry>\n", begin)
            if end < 0:
                raise UnsafeError
            text = text[:begin] + text[end + len("        </entry>\n") :]
    at = text.find("      </map>")
    if "JsonSchemaMappingsProjectConfiguration" not in text or at < 0 or text.count("</map>") > 1:
        raise UnsafeError
    return text[:at] + entries + text[at:]


def _quoted(schema: str) -> str:
    return quoteattr(f"pm: {schema}")


def _mapping(schema: str, patterns: Sequence[str]) -> str:
    items = "".join(
        f"""\
                  <Item>
                    <option name="pattern" value="true" />
                    <option name="path" value={quoteattr(pattern)} />
                    <option name="mappingKind" value="Pattern" />
                  </Item>
"""
        for pattern in patterns
    )
    return f"""\
        <entry key={_quoted(schema)}>
          <value>
            <SchemaInfo>
              <option name="name" value={_quoted(schema)} />
              <option name="relativePathToSchema" value={quoteattr(schema)} />
              <option name="patterns">
                <list>
{items}                </list>
              </option>
            </SchemaInfo>
          </value>
        </entry>
"""


def _nothing(_: Schemas) -> Settings:
    return {}


def _vscode_snippet(schemas: Schemas) -> str:
    named: Any = {f"./{schema}": list(patterns) for schema, patterns in schemas.items()}
    return json.dumps({"yaml.schemas": named}, indent=2, ensure_ascii=False) + "\n"


def _zed_snippet(schemas: Schemas) -> str:
    named: Any = {f"./{schema}": list(patterns) for schema, patterns in schemas.items()}
    tree = {"lsp": {SERVER: {"settings": {"yaml": {"schemas": named}}}}}
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


def _helix_snippet(schemas: Schemas) -> str:
    lines = [
        f"{json.dumps(f'./{schema}')} = {json.dumps(list(patterns))}" for schema, patterns in schemas.items()
    ]
    return "\n".join((f"[language-server.{SERVER}.config.yaml.schemas]", *lines)) + "\n"


def _neovim_snippet(schemas: Schemas) -> str:
    lines = [
        f"    [{json.dumps(f'./{schema}')}] = {{ {', '.join(map(json.dumps, patterns))} }},\n"
        for schema, patterns in schemas.items()
    ]
    return (
        'vim.lsp.config("yamlls", { settings = { yaml = {\n  schemas = {\n'
        + "".join(lines)
        + '  },\n} } })\nvim.lsp.enable("yamlls")\n'
    )


def _jetbrains_snippet(schemas: Schemas) -> str:
    return "".join(_mapping(schema, patterns) for schema, patterns in schemas.items())


EDITORS: Final[Mapping[str, Editor]] = {
    editor.name: editor
    for editor in (
        Editor("vscode", _vscode, _vscode_snippet, "VS Code asks to install the extension YAML by Red Hat"),
        Editor("zed", _zed, _zed_snippet),
        Editor(
            "neovim",
            _nothing,
            _neovim_snippet,
            "Neovim needs yaml-language-server: npm install -g yaml-language-server",
        ),
        Editor(
            "jetbrains",
            _jetbrains,
            _jetbrains_snippet,
            "a JetBrains IDE reads it when the project is opened again",
        ),
        Editor(
            "helix",
            _helix,
            _helix_snippet,
            "Helix needs yaml-language-server: npm install -g yaml-language-server",
        ),
    )
}
"""The editors that can be set up."""
