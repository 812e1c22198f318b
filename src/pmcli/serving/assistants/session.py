"""A session with an assistant: a call becomes a command line of `pm`, and its answer a reply.

Nothing is written that was not shown: a tool that writes shows the patch first, and with `apply` writes that
very patch, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmcli.model.audience import Reader, hidden_from
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.serving.assistants import arguments
from pmcli.serving.assistants.fitting import fitted
from pmcli.serving.assistants.prompts import PROMPTS, Prompt
from pmcli.serving.assistants.tools import FOR_AUDIENCE, READING, VIEWS, WRITING, Tool
from pmcli.writers.json import compact

_LONGEST = 6_000
"""Characters of an error, which may have ten findings in it."""
_MESSAGES = 2_000
_MOST_SHOWN = 100
"""The number of patches that are remembered as shown."""
_PATCHES = ("--- ", "diff --git ")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command line of `pm` has said on both streams, and its exit code."""

    out: str
    told: str
    code: int


Answerer = Callable[[Sequence[str], str | None], Answer]
"""Runs a command line, which may write nothing but the patch, where one is given."""


class Session:
    """The workspaces by name, what may be done with them, and the patches that were shown."""

    def __init__(
        self, roots: Mapping[str, Path], answer: Answerer, *, writes: bool = False,
        readers: Sequence[Reader] = (),
    ) -> None:  # fmt: skip
        """A session about these workspaces; `readers` are an audience as each has it, none for the team."""
        self.roots = dict(roots)
        self.answer = answer
        self.audience = readers[0].name if readers else None
        tools = tuple(_for(readers)) if readers else (*READING, *(WRITING if writes else ()))
        self.by_name = {tool.name: tool for tool in tools}
        self._shown: dict[str, str] = {}

    @property
    def writes(self) -> bool:
        """Whether files may be changed."""
        return any(tool.writes for tool in self.by_name.values())

    def tools(self) -> list[dict[str, Any]]:
        """The tools as they are listed."""
        return [tool.listed(several=len(self.roots) > 1) for tool in self.by_name.values()]

    def prompts(self) -> tuple[Prompt, ...]:
        """The prompts as they are listed: none for an audience, which has not the tools that they name."""
        return PROMPTS if self.audience is None else ()

    def prompt(self, name: str) -> Prompt:
        """The prompt of this name.

        Raises:
            PmError: there is none.
        """
        known = {prompt.name: prompt for prompt in self.prompts()}
        if name not in known:
            raise PmError(
                f'there is no prompt "{name[:60]}" here', did_you_mean(name, known) or ", ".join(known)
            )
        return known[name]

    def call(self, name: str, given: Mapping[str, object]) -> str:
        """The answer of a tool, a JSON document.

        Raises:
            PmError: it is called wrongly, or cannot answer; the words are those for the assistant.
        """
        tool = self.by_name.get(name)
        if tool is None:
            hint = did_you_mean(name, self.by_name) or f"there are {', '.join(self.by_name)}"
            raise PmError(f'there is no tool "{name[:60]}" here', hint)
        values = arguments.read(tool, given, several=len(self.roots) > 1)
        root = self._root(values.pop("workspace", None))
        line = [tool.command, f"--directory={root}", "--color=never", *tool.said]
        if self.audience is not None:
            document = self._for_audience(tool, line, values)
        elif tool.writes:
            document = self._written(tool, line, values)
        else:
            document = self._read(tool, line, values)
        return compact(fitted(document, tool.rows, values.get("top")))

    def _root(self, name: str | None) -> Path:
        """The workspace that is meant.

        Raises:
            PmError: there is none of this name, or none is named and there are several.
        """
        names = ", ".join(self.roots)
        if name is None:
            if len(self.roots) > 1:
                raise PmError("which workspace?", f"workspace is one of {names}")
            return next(iter(self.roots.values()))
        if name not in self.roots:
            raise PmError(
                f'there is no workspace "{name[:60]}" here', did_you_mean(name, self.roots) or names
            )
        return self.roots[name]

    # --- reading ---

    def _read(self, tool: Tool, line: Sequence[str], values: Mapping[str, Any]) -> dict[str, Any]:
        answer = self.answer([*line, *arguments.words(tool, values)], None)
        document = _document(answer)
        return {**document, **_messages(answer)}

    # --- for others ---

    def _for_audience(self, tool: Tool, line: Sequence[str], values: dict[str, Any]) -> dict[str, Any]:
        """What an audience may see; of what is wrong it is told nothing but that.

        Raises:
            PmError: they may not see it, or it cannot be shown now.
        """
        exported = [*line, f"--audience={self.audience}", *VIEWS[tool.name][1:]]
        feature = values.pop("id", None)
        answer = self.answer([*exported, *arguments.words(tool, values), "--", VIEWS[tool.name][0]], None)
        if answer.code or not answer.out:
            raise self._untold(tool, answer, values)
        document = _document(answer)
        return document if feature is None else _about(document, feature)

    def _untold(self, tool: Tool, answer: Answer, values: Mapping[str, Any]) -> PmError:
        """The error in words that say nothing of the files."""
        if answer.code == 1:
            return PmError(
                "this cannot be shown now: the backlog has errors", "those who keep it see them", exit_code=1
            )
        if answer.code != 2:
            return PmError("this cannot be shown: a fault in pm itself", exit_code=answer.code)
        since = f', or nothing is known as "{values["since"][:60]}"' if "since" in values else ""
        return PmError(f"{self.audience} may not see this: {tool.name}{since}")

    # --- writing ---

    def _written(self, tool: Tool, line: Sequence[str], values: dict[str, Any]) -> dict[str, Any]:
        """A patch that was not shown before; or what is done, with `apply`."""
        is_applied = values.pop("apply", False)
        words = arguments.words(tool, values)
        key = compact([tool.name, *line, *words])
        if is_applied:
            return self._applied(tool, line, words, key)
        self._shown.pop(key, None)
        answer = self.answer([*line, "--dry-run", *words], None)
        effect = _document(answer) if tool.said else {}
        if answer.code and not tool.said:
            raise _fault(answer)
        patch = str(effect.pop("patch", "")) if tool.said else answer.out
        if not patch.startswith(_PATCHES):
            return _reply(tool, "unchanged", answer, message=patch.strip(), effect=effect)
        if answer.code:
            return _reply(tool, "refused", answer, patch=patch, effect=effect)
        self._remember(key, patch)
        then = f"nothing is written; {tool.name} with the same arguments and apply: true writes this patch"
        return _reply(tool, "preview", answer, patch=patch, next=then, effect=effect)

    def _applied(self, tool: Tool, line: Sequence[str], words: list[str], key: str) -> dict[str, Any]:
        patch = self._shown.pop(key, None)
        if patch is None:
            raise PmError(
                "nothing is written: this patch was not shown yet",
                f"call {tool.name} with these arguments and without apply, then once more with it",
            )
        yes = ["--yes"] if tool.said else []
        answer = self.answer([*line, *yes, *words], patch)
        if answer.code:
            raise _fault(answer)
        effect = _document(answer) if tool.said else {}
        effect.pop("patch", None)
        message = "" if tool.said else answer.out.strip()
        return _reply(tool, "applied", answer, message=message, patch=patch, effect=effect)

    def _remember(self, key: str, patch: str) -> None:
        self._shown[key] = patch
        while len(self._shown) > _MOST_SHOWN:
            self._shown.pop(next(iter(self._shown)))


def _for(readers: Sequence[Reader]) -> Iterator[Tool]:
    """The tools with which an audience sees something, in one of the workspaces at least."""
    for tool in FOR_AUDIENCE:
        needed = {"diff": ("changes",), "odds": ("odds",)}.get(tool.name, ())
        view = VIEWS[tool.name][0]
        if any(reader.sees(*needed) and hidden_from(reader, view) is None for reader in readers):
            yield tool


# --- replies ---


def _document(answer: Answer) -> dict[str, Any]:
    """The document on the standard output.

    Raises:
        PmError: there is none.
    """
    if not answer.out.strip():
        raise _fault(answer)
    document: dict[str, Any] = json.loads(answer.out)
    return document


def _fault(answer: Answer) -> PmError:
    """The error in the words of the command, which has said what is wrong, where, and what to do."""
    told = answer.told.strip().removeprefix("error: ")
    more = f"\n… ({len(told) - _LONGEST:,} characters more)" if len(told) > _LONGEST else ""
    return PmError(
        told[:_LONGEST] + more or "it failed, and nothing is said of it", exit_code=answer.code or 3
    )


def _messages(answer: Answer) -> dict[str, list[str]]:
    """What the command has said beside its answer, line by line."""
    lines = [line for line in answer.told[:_MESSAGES].splitlines() if line.strip()]
    return {"messages": lines} if lines else {}


def _reply(tool: Tool, kind: str, answer: Answer, **said: Any) -> dict[str, Any]:
    """The reply of a tool that writes: what is said, without what is empty."""
    told = {key: value for key, value in said.items() if value}
    return {"schemaVersion": 1, "kind": kind, "tool": tool.name, **told, **_messages(answer)}


def _about(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The backlog of an audience with one feature alone, by its id where they know it, else by its title.

    Raises:
        PmError: there is none.
    """
    known = {str(item.get("id") or item.get("title")): item for item in document["items"]}
    found = known.get(name) or next(
        (item for known_as, item in known.items() if known_as.casefold() == name.casefold()), None
    )
    if found is None:
        hint = did_you_mean(name, known) or "roadmap has what there is"
        raise PmError(f'there is no feature "{name[:60]}" for this audience', hint)
    return {**document, "items": [found]}
