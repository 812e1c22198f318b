"""How long the page keeps a browser busy, against that of northwind in the same run.

    python -m benchmarks.page [--size 2000] [--runs 3]

Needs Chromium (`.ci/proofs` installs it). Prints for every view the least processor time of the main thread
until the page stands, in seconds: on a machine that others share no other time means much.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.generate import generate, write_workspace
from playwright.sync_api import Browser, sync_playwright

from pmcli import load
from pmcli.planning import plan
from pmcli.sharing import share
from pmcli.views.page import explore

VIEWS = ("roadmap", "rank", "graph", "plot")
NORTHWIND = Path(__file__).parent.parent / "examples" / "northwind"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=2000)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_workspace(generate(chosen.size, 6, 6, 1), folder / "drawn", per_file=chosen.size)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        pages = {"northwind": _written(NORTHWIND), f"{chosen.size:,}": _written(folder / "drawn")}
        print("| features | kB | " + " | ".join(VIEWS) + " |\n|---|---:|---:|---:|---:|---:|")
        for title, text in pages.items():
            path = folder / "page.html"
            path.write_text(text, encoding="utf-8")
            times = [min(_busy(browser, path, view) for _ in range(chosen.runs)) for view in VIEWS]
            told = " | ".join(f"{one:.2f}" for one in times)
            print(f"| {title} | {len(text.encode()) / 1000:,.0f} | {told} |")
        browser.close()


def _written(folder: Path) -> str:
    backlog = load(folder).backlog
    return explore(share(backlog, plan(backlog, effort="fast")), "roadmap")


def _busy(browser: Browser, path: Path, view: str) -> float:
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(f"{path.as_uri()}#{view}")
    page.wait_for_selector("html.ready", state="attached")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return float(told["TaskDuration"])


if __name__ == "__main__":
    main()
