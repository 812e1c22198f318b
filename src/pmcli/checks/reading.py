"""Rules that reading and loading keep: they report these faults themselves, as they meet them."""

from __future__ import annotations

from pmcli.checks.rule import Rule

RULES = (
    Rule(
        "PM001",
        "yaml-syntax",
        "error",
        "Text that is not YAML cannot be read, and what it says would be lost.",
    ),
    Rule(
        "PM002",
        "duplicate-key",
        "error",
        "Of two values for one key only one can count: which, nobody could tell.",
    ),
    Rule("PM003", "not-utf8", "error", "Bytes that are not UTF-8 turn into the wrong letters."),
    Rule(
        "PM004",
        "file-too-large",
        "error",
        "A file over the size limit is no backlog, and reading it may take all memory.",
    ),
    Rule("PM005", "nesting-too-deep", "error", "Text nested deeper than the limit is no backlog."),
    Rule(
        "PM006",
        "alias-expansion",
        "error",
        "Aliases of aliases can stand for more data than any memory holds.",
    ),
    Rule(
        "PM007", "tab", "error", "YAML takes no tabs for indentation: editors show them at different widths."
    ),
    Rule("PM008", "control-character", "error", "Characters that nobody sees change what a text says."),
    Rule(
        "PM009",
        "unsupported-yaml",
        "error",
        "Tags and the like mean different things to different programs: the format leaves them out.",
    ),
    Rule("PM010", "unquoted-text", "error", "Text that YAML takes for its own signs; in quotes it is text."),
    Rule(
        "PM011", "text-cut", "warning", "Text after ` #` is a comment, and the rest of the sentence is lost."
    ),
    Rule("PM012", "unreadable-file", "error", "A feature that cannot be read is not ranked."),
    Rule(
        "PM101",
        "unknown-key",
        "error",
        "A key that pm does not know has no effect: mostly it is misspelt.",
    ),
    Rule("PM102", "bad-value", "error", "A value that is not of the kind its key takes."),
    Rule("PM103", "missing-key", "error", "What every feature (or pm.yaml) must have."),
    Rule("PM106", "duplicate-id", "error", "Two features with one id: references could mean either."),
    Rule("PM107", "id-is-not-the-file-name", "error", "A file named differently from its feature misleads."),
)
