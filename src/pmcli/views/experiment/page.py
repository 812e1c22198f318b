"""The screen of an experiment: the verdict, the groups, the intervals, and why it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pmcli.experiments.result import ArmReading, GuardrailReading
from pmcli.model.difference import VERDICTS, Scale
from pmcli.model.experiment import Arm, Guardrail, arms_of
from pmcli.model.feature import Feature
from pmcli.model.fields.facts import joined
from pmcli.model.figure import anded
from pmcli.views.experiment import pictures, words
from pmcli.views.experiment.readout import Readout
from pmcli.views.experiment.todo import conclusion, todo
from pmcli.writers.blocks import SHELL, Block, Bullets, Code, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.table import NOTHING, Cell, Column, Table


def experiments_page(readouts: Sequence[Readout], feature: Feature) -> list[Block]:
    """The screens of these experiments of a feature; several under its title and a line over all of them."""
    if len(readouts) == 1:
        return experiment_page(readouts[0], level=1)
    page: list[Block] = [Heading(feature.title, 1), Paragraph(conclusion(readouts))]
    if not readouts:
        parts = "experiments+={id: …, hypothesis: …, metric: …, detect: …}"
        return [*page, Code(f"pm set {feature.id} '{parts}'", SHELL)]
    return [*page, *(block for readout in readouts for block in experiment_page(readout, level=2))]


def experiment_page(readout: Readout, *, level: int = 1) -> list[Block]:
    """The screen of one experiment."""
    experiment = readout.experiment
    page: list[Block] = [Heading(joined(experiment.hypothesis, experiment.metric, by=" · "), level)]
    if not readout.arms:
        return [*page, *_unread(readout)]
    page += [Paragraph(text, words.TONES.get(verdict, "plain")) for verdict, text in _leads(readout)]
    page += [Paragraph(_where(readout), "dim"), TableBlock(_groups(readout))]
    if readout.verdict == "broken":
        return [*page, *_broken(readout)]
    page += pictures.intervals(readout)
    page += [Fields(tuple(_facts(readout))), Heading("Why", level + 1)]
    page.append(Bullets(tuple(dict.fromkeys(_reasons(readout)))))
    return [*page, *_guardrails(readout, level), *_ending(readout)]


def _where(readout: Readout) -> str:
    """Where it is written and how far it is, in a line."""
    experiment = readout.experiment
    named = experiment.id if experiment.id != readout.feature.id else None
    return joined(readout.feature.id, named, f"{experiment.state}{_days(readout)}", _there(readout), by=" · ")


def _days(readout: Readout) -> str:
    """From when to when it runs or ran, and as of which day that is told."""
    start, end = readout.experiment.start, readout.experiment.end
    if readout.experiment.state != "running":
        return f" {joined(start, end, by=' to ')}" if start or end else ""
    since = f" since {start}" if start else ""
    return f"{since}{f', to be read on {end}' if end else ''}, as of {readout.today}"


def _there(readout: Readout) -> str | None:
    """How many of the planned are there."""
    experiment = readout.experiment
    if experiment.size is None or not experiment.has_numbers:
        return None
    return f"{experiment.least:,} of {experiment.size:,} planned in each group"


def _unread(readout: Readout) -> list[Block]:
    """Of one without numbers, or with such as cannot be: what is planned, and what to do."""
    if readout.is_unreadable:
        first = (
            "its numbers cannot be read: a group is empty, more converted than were there, or nothing varies"
        )
        texts: tuple[str, ...] = ()
    else:
        first, texts = "no numbers yet", tuple(words.planned(readout))
    now = () if readout.is_decided else (Fields((("now", todo(readout).text),)),)
    where = Paragraph(_where(readout), "dim")
    return [Paragraph(first), where, *([Bullets(texts)] if texts else []), *now, *_ending(readout)]


def _leads(readout: Readout) -> Iterator[tuple[str, str]]:
    """The verdict on each group, and the line that says it; one line where they are broken."""
    if readout.verdict == "broken":
        yield "broken", words.lead(readout, readout.arms[0])
        return
    for arm in readout.arms:
        text = words.lead(readout, arm)
        yield arm.verdict, f"{arm.arm} {text}" if len(readout.arms) > 1 else text


# --- the groups ---


def _groups(readout: Readout) -> Table:
    """A row for each group, below each with a change its other interval; of broken ones no difference."""
    is_broken = readout.verdict == "broken"
    control = readout.experiment.control
    rows = [_row(words.CONTROL, control, readout.scale(readout.arms[0]))] if control else []
    for arm in readout.arms:
        rows += [_arm_row(readout, arm), *([] if is_broken else [_other_row(readout, arm)])]
    columns = [
        Column("group", "group", kind="id"),
        Column("n", "people", "right", "text"),
        Column(
            "value", readout.experiment.metric or ("share" if readout.is_share else "mean"), "right", "text"
        ),
        Column("sd", "spread (sd)", "right", "text", priority=2),
        Column("difference", "points" if readout.is_share else "difference", "right", "text"),
        Column("interval", "could be" if len(readout.arms) > 1 else "could be (95 %)", "right", "text"),
        Column("relative", "relative", "right", "text", priority=1),
    ]
    left_out = {"sd"} if readout.is_share else set()
    left_out |= {"difference", "interval", "relative"} if is_broken else set()
    kept = [at for at, column in enumerate(columns) if column.key not in left_out]
    notes = ("several groups: each needs more to convince, so that luck has no more chances (Holm)",)
    return Table(
        tuple(_unbroken(columns[at], [row[at] for row in rows]) for at in kept),
        tuple(tuple(row[at] for at in kept) for row in rows),
        notes=notes if len(readout.arms) > 1 and not is_broken else (),
    )


def _unbroken(column: Column, cells: Sequence[Cell]) -> Column:
    """The column, so wide that no number of it is broken."""
    return replace(column, least=max(len(cell.text) for cell in cells))


def _row(name: str, arm: Arm, scale: Scale, *more: Cell) -> tuple[Cell, ...]:
    value = NOTHING if arm.value is None else scale.value(arm.value)
    spread = Cell("" if arm.sd is None else scale.bare(arm.sd), arm.sd)
    return (Cell(name), Cell(f"{arm.n:,}", arm.n), Cell(value, arm.value), spread, *(more or (Cell(""),) * 3))


def _arm_row(readout: Readout, arm: ArmReading) -> tuple[Cell, ...]:
    scale, group = readout.scale(arm), readout.experiment.arms[arm.arm]
    tone = words.TONES.get(arm.verdict, "plain")
    return _row(
        arm.arm, group, scale, Cell(scale.signed(arm.difference), arm.difference, tone=tone),
        Cell(scale.span(arm.low, arm.high)), Cell(relative(arm)),
    )  # fmt: skip


def _other_row(readout: Readout, arm: ArmReading) -> tuple[Cell, ...]:
    """The interval that does not count."""
    other = arm.any_time if arm.interval == "fixed" else arm.fixed
    span = Cell(readout.scale(arm).span(other.low, other.high), tone="dim")
    return (Cell(pictures.OTHER[arm.interval], tone="dim"), *(Cell(""),) * 4, span, Cell(""))


def relative(arm: ArmReading) -> str:
    """The difference as a share of the control: "+5.2 % (2.7 to 7.7)"; nothing where that is 0."""
    low, high = arm.relative_low, arm.relative_high
    if arm.relative is None:
        return ""
    if low is None or high is None:
        return f"{Scale(is_share=True, decimals=1).signed(arm.relative)} %"
    scale = Scale.of(low, high, is_share=True)
    return f"{scale.signed(arm.relative)} % ({scale.bare(low)} to {scale.bare(high)})"


# --- what is told below ---


def _facts(readout: Readout) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    if not readout.is_decided:
        yield "now", todo(readout).text
    yield "better at all", _each(readout, [words.odds_better(arm.better) for arm in readout.arms])
    yield "fair split", f"yes: {anded(words.counts(readout))}"
    yield "could see", _each(readout, [words.could_see(readout, arm) for arm in readout.arms])


def _each(readout: Readout, texts: Sequence[str]) -> tuple[str, ...]:
    """A text for each group, with its name where they differ."""
    if len(set(texts)) == 1:
        return (texts[0],)
    return tuple(f"{arm.arm}: {text}" for arm, text in zip(readout.arms, texts, strict=True))


def _reasons(readout: Readout) -> Iterator[str]:
    """Why it says so, which interval counts, what would settle it, what to expect."""
    for arm in readout.arms:
        name = f"{arm.arm} " if len(readout.arms) > 1 else ""
        yield f"{name}{VERDICTS[arm.verdict]}: {words.because(readout, arm)}"
    for arm in readout.arms:
        yield words.which_interval(readout, arm)
    for tell in (words.settles, words.expect_less):
        yield from _grouped(
            {arm.arm: text for arm in readout.arms if (text := tell(readout, arm))}, len(readout.arms)
        )


def _grouped(texts: Mapping[str, str], groups: int) -> Iterator[str]:
    """The texts, each once, with the names of the groups of which it is told where there are several."""
    for text in dict.fromkeys(texts.values()):
        names = ", ".join(name for name, own in texts.items() if own == text)
        yield f"{names}: {text}" if groups > 1 else text


def _broken(readout: Readout) -> list[Block]:
    arm = next(arm for arm in readout.arms if arm.verdict == "broken")
    return [
        *([] if readout.is_decided else [Fields((("now", todo(readout).text),))]),
        Paragraph(f"{words.because(readout, arm)}. Whatever they say, they may say it for that reason."),
        Paragraph("what usually causes it:"),
        Bullets(words.CAUSES),
        *_ending(readout),
    ]


def _guardrails(readout: Readout, level: int) -> Iterator[Block]:
    """What must not become worse: whether it did, and the picture of each."""
    if not readout.experiment.guardrails:
        return
    yield Heading("What must not become worse", level + 1)
    yield TableBlock(_rails_table(readout))
    for rail in readout.experiment.guardrails:
        readings = [
            (arm.arm if len(readout.arms) > 1 else rail.metric, reading)
            for arm in readout.arms for reading in arm.guardrails if reading.metric == rail.metric
        ]  # fmt: skip
        pictured = pictures.guardrail(rail, readings)
        yield from [Paragraph(rail.metric, "strong")] if pictured and len(readout.arms) > 1 else []
        yield from pictured


def _rails_table(readout: Readout) -> Table:
    columns = (
        Column("metric", "metric", least=12),
        Column("group", "group", kind="id", priority=2),
        Column("control", "control", "right", "text", priority=1, least=7),
        Column("treatment", "treatment", "right", "text", priority=1, least=7),
        Column("difference", "difference", "right", "text", least=10),
        Column("interval", "could be", "right", "text", least=10),
        Column("verdict", "", least=14),
    )
    return Table(columns, tuple(_rails(readout)))


def _rails(readout: Readout) -> Iterator[tuple[Cell, ...]]:
    """A row for each guardrail and group; one that says so where it was not measured."""
    for rail in readout.experiment.guardrails:
        rows = [
            _rail(rail, arm.arm, reading)
            for arm in readout.arms for reading in arm.guardrails if reading.metric == rail.metric
        ]  # fmt: skip
        dashes = (Cell(NOTHING, tone="dim"),) * 4
        yield from rows or [(Cell(rail.metric), Cell(""), *dashes, Cell("not measured", tone="warn"))]


def _rail(rail: Guardrail, arm: str, reading: GuardrailReading) -> tuple[Cell, ...]:
    scale = Scale.of(reading.low, reading.high, is_share=words.is_counted(rail))
    groups = (rail.control, arms_of(rail).get(arm))
    values = [
        Cell(NOTHING) if group is None or group.value is None else Cell(scale.value(group.value))
        for group in groups
    ]
    return (
        Cell(reading.metric), Cell(arm), *values, Cell(scale.change(reading.difference)),
        Cell(scale.span(reading.low, reading.high)), _rail_verdict(rail, reading.low, reading.high),
    )  # fmt: skip


def _rail_verdict(rail: Guardrail, low: float, high: float) -> Cell:
    """Whether it is harmed, safe, or unknown: by what the interval says of the bad direction."""
    least, most = (low, high) if rail.better == "down" else (-high, -low)
    if least > rail.worst:
        return Cell("harmed", tone="bad")
    return Cell("safe", tone="good") if most <= rail.worst else Cell("may be harmed", tone="warn")


def _ending(readout: Readout) -> list[Block]:
    text = words.decided(readout)
    return [Paragraph(text, "warn" if words.not_carried(readout) else "plain")] if text else []
