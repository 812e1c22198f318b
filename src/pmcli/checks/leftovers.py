"""Rules about names and dates that lead nowhere any more, and about how a file is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from posixpath import dirname, join, normpath

from pmcli.checks.rule import Finding, Repair, Rule
from pmcli.model.backlog import WORKSPACE_FILE, Backlog, Keys
from pmcli.model.feature import Feature
from pmcli.model.period import Period

SUFFIXES = (
    ".md", ".txt", ".pdf", ".html", ".yaml", ".yml", ".json", ".csv", ".png", ".jpg", ".svg", ".docx",
    ".xlsx", ".pptx", ".odt", ".ods", ".key", ".fig",
)  # fmt: skip
"""Endings by which a link is taken for a file."""
_NO_PATH = re.compile(r"[\s:@#?*\\]|^/|^~")


def unused_names(backlog: Backlog) -> Iterator[Finding]:
    """Teams, segments, accounts, problems, releases and sizes that nothing refers to."""
    if not backlog.features or backlog.is_part_unread:  # what cannot be read may refer to them
        return
    used = _used(backlog)
    workspace = backlog.workspace
    for kind, key, names in (
        ("team", "teams", workspace.teams), ("segment", "segments", workspace.segments),
        ("account", "accounts", workspace.accounts), ("problem", "problems", workspace.problems),
        ("release", "releases", workspace.releases), ("size", "sizes", workspace.sizes),
    ):  # fmt: skip
        if key == "teams" and len(names) < 2:
            continue  # the only team has every effort that names none
        if key == "sizes" and used[key]:
            continue  # a scale of sizes is one thing: S is there for the day it is needed
        for name in names:
            if name not in used[key]:
                yield Finding(
                    None, (key, name), f'nothing refers to the {kind} "{name}"', "use it, or drop it", "key"
                )


def _used(backlog: Backlog) -> dict[str, set[str]]:
    used: dict[str, set[str]] = {
        key: set() for key in ("teams", "segments", "accounts", "problems", "releases", "sizes")
    }
    workspace = backlog.workspace
    for feature in backlog.features.values():
        for teams in filter(None, ((feature.team,), feature.effort, feature.remaining, feature.spent)):
            used["teams"].update([team for team in teams if team])
        used["segments"].update(feature.segments, [piece.segment or "" for piece in feature.evidence])
        used["accounts"].update([request.account for request in feature.requests])
        used["problems"].update(feature.solves)
        used["releases"].add(feature.release or "")
        for efforts in filter(None, (feature.effort, feature.remaining)):
            used["sizes"].update([effort.text for effort in efforts.values()])
    for problem in workspace.problems.values():
        used["segments"].update(problem.segments, (evidence.segment or "" for evidence in problem.evidence))
    used["segments"].update(account.segment or "" for account in workspace.accounts.values())
    return used


def past_periods(backlog: Backlog) -> Iterator[Finding]:
    """Wishes, launches, releases and aims that lie before the first day planned."""
    for feature in backlog.features.values():
        if backlog.is_open(feature.id) and _is_dated(feature):
            yield from _past(feature, backlog)
    for name, outcome in backlog.workspace.strategy.outcomes.items():
        reached = outcome.current is not None and outcome.current == outcome.target
        if not reached and (why := _gone(outcome.by, backlog)):
            keys: Keys = ("strategy", "outcomes", name, "by")
            message = f'the date of the outcome "{name}", {outcome.by}, {why}'
            yield Finding(None, keys, message, "set a new date, or close it")


def _is_dated(feature: Feature) -> bool:
    """Whether there is anything of which the day could be past."""
    return bool(feature.target or feature.launch or feature.release or feature.metrics)


def _past(feature: Feature, backlog: Backlog) -> Iterator[Finding]:
    launch = feature.launch.date if feature.launch is not None else None
    release = backlog.workspace.releases.get(feature.release or "")
    of_release = release.date if release is not None else None
    dates: list[tuple[Keys, Period | date | None, str, str]] = [
        (("target",), feature.target, f"the target date {feature.target}", "set a new one, or drop it"),
        *(
            (("metrics", number, "by"), metric.by, f"the date {metric.by} of a metric", "set a new one")
            for number, metric in enumerate(feature.metrics)
        ),
        (("launch", "date"), launch, f"the launch on {launch}", "set a new date, or status: shipped"),
        (
            ("release",),
            of_release,
            f'the date {of_release} of release "{feature.release}"',
            "move it to a later one",
        ),
    ]
    for keys, when, called, hint in dates:
        if why := _gone(when, backlog):
            yield Finding(feature.id, keys, f"{called} {why}, but it is still open", hint)


def _gone(when: Period | date | None, backlog: Backlog) -> str:
    """Why nothing can be done by a day or period any more: it is past, or before the plan; "" where it can.

    Where no day is asked for, nobody knows what is past: today is the first day planned then.
    """
    calendar = backlog.workspace.calendar
    start = backlog.start or backlog.today
    try:
        last = calendar.fiscal.last_day(when) if isinstance(when, Period) else when
    except ValueError:
        return ""
    if last is None or last >= max(start, backlog.today):
        return ""
    if last < backlog.today != start:
        return "is past"
    first = calendar.fiscal.period_of(start, calendar.step)
    named = first if calendar.fiscal.first_day(first) == start else start
    return f"is before {named}, where the plan starts"


def begun_work(backlog: Backlog) -> Iterator[Finding]:
    """Work that was spent on, or started by today, of which the status says that it has not begun."""
    for feature in backlog.features.values():
        status = backlog.status(feature.id)
        if not backlog.is_open(feature.id) or status == "in-progress":
            continue
        if any((feature.spent or {}).values()):
            key, said = "spent", "work was spent on it"
        elif feature.started is not None and feature.started <= backlog.today:
            key, said = "started", f"work on it started on {feature.started}"
        else:
            continue
        message = f'{said}, but its status is "{status}": it is planned as if nothing were done'
        yield Finding(
            feature.id, (key,), message, "set status: in-progress, and say what is left: remaining: …"
        )


def broken_links(backlog: Backlog) -> Iterator[Finding]:
    """Links to files of the workspace that are not there."""
    exists = backlog.exists
    if exists is None:
        return
    for feature in backlog.features.values():
        for keys, text in _links(feature):
            path = _path(text)
            if path is None:
                continue
            origin = backlog.origins.get(feature.id)
            beside = normpath(join(dirname(origin.path), path)) if origin is not None else path
            if not any(exists(place) for place in {normpath(path), beside} if not place.startswith("..")):
                yield Finding(
                    feature.id,
                    keys,
                    f'there is no file "{path}"',
                    "write the path from the folder of pm.yaml",
                )


def _links(feature: Feature) -> Iterator[tuple[Keys, str]]:
    for name, text in feature.links.items():
        yield ("links", name), text
    for number, piece in enumerate(feature.evidence):
        if piece.source is not None:
            yield ("evidence", number, "source"), piece.source
    for number, request in enumerate(feature.requests):
        if request.source is not None:
            yield ("requests", number, "source"), request.source


def _path(text: str) -> str | None:
    """The path that a link is; None where it is none that the workspace could hold.

    `owner/Backlog.md#562` is an issue of a repository.
    """
    bare, _, place = text.partition("#")
    bare = bare.partition("?")[0]
    if (
        place.isdigit()
        or re.search(r"[\s;,]", text)
        or _NO_PATH.search(bare)
        or bare.startswith("www.")
        or not bare.casefold().endswith(SUFFIXES)
    ):
        return None
    return None if normpath(bare).startswith("..") else bare


def key_order(backlog: Backlog) -> Iterator[Finding]:
    """Features whose keys stand in another order than that of the documentation."""
    names = list(Feature.model_fields)
    for feature in backlog.features.values():
        origin = backlog.origins.get(feature.id)
        if origin is None:
            continue
        whole = backlog.locate(feature.id, (), "key")
        written = [
            (place, name) for name in names
            if name in feature.model_fields_set
            and (place := backlog.locate(feature.id, (name,), "key")) != whole and place.path == origin.path
        ]  # fmt: skip
        wrong = next(
            (index for index in range(1, len(written)) if written[index][0] < written[index - 1][0]), None
        )
        if wrong is not None and len({place for place, _ in written}) == len(written):
            message = f'"{written[wrong][1]}" usually stands after "{written[wrong - 1][1]}"'
            repair = Repair("put the keys in their usual order", "order", (), ",".join(names))
            yield Finding(feature.id, (written[wrong][1],), message, None, "key", None, repair)


def repeated_ids(backlog: Backlog) -> Iterator[Finding]:
    """Ids that only say again how the file is called."""
    counts: dict[str, int] = {}
    for origin in backlog.origins.values():
        counts[origin.path] = counts.get(origin.path, 0) + 1
    for name, origin in backlog.origins.items():
        stem = origin.path.rpartition("/")[2].rpartition(".")[0]
        feature = backlog.features.get(name)
        named = (
            counts[origin.path] == 1 and not origin.keys and stem == name and origin.path != WORKSPACE_FILE
        )
        where = backlog.locate(name, ("id",), "key")
        if feature is not None and named and where != backlog.locate(name, (), "key"):
            repair = Repair("drop the id", "drop", ("id",))
            yield Finding(
                name,
                ("id",),
                f'the id repeats the name of its file, "{stem}"',
                "drop the id",
                "value",
                None,
                repair,
            )


RULES = (
    Rule(
        "PM111", "unused-name", "info",
        "A name that nothing refers to is a leftover, or a reference that somebody forgot.",
        unused_names,
    ),
    Rule(
        "PM112", "past-date", "warning",
        "A date that is past says nothing of what is to come, and hides that nobody looked again.",
        past_periods,
    ),
    Rule(
        "PM113", "broken-link", "warning",
        "A link to a file that is not there: the brief cannot be read where it is needed.",
        broken_links,
    ),
    Rule(
        "PM114", "key-order", "info",
        "Keys in one order everywhere make features easy to read side by side.",
        key_order, optional=True,
    ),
    Rule(
        "PM115", "repeated-id", "info",
        "An id that repeats the file's name is one more thing to change when it is renamed.",
        repeated_ids, optional=True,
    ),
    Rule(
        "PM116", "begun-work", "warning",
        "Work that has begun comes first; where the status does not say so, all of it is planned again.",
        begun_work,
    ),
)  # fmt: skip
