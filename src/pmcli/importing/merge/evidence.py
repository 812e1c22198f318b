"""Evidence that comes in item by item, each known again by its voice: reactions, comments.

What people here add to the evidence is theirs: an import touches only the items that came in by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmcli.importing.fitting import Fitted
from pmcli.importing.merge.memory import digits_of
from pmcli.importing.merge.parts import Part
from pmcli.model.feature import Feature
from pmcli.yaml.read import Value


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
    """Which item is whose: the one that came in, else the one that comes, else one that was made of it.

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
