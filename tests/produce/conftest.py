"""A toy project: four invented pieces of land, one step, two tables, notebooks of two cells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import nbformat
import pandas as pd
import pytest

import planbook.steps
from planbook import workflow
from planbook.data import reference
from planbook.produce import code, project, run
from planbook.workflow import Step, Table

YAML = {
    "planning.yaml": """
        round: 2027/28
        as_at: 2026-11-21
        base_year: 2024
        nowcast_years: [2025, 2026]
        plan_start: 2027
        plan_years: 5
        horizon: 2036
        price_base: 2024
        calendar_to_financial: {first: 0.75, second: 0.25}
        n_draws: 16
        seed: 7
        sliver_people: 20
        stale_after_months: 6
        footprint: '2026'
        """,
    "reports.yaml": """
        systems: {QAA: {places: all}}
        scenarios: [baseline]
        steps: all
        """,
    "sources.yaml": """
        invented: {title: Invented evidence, publisher: Nobody, date: 2024, grade: L}
        """,
    "assumptions/toy.yaml": """
        step: toy
        assumptions:
          growth_pct:
            meaning: How much the people of an area grow
            unit: percent_change
            value: 10
            low: 5
            high: 15
            source: invented
            as_of: 2024
            quality: red
            because: invented for a test
          unread_pct:
            meaning: Something no table reads
            unit: percent
            value: 1
            low: 0
            high: 2
            source: invented
            as_of: 2024
            quality: red
            because: invented for a test
        """,
    "places/QAA/north.yaml": """
        system: QAA
        place: north
        overrides: []
        """,
    "scenarios/baseline.yaml": """
        scenario: baseline
        title: Baseline
        story: Nothing changes.
        """,
    "scenarios/winter.yaml": """
        scenario: winter
        title: Winter
        story: More people come.
        overrides:
          - {key: toy.growth_pct, value: 20, because: a story}
        """,
}

STEP_SOURCE = '''
"""A toy step."""
import pandas as pd

from planbook.data.inputs import Inputs

MADE = []


def toy_people(inputs: Inputs) -> pd.DataFrame:
    MADE.append("toy_people")
    people = inputs.reference("pieces").set_index("piece")["census_people"]
    rows = [
        (area.code, 2024, float(people[list(area.pieces)].sum() * area.scale), "observed", "census")
        for area in inputs.areas.every
    ]
    return pd.DataFrame(rows, columns=["area", "year", "people", "basis", "source"])


def toy_growth(inputs: Inputs) -> pd.DataFrame:
    MADE.append("toy_growth")
    grown = inputs.table("toy_people").set_index("area")["people"] * (1 + _growth(inputs) / 100)
    frame = grown.rename("people").reset_index().assign(year=2027, basis="modelled", source="census")
    return frame[["area", "year", "people", "basis", "source"]].iloc[::-1]


def _growth(inputs):
    growth = inputs.value("toy.growth_pct").to_series()
    return growth.reindex([area.code for area in inputs.areas.every], fill_value=growth.iloc[-1])
'''

COLUMNS = ("area", "year", "people", "basis", "source")
TOY = Step(
    "toy",
    1,
    "Toy",
    "How many?",
    (),
    (
        Table("toy_people", ("area", "year"), COLUMNS, "People."),
        Table("toy_growth", ("area", "year"), COLUMNS, "People to come."),
    ),
)
LATER = Step("later", 2, "Later", "And then?", ("toy",), ())
ALONE = Step("alone", 3, "Alone", "Who else?", (), ())
STEPS = (TOY, LATER, ALONE)


def notebook(*sources: str) -> nbformat.NotebookNode:
    """Give a notebook with a cell of parameters and one cell for each source."""
    parameters = nbformat.v4.new_code_cell(
        'system = "QAA"\nplace = None\nscenario = "baseline"', metadata={"tags": ["parameters"]}, id="parameters"
    )
    cells = [nbformat.v4.new_code_cell(dedent(source), id=f"cell-{n}") for n, source in enumerate(sources)]
    made = nbformat.v4.new_notebook(cells=[parameters, *cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


def put_notebook(root: Path, stem: str, *sources: str) -> Path:
    """Write a notebook of the toy project."""
    path = root / "notebooks" / f"{stem}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(*sources), path)
    return path


def write_params(root: Path, **changed: str) -> None:
    """Write the toy project's params, some of them with other text (`scenarios__winter` is scenarios/winter.yaml)."""
    texts = YAML | {f"{name.replace('__', '/')}.yaml": text for name, text in changed.items()}
    for name, text in texts.items():
        path = root / "params" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def write_reference(folder: Path) -> None:
    """Write invented reference tables: two ICBs of two authorities each, and what their sources are."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        ("north", "E08000001", "North", "QAA", 100.0),
        ("south", "E08000002", "South", "QAA", 300.0),
        ("east", "E08000003", "East", "QBB", 500.0),
        ("west", "E08000004", "West", "QBB", 700.0),
    ]
    pieces = pd.DataFrame(
        [(piece, lad, name, lad, name, icb, icb, people, 1.0, 1, "census") for piece, lad, name, icb, people in rows],
        columns=[
            "piece",
            "lad_code",
            "lad_name",
            "upper_tier_code",
            "upper_tier_name",
            "icb_2022",
            "icb_2026",
            "census_people",
            "lad_share",
            "age_third",
            "source",
        ],
    )
    systems = pd.DataFrame(
        [
            (footprint, code, f"NHS {name} Integrated Care Board", name, "E5400", "Y99", "Region", source)
            for footprint in ("2022", "2026")
            for code, name, source in (("QAA", "Aytown", "census"), ("QBB", "Beetown", "census"))
        ],
        columns=["footprint", "system", "name", "short_name", "ons_code", "region_code", "region_name", "source"],
    )
    pieces.to_parquet(folder / "pieces.parquet", index=False)
    systems.to_parquet(folder / "systems.parquet", index=False)
    pd.DataFrame(
        [("census", "Invented census", "Nobody", "2021", "None", "", "")],
        columns=["key", "publication", "publisher", "period", "licence", "known_problems", "how_shipped"],
    ).to_csv(folder / "sources.csv", index=False)


def _forget() -> None:
    for remembered in (reference.load, reference.digest, reference.sources, reference.population):
        remembered.cache_clear()
    for remembered in (
        code.code_key,
        code.modules_used,
        code.references_named,
        code._spec,
        code._imported,
        code.modules_of_notebook,
        code.module_digest,
        code.page_versions,
        code.library_versions,
        code._file,
        code._text,
        code.arrays_named,
    ):
        remembered.cache_clear()
    project._OPENED.clear()
    project._FROZEN.clear()
    run._HELD.clear()


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of a toy project with its own steps, reference tables, params and notebooks."""
    import sys

    root, steps = tmp_path / "project", tmp_path / "steps"
    steps.mkdir()
    (steps / "toy.py").write_text(STEP_SOURCE, encoding="utf-8")
    write_params(root)
    for step in STEPS:
        put_notebook(root, step.stem, "print(system)", "place")
    write_reference(tmp_path / "reference")
    monkeypatch.setattr(reference, "FOLDER", tmp_path / "reference")
    monkeypatch.setattr(planbook.steps, "__path__", [*planbook.steps.__path__, str(steps)])
    monkeypatch.setattr(workflow, "STEPS", STEPS)
    _replace(monkeypatch, workflow.BY_SLUG, {step.slug: step for step in STEPS})
    _replace(monkeypatch, workflow.TABLES, {table.name: table for table in TOY.produces})
    _replace(monkeypatch, workflow.STEP_OF, {table.name: TOY for table in TOY.produces})
    monkeypatch.delenv("PLANBOOK_CACHE", raising=False)
    monkeypatch.setenv("PLANBOOK_ROOT", str(root))
    _forget()
    yield root
    _forget()
    sys.modules.pop("planbook.steps.toy", None)
    logging.getLogger("planbook").handlers.clear()


@pytest.fixture
def forget() -> Callable[[], None]:
    """Give the function that makes this process forget what it has read, as a new process would not know it."""
    return _forget


@pytest.fixture
def write_notebook() -> Callable[..., Path]:
    """Give the function that writes a notebook: of a project's folder, its stem and the sources of its cells."""
    return put_notebook


def _replace(monkeypatch: pytest.MonkeyPatch, known: dict, others: dict) -> None:
    for name in list(known):
        monkeypatch.delitem(known, name)
    for name, other in others.items():
        monkeypatch.setitem(known, name, other)
