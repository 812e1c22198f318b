"""How long `pm import` takes, first and again, against `pm list` of what it wrote.

    python -m benchmarks.imports [--sizes 5000 20000] [--kinds csv xlsx json yaml]

Each row has a key, title, status, description, labels, parent, date, RICE inputs and effort, and every fifth
waits for another. Seconds are CPU seconds of one run each, memory is the peak. The last column is the first
import against that of the size before: where the work is linear it is the ratio of the sizes.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

WORDS = (
    "billing", "search", "export", "login", "audit", "mobile", "invoice", "team", "report", "api", "webhook",
    "theme", "calendar", "sync", "import", "dashboard", "role", "token", "payment", "checkout", "cart",
)  # fmt: skip


def rows(count: int) -> list[dict[str, Any]]:
    """The rows: the same for every run."""
    pick = random.Random(4)
    made = []
    for at in range(count):
        number = at + 1
        made.append(
            {
                "Issue key": f"AB-{number}",
                "Summary": f"{' '.join(pick.sample(WORDS, 4)).capitalize()} {at % 977}",
                "Status": pick.choice(["To Do", "In Progress", "Done", "Backlog"]),
                "Description": "Because users asked. " * 5,
                "Labels": pick.choice(WORDS),
                "Parent": f"AB-{number - at % 20}" if at % 3 == 0 and at % 20 else "",
                "Due date": "2027-03-04",
                "Reach": pick.randint(100, 9000),
                "Impact": pick.choice([1, 2, 3]),
                "Confidence": "80%",
                "Effort (days)": pick.randint(1, 30),
                "Blocked by": f"AB-{pick.randint(1, at)}" if at % 5 == 4 else "",
            }
        )
    return made


def written(kind: str, count: int) -> bytes:
    """The rows as a file of a kind."""
    table = rows(count)
    if kind == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
        return text.getvalue().encode()
    if kind == "json":
        return json.dumps(table, indent=1).encode()
    if kind == "yaml":
        items = (
            "- " + "\n  ".join(f"{key}: {json.dumps(value)}" for key, value in row.items()) for row in table
        )
        return "\n".join(items).encode()
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Backlog")
    sheet.append(list(table[0]))
    for row in table:
        sheet.append(list(row.values()))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def run(folder: Path, *words: str) -> tuple[float, float]:
    """The CPU seconds of a command, and its peak of memory in MB."""
    child = os.posix_spawn(
        sys.executable, [sys.executable, "-m", "pmcli", "-C", str(folder), *words], os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )  # fmt: skip
    _, status, usage = os.wait4(child, 0)
    assert status == 0, f"pm {words[0]} failed"
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[5_000, 20_000])
    options.add_argument("--kinds", nargs="+", default=["csv", "xlsx", "json", "yaml"])
    chosen = options.parse_args()
    print("| rows | first s | again s | pm list s | first / list | peak MB | to the size before |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind in chosen.kinds:
        before = 0.0
        for size in chosen.sizes:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                (folder / "pm.yaml").write_text("pm: 1\nproduct: Rows\n")
                path = folder / f"rows.{kind}"
                path.write_bytes(written(kind, size))
                first, memory = run(folder, "import", str(path), "--yes")
                again, _ = run(folder, "import", str(path), "--yes")
                listed, _ = run(folder, "list", "--format", "json")
                grown = f"{first / before:.1f}" if before else ""
                print(f"| {size:,}, {kind} | {first:.1f} | {again:.1f} | {listed:.1f} | {first / listed:.1f} "
                      f"| {memory:.0f} | {grown} |")  # fmt: skip
                before = first


if __name__ == "__main__":
    main()
