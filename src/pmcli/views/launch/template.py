"""Checklists to begin with, as YAML to paste into pm.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

LEAD = "# Into pm.yaml. Take out what you do not need, add what is your own; a launch names its kind."
AI = """
# In a feature: what was measured before, against what is needed, and the steps in which it goes out.
# launch:
#   date: 2027-02-16
#   kind: [ai]
#   evaluation:
#     - {what: answers right on the 400 golden questions, need: ">= 0.92"}
#     - {what: answers with a source that does not say so, need: "< 1%"}
#   rollout:
#     - {to: 5%, on: 2027-02-16, until: complaint_share < 0.01}
#     - {to: 100%, on: 2027-03-02}
"""
"""What launches of the kind "ai" have beside a checklist."""


def template_text(kinds: Sequence[str], templates: Mapping[str, Mapping[str, str]]) -> str:
    """The checklists of these kinds, each point below a line that says what it means."""
    lines = [
        LEAD,
        "launch:",
        "  checklists:",
        *(line for kind in kinds for line in _lines(kind, templates[kind])),
    ]
    return "\n".join(lines) + "\n" + (AI if "ai" in kinds else "")


def _lines(kind: str, points: Mapping[str, str]) -> Iterator[str]:
    yield f"    {kind}:" + ("  # for launches of all kinds" if kind == "every" else "")
    for point, meaning in points.items():
        yield f"      # {meaning}"
        yield f"      - {point}"
