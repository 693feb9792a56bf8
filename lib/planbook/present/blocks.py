"""The blocks of a page: its head, its figures, its warnings and its ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planbook.errors import InputError, Problem
from planbook.present.about import About
from planbook.present.chart import Chart
from planbook.present.html import Html, element, join, stylesheet
from planbook.present.tables import basis_mark, download, table

__all__ = [
    "ask",
    "banner_text",
    "basis_mark",
    "callout",
    "checks",
    "figure",
    "masthead",
    "note",
    "section",
    "source_line",
    "text",
]


def masthead(title: str, standfirst: str, facts: Mapping[str, str], banner: str = "") -> Html:
    """Open the page: the message as its title, the story in four sentences, and facts (asked, sure, made from).

    In a notebook it also brings the style and the banner; the report's own template has both already.
    """
    asked = join(element("div", join([element("dt", name), element("dd", said)])) for name, said in facts.items())
    story = join([element("h1", title), element("p", standfirst, class_="standfirst")])
    parts = [element("div", story, class_="lead-story"), element("dl", asked, class_="facts") if facts else ""]
    lab = element("p", banner_text(banner), class_="banner lab") if banner else ""
    return join([stylesheet(), lab, element("div", join(parts), class_="lead")])


def banner_text(banner: str) -> Html:
    """Give a banner with its first words, up to the colon, made strong."""
    first, colon, rest = banner.partition(":")
    return join([element("strong", first + colon), rest]) if colon else element("strong", banner)


def figure(chart: Chart) -> Html:
    """Show a chart: message, subtitle, drawing, source, date and basis, and its figures to unfold and download."""
    said = join([element("h3", chart.message), element("p", chart.subtitle)])
    ends = {c for pair in chart.ranges.values() for c in pair}
    heads = {c: words for c, words in chart.columns.items() if c not in ends}
    ranges = {c: pair for c, pair in chart.ranges.items() if c in heads}
    caption = f"{chart.message}: {chart.subtitle}"
    behind = table(chart.frame, caption, heads, units=chart.units, ranges=ranges)
    link = download(chart.frame, chart.name, chart.about)
    data = join([element("summary", "The figures behind this chart"), behind, element("p", link)])
    parts = [
        element("figcaption", said),
        element("div", Html(chart.svg), class_="chart"),
        source_line(chart.about),
        element("details", data, class_="data"),
    ]
    return element("figure", join(parts), class_="figure", id=chart.name)


def source_line(about: About) -> Html:
    """Say source, date and basis under a figure or a table."""
    return element("p", join([about.line, ". ", basis_mark(about.basis)]), class_="source")


def section(heading: str, lead: str = "") -> Html:
    """Open a section (an h2, which the report lists in its contents) with a sentence under it."""
    return join([element("h2", heading), element("p", lead) if lead else ""])


def text(*paragraphs: str) -> Html:
    """Write paragraphs of plain sentences."""
    return join(element("p", paragraph) for paragraph in paragraphs)


def unfold(summary: str, content: Html) -> Html:
    """Keep what few readers need behind one line that unfolds without script."""
    return element("details", join([element("summary", summary), content]))


def callout(title: str, *paragraphs: str) -> Html:
    """Warn, rarely: which assumption, how weak, what it does to the answer."""
    return element("div", join([element("h3", title), text(*paragraphs)]), class_="callout")


def note(*paragraphs: str) -> Html:
    """Set a caveat beside the story, quietly."""
    return element("div", text(*paragraphs), class_="note")


def checks(sentences: Sequence[str | tuple[bool, str]], title: str = "Checked") -> Html:
    """List checks as sentences; a pair (held, sentence) that did not hold says so."""
    pairs = [(True, item) if isinstance(item, str) else item for item in sentences]
    items = join(
        element("li", sentence, class_="held")
        if held
        else element("li", join([element("strong", "Does not hold: "), sentence]), class_="broken")
        for held, sentence in pairs
    )
    return element("div", join([element("h3", title), element("ul", items)]), class_="checks")


def ask(title: str, items: Sequence[str | tuple[str, str]], lead: str = "") -> Html:
    """End with what is asked: each item a sentence, or (verb, rest) with the verb strong. Once a page.

    Raises `InputError` when nothing is asked.
    """
    if not items:
        raise InputError(Problem("nothing is asked", "ask", "at least one item"))
    listed = join(element("li", item if isinstance(item, str) else _strong(*item)) for item in items)
    said = [element("h2", title), element("p", lead) if lead else "", element("ol", listed)]
    return element("div", join(said), class_="ask")


def _strong(verb: str, rest: str) -> Html:
    return join([element("strong", verb), " ", rest])
