"""Real pages, opened as a person does: accessible, self-contained, and readable on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from planbook import workflow

pytestmark = [pytest.mark.browser]
# What passed is of no interest, and gathering it takes longer than all else.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
OPTIONS, PLAN = "options/QWO/leeds", "plan/EXAMPLE/_system"
AROUND = ["index.html", "lead/EXAMPLE.html", "lead/QWO.html"]
PATHS = [*AROUND, *(f"{area}/{step.stem}.html" for area in (OPTIONS, PLAN) for step in workflow.STEPS)]
# Whether colours stand apart is half of axe's time, and a matter of the style sheet: it is asked of each step once,
# where there is most to see; a real ICB has next to nothing to show in some.
FULLER_IN_A_PLAN = {"goals", "alignment", "governance", "monitoring", "board"}
COLOURS_SEEN = {
    *AROUND,
    *(f"{PLAN if step.slug in FULLER_IN_A_PLAN else OPTIONS}/{step.stem}.html" for step in workflow.STEPS),
}
NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"
WIDE = "document.documentElement.scrollWidth"
# A table's rows are alike: the first few are as good as all, and axe takes its time over each cell.
FIRST_ROWS = "document.querySelectorAll('tbody').forEach(each => [...each.rows].slice(3).forEach(row => row.remove()))"


@pytest.mark.parametrize("path", PATHS)
def test_a_real_page_is_accessible_asks_for_nothing_and_fits_a_desk_and_a_phone(
    browser: Any, site: Path, path: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 900})
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto((site / path).as_uri())
    page.evaluate(UNFOLD)
    assert page.evaluate(WIDE) <= 320
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(WIDE) <= 1280
    assert len([url for url in requested if not url.startswith("data:")]) == 1
    page.evaluate(FIRST_ROWS)
    found = Axe().run(page, options=RULES if path in COLOURS_SEEN else RULES | NO_COLOURS)
    assert found.violations_count == 0, found.generate_report()
    page.close()
