"""A campaign of one process: cases of a kind until the time is over, new ones by chance or led by coverage.

`python -m tests.fuzz` starts these; what breaks is made small and kept, once for each signature.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import gc
import importlib
import io
import json
import os
import re
import shutil
import sys
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from time import monotonic, process_time

HERE = Path(__file__).parent
_LARGEST = 120_000
"""Bytes of a case that coverage is asked of."""
_NEAR = 0.9
"""The share of cases that are near one before, where coverage leads; the others are new."""
_FIRST = 40
"""New cases that it begins with, and kept ones, where there is time for so many."""
_SLOWEST = 4
"""Seconds that one of them takes at most, on a busy machine."""
_SLOWER = 4
"""How many times longer a run takes while its coverage is noted."""
_STUCK = 300
"""Seconds after which a process that says nothing tells where it stands, and ends."""


class Campaign:
    """Cases tried, and what they broke."""

    def __init__(self, folder: Path, crashes: Path, slower: int = 1) -> None:
        # Here, for a process that is led by coverage has to see pmcli imported.
        from tests.fuzz.sandbox import Sandbox

        self.sandbox = Sandbox(folder / "sandbox")
        self.sandbox.bound *= slower
        self.folder, self.crashes = folder, crashes
        self.cases = 0
        self.broken: Counter[str] = Counter()
        self.begun = monotonic(), process_time()

    def tries(self, text: str) -> None:
        """Try a case; what it breaks for the first time is kept."""
        from tests.fuzz.case import Case
        from tests.fuzz.shrinking import broken, shrunk

        try:
            case = Case.loads(text)
        except ValueError:
            return
        (self.folder / "now.json").write_text(text, encoding="utf-8")
        faulthandler.dump_traceback_later(_STUCK, exit=True)
        fault = broken(case, self.sandbox)
        if fault is not None:
            self.broken[fault.signature] += 1
            path = self.crashes / f"{_named(fault.signature)}.json"
            if not path.exists():
                path.write_text(case.dumps(fault.signature), encoding="utf-8")
                sys.stderr.write(f"\nBROKEN {path.name}\n{fault}\n")
                faulthandler.cancel_dump_traceback_later()
                path.write_text(
                    shrunk(case, fault.signature, self.sandbox).dumps(fault.signature), encoding="utf-8"
                )
        faulthandler.cancel_dump_traceback_later()
        self.cases += 1
        if self.cases % 20 == 0:
            gc.collect()  # a run of pm leaves that to the end of its process
        self.tell()

    def tell(self) -> None:
        """Write the figures down."""
        figures = {
            "cases": self.cases, "runs": self.sandbox.codes.total(), "codes": dict(self.sandbox.codes), "broken": dict(self.broken),
            "seconds": monotonic() - self.begun[0], "cpu": process_time() - self.begun[1],
        }  # fmt: skip
        (self.folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")


def _named(signature: str) -> str:
    """A name for a file, of what is broken."""
    return re.sub(r"[^a-z0-9]+", "-", signature.lower()).strip("-")[:90]


def by_chance(campaign: Campaign, kind: str, seed: str, seconds: float, most: int) -> None:
    """New cases, each of the seed and its number; every third one is a change of one before; `most` at most."""
    from tests.fuzz.case import Case
    from tests.fuzz.changing import changed
    from tests.fuzz.kinds import KINDS

    until, number = monotonic() + seconds, 0
    kept: list[Case] = [
        Case.loads(path.read_bytes()) for path in sorted((HERE / "corpus").glob(f"{kind}-*.json"))
    ]
    while monotonic() < until and not 0 < most <= number:
        chance = Random(f"{seed}:{kind}:{number}")
        case = changed(chance.choice(kept), chance) if kept and number % 3 == 2 else KINDS[kind](chance)
        kept = [*kept[-200:], case]
        campaign.tries(case.dumps())
        number += 1
    campaign.tell()


def by_coverage(folder: Path, crashes: Path, kind: str, seed: str, seconds: float, most: int) -> None:
    """Cases near those that reached something new, as libFuzzer keeps them; it ends the process itself.

    Where there is little time it begins with few cases, the small ones, so that it comes to new ones at all.
    """
    import atheris

    from tests.fuzz.case import Case
    from tests.fuzz.changing import changed
    from tests.fuzz.kinds import KINDS

    campaign = Campaign(folder, crashes, _SLOWER)

    def mutate(data: bytes, most: int, number: int) -> bytes:
        chance = Random(number)
        try:
            case = changed(Case.loads(data), chance) if chance.random() < _NEAR else KINDS[kind](chance)
        except ValueError:
            case = KINDS[kind](chance)
        made = case.dumps().encode()
        return made if len(made) <= most else data

    corpus = folder / "corpus"
    corpus.mkdir()
    first = min(_FIRST, int(seconds / _SLOWEST / 2), most // 2 or _FIRST)
    for path in sorted((HERE / "corpus").glob(f"{kind}-*.json"))[:first]:
        shutil.copy(path, corpus)
    for number in range(0 if most else first):
        begin = KINDS[kind](Random(f"{seed}:{kind}:{number}"))
        (corpus / f"begin-{number}").write_text(begin.dumps(), encoding="utf-8")
    options = [
        sys.argv[0], str(corpus), f"-seed={Random(seed).randrange(1, 2**31)}", f"-max_total_time={int(seconds)}",
        f"-max_len={_LARGEST}", "-len_control=0", "-rss_limit_mb=4000", "-timeout=1000", "-detect_leaks=0",
        "-reload=0", f"-artifact_prefix={folder}/", f"-runs={most or -1}",
    ]  # fmt: skip
    atheris.Setup(
        options, lambda data: campaign.tries(data.decode("ascii", "replace")), custom_mutator=mutate
    )
    atheris.Fuzz()


def _imported(packages: list[str]) -> None:
    """Import all of pm while the modules of these packages are instrumented, and nothing of others."""
    import atheris

    for name in (
        "typer.main",
        "pydantic",
        "rich.console",
        "networkx",
        "numpy",
        "openpyxl",
        "ruamel.yaml",
        "xlsxwriter",
        "hypothesis",
    ):
        importlib.import_module(name)
    root = HERE.parents[1] / "src"
    paths = [path.relative_to(root).with_suffix("") for path in sorted(root.rglob("*.py"))]
    names = [".".join(path.parts).removesuffix(".__init__") for path in paths if path.name != "__main__"]
    others = [name for name in names if not f"{name}.".startswith(tuple(f"{one}." for one in packages))]
    # Atheris takes whole packages alone: what is not to be looked at is excluded module by module.
    with (
        contextlib.redirect_stderr(io.StringIO()),
        atheris.instrument_imports(include=["pmcli"], exclude=others),
    ):
        for name in names:
            importlib.import_module(name)


def _main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="+")
    parser.add_argument("--seed", required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--crashes", type=Path, required=True)
    parser.add_argument("--guided", action="append", default=[], metavar="PACKAGE")
    parser.add_argument("--most", type=int, default=0)
    given = parser.parse_args()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if given.guided:
        _imported(given.guided)  # which takes half a minute for all, and more on a busy machine
    until = monotonic() + given.seconds
    failed = 0
    for at, kind in enumerate(given.kinds):
        seconds = (until - monotonic()) / (len(given.kinds) - at)
        failed |= _forked(given, kind, max(seconds, 5.0))
    return failed


def _forked(given: argparse.Namespace, kind: str, seconds: float) -> int:
    """The exit code of a process for one kind: imports are shared, memory and what libFuzzer knows are not."""
    folder = given.folder / kind
    folder.mkdir()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(log, 2)
    try:
        if given.guided:
            by_coverage(folder, given.crashes, kind, given.seed, seconds, given.most)
        else:
            by_chance(Campaign(folder, given.crashes), kind, given.seed, seconds, given.most)
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    raise SystemExit(_main())
