"""A folder of Markdown files with front matter, of YAML files, or of pages with lists: whatever their keys.

A file is a feature: its keys are read as columns are, its headings become problem, solution and acceptance,
the rest of its text the description. The folders that it stands in say a status, a period or a theme, and its
name is what it is known again by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Skipped, Source
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.meaning.group_heads import Head, compacted, is_telling
from pmcli.importing.sources.tables.nested.flattening import flat
from pmcli.importing.sources.tables.nested.nesting import NestedItem, nested, title_key
from pmcli.importing.sources.text.body import read_body
from pmcli.importing.sources.text.files import MARKDOWN, YAML, text_of_bytes
from pmcli.importing.sources.text.inline import plain
from pmcli.importing.sources.text.labels import is_of_features, meaning_of
from pmcli.importing.sources.text.lenient import documents, front_matter
from pmcli.importing.sources.text.lists import Page
from pmcli.importing.sources.text.markdown import told
from pmcli.importing.sources.text.named import FILE, FILE_NUMBER, PATH
from pmcli.importing.sources.text.outline import outline
from pmcli.importing.sources.text.page import read_page
from pmcli.importing.sources.text.rows import read_items
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted, listed

_FENCE: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:---|\+\+\+)[ \t]*\r?\n")
_SAMPLE: Final = 40
_NUMBER: Final = re.compile(r"(?:[A-Za-z]{1,8}-)?0*(\d{1,6})(?:[-_. ].*)?")


def _is_fronted(text: bytes) -> bool:
    return _FENCE.match(text[:20]) is not None


def _recognise(source: Source) -> float:
    """Whether files of a folder say what features say; a file alone with front matter, too."""
    if source.data is not None:
        if not _is_fronted(source.data):
            return 0.0
        data = front_matter(source.data, source.name).data or {}
        has_status = any(meaning_of(key) == "status" for key in data)
        return (0.85 if has_status else 0.5) if title_key(data) else 0.0
    found = [path for path in sorted(source.files) if path.endswith((*MARKDOWN, *YAML))]
    sample = [path for path in found if not _is_page(path) or _is_index(path)][:_SAMPLE]
    if not sample:
        return 0.0
    keys = [_keys(path, source.files[path]) for path in sample]
    telling = sum(1 for names in keys if any(is_of_features(name) for name in names))
    fronted = sum(1 for path in sample if path.endswith(MARKDOWN) and _is_fronted(source.files[path]))
    names = [source.name, *(part for path in sample for part in PurePosixPath(path).parts[:-1])]
    is_named = any(word in compact(name) for name in names for word in compacted("page_names"))
    is_placed = any(_tells(part) for path in sample for part in PurePosixPath(path).with_suffix("").parts)
    if telling * 2 < len(sample) and not (is_named or is_placed):
        return 0.0
    return 0.3 + 0.5 * fronted / len(sample)


def _keys(path: str, text: bytes) -> list[str]:
    """The keys of a file, and the labels of its first lines."""
    if path.endswith(YAML):
        (data, *_) = documents(text[:20_000], path).data or ({},)
        first = data[0] if isinstance(data, list) and data else data
        return list(first) if isinstance(first, dict) else []
    if _is_fronted(text):
        return list(front_matter(text, path).data or {})
    return list(read_body(text_of_bytes(text[:5_000], cut=True)).cells)


def _is_page(path: str) -> bool:
    """Whether a file is about the others: a readme, a template, an index of the whole folder."""
    parts = PurePosixPath(path)
    return compact(parts.stem) in compacted("pages") or any(
        compact(part) in ("template", "templates") for part in parts.parts[:-1]
    )


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """The drafts of the features in a folder.

    Raises:
        PmError: no file holds one.
    """
    files = source.files if source.data is None else {source.name: source.data}
    return _Folder(source, files).run(mapping)


@dataclass(slots=True)
class _Folder:
    """One run over a folder."""

    source: Source
    files: Mapping[str, bytes]
    items: list[NestedItem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    pages: dict[str, Page] = field(default_factory=dict)

    def run(self, mapping: Mapping[str, str]) -> Imported:
        paths = [path for path in sorted(self.files) if path.endswith((*MARKDOWN, *YAML))]
        inner = self._has_folders_for_features(paths)
        shared = self._shared(paths)
        lists = self._has_lists(paths)
        for path in paths:
            heads = tuple(Head(_folder_name(part)) for part in PurePosixPath(path).parts[shared:-1])
            if (_is_page(path) and not (inner and _is_index(path))) or "/templates/" in f"/{path}":
                self.skipped.append(Skipped(path, "it is about the others, and no feature"))
            elif path.endswith(YAML):
                self._yaml(path, heads)
            elif lists:
                self._list(path, heads)
            else:
                self._markdown(path, heads[:-1] if inner and _is_index(path) else heads)
        if not self.items:
            seen = listed([f'"{path}"' for path in paths], 8)
            raise PmError(
                f'no file in "{self.source.name}" is a feature' + (f"; there are {seen}" if seen else ""),
                "a feature is a Markdown file with front matter that has a title, or with a heading",
                exit_code=2,
            )  # fmt: skip
        self._refer()
        return read_items(self.source, self.items, mapping, "folder", self.skipped, self._guesses(paths))

    def _guesses(self, paths: list[str]) -> Iterator[str]:
        for words, many in (+self.told).items():
            yield f"{words} ({counted(many, 'file')})"
        yield from told(self._page())
        others = len(self.files) - len(paths)
        if others:
            yield f"files that are no Markdown and no YAML are left aside ({counted(others, 'file')})"

    def _page(self) -> Page:
        """The pages that are lists as one, for what is told of them."""
        pages = self.pages.values()
        return Page(
            items=[item for page in pages for item in page.items],
            guesses=[f"{path}: {words}" for path, page in self.pages.items() for words in page.guesses],
            prose=sum((page.prose for page in pages), Counter()),
            struck=sum(page.struck for page in pages),
            criteria=sum(page.criteria for page in pages),
            ticked=sum(page.ticked for page in pages),
        )

    # --- what the folder is like ---

    @staticmethod
    def _has_folders_for_features(paths: list[str]) -> bool:
        """Whether most features are the readme or index of a folder of their own."""
        inside = [path for path in paths if "/" in path and path.endswith(MARKDOWN)]
        return sum(1 for path in inside if _is_index(path)) * 2 > len(paths) > 1

    @staticmethod
    def _shared(paths: list[str]) -> int:
        """The number of folders that all files stand in."""
        parts = [PurePosixPath(path).parts[:-1] for path in paths]
        shared = 0
        while parts and all(len(one) > shared for one in parts) and len({one[shared] for one in parts}) == 1:
            shared += 1
        return shared

    def _has_lists(self, paths: list[str]) -> bool:
        """Whether the files are pages of lists, such as now.md and next.md, and none has front matter."""
        pages = [path for path in paths if path.endswith(MARKDOWN) and not _is_page(path)]
        if not pages or any(_is_fronted(self.files[path]) for path in pages):
            return False
        counts = [len(read_page(text_of_bytes(self.files[path])).items) for path in pages[:_SAMPLE]]
        telling = sum(1 for path in pages[:_SAMPLE] if _tells(PurePosixPath(path).stem))
        return telling * 2 > len(counts) and sum(counts) > len(counts)

    # --- files ---

    def _list(self, path: str, heads: tuple[Head, ...]) -> None:
        """The items of a page that is a list."""
        page = read_page(text_of_bytes(self.files[path]))
        stem = Head(_folder_name(PurePosixPath(path).stem))
        self.pages[path] = page
        self._add(path, page.items, (*heads, stem))
        self.skipped += [Skipped(f"{path}, {one.place}", one.reason) for one in page.skipped]
        self.told["each is a list: its items are the features"] += 1

    def _add(self, path: str, items: list[NestedItem], heads: tuple[Head, ...]) -> None:
        first = len(self.items)
        for item in items:
            parent = item.parent + first if item.parent >= 0 else -1
            above = () if item.parent >= 0 else (*heads, *item.heads)
            self.items.append(NestedItem(f"{path}, {item.place}", item.cells, above, parent))

    def _yaml(self, path: str, heads: tuple[Head, ...]) -> None:
        read = documents(self.files[path], path)
        if read.fault:
            self.skipped.append(Skipped(path, read.fault + (f"; {read.hint}" if read.hint else "")))
            return
        (data, *others) = read.data or ({},)
        found = nested([*read.data])
        if not others and isinstance(data, dict) and len(found.items) <= 1 and title_key(data):
            self._item(path, flat(data), heads)
        elif found.items:
            self._add(path, found.items, heads)
        else:
            self.told["YAML without items that have a title"] += 1
        self.told["what lacks quotes, and so is no YAML, is read as meant"] += read.is_mended

    def _markdown(self, path: str, heads: tuple[Head, ...]) -> None:
        text = self.files[path]
        if _is_fronted(text):
            matter = front_matter(text, path)
            if matter.data is None:
                self.skipped.append(Skipped(path, matter.fault))
                return
            data, written = flat(matter.data), matter.body
            self.told["what lacks quotes, and so is no YAML, is read as meant"] += matter.is_mended
        else:
            data, written = {}, text_of_bytes(text)
            self.told["it has no front matter: its first heading is the title"] += 1
        body = read_body(written)
        if not title_key(data):
            if not body.title:
                self.skipped.append(Skipped(path, "it has no title: no key, and no heading"))
                return
            data = {**data, "title": body.title}
        title = line_of(data[title_key(data)])
        if {compact(title), compact(PurePosixPath(path).stem)} & compacted("not_doing").keys():
            self.skipped.append(Skipped(path, _not_doing(written)))
            return
        self.told["ticks of acceptance criteria are not kept"] += bool(body.ticked)
        known = {meaning_of(name) for name, cell in data.items() if cell}
        said = {
            name: cell
            for name, cell in body.cells.items()
            if meaning_of(name) not in known or name == "body" or name.startswith("## ")
        }
        self._item(path, data | {name: cell for name, cell in said.items() if not data.get(name)}, heads)

    def _item(self, path: str, cells: dict[str, str], heads: tuple[Head, ...]) -> None:
        way = PurePosixPath(path)
        name = way.parent.name if _is_index(path) and way.parent.name else way.stem
        self.items.append(
            NestedItem(path, {**cells, FILE: name, PATH: way.with_suffix("").as_posix()}, heads)
        )

    # --- names ---

    def _refer(self) -> None:
        """Leave out names that say nothing: of a path where the file's name says enough."""
        files = [item for item in self.items if FILE in item.cells]
        names = Counter(item.cells[FILE] for item in files)
        for item in files:
            if names[item.cells[FILE]] > 1:
                item.cells[FILE] = ""
            elif match := _NUMBER.fullmatch(item.cells[FILE]):
                item.cells[FILE_NUMBER] = match[1]
            if item.cells[PATH] == item.cells[FILE]:
                del item.cells[PATH]


def _tells(name: str) -> bool:
    return is_telling(_folder_name(name))


def _is_index(path: str) -> bool:
    return compact(PurePosixPath(path).stem) in ("readme", "index") and "/" in path


def _folder_name(name: str) -> str:
    """A folder's name as words: "01-in-progress" is "in progress", "2027-q1" stays one."""
    bare = re.sub(r"^\d{1,2}[-_. ]+(?=\D)", "", name)
    return bare if re.search(r"\d", bare) else re.sub(r"[-_]+", " ", bare)


def _not_doing(text: str) -> str:
    """Why a page that lists what is not done is no feature, with what it lists."""
    entries = [entry for section, _ in outline(text).walk() for entry in section.entries]
    names = [f'"{plain(entry.text)[:60].split(": ")[0]}"' for entry in entries]
    said = f": {listed(names, 10)}" if names else ""
    return f"it says what is not to be done, which strategy.not_doing in pm.yaml takes{said}"


def unknown(source: Source) -> PmError | None:
    """An account of a folder of Markdown of which nobody knows if it holds features; None for any other."""
    pages = sorted(path for path in source.files if path.endswith(MARKDOWN))
    if not pages:
        return None
    names = listed([f'"{path}"' for path in pages], 8)
    return PmError(
        f'"{source.name}" is a folder in which no page says what is to be done; there are {names}',
        "--format front-matter reads every page as a feature all the same", exit_code=2,
    )  # fmt: skip


FOLDER: Final = Importer("front-matter", "a folder of features with front matter", _recognise, _read)
