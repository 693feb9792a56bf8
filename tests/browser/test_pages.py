"""Real pages, opened as a person does: accessible, self-contained, and readable on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from planbook import workflow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PATHS = [
    "index.html",
    *(f"baseline/{area}/{step.stem}.html" for area in ("QWO/leeds", "EXAMPLE/_system") for step in workflow.STEPS),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [1280, 320])
def test_a_real_page_is_accessible_asks_for_nothing_and_fits(browser: Any, site: Path, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto((site / path).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert len([url for url in requested if not url.startswith("data:")]) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.close()
