"""Laws with runs of their own, by name: what edits keep, what orders and plans keep, what comes in twice.

`held` runs a case: its command lines, then the laws that it names.
"""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Callable, Mapping

from pmcli import load
from pmcli.importing import ImportOptions, prepare
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.planning import plan
from pmcli.planning.verify import verify
from pmcli.ranking import rank
from pmcli.scoring import MODELS
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.opening import open_workspace
from tests.fuzz.case import Case, Line
from tests.fuzz.laws import Broken, run, where
from tests.fuzz.sandbox import Sandbox, TooLong, bounded

_MANY = 24
"""Above so many features a plan is not verified: that tries every period for each of them."""


def _loaded(sandbox: Sandbox) -> Loaded | None:
    """The backlog in the sandbox; None where it cannot be opened, of which the lines of a case tell."""
    try:
        with bounded(sandbox.bound):
            return load(sandbox.root)
    except PmError:
        return None


def _errors(found: Loaded) -> Counter[str]:
    return Counter(fault.code for fault in found.diagnostics if fault.severity == "error")


def _files(sandbox: Sandbox) -> dict[str, bytes]:
    return {path: data for path, data in sandbox.tree().items() if path.startswith("shop/")}


# --- edits ---


def fmt_keeps(sandbox: Sandbox, _: Case) -> None:
    """Keys in another order mean the same, and are in order then."""
    before = _loaded(sandbox)
    if run(sandbox, ("fmt",)).code != 0 or before is None:
        return
    after, files = _loaded(sandbox), _files(sandbox)
    if after is None or dict(after.backlog.features) != dict(before.backlog.features):
        raise Broken("fmt means something else", "fmt", _differing(before, after))
    if _errors(after) != _errors(before):
        raise Broken("fmt brings other errors", "fmt", f"{_errors(before)} {_errors(after)}")
    run(sandbox, ("fmt",))
    if _files(sandbox) != files:
        raise Broken("fmt is never done", "fmt")
    is_whole = not after.backlog.broken and not any(fault.is_unreadable for fault in after.errors)
    if is_whole and run(sandbox, ("fmt", "--check")).code != 0:  # it passes over nothing that cannot be read
        raise Broken("fmt --check finds what fmt leaves", "fmt")


def _differing(before: Loaded, after: Loaded | None) -> str:
    if after is None:
        return "it cannot be opened any more"
    return "\n".join(
        f"{name}: {feature}\n{after.backlog.features.get(name)}"
        for name, feature in before.backlog.features.items()
        if feature != after.backlog.features.get(name)
    )


def fix_helps(sandbox: Sandbox, _: Case) -> None:
    """What is mended brings no new error, and is mended then."""
    before = _loaded(sandbox)
    ran = run(sandbox, ("check", "--fix"))
    if ran.code == 2 or before is None:
        return
    after = _loaded(sandbox)
    more = _errors(after) - _errors(before) if after else Counter("?")
    if more:
        raise Broken("--fix brings errors", ", ".join(sorted(more)), f"{ran.out.decode()}\n{ran.err}")
    files = _files(sandbox)
    run(sandbox, ("check", "--fix"))
    if _files(sandbox) != files:
        raise Broken("--fix is never done", "check")


def set_sets(sandbox: Sandbox, case: Case) -> None:
    """What is set is read, nothing else is changed in any feature, and setting it again changes no byte."""
    for line in case.lines:
        if line[:1] == ("set",) and len(line) >= 3 and "=" in line[2]:
            _set(sandbox, ("set", *line[1:3]))


def _set(sandbox: Sandbox, line: Line) -> None:
    name, (field, _, text) = line[1], line[2].partition("=")
    before, files = _loaded(sandbox), _files(sandbox)
    if run(sandbox, line).code != 0 or before is None or name not in before.backlog.features:
        return
    after = _loaded(sandbox)
    if after is None:
        raise Broken("set leaves what cannot be opened", field.partition(".")[0], str(line))
    top = field.rstrip("+-").partition(".")[0]
    _kept(before.backlog, after.backlog, name, top, line)
    now = _files(sandbox)
    if len([path for path in {**files, **now} if files.get(path) != now.get(path)]) > 1:
        raise Broken("set changes other files", top, str(line))
    value = getattr(after.backlog.features.get(name), field, None)
    if (
        field in ("title", "owner", "theme", "problem")
        and text.isprintable()
        and text.strip()
        and value != text.strip()
    ):
        raise Broken("set writes something else", field, f"{line}: {value!r}")
    if field == top and field[-1] not in "+-" and not {"decisions", "launch"} & {top}:
        run(sandbox, line)
        if _files(sandbox) != now:
            raise Broken("set is never done", top, str(line))


def _kept(before: Backlog, after: Backlog, name: str, top: str, line: Line) -> None:
    if {*before.features} != {*after.features}:
        raise Broken("set changes which features there are", top, f"{line}")
    for other, feature in before.features.items():
        changed = [
            field
            for field in type(feature).model_fields
            if getattr(feature, field) != getattr(after.features[other], field)
        ]
        if other != name and changed:
            raise Broken("set changes another feature", top, f"{line} {other} {changed}")
        if other == name and {*changed} - {top}:
            raise Broken("set changes another field", top, f"{line} {changed}")


# --- orders and plans ---


def order_holds(sandbox: Sandbox, _: Case) -> None:
    """No feature is ranked before what it waits for, by any model."""
    sound = _sound(sandbox)
    if sound is None:
        return
    for model in (None, *(model.name for model in MODELS)):
        try:
            with bounded(sandbox.bound):
                ranking = rank(sound, model)
        except PmError:
            continue
        places = {item.id: item.rank for item in ranking.items}
        for item in ranking.items:
            if any(places.get(need, 0) > item.rank for need in item.waits_for):
                raise Broken("ranked before what it waits for", str(model), f"{item}\n{places}")


def plan_holds(sandbox: Sandbox, _: Case) -> None:
    """The plan is what `verify` proves, which shares no code with what makes it."""
    sound = _sound(sandbox)
    if sound is None or len(sound.features) > _MANY:
        return
    try:
        with bounded(4 * sandbox.bound):
            faults = verify(sound, plan(sound, effort="fast"), reasons=True, room=True)
    except PmError:
        return
    if faults:
        kind = re.sub(r"[\d.]+|'[^']*'|\"[^\"]*\"", "N", faults[0])[:80]
        raise Broken("a plan that does not hold", kind, "\n".join(faults))


def _sound(sandbox: Sandbox) -> Backlog | None:
    found = _loaded(sandbox)
    try:
        return found.sound()[0] if found else None
    except PmError:
        return None


# --- imports ---


def comes_in_once(sandbox: Sandbox, case: Case) -> None:
    """What came in leaves no error that was not there, and changes nothing the second time."""
    line = next((line for line in case.lines if line[:1] == ("import",)), None)
    before = _loaded(sandbox)
    if line is None or before is None or run(sandbox, line, case.given).code != 0:
        return
    after = _loaded(sandbox)
    if after is None or _errors(after) - _errors(before):
        told = (
            [fault for fault in after.diagnostics if fault.severity == "error"] if after else ["not opened"]
        )
        raise Broken("what came in has errors", "import", f"{line}\n{told[:5]}")
    files = _files(sandbox)
    again = run(sandbox, line, case.given)
    now = _files(sandbox)
    if now != files:
        changed = [path for path in {**files, **now} if files.get(path) != now.get(path)]
        raise Broken(
            "what came in changes the second time", "import", f"{line}\n{changed}\n{again.out.decode()}"
        )


def goes_out_and_in(sandbox: Sandbox, _: Case) -> None:
    """A backlog written as JSON for those who see all comes in with all its features, ids and titles."""
    before = _loaded(sandbox)
    if before is None or before.errors or not before.backlog.features:
        return
    if run(sandbox, ("export", "backlog", "--format", "json", "-o", "out.json")).code != 0:
        return
    text = (sandbox.root / "out.json").read_text(encoding="utf-8")
    sandbox.lay(
        Case("files", {"pm.yaml": "pm: 1\nproduct: Other\ncalendar: {start: 2026-Q4}\n", "in.json": text})
    )
    try:
        with bounded(4 * sandbox.bound):
            drafts = prepare(
                open_workspace(sandbox.root), str(sandbox.root / "in.json"), ImportOptions()
            ).imported.drafts
    except PmError as fault:
        raise Broken("an export that does not come in", "import", f"{fault} {fault.hint}") from None
    titles = Counter(str(draft.fields.get("title")) for draft in drafts)
    kept = [feature.title for feature in before.backlog.features.values() if feature.title.isprintable()]
    wanted = Counter(kept)  # an import takes no control characters
    if wanted - titles:
        raise Broken("an export that does not come in whole", "import", f"{wanted - titles}\n{titles}")


LAWS: Mapping[str, Callable[[Sandbox, Case], None]] = {
    "fmt": fmt_keeps, "fix": fix_helps, "set": set_sets, "order": order_holds, "plan": plan_holds,
    "once": comes_in_once, "out": goes_out_and_in,
}  # fmt: skip


def held(case: Case, sandbox: Sandbox) -> None:
    """Run a case; what the last of its runs leaves behind stays in the sandbox.

    Raises:
        Broken: something does not hold.
    """
    sandbox.lay(case)
    for line in case.lines:
        run(sandbox, line, case.given)
    for law in case.laws:
        if law in LAWS:
            sandbox.lay(case)
            _obeyed(law, sandbox, case)


def _obeyed(law: str, sandbox: Sandbox, case: Case) -> None:
    """A law asks some things without a command line; what they raise is a fault too."""
    try:
        LAWS[law](sandbox, case)
    except Broken:
        raise
    except (Exception, TooLong) as fault:
        raise Broken(
            type(fault).__name__, where(traceback.format_exc(), law), traceback.format_exc()
        ) from fault
