"""Pages made from real data are whole: no gap, no script, no machine's trace, and marked where they are not real."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from itertools import product
from pathlib import Path

import pytest

from planbook import workflow

pytestmark = pytest.mark.notebook
REAL = ("baseline/QWO/_system", "options/QWO/leeds", "baseline/S1Y5D/_system")
FICTIONAL = ("baseline/EXAMPLE/_system", "plan/EXAMPLE/_system")
NOTHING_ON = [("baseline/EXAMPLE/_system", "pathways")]  # nothing to download where no programme is on


def page(site: Path, area: str, step: str) -> str:
    return (site / area / f"{workflow.step(step).stem}.html").read_text()


@pytest.fixture(params=[(area, step.slug) for area in (*REAL, FICTIONAL[1]) for step in workflow.STEPS], ids="-".join)
def html(request: pytest.FixtureRequest, site: Path) -> str:
    area, step = request.param
    return page(site, area, step)


def test_a_page_is_one_file_that_asks_for_nothing(html: str) -> None:
    assert "<script" not in html
    assert "Content-Security-Policy" in html
    assert not re.search(r'(?:src|href)="https?:', html)
    assert "@import" not in html


def test_a_page_shows_no_gap(html: str) -> None:
    shown = re.sub(r"<(style|details).*?</\1>", "", html, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", shown)
    assert not re.search(r"\b(nan|None|NaT|inf|Traceback|Error)\b", text)
    assert "Warning" not in text


def test_no_headline_rests_on_a_figure_that_is_not_held(html: str) -> None:
    said = re.findall(r"<(h1|h3)>(.*?)</\1>|standfirst\">(.*?)</p>", html, flags=re.S)
    assert not [parts for parts in said if "not held people" in "".join(parts) or "About not held" in "".join(parts)]


def test_every_chart_draws_something_and_has_its_figures_behind_it(html: str) -> None:
    for figure in re.findall(r'<figure class="figure".*?</figure>', html, flags=re.S):
        assert figure.count("<path") >= 3
        assert re.search(r'<svg[^>]*aria-label="[^"]{20,}', figure)
        assert "The figures behind this chart" in figure
        assert 'download="' in figure
        assert 'class="source"' in figure
        assert 'class="basis' in figure


def test_the_first_screen_names_the_years_and_what_it_is_made_from(html: str) -> None:
    first = html[: html.index("In this report")]
    assert "Base year 2024/25; plan 2027/28 to 2031/32" in first
    assert "Made from" in first


def test_a_page_says_nothing_of_the_machine_that_made_it(html: str, site: Path) -> None:
    assert str(site) not in html
    assert str(Path.home()) not in html
    assert "/tmp" not in html


def test_the_fictional_icb_is_marked_on_every_page_and_in_every_download(site: Path) -> None:
    for area, step in product(FICTIONAL, workflow.STEPS):
        text = page(site, area, step.slug)
        assert "Fictional" in text[: text.index("<h1")]
        downloads = [
            base64.b64decode(each).decode() for each in re.findall(r'href="data:text/csv[^,"]*;base64,([^"]*)"', text)
        ]
        assert downloads or (area, step.slug) in NOTHING_ON
        assert all(line.rstrip().endswith("fictional") for each in downloads for line in each.strip().split("\n")[1:])
        assert 'basis-observed"' not in text.split("</style>")[-1]


def test_a_real_icb_is_never_called_fictional_and_never_asked_to_approve(site: Path) -> None:
    for area, step in product(REAL, workflow.STEPS):
        body = page(site, area, step.slug).split("</style>")[-1]
        assert "ictional" not in body
        if step.slug == "board":
            assert "Discussion: a case for change, not a plan" in body


def test_a_board_is_asked_to_decide_only_on_a_plan_that_was_adopted(site: Path) -> None:
    plan, nothing = (page(site, area, "board") for area in ("plan/EXAMPLE/_system", "baseline/EXAMPLE/_system"))
    assert "For decision" in plan
    assert "For discussion" in nothing
    assert all("For discussion" in page(site, area, "board") for area in REAL)


def test_the_manifest_lists_every_report_with_its_hash(site: Path) -> None:
    rows = json.loads((site / "manifest.json").read_text())
    assert {row["step"] for row in rows} == {step.slug for step in workflow.STEPS}
    for row in rows:
        assert set(row) >= {"system", "place", "scenario", "step", "path", "sha256", "status", "seconds"}
        assert row["status"] == "made"
        assert hashlib.sha256((site / row["path"]).read_bytes()).hexdigest() == row["sha256"]
