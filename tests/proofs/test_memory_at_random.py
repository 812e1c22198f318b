"""Edits, questions and repositories at random: what is remembered is never told where it is not true."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.repo import commit, git
from tests.cli.test_memory import FEATURE, PM, Shop, write

ROUNDS = 25
QUESTIONS = (
    ("rank",), ("check", "--format", "json"), ("list", "--format", "csv"), ("show", "a"), ("roadmap",), ("-C", "features", "rank"),
    ("rank", "--rev", "HEAD"), ("diff", "HEAD~1"), ("history", "a"), ("rank", "--rev", "v1"), ("graph",), ("demand",),
)  # fmt: skip
PATHS = ("features/a.yaml", "features/b.yaml", "features/c.yaml", "features/deep/d.yaml", "features/e.md")


def edits(shop: Shop, draw: random.Random) -> list[Callable[[], object]]:
    """What may happen to a workspace: all of it may fail, and then nothing happened."""
    path, other = (shop.root / draw.choice(PATHS) for _ in range(2))
    title = draw.choice(("A", "B", "Longer title"))
    text = FEATURE.format(title) + draw.choice(
        ("", "depends_on: [b]\n", "links: {spec: docs/spec.md}\n", "effort: x\n")
    )
    return [
        partial(write, shop, str(path.relative_to(shop.root)), text),
        partial(write, shop, "pm.yaml", PM.replace("Shop", title)),
        partial(os.utime, path), partial(os.chmod, path, draw.choice((0o600, 0o644))), path.unlink,
        partial(path.rename, other), partial(path.symlink_to, other), partial(os.link, other, path),
        partial((shop.root / "features").rename, shop.root / "ideas"), partial((shop.root / "ideas").rename, shop.root / "features"),
        partial(write, shop, "docs/spec.md", title), partial((shop.root / "docs/spec.md").unlink),
        partial(write, shop, "plan.yaml", title), partial((shop.root / "plan.yaml").unlink),
        partial(commit, shop.root), partial(git, shop.root, "tag", "-f", "v1"), partial(git, shop.root, "pack-refs", "--all"),
        partial(git, shop.root, "checkout", "-q", "-B", title[0], "HEAD~1"), partial(git, shop.root, "gc", "-q"),
        partial(git, shop.root, "stash", "-u", "-q"), partial(git, shop.root, "commit", "-q", "--amend", "--allow-empty", "-m", title),
    ]  # fmt: skip


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_what_is_remembered_is_true(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - it repeats
    shop = Shop(
        tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    )
    (tmp_path / "cache").mkdir()
    for name in ("a", "b", "c"):
        write(shop, f"features/{name}.yaml", FEATURE.format(name.upper()))
    write(shop, "pm.yaml", PM)
    for message in ("first", "second"):
        commit(shop.root, message)
    for _ in range(ROUNDS):
        questions = draw.sample(QUESTIONS, 4)
        if draw.random() < 0.7:
            shop.settle()
        before = {words: shop.ask(*words) for words in questions}
        shop.mark()
        for change in draw.sample(edits(shop, draw), draw.choice((1, 1, 2))):
            try:
                change()
            except Exception:  # noqa: S112 - such as a file that is not there
                continue
        for words in questions:
            answer, truth = shop.ask(*words), shop.truth(*words)
            assert answer == truth or (answer[1] == "remembered\n" and truth == before[words]), words
        for file in shop.answers():
            file.unlink()
