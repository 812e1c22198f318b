"""Jira, Linear, RICE sheets and other tables: samples in their true formats, and what each shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pmcli.importing.merge.memory import Memory, written
from pmcli.importing.sources import IMPORTERS, Imported, ImportedFeature, Importer, Source
from pmcli.importing.sources.tables.formats.any_table import RICE, SPREADSHEET
from pmcli.importing.sources.trackers.jira import JIRA
from pmcli.model.diagnostic import PmError
from pmcli.yaml import read as reading
from tests.conftest import for_each
from tests.importing.sources.samples import DATA, best, by_key, told

(LINEAR,) = (importer for importer in IMPORTERS if importer.name == "linear")
SAMPLES = {
    "jira-issues": JIRA, "jira-work-items": JIRA, "jira-deutsch": JIRA, "jira-cloud": JIRA, "rice": RICE,
}  # fmt: skip


def sample(name: str, unit: str = "person-weeks") -> Source:
    return Source(f"{name}.csv", (DATA / f"{name}.csv").read_bytes(), effort_unit=unit)


def read(
    importer: Importer, text: str, mapping: Mapping[str, str] = {}, unit: str = "person-weeks"
) -> Imported:
    imported = importer.read(Source("my sheet.csv", text.encode(), effort_unit=unit), mapping)
    assert imported.read == len(imported.drafts) + len(imported.skipped)
    return imported


def first(importer: Importer, text: str, mapping: Mapping[str, str] = {}) -> ImportedFeature:
    return read(importer, text, mapping).drafts[0]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str, golden: Callable[[Path, str], None]) -> None:
    source = sample(name)
    assert best(source).kind_of(source) is SAMPLES[name]
    imported = SAMPLES[name].read(source, {})
    by_key(imported)
    golden(DATA / f"{name}.expected.json", told(imported))


# --- Jira ---


def test_which_way_blocks_points() -> None:
    drafts = by_key(JIRA.read(sample("jira-issues"), {}))
    assert drafts["SHOP-1"].fields["blocks"] == ["SHOP-4"]  # outward: SHOP-4 waits for it
    assert drafts["SHOP-1"].fields["depends_on"] == ["SHOP-2", "SHOP-3"]
    assert drafts["SHOP-7"].fields["depends_on"] == ["SHOP-2"]  # outward of Depends: it waits
    assert "SHOP-5" not in str(drafts["SHOP-1"].fields)  # Relates says nothing of an order


def test_story_points_are_effort_where_points_are_counted() -> None:
    points = by_key(JIRA.read(sample("jira-deutsch", "points"), {}))
    assert [point.fields["effort"] for point in points.values()] == [5.5, 3, 1000]
    weeks = by_key(JIRA.read(sample("jira-deutsch"), {}))
    assert weeks["LADEN-1"].fields["x-story-points"] == "5.5"


def test_parent_keys_go_before_numbers() -> None:
    drafts = by_key(JIRA.read(sample("jira-work-items"), {}))
    assert drafts["PAY-2"].fields["parent"] == "PAY-1"
    assert drafts["PAY-2"].also == ("20002",)


def test_status_category_decides_where_a_status_is_unknown() -> None:
    drafts = by_key(JIRA.read(sample("jira-work-items"), {}))
    assert [drafts[f"PAY-{n}"].fields.get("status") for n in (1, 2, 3, 5)] == ["in-progress", None, "shipped", "declined"]  # fmt: skip


def test_sub_tasks_stay_out_unless_they_are_wanted() -> None:
    imported = JIRA.read(sample("jira-issues"), {})
    assert "sub-task" in imported.skipped[0].reason
    kept = JIRA.read(sample("jira-issues"), {"sub-tasks": "keep"})
    assert len(kept.drafts) == len(imported.drafts) + 1
    assert kept.read == imported.read


def test_headers_of_an_unknown_language_are_told_by_their_shape() -> None:
    text = "Përmbledhje,Çelësi,Gjendja\nKatalogu i ri,ABC-1,x\nBlerje pa llogari,ABC-2,y\n"
    source = Source("x.csv", text.encode())
    assert best(source).kind_of(source) is JIRA
    imported = JIRA.read(source, {})
    assert [draft.key for draft in imported.drafts] == ["ABC-1", "ABC-2"]
    assert imported.drafts[0].fields["title"] == "Katalogu i ri"
    assert any("is taken for the title" in guess for guess in imported.guesses)


@pytest.mark.parametrize(
    ("outward", "inward"),
    [
        ("Outward issue link (Blocks)", "Inward issue link (Blocks)"),
        ("Ausgehende Vorgangsverknüpfung (Blocks)", "Eingehende Vorgangsverknüpfung (Blocks)"),
        ("Lien de ticket sortant (Blocks)", "Lien de ticket entrant (Blocks)"),
        ("Outward work item link (Blocks)", "Inward work item link (Blocks)"),
    ],
)  # fmt: skip
def test_links_in_other_languages(outward: str, inward: str) -> None:
    draft = first(JIRA, f"Issue key,Summary,{outward},{inward}\nA-1,T,B-2,C-3\nB-2,U,,\nC-3,V,,\n".replace("A-", "AA-").replace("B-", "BB-").replace("C-", "CC-"))  # fmt: skip
    assert draft.fields["blocks"] == ["BB-2"]
    assert draft.fields["depends_on"] == ["CC-3"]


@for_each(
    "names",
    [
        "Clave de incidencia,Resumen,Tipo de Incidencia,Estado,Persona asignada,Etiquetas,Fecha de vencimiento,Estimación original,Principal",
        "Clé de ticket,Résumé,Type de ticket,État,Responsable,Étiquettes,Date d'échéance,Estimation originale,Parent",
        "Chave do item,Resumo,Tipo de item,Status,Responsável,Etiquetas,Data limite,Estimativa original,Pai",
        "Chiave segnalazione,Riepilogo,Tipo segnalazione,Stato,Assegnatario,Etichette,Scadenza,Stima originale,Principale",
        "Issuesleutel,Samenvatting,Issue Type,Status,Toegewezen aan,Labels,Vervaldatum,Oorspronkelijke schatting,Bovenliggend",
        "Klucz zgłoszenia,Podsumowanie,Typ zgłoszenia,Status,Przypisany,Etykiety,Termin wykonania,Pierwotna ocena,Nadrzędny",
        "Ключ запроса,Тема,Тип запроса,Статус,Исполнитель,Метки,Срок исполнения,Первоначальная оценка,Родитель",
        "課題キー,要約,課題タイプ,ステータス,担当者,ラベル,期限,初期見積り,親",
        "이슈 키,요약,이슈 유형,상태,담당자,레이블,기한,최초 추정치,상위 항목",
        "问题关键字,概要,问题类型,状态,经办人,标签,到期日,初始预估,父级",
    ],
)
def test_headers_in_the_languages_of_jira(names: str) -> None:
    """Another order than the usual one, so that nothing is told by its place."""
    told = ["key", "title", "type", "status", "owner", "tags", "target", "effort:seconds", "parent"]
    row = ["AB-1", "Un", "Bug", "Done", "Ann", "a", "2027-01-31", "144000", "AB-2"]
    header = names.split(",")
    text = io.StringIO()
    csv.writer(text).writerows([header[::-1], row[::-1], ["", "", "", "", "", "", "", "Deux", "AB-2"]])
    imported = read(JIRA, text.getvalue())
    assert imported.mapping == dict(zip(header, told, strict=True))
    fields = {name: value for name, value in imported.drafts[0].fields.items() if name != "links"}
    assert fields == {
        "title": "Un", "type": "bug", "status": "shipped", "owner": "Ann", "tags": ["a"], "target": "2027-01-31",
        "effort": 1, "parent": "AB-2",
    }  # fmt: skip


def test_a_key_twice_is_told() -> None:
    imported = read(JIRA, "Issue key,Summary\nAB-1,One\nAB-1,Two\n")
    assert [(one.place, one.reason) for one in imported.skipped] == [
        ("row 3", "AB-1 stands in row 2 already")
    ]


# --- Linear ---


def test_linear_dates_say_what_a_status_of_ones_own_means() -> None:
    drafts = by_key(LINEAR.read(sample("linear", "points"), {}))
    assert drafts["ENG-3"].fields["status"] == "shipped"
    assert drafts["ENG-3"].fields["shipped"] == "2026-01-09"
    assert drafts["ENG-4"].fields["status"] == "declined"
    assert drafts["ENG-1"].fields["depends_on"] == ["ENG-2"]
    assert drafts["ENG-5"].fields["parent"] == "ENG-1"
    assert drafts["ENG-1"].fields["effort"] == 5


# --- RICE and others ---


def test_a_stated_score_is_compared() -> None:
    text = "Feature,Reach,Impact,Confidence,Effort,RICE\nA,1000,3,100%,1,300\nB,500,2,80%,2,400\nC,500,2,80%,2,\n"
    imported = read(RICE, text)
    assert [(finding.place, finding.message) for finding in imported.findings] == [
        ("row 2", "stated 300, RICE of its inputs is 3000")
    ]


def test_scores_off_by_one_factor_are_told_once() -> None:
    rows = "".join(f"F{n},{n}00,1,100%,1,{n}0\n" for n in range(1, 13))
    imported = read(RICE, f"Feature,Reach,Impact,Confidence,Effort,Score\n{rows}")
    assert len(imported.findings) == 1
    assert imported.findings[0].place == "rows 2, 3, 4, 5, 6, 7, 8, 9 and 4 more"
    assert imported.findings[0].message.endswith("off by the factor 10")


@pytest.mark.parametrize(
    ("header", "row", "told_is"),
    [
        ("Idea,Impact,Confidence,Ease,ICE", "A,8,5,5,100", "stated 100, ICE of its inputs is 200"),
        ("Item,User business value,Time criticality,RR/OE,Job size,WSJF", "A,8,5,3,4,5", "stated 5, WSJF of its inputs is 4"),
    ],
)  # fmt: skip
def test_other_scores(header: str, row: str, told_is: str) -> None:
    assert [finding.message for finding in read(SPREADSHEET, f"{header}\n{row}\n").findings] == [told_is]


@pytest.mark.parametrize(("confidence", "shown"), [("1,0.5", "100%,50%"), ("100,50", "100%,50%"), ("8,4.5", "80%,45%"), ("5,3", "100%,60%"), ("high,low", "high,low")])  # fmt: skip
def test_scales_of_confidence(confidence: str, shown: str) -> None:
    one, other = confidence.split(",")
    imported = read(RICE, f"Feature,Reach,Impact,Confidence,Effort\nA,1,1,{one},1\nB,1,1,{other},1\n")
    found = [draft.fields["rice"]["confidence"] for draft in imported.drafts]  # type: ignore[index]
    assert found == shown.split(",")


def test_what_the_user_says_counts_more_than_a_guess() -> None:
    text = "Ask,Size,Votes,Notes\nA,3,12,n\n"
    draft = first(SPREADSHEET, text, {"ask": "title", "Size": "effort:days", "Votes": "x-votes", "Notes": ""})
    assert draft.fields == {"title": "A", "effort": 0.6, "x-votes": "12", "links": {"my-sheet": "A"}}


@pytest.mark.parametrize("meaning", ["efort", "effort:bananas", "x-", "rice.reac", "a b"])
def test_a_meaning_that_there_is_not(meaning: str) -> None:
    with pytest.raises(PmError, match="is no field"):
        read(SPREADSHEET, "Title,Size\nA,1\n", {"Size": meaning})


def test_no_title_anywhere() -> None:
    with pytest.raises(PmError, match="no column looks like a title"):
        read(SPREADSHEET, "a,b\n1,2\n3,4\n")


def test_rows_that_are_no_features() -> None:
    imported = read(RICE, "Feature,Reach,Impact,Confidence,Effort\nA,1,1,1,1\nFeature,Reach,Impact,Confidence,Effort\n,5,,,\nTotal,6,,,\n")  # fmt: skip
    assert [one.reason for one in imported.skipped] == ["it is the header again", "it has no title", '"Total" is no feature']  # fmt: skip


def test_titles_that_come_twice_have_keys_of_their_own() -> None:
    imported = read(SPREADSHEET, "Title,Owner\nA,x\nA,y\nA,z\n")
    assert [draft.key for draft in imported.drafts] == ["A", "A (2)", "A (3)"]


def test_a_very_long_title_and_text() -> None:
    imported = read(SPREADSHEET, f"Title,Description\n{'long ' * 1000},x\nB,{'y' * 5_000_000}\n")
    title = str(imported.drafts[0].fields["title"])
    assert len(title) <= 200
    assert title.endswith("…")
    assert len(str(imported.drafts[1].fields["description"])) < 300_000
    assert "was cut after 200,000" in imported.drafts[1].notes[0]


@pytest.mark.parametrize(("cell", "field", "value"), [("Must have", "moscow", "must"), ("W", "moscow", "wont"), ("Would", "moscow", "wont"), ("sure", "moscow", None), ("Now", "horizon", "now"), ("soon", "horizon", None)])  # fmt: skip
def test_words(cell: str, field: str, value: str | None) -> None:
    imported = read(SPREADSHEET, f"Title,{field}\nA,{cell}\n")
    assert imported.drafts[0].fields.get(field) == value
    assert bool(imported.findings) == (value is None)


def test_notes_of_what_was_assumed() -> None:
    imported = read(
        SPREADSHEET, "Title,Effort,Type,Reach,Archived,Resolution\nA,~3,Quux,~100,true,\nB,lots,Bug,0,,\n"
    )
    assert [draft.fields.get("effort") for draft in imported.drafts] == [3, None]
    assert imported.drafts[0].fields["status"] == "parked"
    assert any("Quux" in guess for guess in imported.guesses)
    assert any("rough value" in guess for guess in imported.guesses)


@pytest.mark.parametrize("importer", [JIRA, LINEAR, RICE, SPREADSHEET])
def test_recognising_never_raises(importer: Importer) -> None:
    for data in (None, b"", b"{}", b"\xff\xfe", b"PK\x03\x04", b"a" * 10000, b'"'):
        assert 0.0 <= importer.recognise(Source("x", data)) <= 1.0


def test_columns_that_come_twice_are_named() -> None:
    text = "Title,Title,Effort,Effort,Notes,Notes\nA,X,1,2,n,m\nB,,,3,n,\n"
    imported = read(SPREADSHEET, text)
    assert [draft.fields["effort"] for draft in imported.drafts] == [1, 3]
    assert 'not read: column 2 of "Title" (1), column 2 of "Effort" (1)' in imported.guesses


def test_two_columns_said_to_be_one_field() -> None:
    text = "Title,Size,Weight,Effort\nA,1,2,3\n"
    with pytest.raises(PmError, match='both "Size" and "Weight" are said to be effort') as caught:
        read(SPREADSHEET, text, {"Size": "effort:days", "Weight": "effort"})
    assert caught.value.hint == 'leave one out: --map "Size=-"'
    assert first(SPREADSHEET, text, {"Weight": "effort"}).fields["effort"] == 2
    both = first(SPREADSHEET, text, {"Size": "tags", "Weight": "tags"})
    assert both.fields["tags"] == ["1", "2"]


def test_points_that_are_assumed_are_told() -> None:
    assert any("so points are assumed" in guess for guess in read(SPREADSHEET, "Title,Effort\nA,3\n", unit="points").guesses)  # fmt: skip
    assert not any("assumed" in guess for guess in read(SPREADSHEET, "Title,Points\nA,3\n", unit="points").guesses)  # fmt: skip


def test_a_column_with_both_decimal_marks_is_told() -> None:
    imported = read(SPREADSHEET, 'Title,Effort,Notes\nA,"1,5","1,5"\nB,1.5,1.5\nC,"3;4",\n')
    assert [draft.fields.get("effort") for draft in imported.drafts] == [1.5, 1.5, None]
    assert [guess for guess in imported.guesses if "decimal" in guess] == [
        '"Effort" has decimal commas and decimal points: each number is read as written'
    ]
    assert "it is more than one number" in imported.findings[0].message


def test_a_share_with_a_decimal_comma() -> None:
    imported = read(RICE, 'Feature,Reach,Impact,Confidence,Effort\nA,1,1,50%,1\nB,1,1,"0,8",1\n')
    assert [draft.fields["rice"]["confidence"] for draft in imported.drafts] == ["50%", "80%"]  # type: ignore[index]


@for_each("name", ["<<", "=", "~", "null", "? x", "- x", "!t", "&a", "*a", "-", "---", "...", "a: b"])
def test_what_yaml_would_read_as_something_else_is_remembered(name: str) -> None:
    pairs = {name: name}
    memory = Memory("imports/x.yaml", given={name: {name: "12345678"}})
    text = written(memory, "spreadsheet", name, pairs, {})
    data = reading.read(text, "imports/x.yaml").documents[0].data
    assert data["columns"] == pairs  # type: ignore[index,call-overload]
    assert data["imported"] == {name: f"{name}/12345678"}  # type: ignore[index,call-overload]


def test_a_name_that_yaml_cannot_hold() -> None:
    with pytest.raises(PmError, match="cannot be written"):
        written(Memory("imports/x.yaml"), "spreadsheet", "x", {"x" * 5000: "title"}, {})


def test_a_word_for_a_status_can_be_given_a_meaning() -> None:
    text = "Title,Status\nA,Purple\nB,Blocked by legal\nC,Blocked\n"
    imported = read(SPREADSHEET, text, {"status:purple": "planned"})
    assert [draft.fields.get("status") for draft in imported.drafts] == ["planned", None, None]
    assert [draft.fields.get("x-status") for draft in imported.drafts] == [
        None,
        "Blocked by legal",
        "Blocked",
    ]
    with pytest.raises(PmError, match="is no status"):
        read(SPREADSHEET, text, {"status:purple": "plnned"})
