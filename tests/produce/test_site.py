"""The front page: every report once, failures in words, links that work from a folder."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from planbook.errors import InputError
from planbook.produce.site import site_page, write_site

AREAS = pd.DataFrame(
    [
        ("QWO", None, "NHS West Yorkshire Integrated Care Board", "North East and Yorkshire", False),
        ("QWO", "leeds", "Leeds", "North East and Yorkshire", False),
        ("QWO", "bradford", "Bradford & Craven", "North East and Yorkshire", False),
        ("EXAMPLE", None, "Example ICB", "", True),
    ],
    columns=["system", "place", "name", "region", "fictional"],
)


def entry(system: str, place: str | None, step: str = "need", status: str = "made", scenario: str = "baseline") -> dict:
    path = f"{scenario}/{system}/{place or '_system'}/03_{step}.html"
    return {"system": system, "place": place, "scenario": scenario, "step": step, "path": path, "sha256": "0",
            "status": status, "seconds": 1.0, "number": 3, "title": "Who needs care"}  # fmt: skip


ENTRIES = [entry("QWO", None), entry("QWO", "leeds"), entry("QWO", "bradford"), entry("EXAMPLE", None)]


def test_every_report_is_linked_by_a_relative_path(tmp_path):
    for made in ENTRIES:
        (tmp_path / made["path"]).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / made["path"]).write_text("made")
    write_site(tmp_path, ENTRIES, AREAS)
    links = re.findall(r'href="([^"#]+)"', (tmp_path / "index.html").read_text())
    assert sorted(links) == sorted(made["path"] for made in ENTRIES)
    assert all((tmp_path / link).is_file() for link in links)


def test_every_inner_link_leads_somewhere():
    html = site_page(ENTRIES, AREAS)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'\bid="([^"]+)"', html))


def test_an_icb_with_a_report_is_a_dark_tile():
    assert '<li class="linked" style="grid-row:2;grid-column:4"><a href="#qwo">' in site_page(ENTRIES, AREAS)


def test_the_heading_counts_what_is_there():
    assert "Reports for West Yorkshire and 2 places" in site_page(ENTRIES, AREAS)
    assert "and 1 place<" in site_page(ENTRIES[:2], AREAS)


def test_names_are_escaped_and_the_fictional_is_marked_and_last():
    html = site_page(ENTRIES, AREAS)
    assert "Bradford &amp; Craven" in html
    assert "Example ICB <span>(fictional)</span>" in html
    assert html.index("Fictional, to learn with") > html.index("North East and Yorkshire</h2>")


def test_a_failure_is_said_in_words():
    html = site_page([*ENTRIES[:1], entry("QWO", "leeds", status="failed")], AREAS)
    assert "Who needs care: not made." in html
    assert "1 report was not made" in html
    assert "1 could not be made" in html
    assert "not made" not in site_page(ENTRIES, AREAS)


TOLD = {
    "baseline": ("Nothing changes", "As today."),
    "options": ("Options", "What if <all> were on?"),
    "plan": ("P", ""),
}


def test_scenarios_are_named_and_told_only_where_there_are_several():
    one, two = site_page(ENTRIES, AREAS, TOLD), [*ENTRIES, entry("QWO", None, scenario="options")]
    assert "Nothing changes" not in one
    html = site_page(two, AREAS, TOLD)
    assert "seen 2 ways" in html
    assert "What if &lt;all&gt; were on?" in html
    assert html.index("<dt>Nothing changes") < html.index("<dt>Options")
    assert "<dt>P<" not in html


def test_the_first_scenario_stands_open_and_the_others_unfold_each_with_its_own_reports():
    html = site_page([*ENTRIES, entry("QWO", None, scenario="options")], AREAS, TOLD)
    west = html[html.index('id="qwo"') : html.index('id="qwo-leeds"')]
    shown, folded = west[: west.index("<details>")], west[west.index("<details>") : west.index("</details>")]
    assert ("baseline/QWO" in shown, "options/QWO" in shown) == (True, False)
    assert ("baseline/QWO" in folded, "options/QWO" in folded) == (False, True)
    assert "<summary>Options<" in folded


def test_a_scenario_nobody_describes_goes_by_its_name():
    assert "<dt>Bad winter</dt>" in site_page([*ENTRIES, entry("QWO", None, scenario="bad_winter")], AREAS, TOLD)


def test_the_same_entries_in_any_order_give_the_same_page():
    assert site_page(ENTRIES, AREAS) == site_page(ENTRIES[::-1], AREAS.iloc[::-1])


def test_an_unknown_area_and_status_are_told_together_and_nothing_is_overwritten(tmp_path):
    (tmp_path / "index.html").write_text("before")
    with pytest.raises(InputError) as raised:
        write_site(tmp_path, [entry("QWO", "leds"), entry("QWO", None, status="done")], AREAS)
    assert "did you mean 'QWO/leeds'" in str(raised.value)
    assert "unknown status 'done'" in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "before"
