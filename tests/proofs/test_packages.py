"""What is built for the index: complete, licensed, the same bytes again, and it runs where it is installed."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.proofs.conftest import ROOT, TOOLS, missing

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("packages")]
BIN = TOOLS / "packages" / "bin"
NORTHWIND = ROOT / "examples" / "northwind"


def _run(*words: str | Path) -> str:
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1767225600", "UV_NO_PROGRESS": "1"}
    ran = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def _built(source: Path, folder: Path) -> tuple[Path, Path]:
    """The wheel and the sdist of a source, the wheel by way of the sdist."""
    if not BIN.exists():
        missing("the tools for packages")
    _run(BIN / "uv", "build", "-q", "--out-dir", folder, source)
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return _built(ROOT, tmp_path_factory.mktemp("dist"))


def test_checkers_find_nothing(built: tuple[Path, Path]) -> None:
    _run(BIN / "twine", "check", "--strict", *built)
    _run(BIN / "check-wheel-contents", built[0])


def test_the_wheel_has_all_licences_and_nothing_else(built: tuple[Path, Path]) -> None:
    names = zipfile.ZipFile(built[0]).namelist()
    licences = {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "panzoom.LICENSE.txt"}
    tops = {name.split("/")[0].rpartition(".")[2] for name in names}
    assert tops == {"pmcli", "dist-info", "data"}
    assert all("/share/man/man1/" in name for name in names if ".data/" in name)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    ours = {str(path.relative_to(ROOT / "src")) for path in (ROOT / "src/pmcli").rglob("*") if path.is_file()}
    assert {name for name in ours if "__pycache__" not in name} == {
        name for name in names if name.startswith("pmcli/")
    }


def test_the_same_source_gives_the_same_bytes(built: tuple[Path, Path], tmp_path: Path) -> None:
    again = _built(ROOT, tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built]


@pytest.mark.parametrize("kind", [0, 1], ids=["wheel", "sdist"])
def test_it_runs_where_it_is_installed(built: tuple[Path, Path], kind: int) -> None:
    run = (BIN / "uv", "tool", "run", "--isolated", "-q", "--from", str(built[kind]), "pm")
    assert "Let the phone fill in" in _run(*run, "rank", "-C", NORTHWIND)
