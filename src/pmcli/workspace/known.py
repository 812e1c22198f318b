"""What was read before: of the same bytes nothing is read twice, in one run or, by the cache, in the next."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from pmcli.workspace import cache_folder, reads
from pmcli.workspace.code import state_of_code
from pmcli.yaml.read import Reading, read, read_front_matter

if TYPE_CHECKING:
    from pathlib import Path

_KIND = "features"
_ENOUGH = 0.05
"""The share of what is new from which on the cache is written again: less is sooner read again."""
_MOST = cache_folder.LARGEST // 4
"""Bytes of all texts up to which they are kept: what is made of them is three times as large."""
_ROOMS = ("experiments", "model", "model/fields", "model/schemas", "workspace", "yaml/read")
"""The folders of pm on whose code it depends what is read out of a file."""


class Known:
    """What was read of texts, by all that it depends on: the bytes, the path, the words of pm.yaml.

    For one workspace with some texts changed, and for its many revisions: nearly all files are the same. Only
    what has no fault is kept. With `root` also what the last run read of that workspace is known.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.readings: dict[tuple[str, bytes], tuple[Reading, str]] = {}
        self._results: dict[bytes, Any] = {}
        self._root = root
        self._stored: dict[bytes, Any] | None = None if root is not None else {}

    def read(self, text: bytes, path: str) -> tuple[Reading, str]:
        """The YAML of a file, and the Markdown below it; kept."""
        reading = self.readings.get((path, text))
        if reading is None:
            reading = self.readings[path, text] = read_once(text, path)
        return reading

    def read_in_passing(self, text: bytes, path: str) -> tuple[Reading, str]:
        """The same, not kept: what is made of it is much smaller."""
        return self.readings.get((path, text)) or read_once(text, path)

    def find(self, key: bytes) -> Any:
        """What was kept under a key, None where nothing was."""
        result = self._results.get(key)
        if result is None:
            if self._stored is None:
                self._stored = self._loaded()
            result = self._stored.get(key)
            if result is not None:
                self._results[key] = result
        return result

    def keep(self, key: bytes, result: object) -> None:
        """Keep what has no fault."""
        self._results[key] = result

    def renewed(self) -> Known:
        """What is known here, for what stays: of it is kept on what is asked for before the next renewal."""
        other = Known()
        other._stored = dict(self._results)
        return other

    # --- the next run ---

    def save(self, texts: Mapping[str, bytes]) -> None:
        """Keep for the next run what this one read of `texts`, unless nearly all of it is kept."""
        stored = self._stored or {}
        new = sum(key not in stored for key in self._results)
        if new <= len(self._results) * _ENOUGH or sum(map(len, texts.values())) > _MOST:
            return
        with reads.aside:
            cache = self._cache()
            key = None if cache is None else self._key()
            data = None if key is None else _packed(self._results)
            if cache is not None and key is not None and data is not None:
                cache.put(_KIND, key, data)
                self._stored = dict(self._results)

    def _loaded(self) -> dict[bytes, Any]:
        """What the last run kept: the folder gives back nothing but what this user's runs of pm put in."""
        with reads.aside:
            cache = self._cache()
            key = None if cache is None else self._key()
            data = None if cache is None or key is None else cache.get(_KIND, key)
            return {} if data is None else _unpacked(data)

    def _cache(self) -> cache_folder.Cache | None:
        return None if self._root is None else cache_folder.opened_cache(self._root)

    def _key(self) -> bytes | None:
        """The workspace, and what decides what is made of a text; None where that cannot be told."""
        code = state_of_code(_ROOMS)
        return None if code is None else os.fsencode(self._root or "") + b"\0" + code


def _packed(results: dict[bytes, Any]) -> bytes | None:
    import pickle  # only where there is a cache

    try:
        return pickle.dumps(results, pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
        return None


def _unpacked(data: bytes) -> dict[bytes, Any]:
    import pickle

    try:
        return dict(pickle.loads(data))  # noqa: S301 - sealed: nobody else can have written it
    except Exception:  # whatever is wrong with it, the files say it all again
        return {}


class KeyMaker:
    """The keys of what is read from files, which depends on `words` beside path and bytes."""

    def __init__(self, *words: str) -> None:
        self._words = blake2b(repr(words).encode(errors="surrogatepass"), digest_size=20)

    def key(self, path: str, text: bytes) -> bytes:
        """The key of what a file says."""
        digest = self._words.copy()
        digest.update(os.fsencode(path))
        digest.update(b"\0")
        digest.update(text)
        return digest.digest()


def read_once(text: bytes, path: str) -> tuple[Reading, str]:
    """The YAML of a file, and the Markdown below it."""
    return read_front_matter(text, path) if path.endswith(".md") else (read(text, path), "")
