"""HTML that a notebook shows as it is, and the one way text becomes part of it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from planbook.errors import InputError, Problem

TEMPLATE = Path(__file__).parents[3] / "reports" / "template"
OPENING, CLOSING = '<div class="pb">', "</div>"


class Html(str):
    """A piece of HTML, safe to show: what it was made from has been escaped."""

    def _repr_html_(self) -> str:
        return f"{OPENING}{self}{CLOSING}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show a word where HTML cannot be shown, so that a notebook does not hold everything twice."""
        printer.text("HTML")


def safe(value: object) -> Html:
    """Give a value as HTML: escaped, unless it is `Html` already."""
    return value if isinstance(value, Html) else Html(escape(str(value), quote=True))


def join(parts: Iterable[object], between: str = "") -> Html:
    """Join pieces, escaping those that are not `Html`; `between` is HTML."""
    return Html(between.join(safe(part) for part in parts))


def element(tag: str, content: object = "", /, **attributes: object) -> Html:
    """Make one element; attributes are escaped, `class_` is `class`, `_` in a name is `-`, None leaves one out."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{safe(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Html(f"<{tag}{written}>{safe(content)}</{tag}>")


def stylesheet() -> Html:
    """Give the components' style, for a notebook opened in JupyterLab (the report has it from its template)."""
    return Html(f"<style>{read_template('style.css')}</style>")


def read_template(name: str) -> str:
    """Read one file of `reports/template`; raises `InputError` when the template folder is not there."""
    path = TEMPLATE / name
    if not path.is_file():
        raise InputError(
            Problem(f"no {name}", "reports/template", "run from a checkout of the project, which holds it")
        )
    return path.read_text(encoding="utf-8")
