"""The names of files that hold no features: asked of every path, they need none of the records."""

from __future__ import annotations

PLAN_FILE = "plan.yaml"
RATINGS = "ratings/"
"""The folder in which the numbers of people stand: `ratings/NAME.yaml`."""
SCHEMAS = "schema"
"""The folder in which the schemas for editors stand, where somebody installed them."""
FEATURE_SCHEMA = f"{SCHEMAS}/feature.schema.json"
"""The schema that is there where any is."""
LONGEST_HEAD = 400
"""The bytes at the beginning of a schema within which it says what it was made of."""
_ENDINGS = (".yaml", ".yml")


def is_ratings_file(path: str) -> bool:
    """Whether a path in a workspace is one of a person's ratings: right in the folder, and not hidden."""
    name = path.removeprefix(RATINGS)
    return path.startswith(RATINGS) and "/" not in name and name[:1] != "." and name.endswith(_ENDINGS)


def is_passed_over(path: str) -> bool:
    """Whether a file in ratings/ is not read though somebody may think so; a README nobody takes for read."""
    if not path.startswith(RATINGS) or is_ratings_file(path):
        return False
    *folders, name = path.removeprefix(RATINGS).casefold().split("/")
    is_note = name.startswith("readme") or (name[:1] == "." and not name.endswith(_ENDINGS))
    return not is_note and not any(folder[:1] == "." for folder in folders)
