"""The parts of a page: escaped, captioned, marked."""

from __future__ import annotations

import base64
import io
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.errors import InputError
from planbook.present import charts, page
from planbook.present.html import element, safe

ABOUT = charts.About("A source", "July 2025", "apportioned", "Exampleshire")
FRAME = pd.DataFrame({"place": ["A <b>", "B"], "beds": [1200.0, None], "low": [1100.0, None], "high": [1300.0, None]})
HEADS = {"place": "Place", "beds": "Beds"}


def chart(fictional: bool = False) -> charts.Chart:
    about = charts.About("A source", "July 2025", "modelled", "Exampleshire", fictional)
    return charts.bars(FRAME, "place", "beds", message="M & m", subtitle="S", name="one", about=about, unit="beds")


def saved(html: str) -> pd.DataFrame:
    data = re.search(r"base64,([A-Za-z0-9+/=]+)", html)[1]
    return pd.read_csv(io.BytesIO(base64.b64decode(data)), encoding="utf-8-sig")


@given(st.text())
def test_whatever_is_given_is_escaped(text):
    assert "<" not in safe(text)
    assert not re.search(r"<(?!/?(p|div|h3)\b)", page.callout(text, text))


def test_html_is_not_escaped_twice():
    assert element("p", element("strong", "a & b")) == "<p><strong>a &amp; b</strong></p>"


def test_a_cell_shows_html_in_its_own_dress():
    assert page.text("x")._repr_html_() == '<div class="pb"><p>x</p></div>'


def test_the_masthead_brings_style_and_banner_for_the_notebook():
    html = page.masthead("Title", "Story", {"Asked": "Nothing"}, banner="Fictional: not real")
    assert html.count("<style>") == 1
    assert '<p class="banner lab"><strong>Fictional:</strong> not real</p>' in html
    assert "<h1>Title</h1>" in html
    assert "<dt>Asked</dt><dd>Nothing</dd>" in html


def test_a_figure_says_message_source_basis_and_holds_its_table():
    html = page.figure(chart())
    assert "<h3>M &amp; m</h3>" in html
    assert "A source. Newest figure: July 2025. " in html
    assert "basis-modelled" in html
    assert "<caption>M &amp; m: S</caption>" in html
    assert 'id="one"' in html


def test_every_row_of_a_download_says_where_it_is_from():
    rows = saved(page.figure(chart()))
    assert list(rows.columns) == ["place", "beds", "area", "source", "as_of", "basis"]
    assert set(rows["area"]) == {"Exampleshire"}
    assert "status" not in rows


def test_a_fictional_download_says_so_in_every_row():
    assert set(saved(page.figure(chart(fictional=True)))["status"]) == {"fictional"}


def test_a_download_cannot_run_as_a_formula():
    armed = FRAME.assign(place=["=1+1", "B"])
    html = page.table(armed, "C", HEADS, about=ABOUT, name="armed")
    assert saved(html)["place"].tolist() == ["'=1+1", "B"]


def test_a_table_has_caption_scopes_and_numbers_to_the_right():
    html = page.table(FRAME, "The beds", HEADS, units={"beds": "beds"}, ranges={"beds": ("low", "high")})
    assert "<caption>The beds</caption>" in html
    assert '<th scope="col" class="n">Beds</th>' in html
    assert '<th scope="row">A &lt;b&gt;</th>' in html
    assert '<td class="n">1,200 <span class="ends">1,100 to 1,300</span></td>' in html
    assert '<td class="n">not held</td>' in html
    assert 'tabindex="0" role="region" aria-label="The beds"' in html


def test_a_table_names_every_column_that_is_not_there():
    with pytest.raises(InputError) as raised:
        page.table(FRAME, "T", {"plce": "Place", "bed": "Beds"})
    assert "did you mean 'place'" in str(raised.value)
    assert "did you mean 'beds'" in str(raised.value)


def test_assumptions_show_value_range_and_rating():
    frame = pd.DataFrame(
        [
            ("Growth", 1.93, 1.2, 2.6, "percent_per_year", "S", "amber"),
            ("Haircut", 25, None, None, "percent", "S", "red"),
        ],
        columns=["name", "value", "low", "high", "unit", "source", "rating"],
    )
    html = page.assumptions(frame)
    assert "1.9% a year" in html
    assert "1.2% to 2.6% a year" in html
    assert "none given" in html
    assert '<span class="tag tag-amber">Amber</span>' in html
    with pytest.raises(InputError, match="unknown rating"):
        page.assumptions(frame.assign(rating="blue"))


def test_an_assumption_that_varies_is_one_row_that_unfolds():
    frame = pd.DataFrame(
        [
            ("demand.stay", "0-19", "Stay", 2.5, 2.0, 3.0, "days", "S", "amber"),
            ("demand.stay", "85+", "Stay", 12.5, 11.5, 13.5, "days", "S", "amber"),
            ("demand.share", "", "Share", 37, 34, 43, "percent", "S", "red"),
        ],
        columns=["key", "leaf", "name", "value", "low", "high", "unit", "source", "rating"],
    )
    html = page.assumptions(frame)
    assert html.count("<tr>") == 3
    assert "<summary>2 values</summary>" in html
    assert "<li>85+: 12.5 days (11.5 to 13.5)</li>" in html
    assert "<td>2.5 days to 12.5 days</td>" in html


def test_a_key_number_says_number_range_direction_and_basis():
    one = page.KeyNumber("Visits", 3412, 3331, 3489, "attendances", "14% more", ["How."], "modelled", "S", "July 2025")
    html = page.key_numbers([one])
    assert '<p class="value">3,410</p>' in html
    assert "between 3,330 and 3,490; 14% more" in html
    assert "Source: S. Newest figure: July 2025." in html
    assert "basis-modelled" in html


def test_a_wider_interval_is_drawn_wider():
    def width(low: float, high: float) -> float:
        html = page.key_numbers([page.KeyNumber("V", 100, low, high, "beds", "")])
        return float(re.search(r'class="spread"[^>]*width="([\d.]+)"', html)[1])

    assert width(50, 150) > width(90, 110)


def test_a_number_nobody_holds_is_said_so_and_not_drawn():
    html = page.key_numbers([page.KeyNumber("Estate", None, None, None, "beds", "")])
    assert '<p class="value none">not held</p>' in html
    assert "<svg" not in html


def test_no_key_numbers_and_nothing_asked_are_refused():
    with pytest.raises(InputError):
        page.key_numbers([])
    with pytest.raises(InputError):
        page.ask("Asked", [])


def test_a_check_that_does_not_hold_says_so_in_words():
    html = page.checks(["Adds up.", (False, "Months add up."), (True, "Years add up.")])
    assert html.count("Does not hold") == 1
    assert '<li class="broken"><strong>Does not hold: </strong>Months add up.</li>' in html


def test_an_unknown_basis_is_refused():
    with pytest.raises(InputError, match="did you mean 'modelled'"):
        charts.About("S", "", "modeled", "A")
