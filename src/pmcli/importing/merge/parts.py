"""A field as one side says it: as a whole, and part by part where it has parts.

A map has parts by key (rice, an effort by team), a list without an order by what it names (tags,
depends_on), evidence by the voice of each item. These are compared part by part; all else as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pmcli.importing.fitting import Fitted
from pmcli.importing.merge.memory import UNORDERED, digits_of, word
from pmcli.importing.sources.plain_values import id_in
from pmcli.model.feature import Feature
from pmcli.model.fingerprint import plain
from pmcli.yaml.read import Value, is_null

LEFT: Final = frozenset({"links", "id"})
"""Fields that are neither compared nor remembered."""
_TOGETHER: Final = frozenset({"kano", "deadline"})
"""Maps whose parts make sense only together."""
_USUAL: Final = {
    name: info.get_default(call_default_factory=True) for name, info in Feature.model_fields.items()
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a field: its digits, and as it is written."""

    digits: str
    text: Value


@dataclass(frozen=True, slots=True)
class Said:
    """A field as one side says it: `whole` is "" where that is nothing, `shape` where it has no parts."""

    name: str
    whole: str = ""
    text: Value | None = None
    shape: Literal["", "map", "set"] = ""
    parts: Mapping[str, Part] = field(default_factory=dict)

    def remembered(self, held: Collection[str] = ()) -> dict[str, str]:
        """The digits kept until the next import, without what is `held`: the source did not say that."""
        if not self.shape:
            return {word(self.name): self.whole} if self.whole else {}
        kept = {key: part.digits for key, part in self.parts.items() if f"{self.name}.{key}" not in held}
        return {word(self.name, key): digits for key, digits in kept.items()}


def of_draft(fitted: Fitted, name: str) -> Said:
    """The field as the source says it."""
    return _said(name, fitted.data.get(name), fitted.record) if name in fitted.data else Said(name)


def of_feature(current: Feature, raw: Mapping[str, Value], name: str) -> Said:
    """The field as it is here; `raw` is the feature's text."""
    text = raw.get(name)
    if text is None and name in Feature.model_fields:
        text = plain(getattr(current, name))
    return _said(name, text, current)


def _said(name: str, text: Value | None, record: Feature) -> Said:
    if name not in Feature.model_fields:
        return _parted(name, text, text, digits_of(text))
    value = getattr(record, name)
    if value == _USUAL[name]:
        return Said(name, "", text)
    return _parted(name, text, value, digits_of(value, name))


def _parted(name: str, text: Value | None, value: object, whole: str) -> Said:
    """The field with its parts; without them where text and value do not have the same ones."""
    if not isinstance(text, (dict, list)):
        return Said(name, whole, text)
    known = plain(value)
    if isinstance(text, dict) and isinstance(known, dict) and name not in _TOGETHER:
        said = {key: item for key, item in text.items() if not is_null(item) and item not in ({}, [])}
        if whole and said.keys() <= known.keys():
            parts = {key: Part(digits_of(known[key]), item) for key, item in said.items()}
            return Said(name, whole, text, "map", parts)
    if isinstance(text, list) and isinstance(known, list) and name in UNORDERED:
        names = [id_in(item) for item in text]
        if whole and len(known) == len(text) == len(set(names)):
            pairs = zip(names, text, known, strict=True)
            return Said(
                name,
                whole,
                text,
                "set",
                {key: Part(digits_of(known_item), item) for key, item, known_item in pairs},
            )
    return Said(name, whole, text)


def shown(value: Any) -> str:
    """A value in a few words."""
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    text = " ".join(str(value).split())
    return text if len(text) <= 48 else text[:47] + "…"


def shown_as(name: str, value: Any) -> str:
    """A field's value in a few words; where nothing is said, what that means: no status is a candidate's."""
    usual = _USUAL.get(name)
    return shown(usual if value in (None, "") and isinstance(usual, str) else value)


def merged(here: Said, there: Said, taken: Collection[str]) -> list[Value]:
    """The items that are here with those that come, without those that go."""
    new = {part: there.parts[part].text for part in taken if part in there.parts}
    kept = [new.pop(part, item.text) for part, item in here.parts.items() if part in new or part not in taken]
    return [*kept, *new.values()]


# --- evidence, item by item ---


def heard(fitted: Fitted) -> dict[str, Part]:
    """The evidence of a draft by voice; nothing where the source does not tell them apart."""
    texts, records, voices = fitted.data.get("evidence"), fitted.record.evidence, fitted.draft.voices
    if not isinstance(texts, list) or not len(texts) == len(records) == len(voices):
        return {}
    return {voice: Part(digits_of(records[at]), texts[at]) for at, voice in enumerate(voices)}


def items_of(current: Feature, raw: Mapping[str, Value]) -> list[Part] | None:
    """The evidence that is here, item by item; None where text and values have not the same items."""
    texts = raw.get("evidence") or []
    if not isinstance(texts, list) or len(texts) != len(current.evidence):
        return None
    return [Part(digits_of(item), texts[at]) for at, item in enumerate(current.evidence)]


def places(items: Sequence[Part], then: Mapping[str, str], there: Mapping[str, Part]) -> dict[str, int]:
    """The index of each voice's item: the one that came in, else the one that comes, else one made of it.

    That is the first of the same kind and source of which nothing else is known.
    """
    by_voice: dict[str, int] = {}
    for known in (then, {voice: part.digits for voice, part in there.items()}):
        for voice, digits in known.items():
            at = next((at for at, item in enumerate(items) if item.digits == digits), None)
            if voice not in by_voice and at is not None and at not in by_voice.values():
                by_voice[voice] = at
    for voice, part in there.items():
        if voice not in by_voice and then.get(voice):
            like = (at for at, item in enumerate(items) if _origin(item) == _origin(part))
            at = next((at for at in like if at not in by_voice.values()), None)
            if at is not None:
                by_voice[voice] = at
    return by_voice


def _origin(item: Part) -> tuple[Value, Value] | None:
    return (item.text.get("kind", ""), item.text.get("source", "")) if isinstance(item.text, dict) else None


# --- what is remembered ---


def remembered(fitted: Fitted) -> dict[str, str]:
    """The digits to remember of a draft that comes in as new."""
    digits: dict[str, str] = {}
    for name in fitted.data:
        if name not in LEFT:
            digits |= digits_in(fitted, of_draft(fitted, name))
    return digits


def digits_here(current: Feature, raw: Mapping[str, Value], names: Collection[str]) -> dict[str, str]:
    """The digits of fields as they are here, which is what a source said before somebody changed it."""
    digits: dict[str, str] = {}
    for name in names:
        digits |= of_feature(current, raw, name).remembered() or {word(name): ""}
    return digits


def digits_in(fitted: Fitted, there: Said) -> dict[str, str]:
    """The digits to remember of a field that the source gives, evidence by voice where it has voices."""
    voices = heard(fitted) if there.name == "evidence" else {}
    return {word("evidence", voice): item.digits for voice, item in voices.items()} or there.remembered()
