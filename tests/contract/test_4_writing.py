"""§ 4: where pm writes, and where it never does; links, and characters that nobody sees."""

from __future__ import annotations

from tests.conftest import for_each
from tests.contract.table import ABSENT, Files, Row, has, having, lacks, prove, row
from tests.contract.test_4_order import PLANNING, backlog

SHOP = backlog("a 9 3\nb 1 3 depends_on: [a]", PLANNING)
ELSEWHERE = having(
    SHOP,
    ("deep/er/notes.txt", "mine\n"),
    ("MINE.md", "# mine\n"),
    (".github/x.md", "x\n"),
    ("ratings/jo.yaml", "features: {a: {v: 3}}\n"),
    ("plan.yaml", "periods: {}\n"),
)


def refused(at: str, sentence: str, question: str, path: str, files: Files = ELSEWHERE) -> Row:
    """A command that writes nothing there, and says why."""
    text = dict(files).get(path, ABSENT)
    return row(
        at, sentence, files, question, code=2, err=bool, **{f"file:{path}": lambda found: found == text}
    )


def foreign(at: str, sentence: str, question: str, path: str) -> Row:
    """A command that leaves a person's file as it is, and says so."""
    return row(
        at,
        sentence,
        ELSEWHERE,
        question,
        code=1,
        err=has("not written by pm"),
        **{f"file:{path}": dict(ELSEWHERE)[path]},
    )


LINKS = backlog(
    "a 9 3 links: {brief: 'javascript:alert(1)', home: 'https://example.org/x', mail: 'mailto:a@example.org'}",
    PLANNING,
)
HIDDEN = backlog('a 9 3 owner: "jo\\u202e\\u0007"', PLANNING)
ROWS: list[Row] = [
    row("4.170", "**Writing** … `-o` too", ELSEWHERE, "rank --format csv -o deep/rank.csv", **{"file:deep/rank.csv": has("a,")}),
    row("4.171", "a path is meant from where `-C` leads, as in git", ELSEWHERE, "in:deep -C .. rank --format csv -o rank.csv", **{"file:rank.csv": has("a,"), "file:deep/rank.csv": ABSENT}),
    row("4.172", "(also from below the workspace)", ELSEWHERE, "in:deep/er rank --format csv -o rank.csv", **{"file:deep/er/rank.csv": has("a,")}),
    refused("4.173", "stays inside the workspace", "rank --format csv -o ../rank.csv", "../rank.csv"),
    refused("4.174", "never into a folder that begins with a dot", "rank --format markdown -o .github/x.md", ".github/x.md"),
    refused("4.175", "onto `pm.yaml`", "rank --format markdown -o pm.yaml", "pm.yaml"),
    refused("4.176", "`plan.yaml`", "rank --format markdown -o plan.yaml --force", "plan.yaml"),
    refused("4.177", "`ratings/`", "export rank -o ratings/jo.yaml --format markdown", "ratings/jo.yaml"),
    refused("4.178", "… a new file there", "export rank -o ratings/new.md", "ratings/new.md"),
    refused("4.179", "or a feature file", "rank --format markdown -o features/all.yaml", "features/all.yaml"),
    refused("4.180", "… whatever is forced", "export rank -o features/all.yaml --format markdown --force", "features/all.yaml"),
    foreign("4.181", "`exports` overwrite only what carries pm's marker", "export rank -o MINE.md", "MINE.md"),
    row("4.182", "unless `--force`", ELSEWHERE, "export rank -o MINE.md --force", **{"file:MINE.md": lacks("# mine\n")}),
    row("4.183", "(its own it overwrites)", ELSEWHERE, "export rank -o NEW.md; set a v=1; export rank -o NEW.md", **{"file:NEW.md": has("A")}),
    foreign("4.184", "`-o` of every command overwrites as `exports` do", "rank --format markdown -o MINE.md", "MINE.md"),
    foreign("4.185", "… roadmap", "roadmap --format json -o deep/er/notes.txt", "deep/er/notes.txt"),
    row("4.186", "… (its own)", ELSEWHERE, "rank --format markdown -o NEW.md; rank --format markdown -o NEW.md", **{"file:NEW.md": has("A")}),
    row("4.193", "… with `--force`", ELSEWHERE, "rank --format markdown -o MINE.md --force", **{"file:MINE.md": has("Written by pm")}),
    row("4.194", "… text has no room for a mark: what begins alike", ELSEWHERE, "rank -o rank.txt; set a v=1; rank -o rank.txt", **{"file:rank.txt": has("Shop")}),
    row("4.187", "`pm schema --install EDITOR` may write the editor's settings", ELSEWHERE, "schema --install vscode", code=lambda code: code in (0, 2), **{"file:pm.yaml": dict(ELSEWHERE)["pm.yaml"]}),
    row("4.188", "Addresses in links are http, https or mailto", LINKS, "export brief a --format html -o a.html", **{"file:a.html": lacks('href="javascript')}),
    row("4.189", "… in Markdown", LINKS, "export brief a", out=lambda text: "](javascript" not in text),
    row("4.190", "Control and bidirectional characters are made visible", HIDDEN, "list", out=lacks("\u202e", "\x07")),
    row("4.191", "… in what is exported", HIDDEN, "export backlog --format markdown", out=lacks("\u202e", "\x07")),
    row("4.192", "checking never writes", ELSEWHERE, "check; rank; roadmap; diff", code=lambda code: code in (0, 2), **{"file:features/all.yaml": dict(ELSEWHERE)["features/all.yaml"]}),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_writing(sentence: Row) -> None:
    prove(sentence)
