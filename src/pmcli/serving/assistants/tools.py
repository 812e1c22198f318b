"""The tools that an assistant may call: each is a command of `pm`, with some of its options as arguments.

An assistant reads the whole list before it says a word, so every byte of it is paid for in each conversation:
no title, no word that the name says already, and what is the same everywhere stands in the instructions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pmcli.model.decision import VERDICTS

Kind = Literal["string", "integer", "boolean", "object"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a tool; `option` is that of the command, "" where it stands behind all options.

    With `words` it is one of them. What has no place on the command line is `own` to the server.
    """

    name: str
    kind: Kind = "string"
    option: str = ""
    about: str = ""
    words: tuple[str, ...] = ()
    own: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema, as short as it can be."""
        schema: dict[str, Any] = {"type": self.kind}
        if self.words:
            schema["enum"] = list(self.words)
        if self.about:
            schema["description"] = self.about
        return schema


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: the command, and the parameters, of which the first `needed` must be there.

    `rows` are the lists of its document that `top` cuts. One that `writes` shows a patch first; it `destroys`
    where something that stood there may be gone afterwards. `said` are options that it always has.
    """

    name: str
    command: str
    about: str
    parameters: tuple[Parameter, ...]
    needed: int = 0
    rows: tuple[str, ...] = ()
    writes: bool = False
    destroys: bool = False
    said: tuple[str, ...] = ("--format=json",)

    def taking(self, *, several: bool) -> tuple[Parameter, ...]:
        """Its parameters; where there are several workspaces, also which one is meant."""
        return (*self.parameters, WORKSPACE) if several else self.parameters

    def listed(self, *, several: bool = False) -> dict[str, Any]:
        """The tool as it is listed."""
        parameters = self.taking(several=several)
        schema: dict[str, Any] = {
            "type": "object", "properties": {parameter.name: parameter.schema for parameter in parameters},
        }  # fmt: skip
        if self.needed:
            schema["required"] = [parameter.name for parameter in self.parameters[: self.needed]]
        hints = {"readOnlyHint": not self.writes}
        if self.writes:
            hints |= {"destructiveHint": self.destroys, "openWorldHint": False}
        return {"name": self.name, "description": self.about, "inputSchema": schema, "annotations": hints}


WORKSPACE = Parameter("workspace", own=True)
ID = Parameter("id")
TOP = Parameter("top", "integer", own=True)
WHERE = Parameter("where", option="--where")
MODEL = Parameter("model", option="--model")
PARTIAL = Parameter("partial", "boolean", option="--partial")
FIELDS = Parameter("fields", "object", about='{"effort": "3..5", "tags+": "mobile"}')
BECAUSE = Parameter("because", option="--because")
BY = Parameter("by", option="--by")
APPLY = Parameter("apply", "boolean", own=True)

READING: tuple[Tool, ...] = (
    Tool("rank", "rank", "What to do first, and why",
         (TOP, WHERE, MODEL, Parameter("columns", option="--columns", about="id,title,score"), PARTIAL),
         rows=("items", "unscored")),
    Tool("roadmap", "roadmap", "What comes when, what does not fit, why",
         (TOP, WHERE, Parameter("improve", "boolean", option="--improve"), PARTIAL),
         rows=("placements", "unplaced", "unscored")),
    Tool("explain", "explain", "How score and place come about; of two, why one is above",
         (ID, Parameter("other")), 1),
    Tool("why_not", "why-not", "What keeps a feature out of the plan, what gets it in", (ID,), 1),
    Tool("show", "show", "All of a feature", (ID,), 1),
    Tool("ready", "ready", "What can start now", (TOP, WHERE), rows=("items",)),
    Tool("check", "check", "What is wrong in the files",
         (TOP, Parameter("select", option="--select", about="rules: PM5")), rows=("diagnostics",)),
    Tool("diff", "diff", "What a change does to the plan, why",
         (Parameter("between", about="A..B in git; else this branch"),), rows=("ranks", "roadmap")),
    Tool("demand", "demand", "Which accounts ask for what",
         (TOP, WHERE, Parameter("account", option="--account")), rows=("accounts", "features", "asks")),
    Tool("sure", "sure", "How sure the order is", (TOP, WHERE), rows=("items",)),
    Tool("odds", "odds", "What is likely in time",
         (TOP, WHERE, Parameter("by", option="--by", about="date or period")), rows=("items",)),
)  # fmt: skip
"""Tools that only read."""

WRITING: tuple[Tool, ...] = (
    Tool("set", "set", "Set fields", (ID, FIELDS, APPLY), 2, writes=True, destroys=True, said=()),
    Tool("new", "new", "A new feature",
         (Parameter("title"), Parameter("fields", "object", option="--set"), APPLY), 1, writes=True, said=()),
    Tool("decide", "decide", "Decide against the scores",
         (ID, Parameter("verdict", words=VERDICTS), BECAUSE,
          Parameter("target", about="period of pin, id of before"),
          Parameter("until", option="--until"), BY, APPLY), 3, writes=True),
    Tool("accept", "accept", "Agree on the plan, plan.yaml",
         (BECAUSE, Parameter("improve", "boolean", option="--improve"),
          BY, APPLY), 1, writes=True, destroys=True),
)  # fmt: skip
"""Tools that write, once what they would write was shown."""

FOR_AUDIENCE: tuple[Tool, ...] = (
    Tool("rank", "export", "Order in which to do features", (TOP,), rows=("items",)),
    Tool("roadmap", "export", "What comes when", (TOP,), rows=("lanes",)),
    Tool("show", "export", "All that may be said of a feature", (Parameter("id", about="id or title"),), 1),
    Tool("diff", "export", "What changed",
         (Parameter("since", option="--since", about="git revision or date"),), 1),
    Tool("odds", "export", "What comes when, and how likely that is", (TOP,), rows=("lanes",)),
)  # fmt: skip
"""Tools of a server for others: what `pm export` redacts for them, and nothing that could ask around it."""
VIEWS = {"rank": ("rank",), "roadmap": ("roadmap",), "show": ("backlog",), "diff": ("review",),
         "odds": ("roadmap", "--odds")}  # fmt: skip
"""What each of these exports."""
