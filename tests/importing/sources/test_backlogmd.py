"""Backlog.md folders come in whole: both spellings of ids, unquoted names, archived ids that were given again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.sources.importer import Imported, ImportedFeature, Source
from pmcli.importing.sources.text.backlogmd import BACKLOGMD
from tests.conftest import for_each
from tests.importing.sources.samples import DATA, by_key, folder, told

SAMPLE = folder(DATA / "backlogmd")


def task(name: str, more: str = "", body: str = "") -> bytes:
    return f"---\nid: {name}\ntitle: T {name}\nstatus: To Do\n{more}---\n{body}".encode()


def read(**files: bytes) -> Imported:
    """Tasks by the stem of their file, `__` for a slash."""
    named = {f"backlog/{path.replace('__', '/')}.md": text for path, text in files.items()}
    return BACKLOGMD.read(Source("backlog", None, named), {})


def one(more: str = "", body: str = "", where: str = "tasks") -> ImportedFeature:
    imported = BACKLOGMD.read(Source("b", None, {f"{where}/a.md": task("task-1", more, body)}), {})
    return by_key(imported)["TASK-1"]


def test_sample(golden: Callable[[Path, str], None]) -> None:
    assert BACKLOGMD.recognise(SAMPLE) > 0.9
    golden(DATA / "backlogmd" / "expected.json", told(BACKLOGMD.read(SAMPLE, {})))


def test_what_the_sample_shows() -> None:
    imported = BACKLOGMD.read(SAMPLE, {})
    drafts = by_key(imported)
    assert not imported.skipped
    # two files that are no YAML, for `@name` is not quoted
    assert drafts["BACK-1"].fields["owner"] == "MrLesk"
    assert [key for key, draft in drafts.items() if "its front matter is no YAML: read as it was meant" in draft.notes] == [
        "BACK-1", "BACK-4.12",
    ]  # fmt: skip
    # `parent_task_id: task-4`, `task-24.1` and `task-208` for BACK-4, BACK-24.1 and BACK-208
    assert drafts["BACK-4.12"].fields["parent"] == "BACK-4"
    assert drafts["BACK-200"].fields["depends_on"] == ["BACK-24.1", "BACK-208"]
    # ids that were given again after their task was archived
    assert drafts["BACK-76"].fields["status"] == "shipped"
    archived = drafts["BACK-76 (archived)"]
    assert archived.fields["status"] == "declined"
    assert "id" not in archived.fields
    assert archived.fields["links"] == {"backlog": "BACK-76, archived"}
    # a part that says it waits for its whole
    assert drafts["BACK-367.01"].fields["parent"] == "BACK-367"
    assert "depends_on" not in drafts["BACK-367.01"].fields
    assert drafts["DRAFT-7"].fields["status"] == "idea"
    assert drafts["BACK-507.3"].fields["theme"] == "Agent CLI Workflow"
    assert len(drafts["BACK-200"].fields["acceptance"]) == 8  # type: ignore[arg-type]
    assert str(drafts["BACK-200"].fields["description"]).startswith("Enable users to leverage")
    assert not any("<!--" in str(draft.fields.get("description")) for draft in drafts.values())


@for_each(
    "where, status, expected",
    [
        ("tasks", "To Do", "candidate"), ("tasks", "In Progress", "in-progress"), ("tasks", "Done", "shipped"),
        ("tasks", "Won't Do", "declined"), ("tasks", "Blocked by Tom", "candidate"), ("completed", "Done", "shipped"),
        ("completed", "In Progress", "shipped"), ("completed", "Cancelled", "declined"), ("drafts", "To Do", "idea"),
        ("archive/tasks", "To Do", "declined"), ("archive/tasks", "Done", "shipped"), ("archive/drafts", "Draft", "declined"),
    ],
)  # fmt: skip
def test_status_is_of_the_folder_and_the_word(where: str, status: str, expected: str) -> None:
    text = task("task-1").replace(b"To Do", status.encode())
    for root in ("", "backlog/", "x/backlog/"):
        draft = by_key(BACKLOGMD.read(Source("b", None, {f"{root}{where}/a.md": text}), {}))["TASK-1"]
        assert draft.fields.get("status", "candidate") == expected
        assert any("is not known" in note for note in draft.notes) == (status == "Blocked by Tom")


def test_front_matter_that_is_no_yaml_is_read_as_meant() -> None:
    more = "assignee: @me\nlabels: [@a, b]\nreporter: it's @me: really\ndependencies:\n  - task-2\nmilestone: `m`\n"
    draft = one(more)
    assert draft.fields["owner"] == "me"
    assert draft.fields["tags"] == ["@a", "b"]
    assert draft.fields["depends_on"] == ["task-2"]
    assert draft.fields["theme"] == "`m`"
    assert draft.notes[0].startswith("its front matter is no YAML")
    assert one("assignee:\r\n  - @me\r\n".replace("\r\n", "\n")).fields["owner"] == "me"
    crlf = task("task-1", "assignee: @me\n").replace(b"\n", b"\r\n")
    assert (
        by_key(BACKLOGMD.read(Source("b", None, {"tasks/a.md": crlf}), {}))["TASK-1"].fields["owner"] == "me"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"no front matter", 'does not begin with a line "---"'),
        (b"---\ntitle: x\n---\n", "it has no id"),
        (b"---\nid: 12\ntitle: x\n---\n", '"12" is no id of a task'),
        (b"---\nid: task-1\n---\n", "task-1 has no title"),
        (b"---\nid: task-1\n  title: [\n---\n", "line 3"),
        (b"---\n- a\n---\n", "it holds no map of keys"),
        (b"---\nid: task-1\ntitle: \xff\n---\n", "is not UTF-8"),
        (
            b"---\n"
            + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 40))
            + b"---\n",
            "line",
        ),
    ],
)
def test_a_broken_file_is_told_and_the_rest_comes_in(text: bytes, reason: str) -> None:
    imported = read(tasks__a=text, tasks__b=task("task-2"))
    assert list(by_key(imported)) == ["TASK-2"]
    assert [skipped.place for skipped in imported.skipped] == ["backlog/tasks/a.md"]
    assert reason in imported.skipped[0].reason


def test_two_files_of_one_id() -> None:
    imported = read(tasks__a=task("task-1"), tasks__b=task("TASK-1"), archive__tasks__c=task("task-1"),
                    archive__tasks__d=task("task-1"))  # fmt: skip
    assert list(by_key(imported)) == ["TASK-1", "TASK-1 (archived)"]
    assert [skipped.place for skipped in imported.skipped] == [
        "backlog/tasks/b.md",
        "backlog/archive/tasks/d.md",
    ]


def test_what_a_task_waits_for() -> None:
    drafts = by_key(
        read(
            tasks__a=task(
                "back-1", "dependencies: [task-1, task-02, BACK-3, task-9, elsewhere, task-4, draft-2]\n"
            ),
            tasks__b=task("back-2"),
            archive__tasks__c=task("back-3"),
            tasks__d=task("back-4", "parent_task_id: back-1\n"),
            drafts__e=task("draft-2"),
        )
    )
    assert drafts["BACK-1"].fields["depends_on"] == ["BACK-2", "task-9", "elsewhere", "DRAFT-2"]
    assert "it waits for itself: left out" in drafts["BACK-1"].notes
    assert "it no longer waits for BACK-3, which is archived" in drafts["BACK-1"].notes
    assert drafts["BACK-2"].also == ("TASK-2", "back-2")
    assert drafts["DRAFT-2"].also == ("draft-2",)


def test_a_number_that_two_tasks_have_is_no_name() -> None:
    drafts = by_key(
        read(
            tasks__a=task("app-1"), tasks__b=task("web-1"), tasks__c=task("web-2", "dependencies: [task-1]\n")
        )
    )
    assert drafts["WEB-2"].fields["depends_on"] == ["task-1"]
    assert "TASK-1" not in drafts["APP-1"].also


def test_type_priority_people_and_references() -> None:
    draft = one(
        "type: chore\nlabels: [tech-debt, x]\npriority: high\nassignee: ['@a', '@b']\ncompleted_date: '2026-01-02 10:00'\n"
        "references: ['https://example.org/1', src/a.ts]\ndocumentation: ['https://example.org/2']\nownfield: 1\n",
        where="completed",
    )
    assert draft.fields["type"] == "debt"
    assert draft.fields["tags"] == ["x"]
    assert draft.fields["x-priority"] == "high"
    assert draft.fields["owner"] == "a"
    assert "also assigned: b" in draft.notes
    assert draft.fields["shipped"] == "2026-01-02"
    assert draft.fields["links"] == {
        "backlog": "TASK-1", "reference": "https://example.org/1", "reference-2": "https://example.org/2",
    }  # fmt: skip
    assert one("labels: [bug, ui]\n").fields["type"] == "bug"
    assert one("type: ceremony\n").fields["tags"] == ["type: ceremony"]


def test_acceptance_criteria_leave_the_description() -> None:
    body = "## Description\n\nWhy.\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [x] #1 One\n  and more\n- [ ] #2 Two\n<!-- AC:END -->\n\nA note.\n\n## Plan\n\nDo."
    draft = one(body=body)
    assert draft.fields["acceptance"] == ["One and more", "Two"]
    assert draft.fields["description"] == "Why.\n\n## Acceptance Criteria\nA note.\n## Plan\n\nDo."
    assert "acceptance" not in one(body="## Acceptance Criteria\n\nNone yet").fields


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"docs/tasks.md": b"---\nid: 1\n---\n"},
        {"tasks/readme.md": b"x"},
        {"tasks/a.md": b"# A list"},
        {"a.yaml": b"id: x"},
    ],
)
def test_other_folders_are_not_taken(files: dict[str, bytes]) -> None:
    assert BACKLOGMD.recognise(Source("x", None, files)) == 0.0


@given(
    st.lists(
        st.tuples(st.sampled_from(["tasks", "archive/tasks", "drafts"]), st.text(max_size=60)), max_size=5
    )
)
def test_whatever_stands_there_a_count_in_is_a_count_out(texts: list[tuple[str, str]]) -> None:
    files = {
        f"{where}/{number}.md": f"---\nid: task-{number % 3}\n{text}\n---\n{text}".encode("utf-8", "replace")
        for number, (where, text) in enumerate(texts)
    }
    imported = BACKLOGMD.read(Source("x", None, files), {})
    assert imported.read == len(texts)
    by_key(imported)
