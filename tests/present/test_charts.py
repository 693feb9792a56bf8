"""Charts: what they say, that they fit, and that they are the same twice."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.errors import InputError
from planbook.present import charts
from planbook.present.chart_style import WIDTH, pushed_apart, text_width, ticks, wrap
from planbook.present.page import figure
from planbook.present.words import year_label

ABOUT = charts.About("An invented series", "July 2025", "observed", "Exampleshire")
RATES = pd.DataFrame(
    {"place": ["Northtown", "South <b>& $x$"], "rate": [31.2, 25.1], "low": [30, 24], "high": [33, 26]}
)
YEARS = pd.DataFrame(
    {
        "year": [2024, 2025, 2026] * 2,
        "age": ["75 and over"] * 3 + ["0 to 17"] * 3,
        "change": [0.0, 2, 4, 0, -1, -2],
        "low": [0.0, 1, 3, 0, -2, -3],
        "high": [0.0, 3, 5, 0, 0, -1],
    }
)
FIFTHS = pd.DataFrame(
    [(a, f, n) for a in ("Here", "England") for f, n in zip("abc", (50, 30, 20), strict=True)],
    columns=["area", "fifth", "people"],
)
MONTHLY = pd.DataFrame(
    {"month": [str(m) for m in pd.period_range("2024-01", "2025-07", freq="M")], "visits": range(100, 119)}
)


def told(name: str = "one", **more):
    return {"message": "A message", "subtitle": "What, where", "name": name, "about": ABOUT, **more}


def draw(kind: str, name: str = "one") -> charts.Chart:
    if kind == "bars":
        return charts.bars(
            RATES, "place", "rate", **told(name, unit="percent", low="low", high="high", reference=(20.0, "England"))
        )
    if kind == "dots":
        return charts.dots(RATES, "place", "rate", "low", "high", **told(name, unit="per_1000", focus="Northtown"))
    if kind == "lines":
        return charts.lines(
            YEARS,
            "year",
            "change",
            "age",
            **told(name, unit="percent_change", low="low", high="high", x_words=year_label),
        )
    if kind == "months":
        return charts.months(MONTHLY, "month", "visits", **told(name, unit="attendances"))
    return charts.stacked(FIFTHS, "area", "fifth", "people", **told(name, unit="people", ordered=True))


KINDS = ["bars", "dots", "lines", "months", "stacked"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_the_same_twice(kind):
    assert draw(kind).svg == draw(kind).svg


@pytest.mark.parametrize("kind", KINDS)
def test_text_stays_text_and_nothing_is_fetched_or_styled_for_the_page(kind):
    svg = draw(kind).svg
    assert "<text" in svg
    assert "<style" not in svg
    assert "<?xml" not in svg
    assert "DOCTYPE" not in svg
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<svg[^>]* (width|height)=", svg)


@pytest.mark.parametrize("kind", KINDS)
def test_identifiers_carry_the_name_of_the_chart(kind):
    ids = re.findall(r'\bid="([^"]+)"', draw(kind, "mine").svg)
    assert all(i.startswith("mine-") for i in ids)
    used = re.findall(r'(?:url\(#|href="#)([^)"]+)', draw(kind, "mine").svg)
    assert set(used) == set(ids)


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_leaves_the_sheet(kind):
    svg = draw(kind).svg
    height = float(re.search(r'viewBox="0 0 360 ([\d.]+)"', svg)[1])
    texts = re.findall(r'<text style="([^"]*)"[^>]*?x="([-\d.]+)" y="([-\d.]+)"[^>]*>([^<]*)<', svg)
    assert texts
    for style, x, y, words in texts:
        wide = text_width(unescape(words), bold="700" in style)
        anchor = re.search(r"text-anchor: (\w+)", style)
        start = float(x) - {"middle": wide / 2, "end": wide}.get(anchor[1] if anchor else "start", 0)
        assert start >= -1, words
        assert start + wide <= WIDTH + 1, words
        assert 8 <= float(y) <= height + 1, words


@pytest.mark.parametrize("kind", KINDS)
def test_the_alternative_text_says_the_message(kind):
    chart = draw(kind)
    assert "A message" in chart.alt
    assert f'aria-label="{chart.alt}"' in chart.svg


def test_what_comes_from_data_is_escaped():
    svg = draw("bars").svg
    assert "<b>" not in svg
    assert "&lt;b&gt;&amp;" in re.sub(r"</?text[^>]*>|<g>|</g>| ", "", svg)


@pytest.mark.parametrize("frame", [RATES.head(0), RATES.assign(rate=None)])
def test_a_chart_of_nothing_is_refused_by_name(frame):
    with pytest.raises(InputError, match="chart 'empty'"):
        charts.bars(frame, "place", "rate", **told("empty", unit="percent"))


def test_a_misspelt_column_names_the_nearest():
    with pytest.raises(InputError, match="did you mean 'rate'"):
        charts.bars(RATES, "place", "rates", **told(unit="percent"))


def test_a_focus_that_is_not_drawn_is_refused():
    with pytest.raises(InputError, match="did you mean 'Northtown'"):
        charts.bars(RATES, "place", "rate", **told(unit="percent", focus="Norhtown"))


def test_focus_is_in_colour_and_the_rest_grey():
    svg = charts.bars(RATES, "place", "rate", **told(unit="percent", focus="Northtown")).svg
    assert svg.count("fill: #12436d") == 1
    assert svg.count("fill: #bfbfbf") == 1


def test_a_bar_is_as_long_as_its_value():
    twice = pd.DataFrame({"k": ["a", "b"], "v": [10.0, 20.0]})
    svg = charts.bars(twice, "k", "v", **told(unit="beds")).svg
    spans = [
        [float(n) for n in re.findall(r"[-\d.]+", d)[::2]] for d in re.findall(r'<path d="(M[^"]*z) " style="fill', svg)
    ]
    one, two = (max(s) - min(s) for s in spans)
    assert two == pytest.approx(2 * one, abs=0.1)


def test_largest_first_puts_it_on_top():
    svg = charts.bars(RATES.iloc[::-1], "place", "rate", **told(unit="percent", order="largest")).svg
    assert svg.index("Northtown") < svg.index("South")


def test_the_reference_line_never_crosses_a_number():
    frame = pd.DataFrame({"k": ["a", "b"], "v": [0.98, 1.27]})
    svg = charts.bars(frame, "k", "v", **told(unit="index", reference=(1.0, "England"))).svg
    line = float(re.search(r'<path d="M ([\d.]+) [^"]*"[^>]*stroke: #f46a25', svg)[1])
    start = float(re.search(r'x="([\d.]+)"[^>]*>0\.98<', svg)[1])
    assert start > line


def test_missing_values_read_not_held():
    frame = pd.DataFrame({"k": ["a", "b"], "v": [10.0, None]})
    assert "not held" in charts.bars(frame, "k", "v", **told(unit="beds")).svg
    assert "not held" in charts.dots(frame, "k", "v", **told(unit="beds")).svg


def test_stacked_shares_are_of_each_bars_own_total():
    svg = draw("stacked").svg
    assert [svg.count(f">{n}%<") for n in (50, 30, 20)] == [2, 2, 2]


def test_stacked_refuses_a_part_below_zero_and_one_given_twice_together():
    wrong = pd.concat([FIFTHS.assign(people=-1), FIFTHS.head(1)])
    with pytest.raises(InputError) as raised:
        charts.stacked(wrong, "area", "fifth", "people", **told())
    assert "below zero" in str(raised.value)
    assert "twice" in str(raised.value)


def test_months_leave_gaps_open_and_refuse_a_month_twice():
    gap = MONTHLY.drop(index=[5])
    path = re.findall(
        r'<path d="([^"]*)"[^>]*stroke: #(?:8796a5|12436d)',
        charts.months(gap, "month", "visits", **told(unit="attendances")).svg,
    )
    assert any(d.count("M") == 2 for d in path)
    with pytest.raises(InputError, match="2024-01"):
        charts.months(pd.concat([MONTHLY, MONTHLY.head(1)]), "month", "visits", **told(unit="attendances"))


def test_the_twelve_month_mean_is_drawn_only_where_twelve_months_are():
    assert "12-month" in draw("months").svg
    short = charts.months(MONTHLY.head(11), "month", "visits", **told(unit="attendances"))
    assert "12-month" not in short.svg


def test_too_many_lines_are_refused():
    many = pd.concat([YEARS.assign(age=str(i)) for i in range(7)])
    with pytest.raises(InputError, match="at most 6"):
        charts.lines(many.drop_duplicates(["year", "age"]), "year", "change", "age", **told(unit="percent_change"))


def test_a_name_that_cannot_be_an_anchor_is_refused():
    with pytest.raises(InputError, match="small letters"):
        charts.bars(RATES, "place", "rate", **told("Not a slug", unit="percent"))


def test_a_number_drawn_with_an_interval_shows_no_digit_it_does_not_support():
    wide = pd.DataFrame({"k": ["a"], "v": [184_272.0], "low": [150_000.0], "high": [220_000.0]})
    for draw_one in (charts.bars, charts.dots):
        chart = draw_one(wide, "k", "v", low="low", high="high", **told(unit="people"))
        assert ">180,000<" in chart.svg
        assert "184" not in chart.svg
        assert '<td class="n">180,000 <span class="ends">150,000 to 220,000</span></td>' in figure(chart)


def test_the_frame_behind_is_what_was_drawn():
    chart = draw("lines")
    assert list(chart.frame["year"])[:2] == ["2024/25", "2025/26"]
    assert dict(chart.columns)["change"] == "Change"
    assert chart.units["change"] == "percent_change"
    assert chart.source_line == "An invented series. Newest figure: July 2025"


@given(st.lists(st.floats(20, 230), min_size=1, max_size=6))
def test_labels_never_overlap(wanted):
    heights = [30.0] * len(wanted)
    placed = sorted(pushed_apart(wanted, heights, 0, 250))
    assert all(b - a >= 30 - 1e-6 for a, b in pairwise(placed))
    assert placed[0] >= 15 - 1e-6
    assert placed[-1] <= 235 + 1e-6


@given(st.floats(-1e7, 1e7), st.floats(0.01, 1e7))
def test_ticks_cover_the_range_and_are_few(low, span):
    found = ticks(low, low + span)
    assert found[0] <= low + span * 1e-6
    assert found[-1] >= low + span - span * 1e-6
    assert 2 <= len(found) <= 8


LATIN = st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"])


@given(st.text(alphabet=LATIN, min_size=1, max_size=80))
def test_wrapped_text_fits(text):
    assert all(text_width(line) <= 100 for line in wrap(text, 100))
