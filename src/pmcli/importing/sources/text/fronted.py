"""Features that are already kept as text in git, YAML or front matter, read by a mapping that is data.

The mapping is a file (`form.Form`); Kubernetes' and Ethereum's proposals are read by two that come with pm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from pmcli.importing.sources.importer import Imported, ImportedFeature, Importer, Skipped, Source
from pmcli.importing.sources.plain_values import (
    day_of,
    id_of,
    kept,
    line_of,
    list_of,
    map_of,
    once,
    period_of,
    text_of,
)
from pmcli.importing.sources.text.files import MARKDOWN
from pmcli.importing.sources.text.form import (
    DATES,
    LISTS,
    PROSE,
    SHIPPED,
    WORDS,
    Form,
    FormRule,
    filled,
    shipped,
    slots,
)
from pmcli.importing.sources.text.lenient import front_matter, whole
from pmcli.model.figure import counted
from pmcli.model.wildcard import matches
from pmcli.yaml.read import resolve

_SAMPLE: Final = 20
_NUMBERED: Final = ("rice", "wsjf", "ice", "cd3", "opportunity", "kano", "weighted", "outcomes", "effort",
                    "remaining", "spent")  # fmt: skip


def importer_of(form: Form) -> Importer:
    """The importer that reads by a mapping."""
    return Importer(form.name, form.title, partial(_recognise, form), partial(_read, form))


def _shipped(name: str) -> Importer:
    """An importer whose mapping is read when it is needed."""
    title = {"keps": "Kubernetes Enhancement Proposals: kep.yaml files",
             "eips": "Ethereum Improvement Proposals: Markdown with front matter"}[name]  # fmt: skip
    return Importer(
        name, title,
        lambda source: _recognise(shipped(name), source) if source.files else 0.0,
        lambda source, mapping: _read(shipped(name), source, mapping),
    )  # fmt: skip


def _is_named(form: Form, path: str) -> bool:
    return any(matches(glob, path) for glob in form.files)


def _recognise(form: Form, source: Source) -> float:
    """The share of the first files named by the mapping that have the keys it asks for, times 0.93."""
    paths = [path for path in sorted(source.files) if _is_named(form, path)][:_SAMPLE]
    keys = [re.compile(rb"^" + re.escape(key.encode()) + rb"[ \t]*:", re.MULTILINE) for key in form.has]
    known = sum(1 for path in paths if all(key.search(source.files[path][:20_000]) for key in keys))
    return 0.93 * known / len(paths) if paths else 0.0


def _read(form: Form, source: Source, mapping: Mapping[str, str]) -> Imported:  # noqa: ARG001 - the form says it
    """A draft of every file that the mapping names."""
    files = source.files if source.data is None else {source.name: source.data}
    return _Reading(form).run(files)


@dataclass(slots=True)
class _Document:
    """A file: its keys, and what else it says."""

    path: str
    data: Mapping[str, object]
    body: str

    def value(self, key: str) -> object:
        """The value behind a key, `one.two` within another; or of one of the file's places."""
        path = PurePosixPath(self.path)
        places = {"$path": self.path, "$folder": path.parent.name, "$stem": path.stem, "$body": self.body}
        if key in places:
            return places[key]
        value: object = self.data
        for part in [key] if key in self.data else key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value


@dataclass(slots=True)
class _Reading:
    """One run over the files, with what is gathered."""

    form: Form
    skipped: list[Skipped] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    several: dict[str, int] = field(default_factory=dict)
    mended: int = 0

    def run(self, files: Mapping[str, bytes]) -> Imported:
        named = [path for path in sorted(files) if _is_named(self.form, path)]
        drafts = []
        for path in named:
            result = self._file(path, files[path])
            if isinstance(result, ImportedFeature):
                drafts.append(result)
            else:
                self.skipped.append(Skipped(path, result))
        guesses = tuple(self._guesses(len(files) - len(named)))
        speaks = frozenset(self.form.fields)
        return Imported(tuple(drafts), tuple(self.skipped), (), guesses, len(named), speaks=speaks)

    def _guesses(self, others: int) -> Iterator[str]:
        if others:
            globs = ", ".join(self.form.files)
            yield f"the mapping names {globs}: {counted(others, 'other file')} left aside"
        if self.mended:
            yield f"what lacks quotes, and so is no YAML, is read as meant ({counted(self.mended, 'file')})"
        for name, many in self.several.items():
            yield f"where several are named, the first became the {name} ({counted(many, 'file')})"
        if self.form.leave_out:
            yield f"left out, as the mapping says: {', '.join(self.form.leave_out)}"
        if self.unread:
            yield f"not read: {', '.join(f'{key} ({many})' for key, many in sorted(self.unread.items()))}"

    def _file(self, path: str, text: bytes) -> ImportedFeature | str:
        """The draft of a file, or why it does not come in."""
        matter = front_matter(text, path) if path.casefold().endswith(MARKDOWN) else whole(text, path)
        if matter.data is None:
            return matter.fault
        document = _Document(path, matter.data, matter.body)
        for key, words in self.form.skip.items():
            if (reason := _meant(words, line_of(document.value(key)))) is not None:
                return f"{key} {line_of(document.value(key))}: {reason}"
        notes: list[str] = []
        fields: dict[str, object] = {}
        for name, rule in self.form.fields.items():
            _put(fields, name, self._field(name, rule, document, notes))
        ((link, template),) = self.form.link.items()
        key = self._filled(template, document)
        if not key:
            return f"{', '.join(slots(template))} says nothing, by which it is known"
        if not fields.get("title"):
            return "it has no title"
        if key in self.places:
            return f"{key} is also {self.places[key]}"
        self.places[key] = path
        if matter.is_mended:
            self.mended += 1
            notes.append("it lacks quotes, so it is no YAML: read as meant")
        for other in matter.data.keys() - self.form.keys():
            self.unread[other] = self.unread.get(other, 0) + 1
        fields["id"] = id_of(self._filled(self.form.id or "", document))
        _put(fields, "links", {link: key, **map_of(fields.get("links"))})
        also = once(self._filled(pattern, document) for pattern in self.form.also)
        itself = {key, *also}
        fields["depends_on"] = [need for need in list_of(fields.get("depends_on")) if need not in itself]
        return ImportedFeature(
            key, kept(fields), path, tuple(notes), tuple(alias for alias in also if alias != key)
        )

    # --- one field ---

    def _filled(self, template: str, document: _Document) -> str:
        values = {key: self._plain(document.value(key)) for key in slots(template)}
        return line_of(filled(template, values))

    def _plain(self, value: object) -> str:
        """A text that says something; of a list the first."""
        if isinstance(value, list):
            return next((text for item in value if (text := self._plain(item))), "")
        text = text_of(value)
        return "" if text in self.form.nothing or text in ("null", "~") else text

    def _texts(self, name: str, rule: FormRule, document: _Document) -> list[str]:
        """The texts that a rule finds: of all its keys for a list, else of the first that says something."""
        if rule.text is not None:
            return once([self._filled(rule.text, document)])
        texts: list[str] = []
        for key in rule.key:
            if texts and name not in LISTS:
                break
            texts += self._of_key(rule, document.value(key))
        return once(texts)

    def _of_key(self, rule: FormRule, value: object) -> list[str]:
        texts = [self._plain(item) for item in (value if isinstance(value, list) else [value])]
        if rule.split:
            texts = [item.strip() for text in texts for item in text.split(rule.split)]
        return once(text.strip(rule.strip).strip() if rule.strip else text for text in texts)

    def _field(self, name: str, rule: FormRule, document: _Document, notes: list[str]) -> object:
        texts = self._texts(name, rule, document)
        if rule.words:
            texts = once(self._word(name, rule, text, notes) for text in texts)
        if name in LISTS:
            return [line_of(text) for text in texts]
        if not texts:
            return rule.otherwise
        if len(texts) > 1:
            self.several[name] = self.several.get(name, 0) + 1
        return self._value(name, texts[0], notes)

    @staticmethod
    def _word(name: str, rule: FormRule, text: str, notes: list[str]) -> str:
        word = _meant(rule.words, line_of(text))
        if word is None and rule.otherwise is None:
            notes.append(f'{name}: "{line_of(text)}" is none of the words of the mapping: left out')
        return word if word is not None else rule.otherwise or ""

    @staticmethod
    def _value(name: str, text: str, notes: list[str]) -> object:
        """The text as the field takes it."""
        if name in PROSE or name.startswith("public."):
            return text
        line = line_of(text)
        if name in DATES:
            value = day_of(line) or (period_of(line) if name in ("target", "not_before") else None)
            if value is None:
                notes.append(f'{name}: "{line}" is no date: left out')
            return value
        if name in WORDS and line not in WORDS[name]:
            notes.append(f'{name}: "{line}" is none that pm knows: left out')
            return None
        return _number(line) if name.partition(".")[0] in _NUMBERED else line


def _number(text: str) -> object:
    """A number as one, ranges and words as they stand."""
    from pmcli.yaml.read import Plain

    number = resolve(Plain(text))
    return number if isinstance(number, (int, float)) and not isinstance(number, bool) else text


def _meant(words: Mapping[str, str], text: str) -> str | None:
    folded = text.casefold()
    return next((ours for word, ours in words.items() if word.casefold() == folded), None)


def _put(fields: dict[str, object], name: str, value: object) -> None:
    """Set a field, or a part of one: rice.reach."""
    head, dot, part = name.partition(".")
    if value in (None, "", []):
        return
    if dot and not name.startswith("x-"):
        fields[head] = {**map_of(fields.get(head)), part: value}
    else:
        fields[name] = value


FRONTED: tuple[Importer, ...] = tuple(_shipped(name) for name in SHIPPED)
"""The mappings that come with pm, as importers."""
