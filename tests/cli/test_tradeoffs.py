"""`--tradeoffs` of the roadmap and of the review."""

from __future__ import annotations

import json

from tests.cli.conftest import Make, Pm
from tests.planning.test_tradeoffs import FEATURES, HEAD


def test_on_the_roadmap_and_in_the_review(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    out = pm("roadmap", "--tradeoffs", at=root).out
    assert "customer Acme 75 % 1 of 2 Out" in [" ".join(line.split()) for line in out.splitlines()]
    assert out.endswith("3 others get all of it\n")
    assert "gives up" not in pm("roadmap", at=root).out
    document = json.loads(pm("roadmap", "--tradeoffs", "--format", "json", at=root).out)
    assert [row["share"] for row in document["tradeoffs"][:2]] == [0.75, 1.0]
    refused = pm("roadmap", "--tradeoffs", "--format", "csv", at=root)
    assert "use it with table, markdown, slack or json" in refused.err
    assert "## What the order gives up\n" in pm("export", "review", "--tradeoffs", at=root).out
    refused = pm("export", "review", "--tradeoffs", "--audience", "leadership", at=root)
    assert (refused.code, "go with a review for the team" in refused.err) == (2, True)
