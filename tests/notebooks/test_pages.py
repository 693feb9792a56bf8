"""Pages made from real data are whole: no gap, no script, no machine's trace, and marked where they are not real."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from planbook import workflow

pytestmark = pytest.mark.notebook
NOTHING_ON = ["baseline/EXAMPLE/_system/05_pathways.html"]  # nothing to download where no programme is on


def page(site: Path, path: str) -> str:
    return (site / path).read_text()


def paths(site: Path, *systems: str) -> list[str]:
    """Give the path of every report of some systems; fails where there is none."""
    found = [row["path"] for row in json.loads((site / "manifest.json").read_text()) if row["system"] in systems]
    assert found
    return found


@pytest.fixture
def html(report_path: str, site: Path) -> str:
    return page(site, report_path)


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
    for path in paths(site, "EXAMPLE"):
        text = page(site, path)
        assert "Fictional" in text[: text.index("<h1")]
        downloads = [
            base64.b64decode(each).decode() for each in re.findall(r'href="data:text/csv[^,"]*;base64,([^"]*)"', text)
        ]
        assert downloads or path in NOTHING_ON
        assert all(line.rstrip().endswith("fictional") for each in downloads for line in each.strip().split("\n")[1:])
        assert 'basis-observed"' not in text.split("</style>")[-1]


def test_a_real_icb_is_never_called_fictional_and_never_asked_to_approve(site: Path) -> None:
    found = paths(site, "QWO", "S1Y5D")
    bodies = {path: page(site, path).split("</style>")[-1] for path in found}
    assert not [path for path, body in bodies.items() if "ictional" in body]
    boards = [body for path, body in bodies.items() if path.endswith("_board.html")]
    assert len(boards) == 3
    assert all("Discussion: a case for change, not a plan" in body for body in boards)


def test_a_board_is_asked_to_decide_only_on_a_plan_that_was_adopted(site: Path) -> None:
    boards = {path: page(site, path) for path in paths(site, "QWO", "S1Y5D", "EXAMPLE") if path.endswith("_board.html")}
    assert {path for path, text in boards.items() if "For decision" in text} == {"plan/EXAMPLE/_system/16_board.html"}
    others = [text for path, text in boards.items() if not path.startswith("plan/")]
    assert len(others) == 4
    assert all("For discussion" in text for text in others)


def test_the_manifest_lists_every_report_with_its_hash(site: Path) -> None:
    rows = json.loads((site / "manifest.json").read_text())
    assert {row["step"] for row in rows} == {step.slug for step in workflow.STEPS}
    for row in rows:
        assert set(row) >= {"system", "place", "scenario", "step", "path", "sha256", "status", "seconds"}
        assert row["status"] == "made"
        assert hashlib.sha256((site / row["path"]).read_bytes()).hexdigest() == row["sha256"]
