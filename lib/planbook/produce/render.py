"""From an executed notebook to one standalone HTML page: no code, no script, nothing fetched.

nbconvert turns cells into fragments with the template in `reports/template`; `present.outline` arranges them; the
page around them is a template of its own, shared with the site's front page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# Before anything of Jupyter's imports jsonschema.
import planbook.produce.lean  # noqa: F401

# isort: split
import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode
from traitlets.config import Config

from planbook.errors import InputError, Problem
from planbook.present.blocks import banner_text
from planbook.present.html import TEMPLATE, Html, read_template
from planbook.present.outline import Outline, outline
from planbook.produce.page_context import Link, PageContext

__all__ = ["Link", "PageContext", "exporter", "failure_page", "render", "write_page"]

HIDDEN_TAGS = frozenset({"parameters", "injected-parameters", "setup", "lab-only"})
WIDGET = "application/vnd.jupyter.widget-view+json"
SHOWN = ["text/html", "image/svg+xml", "image/png", "text/markdown", "text/plain"]


def render(notebook: NotebookNode, page: PageContext) -> str:
    """Give the page of an executed notebook: pure, and the same bytes for the same input.

    Raises `InputError` when a cell of the notebook raised, or when its output holds script or one id twice.
    """
    shown = shown_cells(notebook)
    fragments, _ = exporter().from_notebook_node(shown)
    _check_all_there(shown, fragments)
    found = outline(fragments)
    return fill("report.html.j2", page, outline=marked(found), question=page.question or found.question)


def failure_page(page: PageContext, step: str, cell: int | None, message: str) -> str:
    """Give the page that stands where a notebook failed: what stopped it, in which cell, and what to do."""
    return fill("failure.html.j2", page, step=step, cell=cell, message=message)


def fill(template: str, page: PageContext, **parts: Any) -> str:
    """Fill one of the page templates with a context and its parts; everything not `Html` is escaped."""
    banner = banner_of(page)
    return write_page(
        template,
        title=title_of(page),
        as_at=page.as_at,
        version=page.version,
        page=page,
        banner=Markup(banner_text(banner)) if banner else "",
        **parts,
    )


def write_page(template: str, **parts: Any) -> str:
    """Write a page from a template; `Html` goes in as it is, every other text escaped."""
    given = {key: Markup(part) if isinstance(part, Html) else part for key, part in parts.items()}
    return environment().get_template(template).render(css=stylesheets(), **given)


def banner_of(page: PageContext) -> str:
    """Give the banner: what the context says, and never nothing for a fictional area."""
    if page.banner or not page.fictional:
        return page.banner
    return f"Fictional: {page.system_name} does not exist. Use this to learn the method, not as evidence."


def title_of(page: PageContext) -> str:
    """Give the browser's title: what the page is, its place and system (once), and whether it is fictional."""
    places = [name for name in (page.place_name, page.system_name) if name and name not in page.title]
    mark = " (fictional)" if page.fictional else ""
    return " - ".join([page.title, *places]) + mark


def shown_cells(notebook: NotebookNode) -> NotebookNode:
    """Give a copy with only what a reader sees: no hidden cells, no widgets without words, no prompts."""
    kept = []
    for i, cell in enumerate(notebook.cells):
        if HIDDEN_TAGS.isdisjoint(cell.get("metadata", {}).get("tags", [])):
            outputs = cell.get("outputs", [])
            _refuse_errors(outputs, i + 1)
            kept.append(NotebookNode({**cell, "outputs": [_displayed(o) for o in outputs if not _only_widget(o)]}))
    metadata = NotebookNode({"language_info": {"name": "python"}})
    return nbformat.from_dict({**notebook, "cells": kept, "metadata": metadata})


class Fragments(HTMLExporter):
    """nbconvert's exporter, without reading the whole page again only to add texts that ours has already."""

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **named: Any
    ) -> tuple[str, dict[str, Any]]:
        """Give the cells as fragments, by our template."""
        found = self._init_resources(resources)
        chosen = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=found)
        self.register_filter("filter_data_type", chosen)
        return TemplateExporter.from_notebook_node(self, nb, found, **named)


@lru_cache(maxsize=1)
def exporter() -> HTMLExporter:
    """Give the exporter of fragments, made once a process."""
    settings = Config()
    settings.NbConvertBase.display_data_priority = SHOWN
    settings.HTMLExporter.exclude_anchor_links = True
    settings.HTMLExporter.default_preprocessors = []  # each would have the whole notebook checked again
    return Fragments(config=settings, template_name=TEMPLATE.name, extra_template_basedirs=[str(TEMPLATE.parent)])


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Give the page templates: everything is escaped, and a name nobody gave is an error."""
    read_template("page.html.j2")
    return Environment(
        loader=FileSystemLoader(TEMPLATE), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )


@lru_cache(maxsize=1)
def stylesheets() -> Markup:
    """Give the style of components and page."""
    return Markup(read_template("style.css") + read_template("page.css"))


def _refuse_errors(outputs: list[Mapping[str, Any]], cell: int) -> None:
    for output in outputs:
        if output.get("output_type") == "error":
            said = f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"
            raise InputError(Problem(said, f"cell {cell}", "a notebook that ran to its end"))


def _displayed(output: Mapping[str, Any]) -> NotebookNode:
    """Give a cell's last value as what it shows: the template knows no other difference."""
    if output["output_type"] != "execute_result":
        return NotebookNode(output)
    return NotebookNode({"output_type": "display_data", "data": output["data"], "metadata": output.get("metadata", {})})


def _check_all_there(shown: NotebookNode, fragments: str) -> None:
    """Refuse to lose a part of the page in silence."""
    wanted = sum("text/html" in o.get("data", {}) for cell in shown.cells for o in cell.get("outputs", []))
    found = fragments.count("<!--output-->")
    if found < wanted:
        raise InputError(Problem(f"{wanted - found} of {wanted} parts are missing from the page", "render"))


def _only_widget(output: Mapping[str, Any]) -> bool:
    data = output.get("data", {})
    return WIDGET in data and "text/html" not in data


def marked(found: Outline) -> dict[str, Any]:
    """Let the arranged parts into the page as they are."""
    contents = found.contents
    return {"lead": Markup(found.lead), "about": Markup(found.about), "body": Markup(found.body), "contents": contents}
