"""A line that is an item of a roadmap: its title, and what its signs, links and words in brackets say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pmcli.importing.sources.plain_values import status_of, status_of_sign, waits
from pmcli.importing.sources.tables.meaning.group_heads import head_of
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.text.inline import bare, plain
from pmcli.importing.sources.text.line_fields import without_facts, without_first
from pmcli.importing.sources.vocabulary import vocabulary

_BOXES: Final = {
    "x": "done",
    "X": "done",
    "/": "in progress",
    "-": "cancelled",
    ">": "deferred",
    "~": "in progress",
}
_SHORTCODES: Final = {
    "white_check_mark": "✅", "heavy_check_mark": "✔", "ballot_box_with_check": "☑", "construction": "🚧",
    "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "x": "❌", "bulb": "💡", "calendar": "📅",
    "soon": "🔜",
    "no_entry_sign": "🚫", "hammer": "🔨", "rocket": "🚀", "tada": "🎉",
}  # fmt: skip
_SHORTCODE: Final = re.compile(r":([a-z_]{1,30}):")
_DATED: Final = re.compile(r"(📅|🗓️?|⏳|🛫|➕|✅|❌|due:|done:|@)\s*[{(]?(\d{4}-\d\d-\d\d)[})]?")
_DATES: Final = {"📅": "due", "🗓": "due", "due:": "due", "@": "due",
                 "⏳": "scheduled", "🛫": "start", "➕": "created",
                 "✅": "completed", "done:": "completed", "❌": "cancelled"}  # fmt: skip
_ORDERS: Final = {"🔺": "highest", "⏫": "high", "🔼": "medium", "🔽": "low", "⏬": "lowest"}
_DELETED: Final = re.compile(r"</?(?:del|s|strike)>", re.IGNORECASE)
_STRUCK: Final = re.compile(r"~~(.+?)~~(.*)", re.DOTALL)
_LEAD: Final = re.compile(r"(?:\*\*|__)(.{1,200}?)(?:\*\*|__)(.*)", re.DOTALL)
_LINKED: Final = re.compile(r"(\[[^\[\]]{1,200}\]\([^()\s]{1,400}\)|`[^`]{1,120}`)(\s*[:–—-]\s.*)", re.DOTALL)
_BETWEEN: Final = re.compile(r"^\s*[:.–—-]+\s*|^\s*(?=\()")
_BRACKETS: Final = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]{1,60})[)\]]\s*[.!]?")
_BEHIND: Final = re.compile(r"(.{3,}?)\s+(?:[–—-]|->|→)\s+([^–—-]{2,40})")
_SIGN_BEHIND: Final = re.compile(r"(.{3,}?)\s+([✅☑✔✓❌🚫✖✗🚧🏗⏳⌛🔄⏸]\ufe0f?\s*[^\W\d_][\w ]{2,20})")
"""A sign with its word behind a title: "Search ✅ Done"."""
_ISSUE: Final = re.compile(
    r"(?:(?:PR|issue|see|closes|fixes|gh)\s*:?\s*)?"
    r"([\w.-]{0,60}(?:/[\w.-]{1,60})?[#!]\d{1,7}(?:\s*[,&/+]\s*[#!]\d{1,7})*)",
    re.IGNORECASE,
)
_ISSUE_BEHIND: Final = re.compile(r"(.*[^\s,#!])\s+((?:[#!]\d{1,7}(?:\s*[,&]\s*)?){1,10})")
_PERSON: Final = re.compile(r"(?:^|\s)@([A-Za-z0-9][A-Za-z0-9_.-]{0,38})\s*$")
_TAG: Final = re.compile(r"(?<!\S)#([A-Za-z][\w/-]{0,40})(?!\S)")
_KEY: Final = re.compile(
    r"\[?(?!P\d\b)([A-Z][A-Z0-9]{0,9}-\d{1,6}(?:\.\d{1,4}){0,4}(?=[\]:\s–—-])|[A-Z]{1,4}\d{1,4}(?:\.\d{1,4}){0,4}(?=[\]:]))"
    r"\]?(?:\s*[:–—-]+\s*|\s+)(?=\S)"
)
_SIGNS: Final = "✅☑✔✓❌🚫✖✗🚧🏗⏳⌛🔄💡📅🔜⏸🧊🟢🟡🔴⬜🔲☐📋\ufe0f"
"""Signs that say a status before or behind a title; others belong to it."""
_CODE: Final = re.compile(
    r"[(\[]?((?:[A-Za-z]{1,3}\d{1,4}|\d{1,3}(?:\.\d{1,3}){1,3}|[a-z]\d?)(?:[./-]\w{1,4}){0,3})[)\]]?[:.]?"
)
"""A bold beginning that is no title: "F1", "(a2)", "A1/A3"."""
_ORDER: Final = re.compile(r"P[0-4]")
_STATUS: Final = re.compile(r"[\[(]([^\W\d_][\w '-]{1,20})[\])]\s*[:–—-]?\s+(?=\S)")
"""A word in brackets before a title, as "[WIP] Config file" has it."""
_ORNAMENT: Final = re.compile(r"[^\w\s*_`\[(#\"'<!~@&$+-]{1,4}\s+(?=[*_\[`])")
_LONG: Final = 110
_LONGEST_TITLE: Final = 300
_ENDS: Final = (". ", " – ", " — ", ": ", " - ", "; ", " (", ", ")


def read_line(text: str, box: str = "") -> dict[str, str]:
    """The cells of an item: `title`, and those of its mark, text, url, issue, owner and due date."""
    cells: dict[str, str] = {}
    text = _SHORTCODE.sub(lambda match: _SHORTCODES.get(match[1], match[0]), text.strip())
    text = _DELETED.sub("~~", text)
    text = _dated(text, cells)
    if box:
        cells["mark"] = _BOXES.get(box, "") or status_of_sign(box) or ""
    text = _signed(text, cells)
    if match := _STRUCK.fullmatch(text):
        cells["mark"] = cells.get("mark") or "cancelled"
        cells["struck"] = "true"
        text = f"{match[1]}{match[2]}"
    text = _keyed(text, cells)
    text = _coded(_ORNAMENT.sub("", text, count=1) if _ORNAMENT.match(text) else text, cells)
    title, rest = _parted(without_facts(text, cells))
    rest = without_first(rest, cells)
    title = _signed(_titled(title, cells), cells)
    cells["title"] = title
    if described := _described(rest, cells):
        cells["text"] = described
    return {name: cell for name, cell in cells.items() if cell}


def _dated(text: str, cells: dict[str, str]) -> str:
    """The text without dates behind signs, as Obsidian writes them, and without its signs of priority."""
    for sign, day in _DATED.findall(text):
        cells[_DATES[sign.rstrip("\ufe0f")]] = day
    text = _DATED.sub("", text)
    for sign, order in _ORDERS.items():
        if sign in text:
            cells["priority"] = order
            text = text.replace(sign, "")
    return text.strip()


def _signed(text: str, cells: dict[str, str]) -> str:
    """The text without signs of a status before or behind it."""
    for stripped in (text.lstrip("*_~ "), text[::-1].lstrip("*_~ \ufe0f")):
        status = status_of_sign(stripped) if stripped[:1] in _SIGNS else None
        if status and not cells.get("mark"):
            cells["mark"] = status
    inner = text.lstrip("*_~")
    head, inner = text[: len(text) - len(inner)], inner.lstrip(_SIGNS + " ")
    body = inner.rstrip("*_~")
    kept = body.rstrip(_SIGNS + " ")
    return f"{head}{kept}{inner[len(body) :]}" if kept else text


def _keyed(text: str, cells: dict[str, str]) -> str:
    """The text without the key of an issue before it."""
    match = _KEY.match(plain(text[:80]) + text[80:])
    head = text.lstrip("*_`[")
    if match is None or not head.startswith(match[1]):
        return text
    cells["id"] = match[1]
    rest = head[len(match[1]) :]
    if text.startswith("**") and rest.count("**") % 2:  # the key and the title are bold together
        return f"**{rest.lstrip(']: –—-')}"
    return re.sub(r"^[\]*_`]*\s*[:–—-]*\s*", "", rest)


def _coded(text: str, cells: dict[str, str]) -> str:
    """The text without a bold code or a priority before it, which names it and is no title."""
    match = _LEAD.fullmatch(text)
    code = _CODE.fullmatch(plain(match[1]).strip(" :")) if match else None
    name = "priority" if code and _ORDER.fullmatch(code[1]) else "id"
    if match and code and len(match[2].strip(" :–—-")) > 3 and name not in cells:
        cells[name] = code[1]
        return re.sub(r"^[\s:–—-]+", "", match[2])
    if (match := _STATUS.match(text)) and _says_status(match[1], cells):
        return text[match.end() :]
    if match := re.match(r"[\[(*]{0,3}(P[0-4])[\])*]{0,3}\s*[:–—-]\s*(?=\S)", text):
        cells["priority"] = match[1]
        return text[match.end() :]
    return text


def _parted(text: str) -> tuple[str, str]:
    """The title of a line and what stands behind it: behind what is bold, a link, or a long first clause."""
    for pattern in (_LEAD, _LINKED):
        match = pattern.fullmatch(text)
        if match and plain(match[1]).strip(" :.") and not (match[2] and re.match(r"\w", match[2])):
            behind = match[2]
            if _is_label(plain(match[1])) and behind.strip(" :"):
                break
            is_apart = plain(match[1]).rstrip().endswith((":", ".")) or not re.match(r"\s+[^\W\d_]", behind)
            if is_apart or len(plain(text)) > _LONG:
                return match[1].strip().rstrip(":."), behind
    short = plain(text)
    if len(short) <= _LONG:
        return text, ""
    ends = [short.find(end, 12, _LONG) for end in _ENDS]
    at = next((end for end in ends if end > 0), -1)
    return (short[:at], text) if at > 0 else (text, "")


def _is_label(text: str) -> bool:
    """Whether what is bold only says where it belongs, such as "Phase 1:"."""
    return [kind for kind, _ in head_of(text.strip(" :"))] == ["release"] and len(text) < 16


def _titled(title: str, cells: dict[str, str]) -> str:
    """A title as it reads, without what it says at its end of people, issues, periods and statuses."""
    read = bare(title)
    _link(read.links, cells)
    line = " ".join(read.text.split())
    tags = _TAG.findall(line)
    if tags:
        cells["tags"] = listed_in(tags)
        line = " ".join(_TAG.sub("", line).split())
    for _ in range(4 if len(line) <= _LONGEST_TITLE else 0):
        if match := _PERSON.search(line):
            before = cells.get("owner", "")
            cells["owner"] = listed_in(dict.fromkeys([match[1], *before.split(BREAK)]))
            line = line[: match.start()].rstrip()
        elif (match := _ISSUE_BEHIND.fullmatch(line)) and not _is_of_other(match[1]):
            cells.setdefault("issue", match[2])
            line = match[1]
        elif match := re.fullmatch(r"(.*\S)\s+(P[0-4])", line):
            cells.setdefault("priority", match[2])
            line = match[1].rstrip(" –—-")
        elif (match := _BRACKETS.fullmatch(line)) and _bracketed(match[2], cells):
            line = match[1].rstrip(" –—-")
        elif ((match := _BEHIND.fullmatch(line)) and _says_status(match[2], cells)) or (
            (match := _SIGN_BEHIND.fullmatch(line)) and _says_status(match[2], cells)
        ):
            line = match[1]
        elif (shorter := without_facts(line, cells)) != line:
            line = shorter
        else:
            break
    line = line.rstrip(" :") or line
    return line[:-1] if line.endswith(".") and not line.endswith(("..", "etc.")) and len(line) > 3 else line


def _is_of_other(before: str) -> bool:
    """Whether the word before the number of an issue makes it that of another: "blocked by", "see", "for"."""
    return before.split()[-1].strip("(:").casefold() in vocabulary("text", "before_others")


def _bracketed(text: str, cells: dict[str, str]) -> bool:
    """Whether words in brackets behind a title say something that has a cell of its own."""
    if match := _ISSUE.fullmatch(text.strip()):
        cells.setdefault("issue", match[1])
        return True
    parts = [part.strip() for part in text.split(",")]
    if not all(_ISSUE.fullmatch(part) or _PERSON.fullmatch(part) for part in parts):
        return _says_status(text, cells)
    for part in parts:
        if person := _PERSON.fullmatch(part):
            cells.setdefault("owner", person[1])
        else:
            cells.setdefault("issue", part)
    return True


def _says_status(text: str, cells: dict[str, str]) -> bool:
    if text.endswith("?"):
        return False
    pairs = head_of(text)
    names = {"status": "state", "target": "due", "release": "release", "priority": "priority"}
    if not pairs or any(kind not in names for kind, _ in pairs):
        return False
    if any(kind == "status" for kind, _ in pairs) and status_of(text) is None:
        return False
    for kind, value in pairs:
        cells.setdefault(names[kind], text if kind == "status" and waits(text) else value)
    return True


def _described(rest: str, cells: dict[str, str]) -> str:
    """The text behind a title, without the dash before it."""
    text = _BETWEEN.sub("", rest, count=1).strip()
    if match := re.fullmatch(r"\((.{1,400})\)\.?", text):
        inner = bare(match[1])
        if _bracketed(inner.text, cells):
            _link(inner.links, cells)
            return ""
        text = text if set("()") & set(inner.text) else match[1]
    if text and len(text) <= 40 and _says_status(plain(text), cells):
        return ""
    _link([link for link in bare(text[:5000]).links if "://" in link], cells)
    return text


def _link(links: Iterable[str], cells: dict[str, str]) -> None:
    """The first address that a line leads to; a path into the repository stands beside it."""
    for link in links:
        cells.setdefault("url" if re.match(r"https?://", link) else "page", link)
