"""Three sides of a feature that comes in again: as it came last time, as it is here, as it comes now.

What only the source has changed is taken over; what only a person here has changed stays; what both have
changed is a conflict, which is told and stays as it is here, unless the foreign side is asked for. Where a
field has parts on both sides, such as rice, that is so for each part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pmcli.editing.change_set import FileChange
from pmcli.importing.fitting import Fitted
from pmcli.importing.merge.held import is_part_spoken, is_spoken
from pmcli.importing.merge.memory import word
from pmcli.importing.merge.outcome import Compared, MergeConflict
from pmcli.importing.merge.parts import (
    LEFT,
    Part,
    Said,
    digits_in,
    heard,
    items_of,
    merged,
    of_draft,
    of_feature,
    places,
    shown_as,
)
from pmcli.importing.merge.three_way import SETTLED, UNKNOWN, Resolution, Side, resolve
from pmcli.model.feature import Feature
from pmcli.yaml.read import Value

_NOTHING: Final = Part("", "")


def compared(
    fitted: Fitted, current: Feature, raw: Mapping[str, Value], before: Mapping[str, str], side: Side,
    elsewhere: Sequence[Mapping[str, str]] = (),
) -> Compared:  # fmt: skip
    """A draft beside the feature that it is; `raw` is that feature's text, `before` what is remembered.

    `elsewhere` is what other sources have said of it. What is linked fills what is empty here, and is
    remembered: what the source changes later is taken over.
    """
    side = side or ("ours" if fitted.is_linked else "")
    comparing = _Comparing(fitted, current, raw, before, side, elsewhere)
    for name in _names(fitted, raw, before):
        comparing.take(name)
    return comparing.done()


def _names(fitted: Fitted, raw: Mapping[str, Value], before: Mapping[str, str]) -> Iterable[str]:
    """The fields that the source says, and those that it said last time.

    What is linked has a status by both sources, of which no word is that of a candidate.
    """
    known = {word(name): name for name in (*Feature.model_fields, *raw, *fitted.data)}
    then = (known.get(name) or known.get(name.split(".")[0]) for name in before)
    said = (name for name in fitted.data if name not in LEFT)
    return dict.fromkeys((*said, *filter(None, then), *(("status",) if fitted.is_linked else ())))


class _Comparing:
    """One feature, compared field by field, with its changes and conflicts so far."""

    def __init__(
        self, fitted: Fitted, current: Feature, raw: Mapping[str, Value], before: Mapping[str, str],
        side: Side, elsewhere: Sequence[Mapping[str, str]],
    ) -> None:  # fmt: skip
        self.fitted, self.current, self.raw, self.before, self.side = fitted, current, raw, before, side
        self.elsewhere = elsewhere
        self.changes: list[FileChange] = []
        self.conflicts: list[MergeConflict] = []
        self.kept: dict[str, str] = {}
        self.descriptions: list[str] = []
        self.digits = dict(before)

    def done(self) -> Compared:
        digits = {name: value for name, value in self.digits.items() if value}
        differences = tuple(self.kept.values()) if self.fitted.is_linked else ()
        return Compared(
            tuple(self.changes), tuple(self.conflicts), tuple(self.kept), digits, tuple(self.descriptions),
            differences,
        )  # fmt: skip

    def take(self, name: str) -> None:
        """Compare one field."""
        if name not in self.fitted.data and not self._is_said(name):
            return
        if name == "evidence" and self._voices():
            return
        here, there = of_feature(self.current, self.raw, name), of_draft(self.fitted, name)
        if name in self.fitted.held and here.whole == there.whole:
            return
        shapes = {said.shape for said in (here, there) if said.whole}
        is_parted = len(shapes) == 1 and "" not in shapes
        if is_parted and not ("set" in shapes and self._is_lost(here, there)):
            self._by_part(name, here, there)
        else:
            self._whole(name, here, there)

    # --- what was there last time ---

    def _own(self, name: str) -> dict[str, str]:
        """The digits of the field's parts."""
        return {key: digits for key, digits in self.before.items() if key.startswith(f"{word(name)}.")}

    def _is_said(self, name: str) -> bool:
        """Whether the source says it, if only by saying nothing."""
        return is_spoken(name, self.fitted.speaks) and name not in self.fitted.left

    def _is_part_said(self, name: str, key: str) -> bool:
        unclear = {word(*part.split(".", 1)) for part in self.fitted.draft.unclear}
        is_unclear = name in self.fitted.partly or key in unclear
        return is_part_spoken(name, key, self.fitted.speaks) and not is_unclear

    def _is_lost(self, here: Said, there: Said) -> bool:
        """Whether only the whole is remembered, and is neither of these: nothing is known of the parts."""
        whole = self.before.get(word(here.name))
        return whole is not None and whole not in (here.whole, there.whole)

    def _of_parts(self, here: Said, there: Said) -> dict[str, str]:
        """The digits of the parts last time; an older memory knows the whole only."""
        own, whole = self._own(here.name), self.before.get(word(here.name))
        if whole is None:
            return own
        like = next((said for said in (here, there) if said.whole == whole), None)
        if like is not None:
            return like.remembered() | own
        return {word(here.name, part): UNKNOWN for part in there.parts} | own

    def _resolved(self, key: str, then: str, here: str, there: str) -> Resolution:
        elsewhere = [digits for said in self.elsewhere if (digits := said.get(key))]
        resolution = resolve(then, here, there, self.side, elsewhere)
        return "same" if resolution == "kept" and here in elsewhere else resolution

    def _stays(self, resolution: Resolution) -> bool:
        """Whether something else stays here, which is to be told."""
        return resolution == "kept" or (resolution == "settled" and self.fitted.is_linked)

    # --- part by part ---

    def _by_part(self, name: str, here: Said, there: Said) -> None:
        then = self._of_parts(here, there)
        parts = {word(name, part): part for part in (*here.parts, *there.parts)}
        resolutions: dict[str, Resolution] = {}
        digits = dict(then)
        for key in dict.fromkeys((*(word(name, part) for part in there.parts), *then)):
            part = parts.get(key, "")
            mine, theirs = here.parts.get(part, _NOTHING), there.parts.get(part, _NOTHING)
            is_held = f"{name}.{part}" in self.fitted.held
            if is_held and mine.digits == theirs.digits:
                continue
            if not (is_held or part in there.parts or self._is_part_said(name, key)):
                continue
            resolutions[part] = self._resolved(key, then.get(key, ""), mine.digits, theirs.digits)
            if resolutions[part] in SETTLED:
                digits[key] = theirs.digits
        self._remember(name, digits)
        whole = (here.text, there.text) if "set" in (here.shape, there.shape) else None
        self._note(name, resolutions, here.parts, there.parts, whole)
        taken = [part for part, resolution in resolutions.items() if resolution == "taken"]
        if taken and "set" in (here.shape, there.shape):
            self._put_list(name, merged(here, there, taken), here.text)
        elif taken:
            self._put_parts(name, here, there, taken)

    def _remember(self, name: str, digits: Mapping[str, str]) -> None:
        """The digits of the parts; the whole too, as long as it is all that is known of one of them."""
        whole = self.before.get(word(name), "") if UNKNOWN in digits.values() else ""
        for key in self._own(name):
            del self.digits[key]
        self.digits |= {key: value for key, value in digits.items() if value != UNKNOWN}
        self.digits[word(name)] = whole

    def _note(
        self, name: str, resolutions: Mapping[str, Resolution], here: Mapping[str, Part],
        there: Mapping[str, Part], whole: tuple[Value | None, Value | None] | None = None,
    ) -> None:  # fmt: skip
        """Note the parts that are kept, and those in conflict; of a kept list the `whole` of both."""
        for part, resolution in resolutions.items():
            mine, theirs = here.get(part, _NOTHING), there.get(part, _NOTHING)
            if self._stays(resolution) and whole is not None:
                self._keep(name, *whole)
            elif self._stays(resolution):
                self._keep(f"{name}.{part}", mine.text, theirs.text)
            if resolution == "conflict":
                self._conflict(f"{name}.{part}", mine.text, theirs.text)

    def _put_parts(self, name: str, here: Said, there: Said, taken: list[str]) -> None:
        """Put and take out parts of a map; the whole of it where all parts come or go."""
        texts = {part: there.parts[part].text for part in taken if part in there.parts}
        gone = [part for part in taken if part not in texts]
        if not here.whole and not self.raw.get(name):
            self._put(name, texts, None)
        elif not texts and len(gone) == len(here.parts):
            self._drop(name, here.text)
        else:
            for part in (*texts, *gone):
                old, new = here.parts.get(part, _NOTHING).text, texts.get(part)
                keys = (name, part)
                change = (
                    FileChange(self.fitted.id, "put", keys, new)
                    if part in texts
                    else FileChange(self.fitted.id, "drop", keys)
                )
                self._change(change, f"{name}.{part}", old, new)

    def _put_list(self, name: str, items: list[Value], before: Value | None) -> None:
        if items:
            self._put(name, items, before)
        else:
            self._drop(name, before)

    # --- as a whole ---

    def _whole(self, name: str, here: Said, there: Said) -> None:
        if here.whole == there.whole and any(held.split(".")[0] == name for held in self.fitted.held):
            return
        resolution = self._resolved(word(name), self._then(name, here, there), here.whole, there.whole)
        if self._stays(resolution):
            self._keep(name, here.text, there.text)
        if resolution == "conflict":
            self._conflict(name, here.text, there.text)
        if resolution in SETTLED:
            for key in self._own(name):
                del self.digits[key]
            self.digits[word(name)] = ""
            self.digits |= digits_in(self.fitted, there)
        if resolution == "taken" and there.text is not None:
            self._put(name, there.text, here.text)
        elif resolution == "taken":
            self._drop(name, here.text)

    def _then(self, name: str, here: Said, there: Said) -> str:
        """The digits of the whole last time; where only those of its parts are known, by them."""
        own, whole = self._own(name), self.before.get(word(name))
        if whole is not None or not own:
            return whole or ""
        return next((said.whole for said in (there, here) if said.remembered() == own), UNKNOWN)

    # --- evidence, voice by voice ---

    def _voices(self) -> bool:
        """Compare the evidence by voice, where it is told so; False where it is to be compared whole."""
        there = heard(self.fitted)
        own = {key.split(".", 1)[1]: digits for key, digits in self._own("evidence").items()}
        is_by_voice = any(speak.startswith("evidence.") for speak in self.fitted.speaks or ())
        items = items_of(self.current, self.raw)
        if not (there or own or is_by_voice) or items is None:
            return False
        if "evidence" in self.before and not own:
            is_all = is_part_spoken("evidence", "", self.fitted.speaks) or len(there) >= len(items)
            return not is_all  # only the whole is known: what is said of it in part is left alone
        at = places(items, own, there)
        here = {voice: items[place] for voice, place in at.items()}
        resolutions: dict[str, Resolution] = {}
        for voice in dict.fromkeys((*there, *own)):
            if voice in there or self._is_part_said("evidence", word("evidence", voice)):
                mine, theirs = here.get(voice, _NOTHING), there.get(voice, _NOTHING)
                resolutions[voice] = self._resolved(
                    word("evidence", voice), own.get(voice, ""), mine.digits, theirs.digits
                )
                if resolutions[voice] in SETTLED:
                    self.digits[word("evidence", voice)] = theirs.digits
        whole = [item.text for item in items], self.fitted.data.get("evidence")
        self._note("evidence", resolutions, here, there, whole)
        taken = [voice for voice, resolution in resolutions.items() if resolution == "taken"]
        if taken:
            texts = {place: item.text for place, item in enumerate(items)}
            for voice in taken:
                place = at.get(voice, len(texts) + len(items))
                texts.pop(place, None)
                if voice in there:
                    texts[place] = there[voice].text
            listed = [texts[place] for place in sorted(texts)]
            self._put_list("evidence", listed, [item.text for item in items])
        return True

    # --- changes and conflicts ---

    def _conflict(self, name: str, here: Value | None, there: Value | None) -> None:
        both = shown_as(name, here), shown_as(name, there)
        self.conflicts.append(MergeConflict(self.fitted.id, name, *both, self.fitted.draft.place))

    def _keep(self, name: str, here: Value | None, there: Value | None) -> None:
        self.kept[name] = f"{name} {shown_as(name, here)} here, {shown_as(name, there)} there"

    def _put(self, name: str, new: Value, old: Value | None) -> None:
        self._change(FileChange(self.fitted.id, "put", (name,), new), name, old, new)

    def _drop(self, name: str, old: Value | None) -> None:
        self._change(FileChange(self.fitted.id, "drop", (name,)), name, old, None)

    def _change(self, change: FileChange, name: str, old: Value | None, new: Value | None) -> None:
        self.changes.append(change)
        self.descriptions.append(f"{name} {shown_as(name, old)} -> {shown_as(name, new)}")
