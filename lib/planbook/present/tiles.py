"""Key numbers: label, number, range drawn, range in words, where it comes from, and basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planbook.errors import InputError, Problem
from planbook.present.html import Html, element, join
from planbook.present.tables import basis_mark
from planbook.present.words import NOT_HELD, between, is_missing, number


@dataclass(frozen=True)
class KeyNumber:
    """One number the page turns on. `words` gives its direction ("14% more than today"); `how` one sentence a line."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    words: str
    how: Sequence[str] = field(default_factory=list)
    basis: str = "observed"
    source: str = ""
    as_of: str = ""


def key_numbers(numbers: Sequence[KeyNumber]) -> Html:
    """Show key numbers side by side (two to four read best); raises `InputError` when there are none."""
    if not numbers:
        raise InputError(Problem("no key numbers to show", "key_numbers", "at least one"))
    return element("div", join(_tile(n) for n in numbers), class_="tiles")


def _tile(n: KeyNumber) -> Html:
    """Make one tile: six rows, so that tiles side by side line up."""
    shown = number(n.value, n.unit, low=n.low, high=n.high)
    said = between(n.low, n.high, n.unit)
    sentence = "; ".join(part for part in ("" if said == NOT_HELD else said, n.words) if part)
    value = "value" if len(shown) <= 9 else "value long"
    parts = [
        element("h3", n.label),
        element("p", shown, class_="value none" if shown == NOT_HELD else value),
        range_drawn(n.value, n.low, n.high),
        element("p", sentence, class_="words"),
        element("details", join([element("summary", _summary(n)), *_how(n)])),
        element("p", basis_mark(n.basis)),
    ]
    return element("div", join(parts), class_="tile")


def _summary(n: KeyNumber) -> Html:
    return join(["Where this comes from", element("span", f": {n.label}", class_="unseen")])


def _how(n: KeyNumber) -> list[Html]:
    source = ". ".join(part.rstrip(". ") for part in (n.source, n.as_of and f"Newest figure: {n.as_of}") if part)
    lines = [*n.how, *([f"Source: {source}."] if source else [])]
    return [element("p", line) for line in lines or ["No workings were given."]]


def range_drawn(value: float | None, low: float | None, high: float | None) -> Html:
    """Draw an interval on a line that starts at zero, so that its width shows how sure the number is.

    Without an interval the row stays empty, so that tiles side by side still line up.
    """
    if value is None or low is None or high is None or any(map(is_missing, (value, low, high))):
        return element("div", "", class_="range")
    least, most = min(low, value, 0.0), max(high, value, 0.0)
    scale = 94.0 / ((most - least) or 1.0)
    place = [round((v - least) * scale + 1, 1) for v in (0.0, low, high, value)]
    drawn = (
        f'<svg class="range" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="track" x="0" y="4.4" width="100" height="1.2"/>'
        f'<rect class="spread" x="{place[1]:.1f}" y="2.4" width="{max(place[2] - place[1], 0.8):.1f}" height="5.2"/>'
        f'<rect class="zero" x="{place[0] - 0.4:.1f}" y="1.5" width="0.8" height="7"/>'
        f'<rect class="mark" x="{place[3] - 0.6:.1f}" y="0" width="1.2" height="10"/></svg>'
    )
    return Html(drawn)
