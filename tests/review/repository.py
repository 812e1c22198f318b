"""A git repository of two years of a backlog, made by one `git fast-import`: fixed days, authors and ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from tests.cli.repo import git

Files = dict[str, str | None]
"""Texts by path in the workspace; None takes a file away."""


@dataclass
class Repository:
    """Commits that are gathered, and written all at once; the workspace lies in the folder `roadmap`."""

    folder: Path
    lines: list[bytes] = field(default_factory=list)

    def commit(
        self, day: str, files: Files, message: str = "a change", *, author: str = "Ada", branch: str = "main",
        begin: str | None = None, merge: str | None = None,
    ) -> None:  # fmt: skip
        """Gather a commit of some files; on a new `branch` it begins at the one named `begin`."""
        noon = int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp()) + 43_200
        words = message.encode()
        self.lines += [
            b"commit refs/heads/%s" % branch.encode(),
            b"author %s <a@example.org> %d +0000" % (author.encode(), noon),
            b"committer %s <a@example.org> %d +0000" % (author.encode(), noon),
            b"data %d" % len(words), words,
            *([b"from refs/heads/%s" % begin.encode()] if begin else []),
            *([b"merge refs/heads/%s" % merge.encode()] if merge else []),
        ]  # fmt: skip
        for path, text in files.items():
            name = b"roadmap/" + path.encode()
            if text is None:
                self.lines += [b"D " + name]
            else:
                self.lines += [b"M 100644 inline " + name, b"data %d" % len(text.encode()), text.encode()]
        self.lines += [b""]

    def write(self) -> Path:
        """Write all that was gathered; the folder of the workspace, as it is at the end of main."""
        self.folder.mkdir(parents=True, exist_ok=True)
        git(self.folder, "init", "-q", "-b", "main")
        git(self.folder, "fast-import", "--quiet", given=b"\n".join(self.lines) + b"\n")
        git(self.folder, "reset", "-q", "--hard")
        return self.folder / "roadmap"


def _settings(team: str = "front", size: str = "2..4..8") -> str:
    return (
        "pm: 1\nproduct: Shop\nscoring: {model: rice}\n"
        f"teams: {{{team}: {{capacity: 12}}, data: {{capacity: 9}}}}\n"
        f"sizes: {{M: {size}}}\ncalendar: {{start: 2026-Q4}}\n"
    )


def _feature(title: str, effort: str | None, *more: str) -> str:
    return "\n".join([f"title: {title}", *([f"effort: {{{effort}}}"] if effort else []), *more, ""])


def _listed(*features: str) -> str:
    """Features of one file: the first line of each is its id."""
    return "".join("- " + text.replace("\n", "\n  ").rstrip() + "\n" for text in features)


def _plan(on: str, by: str, because: str, **periods: str) -> str:
    listed = "".join(f"  {name[1:5]}-{name[5:]}: [{ids}]\n" for name, ids in periods.items())
    return f"agreed: {{on: {on}, by: {by}, because: {because}}}\nperiods:\n{listed}"


SURVEY = "evidence: [{kind: survey, date: 2025-03-01}]"
TEST = "evidence: [{kind: survey, date: 2025-03-01}, {kind: test, date: 2025-08-01}]"
AUTO = "rice: {reach: 900, impact: high, confidence: auto}"
SURE = "rice: {reach: 500, impact: high, confidence: 80%}"
UNSURE = "rice: {reach: 500, impact: high, confidence: 50%}"
EXPORT = ("Export everything", "data: 2..3..5")
AUDIT = ("Audit log", "data: 4..6..10")


def two_years(folder: Path) -> Path:
    """The workspace; what happened in it is told commit by commit.

    `login` becomes `sign-in`; `export`, `audit` and `alerts` begin in one file; team `front` becomes `web`;
    the size M grows; `mobile` comes by a merge and is not done; `chat` and `idea` are removed.
    """
    repo = Repository(folder)
    commit = repo.commit
    login = _feature("Sign in", "front: 3..5..9", SURE)
    audit, export = "id: audit\n" + _feature(*AUDIT), "id: export\n" + _feature(*EXPORT)
    alerts = "id: alerts\n" + _feature("Alerts", "front: 1..2..3")
    commit("2024-10-01", {
        "pm.yaml": _settings(), "features/login.yaml": login,
        "features/batch.yaml": _listed(export, audit, alerts), "features/idea.yaml": _feature("An idea", "data: 3"),
    }, "Begin")  # fmt: skip
    # login: in progress without a day; edited while work goes on; shipped; renamed
    begun = "status: in-progress\n"
    commit("2024-11-04", {"features/login.yaml": begun + login}, "Login begins")
    edited = _feature("Sign in", "front: 6..8..12", UNSURE)
    commit("2024-12-02", {"features/login.yaml": begun + edited}, "Login is larger", author="Ben")
    commit("2024-12-16", {"plan.yaml": _plan(
        "2024-12-16", "ada", "The first plan", _2024Q4="login", _2025Q1="export, audit", _2025Q2="alerts, search",
    )}, "Agreed")  # fmt: skip
    done = "status: shipped\nshipped: 2024-12-19\nresults: [{effort: {front: 8}}]\n"
    commit("2024-12-20", {"features/login.yaml": done + edited}, "Login is out")
    commit(
        "2025-01-15", {"features/login.yaml": None, "features/sign-in.yaml": done + edited}, "A better name"
    )
    # export: a day on which it started; its file cannot be read for a while, then it is split
    started = "started: 2025-02-03\n"
    commit(
        "2025-02-10",
        {"features/batch.yaml": _listed(export + begun + started, audit, alerts)},
        "Export begins",
    )
    commit("2025-02-20", {"features/batch.yaml": "- id: export\n  title: [broken\n"}, "Broken")
    commit("2025-02-21", {"features/batch.yaml": _listed(export + begun + started, audit, alerts)}, "Mended")
    single = _feature(*EXPORT) + started
    commit("2025-03-03", {
        "features/batch.yaml": None, "features/export.yaml": single + begun,
        "features/audit.yaml": _feature(*AUDIT), "features/alerts.yaml": _feature("Alerts", "front: 1..2..3"),
        "features/search.yaml": _feature("Search", "front: M", AUTO, SURVEY),
    }, "A file each")  # fmt: skip
    out = "status: shipped\nshipped: 2025-03-28\nresults: [{effort: {data: 3.5}}]\n"
    commit("2025-03-29", {"features/export.yaml": single + out}, "Export is out")
    commit("2025-03-31", {"plan.yaml": _plan(
        "2025-03-31", "ben", "audit waits for the law", _2025Q1="export", _2025Q2="audit, alerts, search",
        _2025Q3="billing",
    )}, "Agreed again", author="Ben")  # fmt: skip
    commit("2025-04-07", {"features/audit.yaml": _feature(*AUDIT) + begun}, "Audit begins")
    # search: a size, which grows after it has started
    search = _feature("Search", "front: M", "started: 2025-04-14", AUTO)
    commit("2025-04-22", {"features/search.yaml": search + begun + SURVEY}, "Search has begun")
    commit("2025-05-05", {"pm.yaml": _settings(size="3..6..12")}, "M is more than we thought")
    commit("2025-06-21", {"features/audit.yaml": _feature(*AUDIT) +
           "status: shipped\nshipped: 2025-06-20\nresults: [{effort: {data: 12}}]\n"}, "Audit is out")  # fmt: skip
    commit("2025-06-30", {"plan.yaml": _plan(
        "2025-06-30", "ada", "search is larger", _2025Q1="export", _2025Q2="audit, alerts",
        _2025Q3="search, billing, chat", _2025Q4="refunds",
    )}, "Agreed a third time")  # fmt: skip
    # the team gets another name, and all that names it
    web = {"features/sign-in.yaml": (done + edited).replace("front", "web"),
           "features/search.yaml": (search + begun + SURVEY).replace("front", "web")}  # fmt: skip
    commit("2025-07-01", {
        "pm.yaml": _settings("web", "3..6..12"), **web, "features/alerts.yaml": _feature("Alerts", "web: 1..2..3"),
        "features/billing.yaml": _feature("Billing", "web: 5..8..13, data: 1..2..4", "started: 2025-08-04", SURE),
        "features/chat.yaml": _feature("Chat", "web: 4..6..9"), "features/refunds.yaml": _feature("Refunds", None),
    }, "Front is called web")  # fmt: skip
    # alerts: nobody said when it began, and it was edited after it shipped, before anybody wrote that
    commit(
        "2025-07-03",
        {"features/alerts.yaml": _feature("Alerts", "web: 1..2.5..4")},
        "Alerts, looked at again",
    )
    commit("2025-07-08", {"features/alerts.yaml": _feature("Alerts", "web: 1..2.5..4") +
           "status: shipped\nshipped: 2025-06-27\nresults: [{effort: {web: 2}}]\n"}, "Alerts are out")  # fmt: skip
    commit("2025-08-30", {"features/search.yaml": _feature("Search", "web: M", "started: 2025-04-14", AUTO, TEST) +
           "status: shipped\nshipped: 2025-08-29\nresults: [{effort: {web: 6}}]\n"}, "Search is out")  # fmt: skip
    # refunds: estimated when it had begun
    commit("2025-09-01", {"features/refunds.yaml": _feature("Refunds", None) + begun}, "Refunds begin")
    commit("2025-10-20", {"plan.yaml": _plan(
        "2025-10-20", "ada", "billing takes longer", _2025Q3="search", _2025Q4="billing, refunds",
        _2026Q1="chat", _2026Q2="mobile, tags",
    )}, "Agreed a fourth time")  # fmt: skip
    commit(
        "2025-10-27",
        {"features/refunds.yaml": _feature("Refunds", "web: 4..5..6") + begun},
        "Refunds estimated",
    )
    commit("2025-11-15", {"features/billing.yaml": _feature(
        "Billing", "web: 5..8..13, data: 1..2..4", "started: 2025-08-04", SURE,
        "status: shipped", "shipped: 2025-11-14", "results: [{effort: {web: 11, data: 2}}]",
    )}, "Billing is out")  # fmt: skip
    commit(
        "2026-01-12",
        {"features/chat.yaml": _feature("Chat", "web: 4..6..9", "spent: {web: 2}") + begun},
        "Chat",
    )
    # half: written down a month after it began
    half = _feature("Half of it", "data: 2..4..6", "started: 2026-01-05")
    commit("2026-02-02", {"features/half.yaml": half + begun}, "Half, which nobody had told of")
    # mobile: comes by a branch, is edited while it goes on, and is not done
    mobile = _feature("Mobile", "web: 4..6..9", UNSURE)
    commit("2026-02-09", {"features/mobile.yaml": mobile}, "Mobile", branch="mobile", begin="main")
    commit("2026-02-23", {"features/mobile.yaml": mobile + begun}, "Mobile begins", branch="mobile")
    commit("2026-02-24", {"features/tags.yaml": _feature("Tags", "web: 3..4..6")}, "Tags")
    commit("2026-03-02", {"features/mobile.yaml": mobile + begun}, "Merge mobile", merge="mobile")
    commit("2026-04-06", {"features/chat.yaml": None, "features/idea.yaml": None}, "Chat is given up")
    larger = _feature("Mobile", "web: 10..14..20", "spent: {web: 9}", "remaining: {web: 5}", UNSURE)
    commit("2026-05-04", {"features/mobile.yaml": larger + begun, "features/tags.yaml": _feature(
        "Tags", "web: 3..4..6", "spent: {web: 4}") + begun}, "Mobile is larger")  # fmt: skip
    commit("2026-05-16", {"features/refunds.yaml": _feature("Refunds", "web: 4..5..6") +
           "status: shipped\nshipped: 2026-05-15\nresults: [{effort: {web: 5}}]\n"}, "Refunds are out")  # fmt: skip
    # stickers: written down when it was out
    commit("2026-06-01", {"features/stickers.yaml": _feature("Stickers", "data: 2..3..4") +
           "status: shipped\nshipped: 2026-05-20\nresults: [{effort: {data: 3}}]\n"}, "Stickers")  # fmt: skip
    commit("2026-06-29", {"plan.yaml": _plan(
        "2026-06-29", "ben", "mobile needs the new shop", _2026Q3="half", _2026Q4="mobile",
    )}, "Agreed a fifth time", author="Ben")  # fmt: skip
    commit(
        "2026-07-06",
        {"features/tags.yaml": _feature("Tags", "web: 3..4..6", "spent: {web: 4}", "status: parked")},
    )
    return repo.write()
