"""What may be written where the cursor stands: names with their titles, words, keys, codes of rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pmcli.checks import RULES
from pmcli.model.audience import names as audiences
from pmcli.model.backlog import WORKSPACE_FILE, Backlog, Keys
from pmcli.model.canonical import names_at, record_at, record_of, words_at
from pmcli.model.diagnostic import Location, PmError
from pmcli.model.feature import Feature
from pmcli.model.fields import BY_KEY
from pmcli.model.schema import field_texts
from pmcli.model.workspace import EXPORTS, Workspace
from pmcli.planning.horizon import Horizon
from pmcli.ranking import models_of
from pmcli.serving.lsp.cursor import Cursor, cursor
from pmcli.serving.lsp.desk import Standing
from pmcli.serving.lsp.naming import Kind, named_at, table_of
from pmcli.writers.escaping import visible

Sort = Literal["name", "word", "key", "code"]
_SAFE: Final = re.compile(r"[A-Za-z_][\w.-]*(?: [\w.-]+)*|\d{4}-[\w-]+")
_SWITCHES: Final = frozenset(("true", "false", "yes", "no", "on", "off", "null"))
_FREE: Final = ("owner", "tags", "product")
"""Fields of free words, of which those are offered that other features have."""
_IN_PERIODS: Final = ("target", "not_before", "decisions.period")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be written: what it is called, what it is, and the text."""

    sort: Sort
    label: str
    text: str
    detail: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be written in the place of a stretch."""

    where: Location
    items: tuple[Offer, ...]


def offers(standing: Standing, path: str, line: int, column: int) -> Offers | None:
    """What may be written at a place of a file; None where nothing is known, as in prose."""
    lines = re.split(r"\r\n|\r|\n", standing.source(path))
    if path.endswith(".md") and _is_below_front_matter(lines, line - 1):
        return None
    here = cursor(lines, line - 1, column - 1)
    if here is None:
        return None
    keys = here.keys
    if record_of(path) is Feature and keys and isinstance(keys[0], int):
        keys = keys[1:]  # the number of the feature in its file
    items = dict.fromkeys(_offers(standing, path, here, keys))
    where = Location(path, line, here.start + 1, line, here.end + 1)
    return Offers(where, tuple(items)) if items else None


def _is_below_front_matter(lines: list[str], number: int) -> bool:
    return sum(line.rstrip() == "---" for line in lines[: number + 1]) > 1


def _offers(standing: Standing, path: str, here: Cursor, keys: Keys) -> Iterator[Offer]:
    if here.part == "code":
        yield from _rules(standing.names)
        return
    if here.part == "value":
        yield from _values(standing, path, keys)
    if here.part == "key" or here.may_be_key:
        yield from _keys(standing, path, keys, here.beside)


# --- values ---


def _values(standing: Standing, path: str, keys: Keys) -> Iterator[Offer]:
    backlog, record = standing.names, record_of(path)
    kind = named_at(path, keys, "value")
    if kind is not None and keys not in (("id",), ("title",)):
        own = next((name for name, origin in backlog.origins.items() if origin.path == path), None)
        yield from (offer for offer in _NAMES[kind](backlog) if kind != "feature" or offer.text != own)
    for word in words_at(record, keys):
        yield Offer("word", word, word)
    yield from _other_values(backlog, record, keys)


def _other_values(backlog: Backlog, record: type, keys: Keys) -> Iterator[Offer]:
    """Words that are no names: sizes, periods, and what other features have in a field of free words."""
    steps = ".".join(key for key in keys if isinstance(key, str))
    if record is Workspace:
        words: Mapping[str, Iterable[str]] = {
            "exports.view": EXPORTS, "exports.audience": audiences(backlog.workspace),
            "exports.format": dict.fromkeys(name for names in EXPORTS.values() for name in names),
        }  # fmt: skip
        yield from (Offer("word", word, _written(word)) for word in words.get(steps, ()))
    if record is not Feature:
        return
    if keys[:1] == ("effort",) and len(keys) < 3:
        for name, size in backlog.workspace.sizes.items():
            yield Offer("word", name, _written(name), f"{size} {backlog.workspace.effort_unit}")
    if steps in _IN_PERIODS:
        yield from (Offer("word", period, period) for period in _periods(backlog))
    if steps in _FREE:
        yield from _used(backlog, steps)
    kind = backlog.workspace.fields.get(steps)
    for word in kind if isinstance(kind, tuple) else ():
        yield Offer("word", word, _written(word))


def _periods(backlog: Backlog) -> Iterable[str]:
    try:
        return map(str, Horizon.of(backlog).periods)
    except PmError:
        return ()


def _used(backlog: Backlog, field: str) -> Iterator[Offer]:
    used: set[str] = set()
    for feature in backlog.features.values():
        value = getattr(feature, field)
        used.update(value if isinstance(value, tuple) else [value] if value else [])
    yield from (Offer("word", word, _written(word)) for word in sorted(used))


def _features(backlog: Backlog) -> Iterator[Offer]:
    for name, feature in backlog.features.items():
        yield Offer("name", name, name, feature.title, backlog.status(name))


def _named(things: Callable[[Workspace], Mapping[str, object]]) -> Callable[[Backlog], Iterator[Offer]]:
    """The names that pm.yaml has for things, each with its title."""

    def offered(backlog: Backlog) -> Iterator[Offer]:
        for name, thing in things(backlog.workspace).items():
            yield Offer("name", name, _written(name), str(getattr(thing, "title", None) or ""))

    return offered


def _rules(_: Backlog) -> Iterator[Offer]:
    for rule in RULES:
        yield Offer("code", rule.code, rule.code, rule.name, rule.about)


def _themes(backlog: Backlog) -> Iterator[Offer]:
    yield from _used(backlog, "theme")


def _experiments(backlog: Backlog) -> Iterator[Offer]:
    for name, experiment in backlog.experiments().items():
        yield Offer("name", name, name, experiment.hypothesis)


def _models(backlog: Backlog) -> Iterator[Offer]:
    for model in models_of(backlog):
        yield Offer("name", model.name, _written(model.name), model.title, model.about)


_NAMES: Final[Mapping[Kind, Callable[[Backlog], Iterator[Offer]]]] = {
    "feature": _features, "rule": _rules, "theme": _themes, "experiment": _experiments, "model": _models,
    "team": _named(lambda workspace: workspace.teams),
    "outcome": _named(lambda workspace: workspace.strategy.outcomes),
    "problem": _named(lambda workspace: workspace.problems),
    "segment": _named(lambda workspace: workspace.segments),
    "account": _named(lambda workspace: workspace.accounts),
    "release": _named(lambda workspace: workspace.releases),
    "criterion": _named(lambda workspace: workspace.scoring.weighted.criteria),
}  # fmt: skip


def _written(name: str) -> str:
    """A name as YAML has it: in quotes where it might be read as something else."""
    is_plain = _SAFE.fullmatch(name) is not None and name.lower() not in _SWITCHES
    return name if is_plain else json.dumps(name, ensure_ascii=False)


# --- keys ---


def _keys(standing: Standing, path: str, keys: Keys, beside: frozenset[str]) -> Iterator[Offer]:
    """The keys that a map may have and has not yet: those of its record, else the names of things."""
    backlog, record = standing.names, record_of(path)
    kind = named_at(path, (*keys, "*"), "key")
    if kind is not None and not _is_defining(path, keys):
        for offer in _NAMES[kind](backlog):
            if offer.label not in beside:
                yield Offer("key", offer.label, f"{offer.text}: ", offer.detail)
        return
    holder = record_at(record, keys)
    texts = field_texts(holder) if holder is not None else {}
    for name in names_at(path, keys):
        if name not in beside:
            title = BY_KEY[name].title if record is Feature and not keys and name in BY_KEY else ""
            yield Offer("key", name, f"{name}: ", title if title != name else "", texts.get(name, ""))
    if record is Feature and not keys:
        for name, sort in backlog.workspace.fields.items():
            if name not in beside:
                words = sort if isinstance(sort, str) else ", ".join(sort)
                yield Offer("key", name, f"{_written(name)}: ", visible(words), "a field of this workspace")


def _is_defining(path: str, keys: Keys) -> bool:
    """Whether names are made up here, not chosen: below `teams:` in pm.yaml."""
    pattern = ".".join((*(str(key) for key in keys), "*"))
    return path == WORKSPACE_FILE and pattern in table_of(path) and keys[:1] != ("checks",)
