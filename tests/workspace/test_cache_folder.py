from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pmcli.workspace import cache_folder
from pmcli.workspace.cache_folder import Cache, folder_of, opened_cache


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.delenv("PM_CACHE", raising=False)
    cache_folder.allow()
    yield tmp_path
    cache_folder.allow(yes=False)


def opened(home: Path) -> Cache:
    cache = opened_cache(home / "work")
    assert cache is not None
    return cache


def files(home: Path, kind: str = "answer") -> list[Path]:
    return sorted((home / ".cache/pm").glob(f"{kind}-*"))


def test_what_is_put_in_comes_back_under_its_kind_and_key(home: Path) -> None:
    opened(home).put("answer", b"key", b"data")
    cache = opened(home)
    assert cache.get("answer", b"key") == b"data"
    assert cache.get("answer", b"other") is cache.get("plan", b"key") is None
    cache.put("answer", b"key", b"")
    assert cache.get("answer", b"key") == b""


def test_the_folder_is_the_users_alone_and_no_business_of_git_or_a_backup(home: Path) -> None:
    opened(home).put("answer", b"key", b"data")
    folder = home / ".cache/pm"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in folder.iterdir())
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55\n")
    assert len((folder / "key").read_bytes()) == 32


@pytest.mark.parametrize("damage", [
    lambda data: data[:-1], lambda data: data + b"x", lambda data: b"", lambda data: b"\0" * len(data),
    lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:], lambda data: bytes([data[0] ^ 1]) + data[1:],
])  # fmt: skip
def test_a_damaged_entry_is_none_and_is_dropped(home: Path, damage: Callable[[bytes], bytes]) -> None:
    opened(home).put("answer", b"key", b"some data of an answer")
    (file,) = files(home)
    file.write_bytes(damage(file.read_bytes()))
    assert opened(home).get("answer", b"key") is None
    assert not files(home)


def test_an_entry_in_the_place_of_another_is_none(home: Path) -> None:
    cache = opened(home)
    cache.put("answer", b"one", b"1")
    cache.put("answer", b"two", b"2")
    first, second = files(home)
    first.write_bytes(second.read_bytes())
    assert {cache.get("answer", key) for key in (b"one", b"two")} in ({None, b"1"}, {None, b"2"})


def test_a_key_that_is_no_key_is_made_anew(home: Path) -> None:
    opened(home).put("answer", b"key", b"data")
    (home / ".cache/pm/key").write_bytes(b"")
    cache = opened(home)
    assert cache.get("answer", b"key") is None
    cache.put("answer", b"key", b"data")
    assert opened(home).get("answer", b"key") == b"data"


@pytest.mark.parametrize(("environment", "platform", "folder"), [
    ({"HOME": "/home/ada"}, "linux", "/home/ada/.cache/pm"),
    ({"HOME": "/home/ada"}, "darwin", "/home/ada/Library/Caches/pm"),
    ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/fast"}, "linux", "/fast/pm"),
    ({"HOME": "/home/ada", "XDG_CACHE_HOME": "fast"}, "linux", "/home/ada/.cache/pm"),
    ({"LOCALAPPDATA": "/c/ada"}, "win32", "/c/ada/pm/Cache"),
    ({"HOME": "/home/ada", "PM_CACHE": "1"}, "linux", "/home/ada/.cache/pm"),
    ({"HOME": "/home/ada", "PM_CACHE": "0"}, "linux", None),
    ({"HOME": "/home/ada", "PM_CACHE": "No"}, "linux", None),
    ({}, "linux", None), ({"HOME": ""}, "linux", None), ({"HOME": "ada"}, "linux", None), ({}, "win32", None),
])  # fmt: skip
def test_where_the_folder_is(environment: dict[str, str], platform: str, folder: str | None) -> None:
    assert folder_of(environment, platform) == folder


def test_what_stays_has_no_cache(home: Path) -> None:
    cache_folder.allow(yes=False)
    assert opened_cache(home / "work") is None
    assert not (home / ".cache").exists()


def test_without_a_workspace_nothing_is_made(home: Path) -> None:
    assert opened_cache() is None
    assert not (home / ".cache").exists()
    opened(home).put("answer", b"key", b"data")
    cache = opened_cache()
    assert cache is not None
    assert cache.get("answer", b"key") == b"data"


def test_there_is_no_cache_inside_the_workspace(home: Path) -> None:
    (home / "link").symlink_to(home)
    assert opened_cache(home) is opened_cache(home / "link") is opened_cache(home / ".cache/pm") is None
    assert not (home / ".cache").exists()
    assert opened_cache(home / "roadmap") is not None


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o720])
def test_a_folder_that_others_can_write_is_not_used(home: Path, mode: int) -> None:
    folder = home / ".cache/pm"
    folder.mkdir(parents=True)
    folder.chmod(mode)
    assert opened_cache(home / "work") is None
    assert not list(folder.iterdir())


def test_neither_a_link_nor_a_file_is_used(home: Path) -> None:
    (home / ".cache").mkdir()
    (home / "real").mkdir(mode=0o700)
    (home / ".cache/pm").symlink_to(home / "real")
    assert opened_cache(home / "work") is None
    (home / ".cache/pm").unlink()
    (home / ".cache/pm").write_text("")
    assert opened_cache(home / "work") is None


def test_nothing_of_another_user_is_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(home).put("answer", b"key", b"data")
    monkeypatch.setattr(os, "geteuid", lambda: home.stat().st_uid + 1)
    assert opened_cache(home / "work") is None


def test_root_makes_nothing_in_the_home_of_another(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: home.stat().st_uid + 1)
    assert opened_cache(home / "work") is None
    assert not list(home.iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_an_entry_or_a_key_of_another_user_is_not_read(home: Path) -> None:
    opened(home).put("answer", b"key", b"data")
    os.chown(files(home)[0], 12345, -1)
    assert opened(home).get("answer", b"key") is None
    os.chown(home / ".cache/pm/key", 12345, -1)
    opened(home).put("answer", b"key", b"data")
    assert (home / ".cache/pm/key").stat().st_uid == os.geteuid()


def test_an_entry_that_is_a_link_or_a_pipe_is_not_read(home: Path) -> None:
    cache = opened(home)
    cache.put("answer", b"key", b"data")
    (file,) = files(home)
    file.rename(home / "elsewhere")
    file.symlink_to(home / "elsewhere")
    assert cache.get("answer", b"key") is None
    file.unlink()
    os.mkfifo(file)
    assert cache.get("answer", b"key") is None


@pytest.mark.parametrize("name", ["open", "write", "replace", "read", "unlink", "scandir", "utime"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_faults_of_the_disk_are_silence(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    cache = opened(home)
    cache.put("answer", b"key", b"data")
    os.utime(files(home)[0], (0, 0))

    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, name, fail)
        patch.setattr(cache_folder, "_OFTEN", 1)
        assert cache.get("answer", b"key") in (None, b"data")
        cache.put("answer", b"key", b"other")
        opened_cache(home / "work")
    assert opened(home).get("answer", b"key") in (b"data", b"other")


def test_nothing_is_left_of_what_could_not_be_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = opened(home)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "")))
        cache.put("answer", b"key", b"data")
    assert {file.name for file in (home / ".cache/pm").iterdir()} == {"key", ".gitignore", "CACHEDIR.TAG"}


def test_the_folder_stays_below_its_bound_and_what_was_used_last_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_folder, "MOST", 10 * 4096)
    monkeypatch.setattr(cache_folder, "_OFTEN", 1)
    cache = opened(home)
    for number in range(30):
        cache.put("answer", b"%d" % number, b"x" * 2000)
        for age, file in enumerate(files(home)):
            os.utime(file, (1000 + age, 1000 + age))
        cache.put("plan", b"in use", b"data")
        assert len(files(home)) + len(files(home, "plan")) <= 11
    assert cache.get("plan", b"in use") == b"data"
    stale = home / ".cache/pm/.0123"
    stale.write_bytes(b"")
    os.utime(stale, (0, 0))
    cache.put("answer", b"key", b"data")
    assert not stale.exists()


def test_an_entry_that_is_read_counts_as_used(home: Path) -> None:
    cache = opened(home)
    cache.put("answer", b"key", b"data")
    os.utime(files(home)[0], (0, 0))
    assert cache.get("answer", b"key") == b"data"
    assert files(home)[0].stat().st_mtime > 1_000_000


def test_too_large_an_entry_is_not_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_folder, "LARGEST", 100)
    cache = opened(home)
    cache.put("answer", b"key", b"x" * 101)
    assert not files(home)
    cache.put("answer", b"key", b"x" * 100)
    assert cache.get("answer", b"key") == b"x" * 100


def test_a_name_that_no_folder_can_have_is_no_cache(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Cache.opened(f"{home}/a\0b") is None
    assert Cache.opened(str(home / "no" / "such" / "home" / "pm")) is None
    assert not (home / "no").exists()
