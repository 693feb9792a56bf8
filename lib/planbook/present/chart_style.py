"""The one look of our charts: colours of the Government Analysis Function, sizes, and how text is fitted.

Everything is measured in points on a page 360 wide (5 inches), with a font wider than most readers will have, so
that a label drawn by another font still fits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from planbook.present.words import SIGNED, number

WIDTH, TEXT, LINE = 360.0, 13.0, 15.6
FONTS = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
INK, MUTED, GRID, AXIS, GREY = "#16202b", "#4b5865", "#e3e7eb", "#6b7785", "#bfbfbf"
FOCUS, REFERENCE, REFERENCE_TEXT = "#12436D", "#F46A25", "#a83c06"
CATEGORIES = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
TEXT_OF = {"#28A197": "#12665f", "#F46A25": REFERENCE_TEXT, "#A285D1": "#6a4fa0", GREY: MUTED}
ORDERED = ("#12436D", "#2073BC", "#6BACE6", "#A9CEF0", "#D3E5F6", "#EAF2FA")
MOST_GROUPS = len(CATEGORIES)


@dataclass(frozen=True)
class Scale:
    """A straight scale from values (`low` to `high`) to points (`start` to `end`)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Give the place of a value, in points."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@lru_cache(maxsize=4096)
def text_width(text: str, *, bold: bool = False) -> float:
    """Give the width of one line of text, in points, in the widest font of our stack."""
    font = FontProperties(family="DejaVu Sans", size=TEXT, weight="bold" if bold else "normal")
    return float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0])


def wrap(text: str, width: float, *, most_lines: int = 3, bold: bool = False) -> list[str]:
    """Break text into lines no wider than `width` points; what does not fit in the lines allowed ends in "…"."""
    lines: list[str] = []
    for word in str(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], f"{' '.join(lines[most_lines - 1 :])}"]
    return [_shortened(line, width, bold) for line in lines]


def _shortened(line: str, width: float, bold: bool) -> str:
    if text_width(line, bold=bold) <= width:
        return line
    while len(line) > 2 and text_width(f"{line}…", bold=bold) > width:
        line = line[:-1].rstrip()
    return f"{line}…"


def ticks(low: float, high: float, *, most: int = 5) -> list[float]:
    """Give round tick values that cover a range: steps of 1, 2 or 5 times a power of ten."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(m * power for m in (1, 2, 5, 10, 20) if span / (m * power) <= most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 12) for i in range(first, max(last, first + 1) + 1)]


def tick_texts(values: Sequence[float], unit: str) -> list[str]:
    """Write tick values alike: "0", "5%", "£20m", "1.5m", each with the decimals their step needs."""
    step = values[1] - values[0]
    largest = max(abs(v) for v in values)
    if largest >= 2e6 or (unit.startswith("gbp") and largest >= 1e6):
        decimals = 0 if step >= 1e6 else 1 if step >= 1e5 else 2
        sign = "£" if unit.startswith("gbp") else ""
        return [f"{'−' if v < 0 else ''}{sign}{abs(v) / 1e6:,.{decimals}f}m" if v else f"{sign}0" for v in values]
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    signed = unit in SIGNED
    return [number(v, unit, decimals=decimals, signed=signed).removesuffix(" a year") for v in values]


def pushed_apart(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move label centres up or down, in their order, until none overlaps and all lie between `low` and `high`."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    floor = low
    for i in order:
        placed[i] = max(wanted[i], floor + heights[i] / 2)
        floor = placed[i] + heights[i] / 2
    ceiling = high
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling - heights[i] / 2)
        ceiling = placed[i] - heights[i] / 2
    return placed


def colours(groups: Sequence[str], focus: Sequence[str]) -> dict[str, str]:
    """Give each group its colour: the named ones in colour and the rest grey, or all in colour when none is named."""
    coloured = [g for g in groups if g in focus] or list(groups)
    palette = dict(zip(coloured, CATEGORIES, strict=False))
    if len(coloured) == 2:
        palette = dict(zip(coloured, (CATEGORIES[0], CATEGORIES[3]), strict=True))
    return {g: palette.get(g, GREY) for g in groups}


def text_colour(colour: str) -> str:
    """Give the darker twin of a chart colour, for text on white (contrast of at least 4.5)."""
    return TEXT_OF.get(colour, colour)


def on_colour(colour: str) -> str:
    """Give white or ink, whichever reads better on a colour."""
    light = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in light]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if luminance < 0.28 else INK
