"""Backlogs that are large in one way only, by the name of what there is much of.

Each is a function of a size to texts by path; all are sound, or wrong in one way that is named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Files = dict[str, str]
Kind = Callable[[int], Files]

HEAD: dict[str, Any] = {
    "pm": 1,
    "product": "Large",
    "teams": {"web": {"capacity": 24}, "api": {"capacity": 18}},
    "calendar": {"start": "2026-Q4", "periods": 4},
    "scoring": {"model": "rice"},
}
PERIODS = ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3")


def name(number: int) -> str:
    """The id of a feature: ids sort as numbers do."""
    return f"f{number:06d}"


def one(number: int, **more: Any) -> dict[str, Any]:
    """A feature that is ranked and planned."""
    known = {"reach": 10 + number * 7919 % 1000, "impact": 1, "confidence": 0.8}
    base = {
        "id": name(number),
        "title": f"Feature {number}",
        "rice": known,
        "effort": {"web": 1 + number % 3},
    }
    return {**base, **more}


def workspace(features: Iterable[dict[str, Any]], **more: Any) -> Files:
    """A file for every feature, a field to a line; lists and maps in one line each."""
    return {
        "pm.yaml": text({**HEAD, **more}),
        **{f"features/{feature['id']}.yaml": text(feature) for feature in features},
    }


def text(record: dict[str, Any]) -> str:
    """A record with a field to a line, what stands in it in flow style."""
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in record.items())


def block(value: Any, indent: str = "") -> str:
    """The same in block style throughout."""
    if isinstance(value, dict) and value:
        return "".join(f"{indent}{key}:{_below(part, indent)}" for key, part in value.items())
    return "".join(f"{indent}-{_below(part, indent)}" for part in value)


def _below(value: Any, indent: str) -> str:
    if isinstance(value, dict | list) and value:
        return "\n" + block(value, indent + "  ")
    return f" {json.dumps(value)}\n"


def all_in(features: Sequence[dict[str, Any]], path: str, form: Callable[[Any], str], **more: Any) -> Files:
    """All features in one file."""
    return {"pm.yaml": text({**HEAD, **more}), path: form(list(features))}


def many(size: int, **more: Any) -> list[dict[str, Any]]:
    return [one(number, **more) for number in range(size)]


def one_list(key: str, make: Callable[[int], Any], form: Callable[[Any], str] = text) -> Kind:
    """One feature among three with a list that is long."""

    def of(size: int) -> Files:
        files = workspace(many(3))
        files[f"features/{name(0)}.yaml"] = form(one(0, **{key: [make(number) for number in range(size)]}))
        return files

    return of


def needs_of_one(size: int) -> Files:
    return workspace([*many(size), one(size, depends_on=[name(number) for number in range(size)])])


def needs_in_chain(size: int) -> Files:
    """One that waits for all of a chain: all but one of its dependencies are implied."""
    chain = [one(number, depends_on=[name(number - 1)] if number else []) for number in range(size)]
    return workspace([*chain, one(size, depends_on=[name(number) for number in range(size)])])


def dense(size: int) -> Files:
    """Each waits for the 8 before it."""
    return workspace(
        one(number, depends_on=[name(before) for before in range(max(0, number - 8), number)])
        for number in range(size)
    )


def layers(size: int) -> Files:
    """Layers of 6, each feature waiting for all of the layer before, and the last one for all."""
    rows = [
        one(
            number,
            depends_on=[
                name(before) for before in range(number // 6 * 6 - 6, number // 6 * 6) if before >= 0
            ],
        )
        for number in range(size)
    ]
    return workspace([*rows, one(size, depends_on=[name(number) for number in range(size)])])


def chain(size: int) -> Files:
    return workspace(one(number, depends_on=[name(number - 1)] if number else []) for number in range(size))


def ring(size: int) -> Files:
    return workspace(one(number, depends_on=[name((number + 1) % size)]) for number in range(size))


def rings(size: int) -> Files:
    return workspace(
        one(number, depends_on=[name(number - 2 if number % 3 == 2 else number + 1)])
        for number in range(size // 3 * 3)
    )


def families(size: int) -> Files:
    rows: list[dict[str, Any]] = [
        {"id": name(number), "title": "Family", **({"parent": name(number - 1)} if number else {})}
        for number in range(size)
    ]
    return workspace([*rows, one(size, parent=name(size - 1))])


def children(size: int) -> Files:
    return workspace([{"id": "top", "title": "Top"}, *many(size, parent="top")])


def conflicts(size: int) -> Files:
    """Each excludes 6 others."""
    return workspace(
        one(number, conflicts_with=[name((number + step) % size) for step in range(1, 7)])
        for number in range(size)
    )


def conflicts_of_one(size: int) -> Files:
    return workspace([*many(size), one(size, conflicts_with=[name(number) for number in range(size)])])


def before_decisions(size: int) -> Files:
    def decided(number: int) -> dict[str, Any]:
        verdict = {
            "verdict": "before",
            "feature": name(number + 1),
            "because": "x",
            "by": "a",
            "on": "2026-11-01",
        }
        return one(number, decisions=[verdict] if number < size - 1 else [])

    return workspace(map(decided, range(size)))


def firsts(size: int) -> Files:
    return workspace(
        many(size, decisions=[{"verdict": "first", "because": "x", "by": "a", "on": "2026-11-01"}])
    )


def pins(size: int) -> Files:
    return workspace(
        one(
            number,
            effort={"web": 0.01},
            decisions=[
                {
                    "verdict": "pin",
                    "period": PERIODS[number % 4],
                    "because": "x",
                    "by": "a",
                    "on": "2026-11-01",
                }
            ],
        )
        for number in range(size)
    )


def decisions_of_one(size: int) -> Files:
    return one_list(
        "decisions",
        lambda number: {
            "verdict": "first",
            "because": f"Reason {number}",
            "by": "a",
            "on": f"{1000 + number // 28 // 12:04}-{1 + number // 28 % 12:02}-{1 + number % 28:02}",
        },
    )(size)


def requests_of_one_account(size: int) -> Files:
    accounts = {"acme": {"title": "Acme", "arr": 1000}}
    asked = [
        {"account": "acme", "date": "2026-10-01", "need": "important", "says": f"Wish {number}"}
        for number in range(size)
    ]
    return workspace([one(0, requests=asked), one(1)], accounts=accounts)


def requests_everywhere(size: int) -> Files:
    accounts = {"acme": {"title": "Acme", "arr": 1000}}
    return workspace(
        many(
            size,
            requests=[{"account": "acme", "date": "2026-10-01", "need": "important", "says": "Please"}] * 3,
        ),
        accounts=accounts,
    )


def accounts(size: int) -> Files:
    known = {
        f"a{number:05}": {"title": f"Account {number}", "arr": 1000 + number, "segment": "smb"}
        for number in range(size)
    }
    rows = (
        one(number, requests=[{"account": f"a{number:05}", "date": "2026-10-01", "need": "blocker"}])
        for number in range(size)
    )
    return workspace(rows, accounts=known, segments={"smb": {"title": "Small", "users": 10}})


def accounts_of_one(size: int) -> Files:
    known = {f"a{number:05}": {"title": f"Account {number}", "arr": 1000 + number} for number in range(size)}
    asked = [{"account": name, "date": "2026-10-01", "need": "blocker"} for name in known]
    return workspace([one(0, requests=asked), one(1)], accounts=known)


def _outcomes(size: int) -> dict[str, dict[str, object]]:
    return {
        f"o{number:05}": {
            "title": f"Outcome {number}",
            "metric": f"m{number}",
            "baseline": 0,
            "target": 1,
            "weight": 1,
        }
        for number in range(size)
    }


def outcomes(size: int) -> Files:
    known = _outcomes(size)
    return workspace(
        [one(number, outcomes={f"o{number:05}": 1}) for number in range(size)], strategy={"outcomes": known}
    )


def outcomes_of_one(size: int) -> Files:
    known = _outcomes(size)
    return workspace([one(0, outcomes=dict.fromkeys(known, 1)), one(1)], strategy={"outcomes": known})


def problems(size: int) -> Files:
    known = {
        f"p{number:05}": {"title": f"Problem {number}", "opportunity": {"importance": 5, "satisfaction": 3}}
        for number in range(size)
    }
    return workspace(
        [one(0, solves=list(known)), *(one(1 + number, solves=[f"p{number:05}"]) for number in range(size))],
        problems=known,
    )


def custom_fields(size: int) -> Files:
    fields: dict[str, Any] = {f"field_{number}": "number" for number in range(size)}
    return workspace([one(0, **dict.fromkeys(fields, 3)), one(1, field_0=1), one(2)], fields=fields)


def choices(size: int) -> Files:
    return workspace(
        [one(0, design="c1"), one(1, design=f"c{size - 1}")],
        fields={"design": [f"c{number}" for number in range(size)]},
    )


def models(size: int) -> Files:
    own = {
        f"own{number}": {"value": f"rice.reach * {number + 1}", "cost": "effort"} for number in range(size)
    }
    return workspace(many(30), scoring={"model": "own0", "models": own})


def long_formula(size: int) -> Files:
    return workspace(
        many(10), scoring={"model": "own", "models": {"own": {"value": " + ".join(["rice.reach"] * size)}}}
    )


def nested_formula(size: int) -> Files:
    return workspace(
        many(10),
        scoring={"model": "own", "models": {"own": {"value": "(" * size + "rice.reach" + ")" * size}}},
    )


def criteria_of_weighted(size: int) -> Files:
    weighted = {"scale": 5, "criteria": {f"c{number}": 1 for number in range(size)}}
    return workspace(
        [one(0, weighted={f"c{number}": 3 for number in range(size)}), one(1, weighted={"c0": 1})],
        scoring={"model": "weighted", "weighted": weighted},
    )


def long_title(size: int) -> Files:
    return workspace([one(0, title="Long " * size), one(1)])


def long_word(size: int) -> Files:
    return workspace([one(0, title="w" * size), one(1)])


def long_prose(size: int) -> Files:
    """A text of many lines in block style, with comments around it."""
    files = workspace(many(3))
    prose = "".join(f"    Line {number} says: that # it is long\n" for number in range(size))
    files[f"features/{name(0)}.yaml"] = (
        f"# above\n{text(one(0))}description: | # beside\n{prose}# below\ntags: [a]\n"
    )
    return files


def markdown_body(size: int) -> Files:
    files = workspace(many(3))
    body = "".join(f"- Line **{number}** of <b>it</b>\n" for number in range(size))
    files["features/body.md"] = f"---\n{text(one(7, id='body'))}---\n{body}"
    return files


def comments(size: int) -> Files:
    files = workspace(many(3))
    files[f"features/{name(0)}.yaml"] = "".join(f"# remark {number}\n" for number in range(size)) + text(
        one(0)
    )
    return files


def blank_lines(size: int) -> Files:
    files = workspace(many(3))
    lines = text(one(0)).splitlines(keepends=True)
    files[f"features/{name(0)}.yaml"] = lines[0] + "\n" * size + "".join(lines[1:])
    return files


def own_keys(size: int) -> Files:
    return workspace([one(0, **{f"x-{number}": number for number in range(size)}), one(1)])


def nested_own_keys(size: int) -> Files:
    return workspace([one(0, **{"x-map": {f"k{number}": number for number in range(size)}}), one(1)])


def unknown_keys(size: int) -> Files:
    return workspace([one(0, **{f"titel{number}": number for number in range(size)}), one(1)])


def unknown_references(size: int) -> Files:
    return workspace([*many(size), one(size, depends_on=[f"g{number:06d}" for number in range(size)])])


def unknown_teams(size: int) -> Files:
    known = {f"t{number:04}": {"capacity": 10} for number in range(size)}
    return workspace((one(number, effort={f"u{number:04}": 1}) for number in range(size)), teams=known)


def nested_unsorted(size: int) -> Files:
    """One feature with many maps that `pm fmt` has to put in order."""
    asked = [{"says": f"Wish {number}", "date": "2026-10-01", "kind": "ticket"} for number in range(size)]
    return workspace([one(0, evidence=asked), one(1)])


def bad_values(size: int) -> Files:
    return workspace(
        [
            one(0, evidence=[{"kind": "intervew", "date": "12/1/2026", "count": "x"} for _ in range(size)]),
            one(1),
        ]
    )


def bad_features(size: int) -> Files:
    return workspace(one(number, effort=-1, statsu="idea") for number in range(size))


def repeated_keys(size: int) -> Files:
    files = workspace(many(3))
    files[f"features/{name(0)}.yaml"] += "owner: a\n" * size
    return files


def repeated_ids(size: int) -> Files:
    return all_in([one(0) for _ in range(size)], "features/all.yaml", block)


def broken_yaml(size: int) -> Files:
    files = workspace(many(3))
    files[f"features/{name(0)}.yaml"] += "broken: [a, b: c: d\n" * size
    return files


def in_one_block(size: int) -> Files:
    return all_in(many(size), "features/all.yaml", block)


def in_one_line(size: int) -> Files:
    return all_in(many(size), "features/all.yaml", json.dumps)


def in_json_lines(size: int) -> Files:
    return all_in(many(size), "features/all.yaml", lambda value: json.dumps(value, indent=2))


def in_line_each(size: int) -> Files:
    return all_in(
        many(size), "features/all.yaml", lambda rows: "".join(f"- {json.dumps(row)}\n" for row in rows)
    )


def in_documents(size: int) -> Files:
    return all_in(many(size), "features/all.yaml", lambda rows: "---\n".join(text(row) for row in rows))


def apart(size: int) -> Files:
    return workspace(many(size))


def unsorted(size: int) -> Files:
    """What `pm fmt` has to put in order, a file each."""
    return workspace(dict(reversed(one(number, owner="a", tags=["a"]).items())) for number in range(size))


def unsorted_in_one(size: int) -> Files:
    return all_in(
        [dict(reversed(one(number, owner="a").items())) for number in range(size)], "features/all.yaml", block
    )


def anchors(size: int) -> Files:
    files = workspace(many(3))
    rows = "".join(f"  k{number}: &a{number} [{number}]\n  j{number}: *a{number}\n" for number in range(size))
    files[f"features/{name(0)}.yaml"] += f"x-map:\n{rows}"
    return files


def merges(size: int) -> Files:
    base = "- &base {id: base, title: Base, effort: {web: 1}}\n"
    rows = "".join(f"- {{<<: *base, id: {name(number)}, title: T{number}}}\n" for number in range(size))
    return {"pm.yaml": text(HEAD), "features/all.yaml": base + rows}


def deep(size: int) -> Files:
    files = workspace(many(3))
    files[f"features/{name(0)}.yaml"] += "x-deep: " + "[" * size + "]" * size + "\n"
    return files


def teams(size: int) -> Files:
    known = {f"t{number:04}": {"capacity": 10} for number in range(size)}
    return workspace(
        [one(number, effort={f"t{number:04}": 2, f"t{(number + 1) % size:04}": 1}) for number in range(size)],
        teams=known,
    )


def teams_of_one(size: int) -> Files:
    known = {f"t{number:04}": {"capacity": 10} for number in range(size)}
    return workspace(
        [one(0, effort=dict.fromkeys(known, 1)), *(one(1 + n, effort={t: 1}) for n, t in enumerate(known))],
        teams=known,
    )


def periods(size: int) -> Files:
    capacity = {"default": 10, **{f"{2027 + number // 4}-Q{number % 4 + 1}": 9 for number in range(size)}}
    calendar = {"start": "2027-Q1", "periods": size, "value_horizon": size}
    return workspace(many(20), teams={"web": {"capacity": capacity}}, calendar=calendar)


def teams_by_periods(size: int) -> Files:
    """Five times as many teams as periods, features for each."""
    capacity = {f"{2027 + number // 4}-Q{number % 4 + 1}": 9 for number in range(size)}
    known = {f"t{number:04}": {"capacity": {"default": 10, **capacity}} for number in range(5)}
    rows = [one(number, effort={f"t{number % 5:04}": 2}) for number in range(40)]
    return workspace(rows, teams=known, calendar={"start": "2027-Q1", "periods": size})


def agreed(size: int) -> Files:
    files = workspace(many(size, effort={"web": 0.01}))
    plan = {quarter: [name(n) for n in range(size) if n % 4 == at] for at, quarter in enumerate(PERIODS)}
    files["plan.yaml"] = text({"agreed": {"on": "2026-11-29", "by": "a", "because": "x"}, "periods": plan})
    return files


def agreed_periods(size: int) -> Files:
    files = workspace(many(40, effort={"web": 0.1}))
    plan = {
        f"{2026 + (number + 3) // 4}-Q{(number + 3) % 4 + 1}": [name(number)] if number < 40 else []
        for number in range(size)
    }
    files["plan.yaml"] = text({"agreed": {"on": "2026-11-29", "by": "a", "because": "x"}, "periods": plan})
    return files


def raters(size: int) -> Files:
    """Raters of 20 features without numbers."""
    files = workspace({"id": name(number), "title": f"Feature {number}"} for number in range(20))
    for rater in range(size):
        rows = {
            name(n): {"rice": {"reach": 10 + rater, "impact": 1, "confidence": 0.8}, "effort": {"web": 1}}
            for n in range(20)
        }
        files[f"ratings/r{rater:04}.yaml"] = text(
            {"rater": f"r{rater:04}", "on": "2026-11-29", "features": rows}
        )
    return files


def rated(size: int) -> Files:
    files = workspace({"id": name(number), "title": f"Feature {number}"} for number in range(size))
    for rater in range(3):
        rows = {
            name(n): {"rice": {"reach": 10 + rater, "impact": 1, "confidence": 0.8}, "effort": {"web": 1}}
            for n in range(size)
        }
        files[f"ratings/r{rater}.yaml"] = text({"rater": f"r{rater}", "on": "2026-11-29", "features": rows})
    return files


def experiments(size: int) -> Files:
    def test(number: int) -> dict[str, Any]:
        return {
            "hypothesis": f"H {number}",
            "metric": "m",
            "control": {"n": 1000, "conversions": 100},
            "treatment": {"n": 1000, "conversions": 120},
        }

    return one_list("experiments", test)(size)


def scenarios(size: int) -> Files:
    return workspace(
        many(30),
        scenarios={f"s{number}": {"title": f"S {number}", "capacity": {"web": 10}} for number in range(size)},
    )


def globs(size: int) -> Files:
    files = workspace(many(300))
    return {
        **files,
        "pm.yaml": text(
            {**HEAD, "features": ["features/**", *(f"other{number}/**/*a*b*.yaml" for number in range(size))]}
        ),
    }


def exports(size: int) -> Files:
    views = [{"view": "rank", "format": "markdown", "to": f"out/{number}.md"} for number in range(size)]
    return workspace(many(3), exports=views)


def exports_into_one(size: int) -> Files:
    views = [
        {"view": "rank", "format": "markdown", "to": "README.md", "between": f"pm:{number}"}
        for number in range(size)
    ]
    files = workspace(many(3), exports=views)
    files["README.md"] = "".join(f"<!-- pm:{number} -->\n<!-- /pm:{number} -->\n" for number in range(size))
    return files


def releases(size: int) -> Files:
    known = {f"{number}.0": {"date": "2027-02-20"} for number in range(size)}
    return workspace([one(number, release=f"{number}.0") for number in range(size)], releases=known)


def audiences(size: int) -> Files:
    return workspace(
        many(10),
        audiences={f"a{number}": {"fields": ["title"], "where": "theme=x"} for number in range(size)},
    )


def silences(size: int) -> Files:
    files = workspace(many(3))
    rows = "".join(
        f"  - {{kind: interview, count: 1, says: x}} # pm: ignore PM50{number % 9} because it is so\n"
        for number in range(size)
    )
    files[f"features/{name(0)}.yaml"] += f"evidence:\n{rows}"
    return files


def similar_titles(size: int) -> Files:
    return workspace(
        one(number, title=f"Export the report to the sheet number {number}") for number in range(size)
    )


def same_titles(size: int) -> Files:
    return workspace(one(number, title="Export the report") for number in range(size))


def deadlines(size: int) -> Files:
    return workspace(
        one(
            number,
            effort={"web": 0.01},
            deadline=f"{2026 + number % 3}-{1 + number % 12:02}-{1 + number % 28:02}",
        )
        for number in range(size)
    )


def launches(size: int) -> Files:
    checklist = {f"point{number}": "done" for number in range(size)}
    return workspace([one(0, launch={"date": "2027-03-01", "checklist": checklist}), one(1)])


def in_progress(size: int) -> Files:
    return workspace(many(size, status="in-progress", remaining={"web": 0.1}))


def shipped(size: int) -> Files:
    results = [
        {"metric": "m", "before": 1, "after": 2, "on": "2026-09-01", "verdict": "hit", "effort": {"web": 2}}
    ]
    return workspace(many(size, status="shipped", shipped="2026-08-10", results=results))


def _words(key: str) -> Callable[[int], Any]:
    return lambda number: f"{key} {number}"


def _risk(number: int) -> dict[str, Any]:
    return {"what": f"Risk {number}", "likelihood": "medium"}


def _evidence(number: int) -> dict[str, Any]:
    return {
        "kind": "interview",
        "date": "2026-09-12",
        "count": 3,
        "says": f"Says {number}",
        "source": f"https://example.org/{number}",
    }


def _metric(number: int) -> dict[str, Any]:
    return {"metric": f"m{number}", "baseline": 1, "target": 2, "by": "2027-06-30"}


def _result(number: int) -> dict[str, Any]:
    return {"metric": f"m{number}", "before": 1, "after": 2, "on": "2027-04-01", "verdict": "hit"}


def _position(number: int) -> dict[str, Any]:
    return {"who": f"p{number}", "wants": "must", "says": "Now"}


KINDS: dict[str, Kind] = {
    each.__name__.strip("_"): each
    for each in (
        apart, needs_of_one, needs_in_chain, dense, layers, chain, ring, rings, families, children, conflicts,
        conflicts_of_one, before_decisions, firsts, pins, decisions_of_one, requests_of_one_account, requests_everywhere,
        accounts, accounts_of_one, outcomes, outcomes_of_one, problems, custom_fields, choices, models, long_formula,
        nested_formula, criteria_of_weighted, long_title, long_word, long_prose, markdown_body, comments, blank_lines,
        own_keys, nested_own_keys, unknown_keys, unknown_references, unknown_teams, nested_unsorted, bad_values, bad_features, repeated_keys,
        repeated_ids, broken_yaml, in_one_block, in_one_line, in_json_lines, in_line_each, in_documents, unsorted,
        unsorted_in_one, anchors, merges, deep, teams, teams_of_one, periods, teams_by_periods, agreed, agreed_periods,
        raters, rated, experiments, scenarios, globs, exports, exports_into_one, releases, audiences, silences,
        similar_titles, same_titles, deadlines, launches, in_progress, shipped,
    )
}  # fmt: skip
KINDS |= {
    f"{key}{suffix}": one_list(key, make, form)
    for suffix, form in (("", text), ("_in_block", block))
    for key, make in {
        "acceptance": _words("criterion"), "tags": _words("tag"), "questions": _words("question"), "risks": _risk,
        "evidence": _evidence, "metrics": _metric, "results": _result, "positions": _position,
    }.items()
}  # fmt: skip
