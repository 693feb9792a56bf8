"""A page that shows every component, and a browser to open it in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from planbook.present import charts, page, words
from planbook.produce.render import Link, PageContext, render

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SEEN = charts.About("An invented series, for this test only", "July 2025", "observed", "Exampleshire", True)
MADE = charts.About("An invented projection, for this test only", "2023", "modelled", "Exampleshire", True)
LONG = "Somewhere With A Very Long Name, Another Name and a Third Name"


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Give a Chromium, or skip with the reason."""
    path = os.environ.get("PLANBOOK_CHROMIUM") or shutil.which("chromium")
    if not path and os.environ.get("PLANBOOK_BROWSER") == "required":
        pytest.fail("no Chromium here, and PLANBOOK_BROWSER says that the browser tests must run")
    if not path:
        pytest.skip("no Chromium here: set PLANBOOK_CHROMIUM to its path")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def context() -> PageContext:
    """Give the context of a fictional place with sister places and other steps."""
    names = ("Northtown", "Southtown", LONG)
    return PageContext(
        title="Who needs care",
        system_name="Example ICB",
        place_name="Northtown",
        step="need",
        number=3,
        home=Link("England", "../../../index.html"),
        system=Link("Example ICB", "../_system/03_need.html"),
        steps=(
            Link("Where we start", "02_baseline.html"),
            Link("Who needs care", "03_need.html", current=True),
            Link("What the board needs to know", "16_board.html"),
        ),
        places=tuple(Link(name, f"../{name}/03_need.html", current=name == "Northtown") for name in names),
        fictional=True,
        banner="Fictional: the Example ICB does not exist. Its figures are invented for this test.",
        as_at="July 2025",
        version="0.1.0",
    )


@pytest.fixture(scope="session")
def sample_html(context: PageContext) -> str:
    """Give a page that holds every component once."""
    return render(sample_notebook(), context)


def sample_notebook() -> nbformat.NotebookNode:
    """Give a notebook as if executed: prose, hidden cells, and one output a component."""
    shown = [
        _masthead(),
        "## Key numbers",
        _key_numbers(),
        page.note("A quiet caveat, beside the story."),
        "## Who needs care\n\nAgeing, more than growth, drives need.",
        *map(page.figure, _charts_over_time()),
        page.section("How places compare", "Places side by side, with England."),
        *map(page.figure, _charts_ranked()),
        "## How sure we are",
        *_tables(),
        page.callout("Weak evidence moves this answer", "Rated red."),
        page.checks(["The places add up to the system.", (False, "The months add up to the year.")]),
        page.text("A paragraph.", "And another."),
        page.tile_map(caption="Where it is", links={"QWO": "#ages"}, current="QWO"),
        page.tile_map(caption="A value for some", values={"QWO": 3.0, "QOP": 2.0, "QF7": 1.0}, unit="percent"),
        page.ask("Questions for discussion", [("Choose", "what to test first."), "Note the gaps in what is held."]),
    ]
    title = "# Who needs care, now and through the plan?\n\n**Reads** population. **Assumes** the projection holds."
    cells = [new_markdown_cell(title), _code("system = 'X'", tags=["parameters"]), *map(_cell, shown)]
    return new_notebook(cells=cells)


def _cell(shown: str) -> nbformat.NotebookNode:
    return _code("shown", shown) if isinstance(shown, page.Html) else new_markdown_cell(shown)


def _code(source: str, shown: page.Html | None = None, tags: list[str] | None = None) -> nbformat.NotebookNode:
    data = {"text/plain": "html", "text/html": shown._repr_html_()} if shown is not None else {"text/plain": "hidden"}
    return new_code_cell(source, outputs=[new_output("display_data", data)], metadata={"tags": tags or []})


def _masthead() -> page.Html:
    return page.masthead(
        "One in three people in Northtown will be over 65 by 2036, a quarter more than today",
        "The number of people aged 75 and over will grow by about a quarter in ten years. If care is given as it is "
        "today, visits to A&E pass what its departments can see in 2029. Most of this is ageing, not growth. "
        "The newest figures are of July 2025.",
        {
            "For": "Discussion; no approval is asked",
            "How sure we are": "Fairly: population is firm, segments rest on England's rates",
            "Oldest figure that matters": "Population, mid-2023",
        },
        banner="Fictional: shown in the notebook",
    )


def _key_numbers() -> page.Html:
    how = ["People aged 75 and over, times visits a person.", "Moved most by: the rate of visits."]
    visits = ("A&E visits a day, 2030", 3412, 3331, 3489, "attendances", "14% more than today", how, "modelled")
    people = ("People registered", 2_707_693, None, None, "people", "counted by GP practices", how, "observed")
    money = ("Money gap, 2030 to 2031", 19e6, -4e6, 41e6, "gbp", "before any plan", how, "illustrative")
    rooms = ("Rooms for clinics", None, None, None, "beds", "nobody publishes it by area", [], "apportioned")
    numbers = [page.KeyNumber(*number, "An invented source", "July 2025") for number in (visits, people, money)]
    return page.key_numbers([*numbers, page.KeyNumber(*rooms)])


def _charts_over_time() -> list[charts.Chart]:
    years = list(range(2024, 2037))
    slopes = {"75 and over": 2.0, "65 to 74": 1.93, "18 to 64": 0.5, "0 to 17": -0.4}
    ages = pd.DataFrame(
        [(y, g, s * (y - 2024)) for g, s in slopes.items() for y in years], columns=["year", "age", "change"]
    )
    ages = ages.assign(low=ages["change"] - 2, high=ages["change"] + 2)
    rise = pd.Series(range(13))
    beds = pd.DataFrame({"year": years, "beds": 2900 + 20 * rise, "low": 2900 + 10 * rise, "high": 2900 + 35 * rise})
    month = [str(m) for m in pd.period_range("2022-04", "2025-07", freq="M")]
    visits = [90_000 + 200 * i + (i % 5) * 1900 - (i % 7) * 1500 for i in range(40)]
    return [
        charts.lines(
            ages,
            "year",
            "change",
            "age",
            message="People aged 75 and over grow by about a quarter in 12 years",
            subtitle="Change in population since 2024/25, Exampleshire",
            name="ages",
            about=MADE,
            unit="percent_change",
            focus="75 and over",
            low="low",
            high="high",
            x_words=words.year_label,
        ),
        charts.lines(
            beds,
            "year",
            "beds",
            message="Beds needed pass what hospitals have in 2029",
            subtitle="Beds, mean of the year",
            name="beds",
            about=MADE,
            unit="beds",
            low="low",
            high="high",
            reference=(3010, "What hospitals have today:"),
            x_words=words.year_label,
        ),
        charts.months(
            pd.DataFrame({"month": month, "visits": visits}),
            "month",
            "visits",
            message="Visits to A&E rose by 7% in three years",
            subtitle="A&E attendances a month, Exampleshire",
            name="visits",
            about=SEEN,
            unit="attendances",
        ),
    ]


def _charts_ranked() -> list[charts.Chart]:
    rates = pd.DataFrame(
        [
            ("Northtown", 31.2, 30, 32.4),
            (LONG, 25.1, 23.5, 26.7),
            ("Southtown", 27.4, 26, 28.8),
            ("Unknown", None, None, None),
        ],
        columns=["place", "rate", "low", "high"],
    )
    fifths = ["Most deprived fifth", "2nd", "3rd", "4th", "Least deprived fifth"]
    counts = {"Exampleshire": (39, 21, 16, 14, 10), "England": (20, 20, 20, 20, 20)}
    people = [(area, fifth, n) for area, ns in counts.items() for fifth, n in zip(fifths, ns, strict=True)]
    return [
        charts.bars(
            rates,
            "place",
            "rate",
            message="Northtown has the highest rate",
            subtitle="Rate in every 100 people",
            name="bars",
            about=SEEN,
            unit="percent",
            low="low",
            high="high",
            focus="Northtown",
            reference=(20.0, "England"),
            order="largest",
        ),
        charts.dots(
            rates,
            "place",
            "rate",
            "low",
            "high",
            message="Northtown lies above England",
            subtitle="Rate per 1,000 people",
            name="dots",
            about=SEEN,
            unit="per_1000",
            focus="Northtown",
            reference=(27.2, "England"),
        ),
        charts.stacked(
            pd.DataFrame(people, columns=["area", "fifth", "people"]),
            "area",
            "fifth",
            "people",
            message="39 in every 100 people live in the most deprived fifth",
            subtitle="People by national fifth of deprivation",
            name="fifths",
            about=SEEN,
            unit="people",
            ordered=True,
        ),
    ]


def _tables() -> list[page.Html]:
    figures = pd.DataFrame(
        [
            ("People", 1_000_000.0, 990_000.0, 1_010_000.0, "observed", "July 2025"),
            ("Visits", 412_000.0, 400_000.0, 424_000.0, "modelled", "July 2025"),
            ("Beds", None, None, None, "apportioned", "June 2025"),
        ],
        columns=["what", "count", "low", "high", "basis", "until"],
    )
    assumed = pd.DataFrame(
        [
            ("Growth in visits", 1.93, 1.2, 2.6, "percent_per_year", "Own trend", "green"),
            ("Optimism", 25.0, None, None, "percent", "Expert view", "red"),
        ],
        columns=["name", "value", "low", "high", "unit", "source", "rating"],
    )
    held = pd.DataFrame({"what": ["Estate"], "why": ["not published by area"], "supply": ["template estate"]})
    heads = {"what": "What", "count": "How many", "basis": "Basis", "until": "Newest figure"}
    ranges = {"count": ("low", "high")}
    return [
        page.table(
            figures, "What we start from", heads, units={"count": "people"}, ranges=ranges, about=SEEN, name="start"
        ),
        page.assumptions(assumed),
        page.not_held(held),
    ]
