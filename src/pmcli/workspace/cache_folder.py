"""The user's own cache folder: bytes by kind and key, which nobody else can read, write or put there.

    cache = opened_cache(root)                # None: no cache for this run, which is no error
    data = cache.get("features", key)         # None: not there, or damaged
    cache.put("features", key, data)          # never raises, says nothing where it cannot

`key` is bytes in which everything stands that the data depend on, pm's version and Python's among it; it is
hashed. The data come back as they were put in, or not at all: each entry is sealed with a keyed hash, the key
of which lies in the folder, so that also what is no plain data (marshal, pickle) may be read back. Only a run
of `pm` itself has a cache, from `allow` on: what stays never has one. `PM_CACHE=0` turns all of it off.

Only the standard library is imported here, and as little of it as can be: `pm` reads this before all else.
"""

from __future__ import annotations

import os
import stat
import sys
import time

from pmcli.workspace import reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

try:
    from _blake2 import blake2b  # hashlib, which has it too, takes as long as half of a remembered answer
except ImportError:  # pragma: no cover - a Python that has it elsewhere
    from hashlib import blake2b

MOST = 64 * 1024 * 1024
"""Bytes that all entries may have together."""
LARGEST = MOST // 4
"""Bytes that one may have; a larger one is not kept."""
_OFTEN = MOST // 64
"""Bytes after which it is looked again at how much there is, on average; rarely after 8 times as many."""
_BLOCK = 4096
_SEAL = 32
_DAY = 24 * 3600.0
_OFF = ("0", "no", "false", "off")
_KEY, _IGNORED, _TAG = "key", ".gitignore", "CACHEDIR.TAG"
_AS_IT_IS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n# What pm remembers; it may be deleted.\n"
"""By which programs that make backups know a cache. Source: https://bford.info/cachedir/"""

_is_allowed = False


def allow(*, yes: bool = True) -> None:
    """Lets this process have a cache, or no longer: a run of `pm` that ends soon, no program that stays."""
    global _is_allowed
    _is_allowed = yes


def opened_cache(workspace: str | os.PathLike[str] | None = None) -> Cache | None:
    """The user's cache; None where not allowed, turned off, inside the workspace, or not theirs alone.

    Without a workspace nothing is made: only what is there already is used.
    """
    if not _is_allowed:
        return None
    path = folder_of(os.environ, sys.platform)
    if path is None or (workspace and _is_inside(path, workspace)):
        return None
    return Cache.opened(path, make=workspace is not None)


def folder_of(environment: Mapping[str, str], platform: str) -> str | None:
    """The path of the cache folder, which need not be there; None with caches turned off, or no home."""
    if environment.get("PM_CACHE", "").lower() in _OFF:
        return None
    home = environment.get("HOME", "")
    usual = os.path.join(home, *(("Library", "Caches") if platform == "darwin" else (".cache",)))
    if platform == "win32":
        above, name = environment.get("LOCALAPPDATA", ""), os.path.join("pm", "Cache")
    else:
        above, name = environment.get("XDG_CACHE_HOME", ""), "pm"
        above = above if os.path.isabs(above) else usual
    return os.path.join(above, name) if os.path.isabs(above) else None


class Cache:
    """An open cache folder. Every fault of reading is "not there", every fault of writing is silence."""

    def __init__(self, path: str, handle: int | None, key: bytes) -> None:
        self.path, self._handle, self._key = path, handle, key

    @classmethod
    def opened(cls, path: str, *, make: bool = True) -> Cache | None:
        """The folder, made where it is missing; None where it is not the user's alone, or cannot be used."""
        try:
            with reads.aside:
                handle = _opened(path, make=make)
                try:
                    cache = cls(path, handle, b"")
                    cache._key = cache._read(_KEY, _SEAL) or cache._begin()
                except BaseException:
                    if handle is not None:
                        os.close(handle)
                    raise
        except (OSError, ValueError):  # ValueError: a zero byte
            return None
        return cache

    def get(self, kind: str, key: bytes) -> bytes | None:
        """The data put in under this kind (a short word) and key; None where there are none, or damaged."""
        name = self._name(kind, key)
        try:
            with reads.aside:
                sealed = self._read(name, LARGEST + _SEAL)
                if sealed is None:
                    return None
                data = sealed[_SEAL:]
                if sealed[:_SEAL] == self._seal(name, data):
                    return data
                os.unlink(self._at(name), dir_fd=self._handle)
        except OSError:
            return None
        return None

    def put(self, kind: str, key: bytes, data: bytes) -> None:
        """Keeps data in the place of those there; other runs see them whole or not at all."""
        if len(data) > LARGEST:
            return
        name = self._name(kind, key)
        try:
            with reads.aside:
                self._write(name, self._seal(name, data) + data)
                if int.from_bytes(os.urandom(4)) % _OFTEN < max(len(data), _BLOCK):
                    self._make_room()
        except OSError:
            pass

    # --- entries ---

    def _name(self, kind: str, key: bytes) -> str:
        return f"{kind}-{blake2b(key, digest_size=20, key=self._key).hexdigest()}"

    def _seal(self, name: str, data: bytes) -> bytes:
        seal = blake2b(name.encode(), digest_size=_SEAL, key=self._key)
        seal.update(data)
        return seal.digest()

    def _at(self, name: str) -> str:
        """The path of a file, from the open folder where the system can have it so."""
        return name if self._handle is not None else os.path.join(self.path, name)

    def _read(self, name: str, most: int) -> bytes | None:
        """The bytes of a file of the user's own; None where there is no such file, or it is too large."""
        try:
            handle = os.open(self._at(name), os.O_RDONLY | _AS_IT_IS, dir_fd=self._handle)
        except FileNotFoundError:
            return None
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or not _is_own(status) or status.st_size > most:
                return None
            data = os.read(handle, status.st_size + 1)
        finally:
            os.close(handle)
        if status.st_mtime < time.time() - _DAY:
            self._mark(name)
        return data if len(data) == status.st_size else None

    def _mark(self, name: str) -> None:
        """Makes a file one that is in use: those that are not are dropped first."""
        try:
            os.utime(self._at(name), dir_fd=self._handle)
        except OSError:
            return

    def _write(self, name: str, data: bytes) -> None:
        draft = self._at(f".{os.urandom(8).hex()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_IT_IS, 0o600, dir_fd=self._handle)
        try:
            try:
                left = memoryview(data)
                while left:
                    left = left[os.write(handle, left) :]
            finally:
                os.close(handle)
            os.replace(draft, self._at(name), src_dir_fd=self._handle, dst_dir_fd=self._handle)
        except BaseException:
            os.unlink(draft, dir_fd=self._handle)
            raise

    # --- the folder ---

    def _begin(self) -> bytes:
        """The new key of a new folder, which neither git nor a backup looks into."""
        self._write(_IGNORED, b"*\n")
        self._write(_TAG, _SIGNATURE)
        self._write(_KEY, os.urandom(_SEAL))
        return self._read(_KEY, _SEAL) or os.urandom(_SEAL)

    def _make_room(self) -> None:
        """Drops what was used longest ago until a quarter is free, where it is nearly `MOST`."""
        with os.scandir(self.path if self._handle is None else self._handle) as entries:
            files = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
        files = [(name, status) for name, status in files if name not in (_KEY, _IGNORED, _TAG)]
        files.sort(key=lambda file: file[1].st_mtime)
        left = sum(map(_room_of, files))
        too_much = left > MOST - 8 * _OFTEN
        for name, status in files:
            is_stale = name.startswith(".") and status.st_mtime < time.time() - _DAY
            if is_stale or (too_much and left > MOST * 3 // 4):
                os.unlink(self._at(name), dir_fd=self._handle)
                left -= _room_of((name, status))


def _room_of(file: tuple[str, os.stat_result]) -> int:
    """The bytes that a file takes on a disk."""
    return -(-file[1].st_size // _BLOCK) * _BLOCK


def _opened(path: str, *, make: bool) -> int | None:
    """The folder, open, made where it is missing if so wanted; None where files are found by path alone.

    Raises:
        OSError: it is a link, not the user's own, or others can write there; or it cannot be made.
    """
    if make and not os.path.lexists(path):
        _make(path)
    _expect_own(os.lstat(path))
    if os.open not in os.supports_dir_fd:
        return None
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _AS_IT_IS)
    try:
        _expect_own(os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return handle


def _make(path: str, *, also_above: bool = True) -> None:
    """Makes a folder in one of the user's own: root makes none in the home of somebody else."""
    above = os.path.dirname(path)
    if also_above and not os.path.lexists(above):
        _make(above, also_above=False)
    if not _is_own(os.stat(above)):
        raise PermissionError
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:  # another run was faster
        return


def _expect_own(status: os.stat_result) -> None:
    can_others_write = os.name == "posix" and status.st_mode & 0o022
    if not stat.S_ISDIR(status.st_mode) or not _is_own(status) or can_others_write:
        raise PermissionError


def _is_own(status: os.stat_result) -> bool:
    return os.name != "posix" or status.st_uid == os.geteuid()


def _is_inside(path: str, folder: str | os.PathLike[str]) -> bool:
    """Whether a path leads into a folder, or would, were it there."""
    real, root = os.path.realpath(path), os.path.realpath(folder)
    return real == root or real.startswith(os.path.join(root, ""))
