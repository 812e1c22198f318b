"""Rules about the rules: codes that nothing has, and comments that silence nothing or give no reason."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.checks.choice import ALL, Silence
from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog, Keys, Part
from pmcli.model.diagnostic import Diagnostic, Fix, Suppression, did_you_mean

SYNTAX = "write # pm: ignore PM501 because …"


def unknown_codes(backlog: Backlog) -> Iterator[Finding]:
    """Codes in pm.yaml that no rule begins with."""
    from pmcli.checks import CODES

    for keys, code, part in _named(backlog):
        if code != ALL and not any(known.startswith(code) for known in CODES):
            hint = did_you_mean(code, CODES) or "pm rule lists the rules"
            yield Finding(None, keys, f'no rule has the code "{code}"', hint, part)


def _named(backlog: Backlog) -> Iterator[tuple[Keys, str, Part]]:
    settings = backlog.workspace.checks
    for name, codes in (("select", settings.select), ("ignore", settings.ignore)):
        for number, code in enumerate(codes):
            yield ("checks", name, number), code, "value"
    for code in settings.severity:
        yield ("checks", "severity", code), code, "key"
    for glob, codes in settings.per_path.items():
        for number, code in enumerate(codes):
            yield ("checks", "per_path", glob, number), code, "value"


def comment_faults(
    silence: Silence, asked: frozenset[str], known: frozenset[str], *, answered: bool
) -> Iterator[Diagnostic]:
    """Faults of the comments that silence findings; `asked` are the codes that could be reported.

    Unless all rules could give their answers nobody knows which comments silence nothing.
    """
    for comment in silence.suppressions:
        if not comment.codes:
            yield _diagnostic("PM902", comment, "the comment names no code", SYNTAX)
        elif comment.because is None:
            message = "the comment gives no reason, and so silences nothing"
            yield _diagnostic("PM902", comment, message, SYNTAX)
        else:
            yield from _idle(comment, silence, asked if answered else frozenset(), known)


def _idle(
    suppression: Suppression, silence: Silence, asked: frozenset[str], known: frozenset[str]
) -> Iterator[Diagnostic]:
    unused = []
    for code in suppression.codes:
        meant = {name for name in known if name.startswith(code)}
        if not meant:
            hint = did_you_mean(code, known) or "pm rule lists the rules"
            yield _diagnostic("PM903", suppression, f'no rule has the code "{code}"', hint)
        elif (suppression, code) not in silence.used and meant <= asked:
            unused.append(code)
    if unused:
        where = "in this file" if suppression.line is None else "here"
        finds = f"{' and '.join(unused)} {'finds' if len(unused) == 1 else 'find'} nothing"
        fix = None
        if len(unused) == len(suppression.codes):
            path, line = suppression.location.path, suppression.location.line
            fix = Fix("drop the comment", path, "uncomment", text=suppression.text, line=line)
        yield _diagnostic("PM901", suppression, f"{finds} {where}", "drop the comment", fix)


def _diagnostic(
    code: str, suppression: Suppression, message: str, hint: str | None = None, fix: Fix | None = None
) -> Diagnostic:
    rule = next(rule for rule in RULES if rule.code == code)
    return Diagnostic(code, rule.name, rule.severity, message, suppression.location, None, hint, fix)


RULES = (
    Rule(
        "PM901", "unused-suppression", "warning",
        "A comment that silences nothing hides the next finding that comes there.",
    ),
    Rule(
        "PM902", "suppression-without-reason", "error",
        "Whoever reads the file next must know why a finding is not shown.",
    ),
    Rule(
        "PM903", "unknown-rule", "warning",
        "A setting for a rule that does not exist has no effect: mostly it is misspelt.",
        unknown_codes,
    ),
)  # fmt: skip
