"""The preview of an import: short enough for a screen, and everything where that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmcli.importing import ImportOptions, Prepared, prepare
from pmcli.views.import_columns import in_words
from pmcli.views.import_preview import page
from pmcli.workspace.opening import open_workspace
from pmcli.writers.blocks import markdown
from pmcli.writers.terminal import pages

HEAD = "pm: 1\nproduct: Shop\nfields: {nps: number}\n"
HIDDEN = "not all of it is shown: pm import FILE --all shows everything, --report FILE writes it as Markdown"
SCREEN = 50
"""Lines of a window as people have them."""


def prepared(root: Path, text: str, mapping: dict[str, str] | None = None, head: str = HEAD) -> Prepared:
    """The import of a table into an empty workspace, worked out."""
    (root / "features").mkdir(exist_ok=True)
    (root / "pm.yaml").write_text(head)
    (root / "list.csv").write_text(text)
    return prepare(open_workspace(root), str(root / "list.csv"), ImportOptions(mapping=mapping or {}))


def short(prepared: Prepared) -> str:
    return pages.render(page(prepared), width=120, color=False)


def whole(prepared: Prepared) -> str:
    return pages.render(page(prepared, everything=True), width=None, color=False)


def test_many_rows_and_columns_fit_a_screen_and_all_of_them_can_be_seen(tmp_path: Path) -> None:
    names = [f"Field {at}" for at in range(60)]
    rows = [f"Idea {at},{'' if at % 3 else '3 days'},{',' * 59}{at}" for at in range(120)]
    rows += [f",2,said {at}{',' * 59}" for at in range(20)]
    made = prepared(tmp_path, "\n".join([f"Name,Effort,{','.join(names)}", *rows]))
    seen, everything = short(made), whole(made)
    assert len(seen.splitlines()) <= SCREEN
    assert seen.splitlines()[-1] == HIDDEN
    assert "and 114 more" in seen
    assert HIDDEN not in everything
    assert "more" not in everything
    assert everything.count("it has no title") == 20
    assert all(name in everything for name in [*names, "idea-119"])
    sums = "140 items read = 120 new + 20 left out"
    assert sums in seen
    assert sums in everything


def test_nothing_is_hidden_where_all_of_it_is_short(tmp_path: Path) -> None:
    made = prepared(tmp_path, "Name,Size of team\nOne,5\nTwo,\n")
    assert short(made).endswith("\n2 items read = 2 new\n")


def test_every_column_is_told_with_its_unit_and_what_stands_in_it(tmp_path: Path) -> None:
    text = (
        "Name,Project,Effort (days),Remaining,Cost of delay,Foo,Bar,Happy,Story,,Reach\n"
        "One,Web shop,5,2 w,9k/month,-,,9,As a user,x,\n"
        f"Two,Search,2 weeks,,,,n/a,,,,\n"
        f"Three,Mail and messages,M,,,{'long ' * 20},,,,,\n"
    )
    told = whole(prepared(tmp_path, text, {"Happy": "nps", "Remaining": "remaining", "Story": "-"}))
    for line in (
        'Name → title: 3 of 3 rows, such as "One"',
        'Effort (days) → effort, days and weeks → person-weeks: 3 of 3 rows, such as "5"',
        'Remaining → remaining, weeks → person-weeks: 1 of 3 rows, such as "2 w"',
        'Cost of delay → cd3.cost_of_delay, money a month → money a week: 1 of 3 rows, such as "9k/month"',
        'Happy → nps: 1 of 3 rows, such as "9"',
        "Reach → rice.reach: no row says anything",
        'Story: 1 of 3 rows, such as "As a user"',
        'column 10 (it has no name): 1 of 3 rows, such as "x"',
        'Foo: 1 of 3 rows, such as "long long long long long long long long…"',
    ):
        assert f"• {line}\n" in told
    assert "Columns not read, and empty\nBar\n" in told
    assert "Story=" not in told  # it was said that it is left out


@pytest.mark.parametrize(
    ("name", "cell", "unit", "words"),
    [
        ("Effort", "5", "person-days", "no unit, taken for person-days"), ("Effort", "5 SP", "points", "points → points"),
        ("Story points", "5", "person-weeks", "points, which are no person-weeks"),
        ("Estimate [h]", "5", "points", "hours, which are no points"), ("Duration (months)", "2", "points", "months → weeks"),
        ("CoD", "9k", "points", "money, no time named → money a week"),
    ],
)  # fmt: skip
def test_units_are_told_as_they_are_turned(
    tmp_path: Path, name: str, cell: str, unit: str, words: str
) -> None:
    head = f"{HEAD}effort_unit: {unit}\n"
    made = prepared(tmp_path, f"Name,{name}\nOne,{cell}\nTwo,{cell}\n", head=head)
    assert words in whole(made)


def test_what_could_be_a_field_is_told_with_what_makes_it_one(tmp_path: Path) -> None:
    linear = "ID,Team,Title,Status,Estimate,Creator,Cycle Number,Parent issue,Reach,Votes"
    made = prepared(tmp_path, f"{linear}\nA-1,web,One,Todo,3,ann,,,100,5\n")
    assert made.importer.name == "linear"
    assert '• "Reach" could be rice.reach too: --map "Reach=rice.reach"\n' in short(made)
    said = prepared(tmp_path, f"{linear}\nA-1,web,One,Todo,3,ann,,,100,5\n", {"Reach": "-"})
    assert "could be" not in short(said)


def test_the_report_is_markdown_that_shows_every_text_literally(tmp_path: Path) -> None:
    told = markdown(page(prepared(tmp_path, "Name,*Odd* <b>\n_One_,[x](y)\n"), everything=True))
    assert told.startswith("# list.csv: a table (CSV, TSV or xlsx)\n")
    assert "## Columns not read\n\n- \\*Odd\\* &lt;b&gt;" in told


def test_columns_that_a_text_has_not_are_told_in_words(tmp_path: Path) -> None:
    prepared(tmp_path, "Title,Foo\nOne,x\n")
    (tmp_path / "r.md").write_text("# Roadmap\n\n## Now\n\n- Pay\n- Refund\n")
    made = prepare(open_workspace(tmp_path), str(tmp_path / "r.md"), ImportOptions())
    assert "columns read  headings → horizon, title → key, title\n" in short(made)
    assert "heading.horizon (headings) → horizon: 2 of 2 rows" in whole(made)
    assert [in_words(name) for name in ("folder.key", "list.parent", "list.name", "Key")] == [
        "file", "what it stands in", "list.name", "Key",
    ]  # fmt: skip
