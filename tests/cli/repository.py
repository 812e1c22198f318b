"""A git repository as a team leaves it: some thirty commits with merges, renames, deletions and odd names."""

from __future__ import annotations

from pathlib import Path

from tests.cli.repo import commit, git

HEAD = """pm: 1
product: Shop
teams: {web: {capacity: 10}, data: {capacity: 6}}
calendar: {start: 2026-Q4, periods: 3}
"""


def feature(number: int, reach: int, more: str = "") -> str:
    """The text of a feature."""
    return (
        f"title: Feature {number}\neffort: {{web: {1 + number % 3}}}\nproblem: People wait for {number}\n"
        f"rice: {{reach: {reach}, impact: high, confidence: 50%}}\n{more}"
    )


def repository(folder: Path) -> list[str]:
    """The ids of the commits of main, the oldest first; the workspace is in the folder `roadmap` below it.

    Feature f1 begins as `first`, is raised, pinned, and freed again; `gone` comes and goes; one commit in the middle
    cannot be read; two branches are merged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = folder / "roadmap"
    features = root / "features"
    (folder / "README").write_text("A repository that holds more than a roadmap\n")
    repository = [commit(folder, "Begin")]
    features.mkdir(parents=True)
    (root / "pm.yaml").write_text(HEAD)
    (features / "first.yaml").write_text(feature(1, 100))
    repository.append(commit(folder, "The workspace"))
    for number in range(2, 10):
        (features / f"f{number}.yaml").write_text(feature(number, 100 * number))
        repository.append(commit(folder, f"Feature {number}"))
    (features / "odd name, größe.yaml").write_text("id: odd\n" + feature(10, 50))
    (features / 'quo"te.yaml').write_text("id: quote\n" + feature(11, 60))
    repository.append(commit(folder, "Odd names"))
    git(folder, "mv", "roadmap/features/first.yaml", "roadmap/features/f1.yaml")
    repository.append(commit(folder, "Rename the first"))
    (features / "gone.yaml").write_text(feature(12, 5000))
    repository.append(commit(folder, "Something that will go"))
    repository.append(_merged(folder, "raise", features / "f1.yaml", feature(1, 4000)))
    (features / "gone.yaml").unlink()
    repository.append(commit(folder, "It goes"))
    (features / "f2.yaml").write_text("title: [broken\n")
    repository.append(commit(folder, "Broken"))
    (features / "f2.yaml").write_text(feature(2, 250))
    repository.append(commit(folder, "Mended"))
    (folder / "elsewhere.txt").write_text("Nothing of the roadmap\n")
    repository.append(commit(folder, "Elsewhere"))
    pin = "decisions: [{verdict: pin, period: 2027-Q1, because: The fair, by: ada, on: 2026-11-01}]\n"
    repository.append(_merged(folder, "pin", features / "f1.yaml", feature(1, 4000, pin)))
    (features / "f1.yaml").write_text(feature(1, 4000))
    repository.append(commit(folder, "Free it again"))
    for number in range(3, 10):
        (features / f"f{number}.yaml").write_text(feature(number, 90 * number))
        repository.append(commit(folder, f"Less of {number}"))
    return repository


def _merged(folder: Path, branch: str, file: Path, text: str) -> str:
    """A merge commit that brings a branch of two commits in."""
    git(folder, "checkout", "-q", "-b", branch)
    file.write_text(text)
    commit(folder, f"On {branch}")
    (folder / f"{branch}.txt").write_text("notes\n")
    commit(folder, f"More on {branch}")
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", f"Merge {branch}", branch)
    return git(folder, "rev-parse", "HEAD")
