"""The rules of `pm check` as people read them: the table of all, and the page of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pmcli.checks.rule import Rule
from pmcli.checks.rule_page import page
from pmcli.writers.blocks import Block, Fields, Heading, Paragraph, Picture
from pmcli.writers.documents import Document, Shape, document, item
from pmcli.writers.drawings import TextLines, Words
from pmcli.writers.table import Cell, Column, Table

_PIECE = re.compile(r"^```\w+(?: escaped)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)|`([^`]*)`")


def rules_table(rules: Sequence[Rule]) -> Table:
    """Every rule with its severity and why it matters; optional ones are asked only by name."""
    columns = (
        Column("code", "Code", kind="id"), Column("name", "Rule", kind="id"),
        Column("severity", "Severity", least=7),
        Column("asked", "Asked", least=7, priority=1), Column("fixable", "--fix", least=5, priority=2),
        Column("about", "Why", least=20),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(rule.code), Cell(rule.name), Cell(rule.severity),
            Cell("by name" if rule.optional else "always"),
            Cell("mends" if is_fixable(rule) else ""), Cell(rule.about),
        )
        for rule in rules
    )  # fmt: skip
    return Table(columns, rows, notes=("pm rule CODE tells one in full.",))


def is_fixable(rule: Rule) -> bool:
    """Whether `pm check --fix` mends it, at least where that is safe."""
    return "Fix" in page(rule.code).sections


def rule_page(rule: Rule) -> list[Block]:
    """The page of a rule for a terminal."""
    facts: list[tuple[str, str]] = [("severity", rule.severity)]
    if rule.optional:
        facts.append(("asked", f"only where it is named: --extend-select {rule.code}"))
    blocks: list[Block] = [
        Heading(f"{rule.code} {rule.name}", 1),
        Paragraph(rule.about),
        Fields(tuple(facts)),
    ]
    for title, text in page(rule.code).sections.items():
        blocks += [Heading(title), *_prose(text)]
    return blocks


def _prose(text: str) -> Iterator[Block]:
    """Paragraphs, and blocks of code as they stand."""
    at = 0
    for block in _PIECE.finditer(text):
        yield from _paragraphs(text[at : block.start()])
        yield Picture(TextLines(tuple(
            Words([(line, "dim")], [("  ", "plain")]) for line in block[1].rstrip("\n").split("\n")
        )))  # fmt: skip
        at = block.end()
    yield from _paragraphs(text[at:])


def _paragraphs(text: str) -> Iterator[Block]:
    for piece in text.split("\n\n"):
        if piece.strip():
            yield Paragraph(_LINK.sub(lambda link: link[1] or link[2], " ".join(piece.split())))


RULE = Shape(
    Rule, "code name severity optional fixable about sections?", fixable=bool, sections=dict[str, str]
)
RULES = Shape(object, "items", items=[RULE])


def rules_document(rules: Sequence[Rule], *, in_full: bool = False) -> Document:
    """Rules for machines, with their pages where they are told in full."""
    items = [
        item(RULE, rule, fixable=is_fixable(rule), sections=page(rule.code).sections if in_full else None)
        for rule in rules
    ]
    return document("rules", RULES, None, items=items)


def rule_document(rule: Rule) -> Document:
    """A rule with its page for machines."""
    return document("rule", RULE, rule, fixable=is_fixable(rule), sections=page(rule.code).sections)
