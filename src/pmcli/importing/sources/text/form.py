"""The mapping by which features that are kept as text in git are read: which key becomes which field.

It is data: a YAML file that a team can write for its own files. Two stand in `forms/` as examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.feature import STATUSES, TYPES, Feature
from pmcli.model.inputs import MOSCOW
from pmcli.model.kinds import Id, Short, Text, as_kind
from pmcli.model.quantities import read_count
from pmcli.model.record import Record
from pmcli.model.values import Wrong
from pmcli.yaml.read import read

SHIPPED: Final = ("keps", "eips")
"""The mappings that come with pm."""
LISTS: Final = ("tags", "solves", "segments", "depends_on", "conflicts_with", "acceptance", "questions")
WORDS: Final = {
    "status": STATUSES, "type": TYPES, "moscow": tuple(MOSCOW), "horizon": ("now", "next", "later"),
    "tech_debt": ("none", "adds", "repays"),
}  # fmt: skip
"""The fields that take one of a few words."""
DATES: Final = ("started", "shipped", "deadline", "target", "not_before")
PROSE: Final = ("problem", "request", "solution", "description")
LINES: Final = ("title", "owner", "theme", "product", "parent", "release", "team")
NUMBERS: Final = ("effort", "remaining", "spent")
PARTS: Final = (
    "rice",
    "wsjf",
    "ice",
    "cd3",
    "opportunity",
    "kano",
    "weighted",
    "outcomes",
    "links",
    "public",
)
"""The fields that are filled part by part: rice.reach, links.brief."""
_HINT: Final = (
    "it has the keys mapping: 1, name, title, files, has, link, also, id, skip, nothing, fields, leave_out"
)
_SLOT: Final = re.compile(r"\{([^{}]{1,80})\}")


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


Several = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]
Version = Annotated[int, *as_kind(partial(read_count, least=1), {"const": 1})]


class FormRule(Record):
    """How one field is read."""

    key: Several = ()
    """The key to read, `one.two` for one within another; of several the first that says something, of a field
    that is a list all; also `$path`, `$folder` (its last name), `$stem`, `$body`."""
    text: Text | None = None
    """A text instead, with keys in braces: `KEP-{kep-number}`; without any it is the same for all."""
    words: dict[str, Text] = Field(default_factory=dict)
    """What the source's words mean: `{Final: shipped}`; case does not count."""
    otherwise: Text | None = None
    """What is meant where the words do not have it; where left out, the word is told and the field empty."""
    split: Text | None = None
    """The sign between the items of a list that is one text."""
    strip: Text | None = None
    """Signs taken off both ends of every text, such as `@`."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.key) == (self.text is not None):
            raise Wrong('a rule has either "key" or "text"', 'write {key: …} or {text: "…"}')
        return self


class Form(Record):
    """A mapping: which files hold features, and which of their keys becomes which field."""

    mapping: Version
    """The version of this format: 1."""
    name: Id
    """What the format is called."""
    title: Text
    """Its name for people."""
    files: Several
    """Globs of the files that hold a feature each: YAML maps, or Markdown with front matter."""
    has: Several = ()
    """Keys that every such file has, by which the format is told."""
    link: dict[str, Text]
    """The one link by which a feature is known again, with keys in braces: `{eip: "EIP-{eip}"}`."""
    also: Several = ()
    """Other names that files use for one another, with keys in braces."""
    id: Text | None = None
    """The id, with keys in braces; where left out, or not fit for one, it is made of the title."""
    skip: dict[str, dict[str, Text]] = Field(default_factory=dict)
    """Files that are left out, by the word of a key, with the reason: `{status: {Moved: it has moved}}`."""
    nothing: Several = ()
    """Words that say nothing, such as `n/a`."""
    fields: dict[str, Annotated[FormRule, Short("key", (("type", "string"),))]]
    """How each field of a feature is read; `rice.reach`, `links.brief` for parts of one."""
    leave_out: Several = ()
    """Keys that are left out on purpose; others that no rule reads are told."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if len(self.link) != 1:
            raise Wrong("there must be one link", 'write link: {name: "{key}"}', ("link",), "key")
        if "title" not in self.fields:
            raise Wrong("no rule says what the title is", "write title: KEY", ("fields",), "key")
        for name, rule in self.fields.items():
            self._check(name, rule)
        return self

    @staticmethod
    def _check(name: str, rule: FormRule) -> None:
        known = (*LISTS, *WORDS, *DATES, *PROSE, *LINES, *NUMBERS)
        head, dot, part = name.partition(".")
        if not (name in known or name.startswith("x-") or (head in PARTS and dot and part)):
            if head in Feature.model_fields:
                hint = f"write {head}.PART" if head in PARTS else f"it can fill {', '.join(known)}"
                raise Wrong(f'a mapping cannot fill "{name}"', hint, ("fields", name), "key")
            hint = did_you_mean(name, (*known, *PARTS)) or "a name of your own begins with x-"
            raise Wrong(f'there is no field "{name}"', hint, ("fields", name), "key")
        allowed = WORDS.get(name, ())
        given = [*rule.words.values(), *filter(None, [rule.otherwise])]
        for word in given if allowed else ():
            if word not in allowed:
                hint = did_you_mean(word, allowed) or f"write one of {', '.join(allowed)}"
                raise Wrong(f'"{word}" is no {name}', hint, ("fields", name), "value")

    def keys(self) -> frozenset[str]:
        """Every key at the top of a file that the mapping reads, or leaves out on purpose."""
        templates = [*self.link.values(), *self.also, *filter(None, [self.id])]
        named = [
            *self.has,
            *self.skip,
            *self.leave_out,
            *(key for template in templates for key in slots(template)),
        ]
        for rule in self.fields.values():
            named += [*rule.key, *slots(rule.text or "")]
        return frozenset(name for key in named for name in (key, key.partition(".")[0]))


def slots(template: str) -> list[str]:
    """The keys that a template names."""
    return _SLOT.findall(template)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its keys filled in; "" where one of them says nothing."""
    if any(not values.get(key) for key in slots(template)):
        return ""
    return _SLOT.sub(lambda match: values[match[1]], template)


@dataclass(frozen=True, slots=True)
class _Fault:
    """A fault of a mapping, and its place."""

    where: str
    message: str
    hint: str | None


def form(text: bytes, path: str) -> Form:
    """The mapping that a file holds.

    Raises:
        PmError: it is none.
    """
    reading = read(text, path)
    if (fault := reading.error) is not None:
        raise PmError(f"{path}, line {fault.location.line}: {fault.message}", fault.hint)
    if len(reading.documents) != 1 or not isinstance(reading.documents[0].data, dict):
        raise PmError(f"{path} is no mapping: it must hold one map of keys", _HINT)
    try:
        return Form.model_validate(reading.documents[0].data)
    except ValidationError as error:
        wrong = _first_fault(error)
        raise PmError(f"{path}{wrong.where}: {wrong.message}", wrong.hint or _HINT) from None


def _first_fault(error: ValidationError) -> _Fault:
    """The first fault, in words."""
    first = error.errors(include_url=False)[0]
    path = [str(key) for key in first["loc"] if not str(key).startswith("function-")]
    context: dict[str, Any] = first.get("ctx", {})
    if first["type"] == "extra_forbidden":
        known = FormRule.model_fields if "fields" in path[:1] else Form.model_fields
        return _Fault(_where(path[:-1]), f'unknown key "{path[-1]}"', did_you_mean(path[-1], known))
    if first["type"] == "missing":
        return _Fault(_where(path[:-1]), f'"{path[-1]}" is missing', None)
    if "message" in context:
        return _Fault(_where([*path, *map(str, context["at"])]), str(context["message"]), context["hint"])
    return _Fault(_where(path), "it must be a map of keys", None)


def _where(path: list[str]) -> str:
    return f", {'.'.join(path)}" if path else ""


@cache
def shipped(name: str) -> Form:
    """A mapping that comes with pm."""
    path = files("pmcli.importing.sources.text") / "forms" / f"{name}.yaml"
    return form(path.read_bytes(), f"{name}.yaml")
