"""A sheet measured in points to draw on, and the inline SVG it becomes.

Text stays text in the SVG; identifiers carry the chart's name, so that several charts share a page; the same
drawing gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from planbook.present.chart_style import FONTS, INK, LINE, TEXT, WIDTH

DRAWING: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "planbook",
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "path.simplify": False,
}
UNDATED = {"Date": None, "Creator": None, "Format": None, "Type": None}


class Canvas:
    """A white sheet 360 points wide; x grows to the right and y grows upwards."""

    def __init__(self, height: float) -> None:
        self.height = height
        self._figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set(xlim=(0, WIDTH), ylim=(0, height), autoscale_on=False)
        self._figure.patch.set_visible(False)
        self._drawn = 0

    def _next(self) -> int:
        """Give the layer of the next thing drawn: what is drawn later lies on top."""
        self._drawn += 1
        return self._drawn

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str, *, wide: float = 1.0, dash: bool = False
    ) -> None:
        """Draw a line through points; NaN opens a gap."""
        style = (0, (6, 4)) if dash else "-"
        self._axes.plot(
            xs, ys, color=colour, lw=wide, ls=style, solid_capstyle="round", clip_on=False, zorder=self._next()
        )

    def band(self, xs: Sequence[float], lows: Sequence[float], highs: Sequence[float], colour: str) -> None:
        """Fill between two lines, faintly."""
        self._axes.fill_between(xs, lows, highs, color=colour, alpha=0.16, lw=0, clip_on=False, zorder=self._next())

    def bar(self, x: float, y: float, width: float, height: float, colour: str, *, edge: str = "none") -> None:
        """Draw a bar from its lower left corner."""
        style: dict[str, Any] = {
            "facecolor": colour,
            "edgecolor": edge,
            "lw": 1,
            "clip_on": False,
            "zorder": self._next(),
        }
        self._axes.add_patch(Rectangle((x, y), width, height, **style))

    def dot(self, x: float, y: float, colour: str, *, size: float = 10.0) -> None:
        """Draw a dot with a white rim."""
        rim: dict[str, Any] = {
            "markeredgecolor": "white",
            "markeredgewidth": 1,
            "clip_on": False,
            "zorder": self._next(),
        }
        self._axes.plot([x], [y], "o", markersize=size, color=colour, **rim)

    def text(
        self,
        x: float,
        y: float,
        lines: str | Sequence[str],
        colour: str = INK,
        *,
        at: str = "left",
        bold: bool = False,
    ) -> None:
        """Write one or more lines centred on height `y`; `at` is left, center or right."""
        rows = [lines] if isinstance(lines, str) else list(lines)
        top = y + (len(rows) - 1) * LINE / 2
        for i, row in enumerate(rows):
            self._axes.text(
                x,
                top - i * LINE - TEXT * 0.36,
                row,
                color=colour,
                ha=at,
                va="baseline",
                fontsize=TEXT,
                fontweight="bold" if bold else "normal",
                parse_math=False,
                zorder=self._next(),
            )

    def svg(self, name: str, alt: str) -> str:
        """Give the drawing as inline SVG with its alternative text."""
        written = StringIO()
        with rc_context(DRAWING):
            self._figure.savefig(written, format="svg", metadata=UNDATED)
        return tidied(written.getvalue(), name, alt, self.height)


def tidied(svg: str, name: str, alt: str, height: float) -> str:
    """Make a drawing fit to stand in a page: no prolog, no style of its own, no clashing identifiers."""
    body = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.S)
    body = body.replace("xlink:href", "href")
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', body))
    body = re.sub(r' id="([^"]+)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", body)
    body = re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", body)
    body = re.sub(r"font-family: [^;\"]*; ?|font-size: [^;\"]*; ?", "", body)
    body = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", body)
    body = re.sub(r"(\d+\.\d{2})\d+", r"\1", body)
    body = re.sub(r"<defs>\s*</defs>|<g>\s*</g>", "", body)
    body = re.sub(r"\s*\n\s*", " ", body).replace("> <", "><").strip()
    return (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {WIDTH:g} {height:g}" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="{FONTS}" font-size="{TEXT:g}" '
        f'stroke-linejoin="round">{body}</svg>'
    )
