"""pm's own exports come back as what they are: what was changed in them changes, and nothing else does."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from openpyxl import load_workbook

from pmcli.importing import ImportOptions, Prepared, prepare, write
from pmcli.importing.sources.importer import Here, Source
from pmcli.importing.sources.own import OWN
from pmcli.model.audience import find_reader
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.fields import BY_KEY, EFFORT_BY_TEAM, recorded
from pmcli.model.workspace import EXPORTS
from pmcli.views.export import ExportCache, ExportOutput, find_view
from pmcli.workspace.opening import OpenWorkspace, open_workspace
from tests.importing.sources.test_leaving import backlogs
from tests.sharing.samples import AGREED, FEATURES, RATED, WORKSPACE

ONE, SHIPPED, BEGUN = "secret-id-one", "shipped-id", "secret-id-two"
ABOUT = {"brief": ONE, "experiment": ONE, "case-study": SHIPPED}
"""What views of one thing are about here."""
COMES_BACK = {
    ("backlog", "csv"), ("backlog", "json"), ("backlog", "xlsx"), ("backlog", "jira-csv"),
    ("backlog", "github-json"), ("rank", "csv"), ("rank", "json"), ("rank", "xlsx"), ("roadmap", "csv"),
    ("roadmap", "xlsx"),
}  # fmt: skip
"""The views and formats that are read back; all others are refused."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace in which a feature has every field."""
    folder = tmp_path / "workspace"
    (folder / "features").mkdir(parents=True)
    (folder / "pm.yaml").write_text(WORKSPACE)
    (folder / "features" / "all.yaml").write_text(FEATURES)
    (folder / "plan.yaml").write_text(AGREED)
    (folder / "ratings").mkdir()
    (folder / "ratings" / "rater.yaml").write_text(RATED)
    return folder


def exported(root: Path, view: str, format_: str, subject: str | None = None, **given: Any) -> bytes:
    cache = ExportCache(open_workspace(root).loaded.backlog, where=given.get("where", ()))
    return cache.written(ExportOutput(find_view(view), format_, subject=subject))


def imported(root: Path, data: bytes, **options: Any) -> tuple[OpenWorkspace, Prepared]:
    """What the import of a file would do; its name says nothing of what it is."""
    opened = open_workspace(root)
    return opened, prepare(opened, "file.txt", ImportOptions(**options), given=data)


# --- what nobody changed changes nothing ---


@pytest.mark.parametrize(
    ("view", "format_"), [(view, name) for view, names in EXPORTS.items() for name in names]
)
def test_an_export_that_nobody_changed_changes_nothing(root: Path, view: str, format_: str) -> None:
    data = exported(root, view, format_, ABOUT.get(view))
    if (view, format_) not in COMES_BACK:
        with pytest.raises(PmError, match=r'"file.txt" is pm\'s own .*: it is not read back') as refused:
            imported(root, data)
        assert refused.value.exit_code == 2
        assert "--format csv" in str(refused.value.hint)
        return
    _, prepared = imported(root, data)
    assert prepared.changes_nothing
    assert (prepared.count, prepared.updated, prepared.findings, prepared.skipped) == (0, {}, (), ())
    assert prepared.known == prepared.imported.read > 0
    assert any(guess.startswith("derived, not read: ") for guess in prepared.guesses) or "-" in format_


# --- what was changed changes ---


Edits = Iterable[tuple[str, str, str]]
"""Cells to change: a feature, the key of a column, a text."""


def in_csv(data: bytes, edits: Edits) -> bytes:
    """The CSV with other texts in some cells, as a spreadsheet writes it."""
    rows = list(csv.reader(io.StringIO(data.decode())))
    at = rows[0].index("id")
    for feature, key, text in edits:
        next(row for row in rows if row[at] == feature)[rows[0].index(key)] = text
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows(rows)
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def in_json(data: bytes, edits: Edits) -> bytes:
    """The document with other values in some places."""
    document = json.loads(data)
    for feature, key, text in edits:
        item = next(item for item in document["items"] if item["id"] == feature)
        item[key] = text.split("; ") if isinstance(item[key], list) else text
    return json.dumps(document).encode()


def in_sheet(data: bytes, edits: Edits, name: str = "Features") -> bytes:
    """The workbook with other texts in some cells of a sheet, or other numbers in its ranking."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data))
    titles = {known: field.title for known, field in (*BY_KEY.items(), ("effort_by_team", EFFORT_BY_TEAM))}
    rows = list(book[name].iter_rows())
    header = [str(cell.value) for cell in rows[0]]
    for feature, key, text in edits:
        row = next(row for row in rows if row[header.index("id")].value == feature)
        cell = row[header.index(titles.get(key, key))]
        cell.value = text.replace("; ", "\n") if name == "Features" else float(text)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


EDITS: Mapping[str, tuple[str, str, Any]] = {
    "title": (ONE, "Another, with commas", "Another, with commas"),
    "status": (BEGUN, "candidate", "candidate"),
    "type": (ONE, "bug", "bug"),
    "owner": (ONE, "Dana", "Dana"),
    "theme": (ONE, "", None),
    "tags": (ONE, "TAGWORD; mobile", ("TAGWORD", "mobile")),
    "product": (ONE, "Web", "Web"),
    "parent": ("secret-id-three", "parent-id", "parent-id"),
    "release": (ONE, "", None),
    "horizon": (ONE, "now", "now"),
    "problem": (ONE, "It is slow.", "It is slow."),
    "solves": (ONE, "", ()),
    "request": (ONE, "Faster", "Faster"),
    "solution": (ONE, "A cache", "A cache"),
    "description": (ONE, "One: two.", "One: two."),
    "segments": (ONE, "", ()),
    "outcomes": (ONE, "OUTCOMETITLE: low", {"outcomekey": 1.0}),
    "effort": (BEGUN, "3.5", "teamalpha 3.5"),
    "effort_by_team": (ONE, "teamalpha 2..4, teambeta 1.717", "teamalpha 2..4, teambeta 1.717"),
    "remaining": (BEGUN, "teamalpha 1", "teamalpha 1"),
    "spent": (BEGUN, "teamalpha 1.25", {"teamalpha": 1.25}),
    "depends_on": (ONE, "secret-id-two, 1 later; shipped-id (would like)",
                   [("secret-id-two", "hard", 1), ("shipped-id", "soft", 0)]),
    "conflicts_with": (ONE, "secret-id-three; shipped-id", ("secret-id-three", "shipped-id")),
    "deadline": (ONE, "2027-06-18: A fair", ("2027-06-18", "A fair")),
    "target": (ONE, "2027-06-14", "2027-06-14"),
    "not_before": (ONE, "2027-Q1", "2027-Q1"),
    "rice": (ONE, "reach 2000..5000; impact 2.341; confidence 0.5", ("2000..5000", "2.341", 0.5)),
    "wsjf": (ONE, "user business value 8; time criticality 5.211; risk opportunity 3.211", ("8", "5.211", "3.211", "None")),
    "ice": (ONE, "impact 9; confidence 7.311; ease 4.311", (9, 7.311, 4.311)),
    "cd3": (ONE, "cost of delay 900; profile expedite", ("900", "None", "expedite")),
    "opportunity": (ONE, "importance 7; satisfaction 1.511", (7, 1.511)),
    "kano": (ONE, "functional like; dysfunctional neutral", ("like", "neutral")),
    "moscow": (ONE, "could", "could"),
    "weighted": (ONE, "user_impact: 1; revenue_impact: 3.611; feasibility: 2.611",
                 {"user_impact": 1, "revenue_impact": 3.611, "feasibility": 2.611}),
    "tech_debt": (ONE, "adds", "adds"),
    "requests": (ONE, 'ACCOUNTTITLE (654,321 CURRENCYWORD, at-risk), nice, 2026-11-01: "Please, soon" (a call)',
                 [("accountkey", "nice", "2026-11-01", "Please, soon", "a call")]),
    "evidence": (ONE, "interview, 2026-09-12, n = 12: Five of them (notes)",
                 [("interview", "2026-09-12", 12, "Five of them", "notes")]),
    "metrics": (ONE, "Load time from 3 to 1.5 by 2027-Q2", [("Load time", 3, 1.5, "2027-Q2")]),
    "acceptance": (ONE, "ACCEPTANCEWORD; It is fast", ("ACCEPTANCEWORD", "It is fast")),
    "options": (ONE, "OPTIONWORD (chosen); against it: It costs; OPTIONCHOSEN",
                [("OPTIONWORD", "It costs", True), ("OPTIONCHOSEN", None, False)]),
    "risks": (ONE, "RISKWORD (high); Another", [("RISKWORD", "high"), ("Another", None)]),
    "questions": (ONE, "Why?; When?", ("Why?", "When?")),
    "experiments": (ONE, "It sells (sales): control 4 of 10 (40 %), treatment 5 of 10 (50 %)",
                    [("It sells", "sales", 10, 4, 5)]),
    "launch": (ONE, ("on 2027-03-10; kind: launchkind, ai; done: launchdocs (noor 2027-03-01), launchsupport; "
                    "to 12.5 % on 2027-03-09 until launchguard < 0.01; to 50 %; "
                    "launchmeasured right: 0.881, needs >= 0.92 (2027-02-01); launchsafe: 4 %, needs >= 5%"),
               ("2027-03-10", ("launchkind", "ai"),
                {"launchdocs": ("done", "noor"), "launchsupport": ("done", None)},
                (0.125, 0.5), (0.881, 0.04))),
    "positions": (ONE, "Sales says must: Three deals; Legal", [("Sales", "must", "Three deals"), ("Legal", None, None)]),
    "started": (BEGUN, "2026-09-22", "2026-09-22"),
    "shipped": (SHIPPED, "2026-08-17", "2026-08-17"),
    "results": (SHIPPED, "missed: RESULTMETRIC from 0.6111 to 0.6 (2026-09-18); took teamalpha 7 person-weeks; learned: A lot",
                [("missed", 0.6111, 0.6, "2026-09-18", 7, "A lot")]),
    "public": (ONE, "For you; It is here", ("For you", "It is here")),
    "links": (ONE, "jira: LINKWORD-2; brief: https://example.org/LINKBRIEF",
              {"jira": "LINKWORD-2", "brief": "https://example.org/LINKBRIEF"}),
    "ownnumber": (ONE, "12", 12),
    "owntext": (ONE, "else", "else"),
    "ownword": (ONE, "other", "other"),
}  # fmt: skip
"""For every field a feature, the text of its cell, and what the field then says."""


def said(key: str, value: Any) -> Any:
    """A field's value in a form that is easily written down."""
    if key in ("effort", "effort_by_team", "remaining"):
        return ", ".join(f"{team} {part}" for team, part in value.items())
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple) and value and not isinstance(value[0], str):
        return [_parts(key, item) for item in value]
    parts = {"deadline", "rice", "wsjf", "ice", "cd3", "opportunity", "kano", "launch", "public"}
    if key in parts:
        return _parts(key, value)
    return value if value is None or isinstance(value, (str, float, tuple)) else str(value)


def _parts(key: str, item: Any) -> tuple[Any, ...]:
    if key == "experiments":
        return (
            item.hypothesis,
            item.metric,
            item.control.n,
            item.control.conversions,
            item.treatment.conversions,
        )
    if key == "launch":
        points = {name: (point.state, point.by) for name, point in item.checklist.items()}
        shares, found = (step.to for step in item.rollout), (each.found for each in item.evaluation)
        return str(item.date), item.kind, points, tuple(shares), tuple(found)
    if key == "results":
        return item.verdict, item.before, item.after, str(item.on), item.effort["teamalpha"], item.learned
    names = {
        "depends_on": "id kind lag", "deadline": "date because", "requests": "account need date says source",
        "evidence": "kind date count says source", "metrics": "metric baseline target by",
        "options": "what against chosen", "risks": "what likelihood", "positions": "who wants says",
        "public": "title text", "kano": "functional dysfunctional",
    }.get(key) or " ".join(type(item).model_fields)  # fmt: skip
    values = (getattr(item, name) for name in names.split())
    return tuple(
        value if value is None and key not in ("wsjf", "cd3") else value if isinstance(value, (str, int, float, dict))
        else str(value)
        for value in values
    )  # fmt: skip


def test_what_phrases_do_not_say_of_a_launch_stays(root: Path) -> None:
    """Links, reasons and digits that no cell has; of a point whose state is another, too."""
    path = root / "features" / "all.yaml"
    path.write_text(path.read_text().replace("found: 0.881,", "found: 0.8812345,"))
    before = path.read_text()
    text = open_workspace(root).loaded.backlog.features[ONE]
    cell = "; ".join(BY_KEY["launch"].words(ExportCache(open_workspace(root).loaded.backlog), text))  # type: ignore[arg-type]
    changed = cell.replace("on 2027-03-09; ", "on 2027-03-10; ").replace(
        "still open: launchsupport", "done: launchdocs, launchsupport"
    )
    changed = changed.replace("; done: launchdocs;", ";")
    _, prepared = imported(root, in_csv(exported(root, "backlog", "csv"), [(ONE, "launch", changed)]))
    assert not prepared.findings
    write(prepared)
    after = path.read_text()
    assert after == before.replace("date: 2027-03-09\n    kind", "date: 2027-03-10\n    kind").replace(
        "launchsupport: {state: open,", "launchsupport: {state: done,"
    )


def test_every_field_has_an_edit() -> None:
    assert {field.key for field in recorded()} <= EDITS.keys() | {"id", "decisions", "team"}


WAYS: Mapping[str, Callable[[bytes, Edits], bytes]] = {"csv": in_csv, "json": in_json, "xlsx": in_sheet}


@pytest.mark.parametrize("format_", WAYS)
def test_a_field_that_is_changed_in_the_file_is_changed(root: Path, format_: str) -> None:
    """Every field at once: each changes, nothing else does, and a second time nothing changes."""
    wanted = dict(EDITS)
    if format_ == "json":  # of what customers read it has the title alone
        wanted["public"] = (ONE, "For you", ("For you", "PUBLICTEXT"))
    edits = [(feature, key, text) for key, (feature, text, _) in wanted.items()]
    data = WAYS[format_](exported(root, "backlog", format_), edits)
    _, prepared = imported(root, data)
    assert not prepared.findings
    assert (prepared.count, prepared.known, prepared.skipped) == (0, 6, ())
    changed = {(feature, name.split(".")[0]) for feature, names in prepared.updated.items() for name in names}
    assert changed == {(feature, key.removesuffix("_by_team")) for key, (feature, _, _) in wanted.items()}
    write(prepared)
    backlog = open_workspace(root).loaded.backlog
    for key, (feature, _, expected) in wanted.items():
        record = backlog.features[feature]
        value = record.custom[key] if key in record.custom else getattr(record, key.removesuffix("_by_team"))
        assert said(key, value) == expected, key
    assert imported(root, data)[1].changes_nothing


def test_a_number_that_is_changed_in_the_ranking_changes_its_input(root: Path) -> None:
    """And where the sheet of features still says the old one, a second import brings that not back."""
    edits = [(ONE, "reach", "92000"), (BEGUN, "effort", "4")]
    data = in_sheet(exported(root, "backlog", "xlsx"), edits, "Ranking")
    _, prepared = imported(root, data)
    assert dict(prepared.updated) == {ONE: ("rice.reach",), BEGUN: ("effort.teamalpha",)}
    write(prepared)
    assert open_workspace(root).loaded.backlog.features[ONE].rice.reach.text == "92000"  # type: ignore[union-attr]
    assert imported(root, data)[1].changes_nothing


# --- what cannot be changed so is told ---


def cells_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def as_csv(rows: list[list[str]]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()


def test_what_is_worked_out_is_never_read(root: Path) -> None:
    rows = cells_of(exported(root, "backlog", "csv"))
    keys = ("rank", "period", "score", "value", "confidence", "reasons", "agreed", "change", "effort_total")
    for row in rows[1:]:
        for key in keys:
            row[rows[0].index(key)] = "7"
    _, prepared = imported(root, as_csv(rows))
    assert prepared.changes_nothing
    told = next(guess for guess in prepared.guesses if guess.startswith("derived, not read: "))
    assert [key for key in keys if key not in told] == []


@pytest.mark.parametrize(
    ("feature", "key", "text", "told"),
    [
        (ONE, "effort", "9", "effort: found \"9\": it is the sum of teamalpha and teambeta: change effort_by_team"),
        (ONE, "team", "teamalpha", "team: found \"teamalpha\": it follows from the effort by team"),
        (ONE, "decisions", "park", 'decisions: found "park": a decision is made with pm decide'),
        ("declined-id", "status", "planned", "a decision says what it is, and pm decide takes it back"),
        (ONE, "requests", "somebody: wants it (badly", "pm does not write requests so"),
        (ONE, "rice", "reach 3; speed 4", '"speed 4" is none of its parts'),
        (ONE, "launch", "soon", "expected such as"),
        (BEGUN, "effort_by_team", "gamma 3", "pm.yaml has no team gamma"),
        (ONE, "moscow", "maybe", "left out"),
        (BEGUN, "spent", "teamalpha 2..3", 'spent.teamalpha: found "2..3", expected a number; left out'),
        (SHIPPED, "started", "2026-12-01", "after it was shipped on 2026-08-16; left as it is"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_told_and_nothing_is_lost(
    root: Path, feature: str, key: str, text: str, told: str
) -> None:
    _, prepared = imported(root, in_csv(exported(root, "backlog", "csv"), [(feature, key, text)]))
    assert prepared.changes_nothing
    assert told in " ".join(finding.message for finding in prepared.findings), prepared.findings


def test_rows_that_came_went_or_changed_their_name_are_told(root: Path) -> None:
    rows = cells_of(exported(root, "backlog", "csv"))
    at, title = rows[0].index("id"), rows[0].index("title")
    by_id = {row[at]: row for row in rows}
    by_id["secret-id-three"][at] = "renamed"
    rows.remove(by_id["parent-id"])
    rows += [
        [{at: "", title: "A new wish"}.get(place, "") for place in range(len(rows[0]))] for _ in range(2)
    ]
    rows.append(list(by_id[BEGUN]))
    _, prepared = imported(root, as_csv(rows))
    assert [feature.data["title"] for some in prepared.new.values() for feature in some] == ["A new wish"] * 2
    assert not prepared.updated
    reasons = {skipped.place: skipped.reason for skipped in prepared.skipped}
    assert 'there is no "renamed", and secret-id-three has its title: pm rename' in reasons["row 4"]
    assert reasons["row 9"] == "secret-id-two stands in row 2 already"
    assert any(
        "not in the file, and as they were: parent-id, secret-id-three" in guess for guess in prepared.guesses
    )
    assert prepared.imported.read == prepared.count + prepared.known + len(prepared.skipped)
    write(prepared)
    assert imported(root, as_csv(rows))[1].changes_nothing


def test_what_an_export_does_not_show_is_not_taken_out(root: Path) -> None:
    """A part of the backlog leaves out references to the rest; an export for others is refused."""
    data = exported(root, "backlog", "csv", where=("status=planned",))
    assert imported(root, data)[1].changes_nothing
    data = in_csv(data, [(ONE, "depends_on", "shipped-id"), (ONE, "theme", "x")])
    _, prepared = imported(root, data)
    write(prepared)
    needs = open_workspace(root).loaded.backlog.features[ONE].depends_on
    assert [(need.id, need.lag) for need in needs] == [("secret-id-two", 1), ("shipped-id", 0)]
    workspace = open_workspace(root).loaded.backlog.workspace
    cache = ExportCache(open_workspace(root).loaded.backlog)
    for format_ in ("json", "xlsx"):
        output = ExportOutput(find_view("backlog"), format_, find_reader(workspace, "leadership"))
        with pytest.raises(PmError, match="pm's own export for leadership, who see a part of the backlog"):
            imported(root, cache.written(output))


def test_a_person_who_edits_here_meanwhile_loses_nothing(root: Path) -> None:
    """Another field stays as it is here; once a row was taken over, the same file changes nothing more."""
    data = in_csv(exported(root, "backlog", "csv"), [(ONE, "owner", "Dana")])
    file = root / "features" / "all.yaml"
    file.write_text(file.read_text().replace("theme: other", "theme: other\n  tags: [late]"))
    _, prepared = imported(root, data)
    assert dict(prepared.updated)[ONE] == ("owner",)
    write(prepared)
    file.write_text(file.read_text().replace("owner: Dana", "owner: Kim"))
    _, again = imported(root, data)
    assert again.changes_nothing
    assert f"left so (--theirs takes them): {ONE} (owner)" in " ".join(again.guesses)
    assert dict(imported(root, data, side="theirs")[1].updated)[ONE] == ("owner",)


# --- what a sheet does to a file ---


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("target", "12/06/2027"), ("target", "6/12/2027"), ("target", "12.06.2027"), ("effort", "7.13000001"),
        ("ownnumber", "33,73"), ("title", " TITLEONE "), ("rice", "reach 91371;  impact 2.341; confidence 0.87"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_makes_of_a_cell_is_no_change(root: Path, key: str, text: str) -> None:
    assert imported(root, in_csv(exported(root, "backlog", "csv"), [(ONE, key, text)]))[1].changes_nothing


def test_a_sheet_of_a_workbook_that_was_saved_as_csv_is_known(root: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(exported(root, "backlog", "xlsx")), data_only=True)
    for name in ("Features", "Roadmap"):
        rows = [
            ["" if cell is None else str(cell) for cell in row]
            for row in book[name].iter_rows(values_only=True)
        ]
        rows[1][rows[0].index("owner")] = "Dana"
        _, prepared = imported(root, as_csv(rows))
        assert dict(prepared.updated) == {rows[1][rows[0].index("id")]: ("owner",)}


# --- elsewhere ---


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx", "jira-csv", "github-json"])
@pytest.mark.parametrize("pm_yaml", [WORKSPACE, "pm: 1\nproduct: Another\n"])
def test_into_another_workspace_it_comes_with_its_ids(
    root: Path, tmp_path: Path, format_: str, pm_yaml: str
) -> None:
    other = tmp_path / "other"
    (other / "features").mkdir(parents=True)
    (other / "pm.yaml").write_text(pm_yaml)
    data = exported(root, "backlog", format_)
    _, prepared = imported(other, data)
    ids = set(open_workspace(root).loaded.backlog.features)
    assert {feature.id for some in prepared.new.values() for feature in some} == ids
    write(prepared)
    assert not open_workspace(other).loaded.errors
    assert imported(other, data)[1].changes_nothing


ROUNDED = ("ice", "opportunity", "weighted", "metrics", "results")
"""Fields with numbers that pm shows rounded."""
IN_PART = ("experiments", "launch", "evidence")
"""Fields of which an export does not tell everything, or that name what is not there."""


def test_all_of_a_feature_comes_into_a_workspace_that_has_the_same_names(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "features").mkdir(parents=True)
    (other / "pm.yaml").write_text(WORKSPACE)
    write(imported(other, exported(root, "backlog", "csv"))[1])
    before, after = (open_workspace(folder).loaded.backlog.features for folder in (root, other))
    for name, feature in before.items():
        for key in type(feature).model_fields:
            if key not in (*ROUNDED, *IN_PART):
                assert getattr(after[name], key) == getattr(feature, key), (name, key)
    one = after[ONE]
    assert [(test.hypothesis, test.metric, test.arms) for test in one.experiments] == [
        (test.hypothesis, test.metric, test.arms) for test in before[ONE].experiments
    ]
    assert one.launch is not None
    assert {name: point.state for name, point in one.launch.checklist.items()} == {
        "launchdocs": "done", "launchsupport": "open",
    }  # fmt: skip
    (piece,) = one.evidence
    assert (piece.kind, piece.count, piece.experiment) == ("usage", 8765, None)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b'<?xml version="1.0"?>\n<svg width="1"/>'])
def test_a_picture_is_refused(root: Path, data: bytes) -> None:
    with pytest.raises(PmError, match=r"is a picture.*: it is not read back") as refused:
        imported(root, data)
    assert refused.value.exit_code == 2


# --- between markers ---


def test_what_pm_wrote_between_markers_is_never_read(root: Path) -> None:
    """A README of somebody's own comes in without it; one that holds nothing else is refused."""
    table = "| id | title |\n| --- | --- |\n| secret-id-one | TITLEONE |\n"
    part = f"<!-- pm:rank -->\n{table}<!-- /pm:rank -->\n"
    _, prepared = imported(
        root, f"# Plans\n\n{part}\n## Next\n\n- A thing to build\n- Another thing\n".encode()
    )
    titles = [feature.data["title"] for some in prepared.new.values() for feature in some]
    assert titles == ["A thing to build", "Another thing"]
    assert "what pm wrote between its markers is not read: pm:rank" in prepared.guesses
    with pytest.raises(
        PmError, match="lists no features but those that pm wrote between its markers"
    ) as refused:
        imported(root, f"# Plans\n\n{part}".encode())
    assert refused.value.exit_code == 2


# --- any backlog ---


@given(backlogs())
def test_no_backlog_is_changed_by_its_own_export(backlog: Backlog) -> None:
    """Whatever people write: what a file says of a feature reads as the feature itself says it."""
    assume(backlog.features)
    cache = ExportCache(backlog)
    for view, format_ in (("backlog", "csv"), ("backlog", "json"), ("backlog", "jira-csv"), ("rank", "csv")):
        data = cache.written(ExportOutput(find_view(view), format_))
        imported = OWN.read(Source("file", data, here=Here(backlog, lambda _: {})), {})
        assert {draft.key: draft.speaks for draft in imported.drafts if draft.speaks} == {}, (view, format_)
        assert not imported.findings
        assert not imported.skipped
