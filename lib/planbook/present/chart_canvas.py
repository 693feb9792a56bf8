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

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

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
        # One point is one pixel and nothing is scaled, so things are drawn straight on the figure: axes, with their
        # ticks and spines, take longer to make than most charts to draw.
        self._figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        self._figure.patch.set_visible(False)
        self._drawn = 0

    def _next(self) -> int:
        """Give the layer of the next thing drawn: what is drawn later lies on top."""
        self._drawn += 1
        return self._drawn

    def _add(self, artist: Artist) -> None:
        artist.set(transform=IdentityTransform(), clip_on=False, zorder=self._next())
        self._figure.add_artist(artist)

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str, *, wide: float = 1.0, dash: bool = False
    ) -> None:
        """Draw a line through points; NaN opens a gap."""
        style = (0, (6, 4)) if dash else "-"
        self._add(Line2D(xs, ys, color=colour, lw=wide, ls=style, solid_capstyle="round"))

    def band(self, xs: Sequence[float], lows: Sequence[float], highs: Sequence[float], colour: str) -> None:
        """Fill between two lines, faintly."""
        ends = (np.asarray(each, dtype=np.float64) for each in (xs, lows, highs))
        self._add(FillBetweenPolyCollection("x", *ends, color=colour, alpha=0.16, lw=0))

    def bar(self, x: float, y: float, width: float, height: float, colour: str, *, edge: str = "none") -> None:
        """Draw a bar from its lower left corner."""
        self._add(Rectangle((x, y), width, height, facecolor=colour, edgecolor=edge, lw=1))

    def dot(self, x: float, y: float, colour: str, *, size: float = 10.0) -> None:
        """Draw a dot with a white rim."""
        rim: dict[str, Any] = {"markeredgecolor": "white", "markeredgewidth": 1}
        self._add(Line2D([x], [y], ls="none", marker="o", markersize=size, color=colour, **rim))

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
            style: dict[str, Any] = {"ha": at, "va": "baseline", "weight": "bold" if bold else "normal"}
            height = top - i * LINE - TEXT * 0.36
            self._add(Text(x, height, row, color=colour, fontsize=TEXT, parse_math=False, **style))

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
