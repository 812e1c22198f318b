"""SARIF 2.1.0, the interchange format of static analysis: for code scanning and editors.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 2020,
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

from pmcli.checks import RULES
from pmcli.checks.rule import Rule
from pmcli.checks.rule_page import page
from pmcli.model.diagnostic import Diagnostic, Severity
from pmcli.writers.escaping import visible
from pmcli.writers.reports.result import Report, with_hint

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Lone surrogates that stand for no byte of a file's name."""
LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def sarif(report: Report) -> str:
    """One run, with the rules that found something and a result for every finding."""
    codes = sorted({diagnostic.code for diagnostic in report.diagnostics})
    rules = {rule.code: rule for rule in RULES if rule.code in codes}
    places = {code: number for number, code in enumerate(rules)}
    driver: dict[str, object] = {
        "name": "pm",
        **_address("informationUri", "docs/rules.md"),
        "rules": [_rule(rule) for rule in rules.values()],
    }
    if report.version:
        driver["version"] = report.version
    if _SEMANTIC.fullmatch(report.version):
        driver["semanticVersion"] = report.version
    document = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(diagnostic, mark, report, places) for diagnostic, mark in report.fingerprints()
                ],
            }
        ],
    }
    return json.dumps(document, indent=1) + "\n"


@cache
def _home() -> str:
    """The address of the project, as the installed package names it; "" where it names none."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("pm-backlog").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    addresses = dict(line.split(", ", 1) for line in named if ", " in line)
    return next((addresses[name] for name in ("Source", "Repository", "Homepage") if name in addresses), "")


def _address(key: str, path: str) -> dict[str, str]:
    """Where a file of the project is read on the web; nothing where the project has no address."""
    return {key: f"{_home().rstrip('/')}/blob/HEAD/{path}"} if _home() else {}


def _rule(rule: Rule) -> dict[str, object]:
    document = page(rule.code)
    name = "".join(word.capitalize() for word in rule.name.split("-"))
    return {
        "id": rule.code,
        "name": name,
        "shortDescription": {"text": rule.about},
        "fullDescription": {"text": " ".join(document.sections["What it does"].split())},
        **_address("helpUri", f"src/pmcli/checks/pages/{rule.code}.md"),
        "help": {"text": f"{rule.about}\n\npm rule {rule.code}", "markdown": document.text},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(diagnostic: Diagnostic, mark: str, report: Report, rules: Mapping[str, int]) -> dict[str, object]:
    where = diagnostic.location
    end = where.end_column if where.end_line > where.line else max(where.end_column, where.column + 1)
    region = {
        "startLine": where.line, "startColumn": where.column, "endLine": where.end_line, "endColumn": end,
    }  # fmt: skip
    place = {
        "artifactLocation": {
            "uri": quote(_NO_BYTE.sub("\ufffd", report.path(diagnostic)), errors="surrogateescape"),
            "uriBaseId": "%SRCROOT%",
        },
        "region": region,
    }
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": visible(with_hint(diagnostic))},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"pm/v1": mark},
    }
    return {**result, "ruleIndex": rules[diagnostic.code]} if diagnostic.code in rules else result
