"""The sample page in a browser: accessible, still, and no wider than a phone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planbook.produce.render import failure_page
from planbook.produce.site import site_page

pytestmark = pytest.mark.browser
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = ["report", "failure", "site"]


@pytest.fixture(scope="module")
def files(tmp_path_factory, sample_html, context) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    area = ("QWO", None, "NHS West Yorkshire Integrated Care Board", "North East and Yorkshire", False)
    place = ("QWO", "long", "A Place With A Remarkably Long Name, Joined to Another", "North East and Yorkshire", False)
    areas = pd.DataFrame([area, place], columns=["system", "place", "name", "region", "fictional"])
    entries = [
        {"system": "QWO", "place": p, "scenario": "baseline", "step": "need", "path": f"{p}.html", "status": s}
        for p, s in ((None, "made"), ("long", "failed"))
    ]
    made = {
        "report": sample_html,
        "failure": failure_page(context, "need", 7, f"unknown key: {'long' * 60}"),
        "site": site_page(entries, areas),
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


def opened(browser, path: Path, width: int = 1280, **more):
    tab = browser.new_page(viewport={"width": width, "height": 900}, **more)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(path.as_uri())
    return tab, asked, said


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_against_wcag_2_2_aa(browser, files, name, width):
    from axe_playwright_python.sync_playwright import Axe

    tab, _, _ = opened(browser, files[name], width, bypass_csp=True)
    for details in tab.query_selector_all("details"):
        details.evaluate("element => element.open = true")
    answer = Axe().run(tab, options=WCAG).response
    found = answer["violations"]
    tab.close()
    assert len(answer["passes"]) > 5
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_requested_and_nothing_refused(browser, files, name):
    tab, asked, said = opened(browser, files[name])
    tab.wait_for_load_state("load")
    tab.close()
    assert asked == [files[name].as_uri()]
    assert said == []


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_never_scrolls_sideways(browser, files, name):
    tab, _, _ = opened(browser, files[name], 320)
    for details in tab.query_selector_all("details"):
        details.evaluate("element => element.open = true")
    wide = tab.evaluate("document.documentElement.scrollWidth")
    tab.close()
    assert wide == 320


def test_no_chart_text_is_cut_off_at_the_edge(browser, files):
    tab, _, _ = opened(browser, files["report"])
    out = tab.evaluate(
        """() => [...document.querySelectorAll('.chart svg')].flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const t = text.getBoundingClientRect();
                const across = t.left < box.left - 1 || t.right > box.right + 1;
                return across || t.top < box.top - 2 || t.bottom > box.bottom + 2;
            }).map(text => text.textContent)})"""
    )
    count = tab.locator(".chart svg").count()
    tab.close()
    assert count == 6
    assert out == []


def test_tiles_side_by_side_line_up(browser, files):
    tab, _, _ = opened(browser, files["report"])
    tops = tab.evaluate("[...document.querySelectorAll('.tile .words')].map(e => e.getBoundingClientRect().top)")
    tab.close()
    assert len(tops) == 4
    assert max(tops) - min(tops) < 1


def test_the_table_behind_a_chart_unfolds_and_downloads(browser, files):
    tab, _, _ = opened(browser, files["report"])
    tab.locator("#bars summary").click()
    with tab.expect_download() as download:
        tab.locator("#bars a.download").click()
    rows = pd.read_csv(download.value.path(), encoding="utf-8-sig")
    name = download.value.suggested_filename
    tab.close()
    assert name == "exampleshire-bars.csv"
    assert set(rows["status"]) == {"fictional"}
    assert set(rows["basis"]) == {"observed"}


def test_the_first_tab_stop_skips_to_the_report(browser, files):
    tab, _, _ = opened(browser, files["report"])
    tab.keyboard.press("Tab")
    first = tab.evaluate("document.activeElement.textContent")
    tab.keyboard.press("Enter")
    focused = tab.evaluate("document.activeElement.id")
    tab.close()
    assert first == "Skip to the report"
    assert focused == "main"


def test_print_has_no_navigation_and_ends_with_its_footer(browser, files):
    tab, _, _ = opened(browser, files["report"])
    tab.emulate_media(media="print")
    hidden = [
        tab.locator(selector).first.is_visible() for selector in (".crumbs", ".steps", ".toc", ".places", ".skip")
    ]
    foot = tab.locator("footer").bounding_box()
    end = tab.evaluate("document.documentElement.scrollHeight")
    tab.close()
    assert hidden == [False] * 5
    assert abs(foot["y"] + foot["height"] - end) < 2
