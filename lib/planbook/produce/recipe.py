"""What a report is made from, as hashes of contents: while its recipe is the same, making it again gives the same page.

A recipe is plain data, kept in the area's `run.json`. What many reports share (the code and libraries of a step's
pages, the state of a system's tables) is kept once, beside, under its own hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from planbook.data import reference
from planbook.data.areas import SystemAreas
from planbook.data.rows import groups_of
from planbook.params import Assumption, Evidence
from planbook.present.html import TEMPLATE
from planbook.produce.code import code_key, module_digest, modules_of_notebook, modules_used, page_versions
from planbook.produce.evidence import source_title, sources_frame
from planbook.produce.notebooks import content_hash
from planbook.produce.page_context import PageContext
from planbook.produce.project import Project
from planbook.produce.reading import Reading
from planbook.produce.reads import areas_digest, planning_digest
from planbook.produce.run import said_of
from planbook.produce.selection import Wanted
from planbook.produce.tables import SystemTables
from planbook.workflow import BY_SLUG, STEP_OF, TABLES, Step, upstream

Recipe = dict[str, Any]
States = dict[str, dict[str, Any]]

# What runs a notebook and makes its page, beside what the notebook itself imports.
RUNS_EVERY_NOTEBOOK = "planbook.produce.job"
SITE_ONLY = ("site.html.j2",)


class Recipes:
    """Works out the recipes of one project's reports, each hash once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._with: dict[str, dict[str, dict[str, str]]] = {}
        self._shown: dict[tuple[str, str, str], str] = {}
        self._sources: dict[str, str] = {}
        self._areas: dict[str, str] = {}
        self._notebooks: dict[str, str] = {}
        self._round = planning_digest(project.beliefs.planning)

    def recipe(
        self, wanted: Wanted, areas: SystemAreas, page: PageContext, reading: Reading, tables: SystemTables
    ) -> Recipe:
        """Give the recipe of a report that read this from these tables, without what it shares with others."""
        code = areas.area(wanted.place).code
        keys = self.keys_assumed(reading, tables)
        return {
            **self.plain(wanted, areas, page),
            "tables": dict(sorted(reading.tables.items())),
            "assumed": reading.assumed,
            "looked_at_parameters": reading.parameters,
            "assumptions": self.assumptions(keys, tables, code),
            "sources": {key: self.source(key) for key in reading.sources},
            "publications": {key: self.source(key) for key in reading.publications},
        }

    def plain(self, wanted: Wanted, areas: SystemAreas, page: PageContext) -> Recipe:
        """Give the part of a recipe that hangs on no table: notebook, round, areas, scenario, and the page around."""
        beliefs = self.project.beliefs
        links = {"home": page.home, "system": page.system, "steps": page.steps, "places": page.places}
        words = {name: value for name, value in asdict(page).items() if name not in links}
        return {
            "notebook": _once(self._notebooks, wanted.step, lambda: content_hash(self.notebook(wanted.step))),
            "round": self._round,
            "areas": _once(self._areas, wanted.system, lambda: areas_digest(areas)),
            "scenario": digest_of(repr(said_of(beliefs, wanted.scenario))),
            "links": digest_of(repr(links)),
            "words": digest_of(repr(words)),
        }

    def made_with(self, slug: str) -> dict[str, dict[str, str]]:
        """Give the code, template and libraries a step's pages are made with, each named with its hash or version."""
        if slug not in self._with:
            modules = {RUNS_EVERY_NOTEBOOK, *modules_of_notebook(self.notebook(slug))}
            if BY_SLUG[slug].produces:
                modules.add(f"planbook.steps.{slug}")
            used = sorted({each for module in modules for each in modules_used(module)})
            self._with[slug] = {
                "code": {name: module_digest(name)[:16] for name in used},
                "template": template_digests(),
                "libraries": page_versions(),
            }
        return self._with[slug]

    def keys_assumed(self, reading: Reading, tables: SystemTables) -> list[str]:
        """Give the keys of the assumptions a report showed."""
        if reading.parameters:
            return sorted(tables.parameters[tables.areas.system.code])
        return sorted({key for slug in reading.assumed for key in tables.reads_of(BY_SLUG[slug].produces)})

    def assumptions(self, keys: Iterable[str], tables: SystemTables, area: str) -> dict[str, str]:
        """Give the hash of each assumption as it is shown for an area; one that is gone has none."""
        known = tables.parameters[area]
        return {key: self._assumption(known[key], tables.scenario, area) for key in keys if key in known}

    def source(self, key: str) -> str:
        """Give the hash of all that is said of a source; of nothing for a key nobody described."""
        if not self._sources:
            self._sources = said_of_sources(self.project.beliefs.evidence)
        return self._sources.get(key, digest_of(""))

    def let_go(self) -> None:
        """Let go of what was worked out for single areas."""
        self._shown.clear()

    def notebook(self, slug: str) -> Any:
        """Give the path of a step's notebook."""
        return self.project.notebooks / f"{BY_SLUG[slug].stem}.ipynb"

    def _assumption(self, assumption: Assumption, scenario: str, area: str) -> str:
        asked = (scenario, area, assumption.key)
        if asked not in self._shown:
            # A line that moved in its file changes nothing that is believed.
            unnumbered = replace(assumption, set_by=tuple(replace(said, line=0) for said in assumption.set_by))
            title = source_title(assumption.source, self.project.beliefs.evidence)
            self._shown[asked] = digest_of(repr((unnumbered, title)))
        return self._shown[asked]


def states_of(tables: SystemTables, names: Iterable[str]) -> States:
    """Give the state of each table: what it read, its rows' hash by area, and the newest month its figures cover."""
    return {name: state_of(tables, name) for name in names}


def state_of(tables: SystemTables, name: str) -> dict[str, Any]:
    """Give the state of one table that is made."""
    stored = tables.made(name)
    return {
        "code": table_code(name),
        **stored.reads,
        "digest": stored.digest,
        "rows": row_digests(stored.frame),
        "newest": newest_month(stored.frame),
    }


def table_code(name: str) -> str:
    """Give the hash of a table's declaration and of the code it comes from."""
    return digest_of(repr(TABLES[name]) + code_key(f"planbook.steps.{STEP_OF[name].slug}"))


def row_digests(frame: pd.DataFrame) -> dict[str, str]:
    """Give a hash of each area's rows: their values, order, columns and types."""
    kinds = repr([(name, repr(kind)) for name, kind in frame.dtypes.items()]).encode()
    columns = [frame[name].to_numpy() for name in frame.columns]
    return {
        str(area): hashlib.sha256(b"\0".join([kinds, *(_in_bytes(column[rows]) for column in columns)])).hexdigest()[
            :20
        ]
        for area, rows in groups_of(frame, "area")
    }


def _in_bytes(values: np.ndarray) -> bytes:
    """Give numbers as they lie in memory, and words written out."""
    return json.dumps(values.tolist(), default=str).encode() if values.dtype == object else values.tobytes()


def newest_month(frame: pd.DataFrame) -> str:
    """Give the last month a table's figures cover, YYYY-MM, or nothing."""
    months = frame["period_to"].dropna() if "period_to" in frame else ()
    return str(max(months)) if len(months) else ""


def newest_behind(step: Step, states: Mapping[str, Mapping[str, Any]]) -> str:
    """Give the last month covered by the figures of a step and of those it needs, YYYY-MM, or nothing."""
    names = [table.name for each in (*upstream(step.slug), step) for table in each.produces]
    return max((states[name]["newest"] for name in names if name in states), default="")


def template_digests() -> dict[str, str]:
    """Give the hash of each file of the template that is part of a report."""
    files = sorted(path for path in TEMPLATE.iterdir() if path.is_file() and path.name not in SITE_ONLY)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in files}


def digest_of(text: str) -> str:
    """Give a short hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _once(known: dict[str, str], name: str, work_out: Callable[[], str]) -> str:
    if name not in known:
        known[name] = work_out()
    return known[name]


def said_of_sources(evidence: Mapping[str, Evidence]) -> dict[str, str]:
    """Give the hash of all that is said of each source, by its key."""
    described = sources_frame([*reference.sources()["key"], *evidence], evidence)
    return {row["key"]: digest_of(json.dumps([row])) for row in described.to_dict("records")}
