"""Charts a board can read: each says its message above it, labels what it draws, and carries its figures.

Every chart function takes a tidy frame and returns a frozen `Chart`; `page.figure(chart)` shows it. All take

- `message` (the heading: a sentence computed from the data), `subtitle` (what, where, unit, period), `alt` (left out:
  the kind of chart and the message), `name` (a slug, unique in its page: it names the download and the anchor);
- `about` (`About`: source, date, basis, area, fictional);
- `unit`, a key of `planbook.units`;
- `columns`, the header words of the table behind (all columns of the frame that are named here, in this order), and
  `units`, the unit of each column; left out, they are made from the columns drawn.

An empty frame, a missing column or nothing but missing values raises `InputError` naming the chart.
"""

from __future__ import annotations

from planbook.present.about import About
from planbook.present.chart import Chart
from planbook.present.chart_bridge import bridge
from planbook.present.chart_rank import bars, dots
from planbook.present.chart_spc import control
from planbook.present.chart_stacked import stacked
from planbook.present.chart_time import lines, months

__all__ = ["About", "Chart", "bars", "bridge", "control", "dots", "lines", "months", "stacked"]
