"""A chart as a file, drawn by matplotlib, which the extra "plot" brings."""

from __future__ import annotations

import re
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pmcli.model.diagnostic import MissingExtraError
from pmcli.model.figure import figure
from pmcli.writers.escaping import visible
from pmcli.writers.plots.chart import Axis, Bar, Bars, Chart, Scatter
from pmcli.writers.svg import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HUES: Final = {
    "good": "#2a9078",
    "id": "#2f6db5",
    "plain": "#9aa5b1",
    "bad": "#c2542d",
    "bar": "#2f6db5",
    "warn": "#d98a00",
}
_FIELDS: Final = ("#2a9078", "#2f6db5", "#7b8794", "#c2542d")
_INK, _SOFT, _LINE, _WASH = "#1f2933", "#52606d", "#d5dbe1", "#f4f6f8"
_INCHES: Final = (12.8, 7.2)
_DOTS: Final = 150
_NOTES: Final = 4
_NAMED: Final = 60
"""Points that get a name."""
_LONGEST: Final = 34
_DOT, _LETTER = 8.0, 9 / 72 * _DOTS
"""Half a point, and the size of a name, in dots."""
_SIDES: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""The places for a name, from its point: to the right and up."""
_MOST, _BESIDE = 20, 4
"""Bars of a group, and groups in a row."""
_FEW = 4
"""Fewer bars are not made thicker."""
_FONTS: Final = "'DejaVu Sans', system-ui, 'Segoe UI', Arial, sans-serif"
_STYLE: Final[dict[str, Any]] = {
    "svg.hashsalt": "pm", "svg.fonttype": "none", "text.parse_math": False, "font.family": ["DejaVu Sans"],
    "font.size": 11, "text.color": _INK, "axes.labelcolor": _SOFT, "xtick.color": _SOFT, "ytick.color": _SOFT,
    "axes.edgecolor": _LINE, "axes.unicode_minus": True,
}  # fmt: skip
_NO_DAY: Final = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "png": {"Software": None},
}


def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("matplotlib") is not None


def require() -> None:
    """See that the extra is installed.

    Raises:
        PmError: it is not.
    """
    if not available():
        raise MissingExtraError("a picture", "plot")


def drawn(chart: Chart, kind: str) -> bytes:
    """The picture as SVG or PNG, 16 to 9: the same bytes for the same chart, nothing of the day in it.

    Raises:
        PmError: the extra is not installed.
    """
    require()
    import logging
    import warnings

    import matplotlib as mpl
    from matplotlib.figure import Figure

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of letters that its font lacks: readers' fonts have them
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)  # type: ignore[arg-type]  # its keys are a long list
        paper = Figure(figsize=_INCHES, dpi=_DOTS, facecolor="white", layout="constrained")
        _paint(paper, chart)
        out = BytesIO()
        paper.savefig(out, format=kind, metadata=_NO_DAY[kind])
    data = out.getvalue()
    return _bare(data, chart.title) if kind == "svg" else data


def _bare(data: bytes, title: str) -> bytes:
    """The file with a title, fonts of every machine, and no address that a reader would fetch."""
    start, end = data.find(b"<!DOCTYPE"), data.find(b"<svg")
    inside = data.find(b">", end) + 1
    head = data[end:inside].replace(b"<svg", b'<svg role="img"')
    head += f"\n <title>{ink.escaped(title)}</title>".encode()
    whole = data[: max(start, 0)] + head + data[inside:]
    return _counted(whole.replace(b"'DejaVu Sans'", _FONTS.encode()))


def _counted(data: bytes) -> bytes:
    """The file with its clips and marks named by their number.

    Matplotlib names them by a hash of their exact place, of which the last digit is not always the same.
    """
    names: dict[bytes, bytes] = {}

    def name(match: re.Match[bytes]) -> bytes:
        return match[1] + names.setdefault(match[2], b"%s%d" % (match[2][:1], len(names) + 1))

    return re.sub(rb'(id="|url\(#|href="#)([pm][0-9a-f]{10})(?=["\)])', name, data)


def _text(text: str, most: int = 200) -> str:
    clean = visible(text)
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def _paint(paper: Figure, chart: Chart) -> None:
    paper.suptitle(
        _text(chart.title, 60), x=0.03, y=0.965, ha="left", va="top", fontsize=20, fontweight="bold"
    )
    notes = [_text(note, 140) for note in chart.notes[:_NOTES]]
    paper.text(0.03, 0.03, "\n".join(notes), ha="left", va="bottom", fontsize=10, color=_SOFT)
    low = 0.05 + 0.025 * len(notes)
    engine: Any = paper.get_layout_engine()
    engine.set(rect=(0.02, low, 0.96, 0.9 - low), w_pad=0.1, h_pad=0.08, wspace=0.03, hspace=0.06)
    if isinstance(chart.picture, Scatter):
        _scatter(paper.subplots(), chart.picture)
    elif isinstance(chart.picture, Bars):
        _bars(paper, chart.picture)


def _plain(axes: Axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


# --- points ---


def _scatter(axes: Axes, picture: Scatter) -> None:
    _plain(axes)
    _axis(axes, picture.x, "x")
    _axis(axes, picture.y, "y")
    axes.axvline(picture.x.line, color=_SOFT, linewidth=1, linestyle=(0, (4, 3)))
    axes.axhline(picture.y.line, color=_SOFT, linewidth=1, linestyle=(0, (4, 3)))
    for at, name in enumerate(picture.fields):
        here = [point for point in picture.points if point.field == at]
        across, up = [point.x for point in here], [point.y for point in here]
        axes.scatter(across, up, s=60, color=_FIELDS[at], linewidths=0, zorder=3)
        axes.text(
            0.01 if at % 2 == 0 else 0.99, 0.985 if at < 2 else 0.015, name, transform=axes.transAxes,
            ha="left" if at % 2 == 0 else "right", va="top" if at < 2 else "bottom", fontsize=15,
            fontweight="bold", color=_FIELDS[at], alpha=0.85,
        )  # fmt: skip
    _names(axes, picture)


def _axis(axes: Axes, axis: Axis, side: str) -> None:
    ends = (axis.low, axis.high)
    which: Any = axes.xaxis if side == "x" else axes.yaxis
    (axes.set_xlim if side == "x" else axes.set_ylim)(*ends)
    if axis.is_log:
        (axes.set_xscale if side == "x" else axes.set_yscale)("log")
    which.set_major_formatter(lambda number, _: figure(number))
    which.set_label_text(_text(axis.title))


def _names(axes: Axes, picture: Scatter) -> None:
    """Names beside the points, the best first, where they touch no other."""
    canvas: Any = axes.figure.canvas
    canvas.draw()
    spots = [tuple(axes.transData.transform((point.x, point.y))) for point in picture.points]
    taken = [_around(x, y, _DOT, _DOT) for x, y in spots] + [
        (box.x0, box.y0, box.x1, box.y1) for box in (text.get_window_extent() for text in axes.texts)
    ]
    whole = axes.get_window_extent()
    for (x, y), point in list(zip(spots, picture.points, strict=True))[:_NAMED]:
        text = _text(point.title, _LONGEST)
        wide, high = len(text) * _LETTER * 0.55, _LETTER * 0.55
        for across, up in _SIDES:
            middle = x + across * (_DOT * 1.3 + wide / 2), y + up * (_DOT * 1.2 + high)
            box = _around(*middle, wide / 2, high)
            inside = whole.x0 < box[0] and box[2] < whole.x1 and whole.y0 < box[1] and box[3] < whole.y1
            if inside and not any(
                _touch(box, other) for other in taken if other != _around(x, y, _DOT, _DOT)
            ):
                taken.append(box)
                place = (across * _DOT * 1.3 * 72 / _DOTS, up * (_DOT * 1.2 + high) * 72 / _DOTS)
                side = {1: "left", -1: "right", 0: "center"}[across]
                axes.annotate(
                    text, (point.x, point.y), place, textcoords="offset points", fontsize=9, va="center",
                    ha=side, color=_INK, zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
                )  # fmt: skip
                break


def _around(x: float, y: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return x - wide, y - high, x + wide, y + high


def _touch(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


# --- bars ---


def _bars(paper: Figure, picture: Bars) -> None:
    groups = picture.groups
    many = min(_BESIDE, len(groups))
    rows = -(-len(groups) // many)
    fields = paper.subplots(rows, many, squeeze=False, sharex=True).flatten()
    for axes in fields:
        _plain(axes)
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
        axes.set_yticks([])
    for axes, group in zip(fields, groups, strict=False):
        bars = group.bars[:_MOST]
        more = f" (the first {_MOST} of {len(group.bars):,})" if len(bars) < len(group.bars) else ""
        lengths, colors = [bar.value for bar in bars], [_HUES[bar.tone] for bar in bars]
        axes.barh(range(len(bars)), lengths, height=0.6, color=colors, zorder=2)
        for at, bar in enumerate(bars):
            _beside(axes, at, bar, picture.longest)
        axes.set_yticks(range(len(bars)), [_text(bar.label, _LONGEST) for bar in bars])
        axes.set_xlim(0, picture.longest * (1.6 if many > 1 else 1.15) or 1)
        axes.set_ylim(max(len(bars), _FEW) - 0.4, -0.6)
        if group.title:
            axes.set_title(_text(group.title, 40) + more, loc="left", fontsize=13, fontweight="bold")
    if picture.marked:
        fields[0].plot([], [], color=_INK, linewidth=2, label=_text(picture.marked, 40))
        paper.legend(loc="upper right", bbox_to_anchor=(0.97, 0.975), frameon=False, handlelength=1.2)


def _beside(axes: Axes, at: int, bar: Bar, longest: float) -> None:
    if bar.mark is not None:
        axes.plot([bar.mark, bar.mark], [at - 0.4, at + 0.4], color=_INK, linewidth=2, zorder=3)
    end = max(bar.value, bar.mark or 0.0)
    axes.text(end + longest * 0.03, at, _text(bar.said, 40), va="center", fontsize=9, color=_SOFT)
