"""One notebook, one page: standalone, the same twice, and nothing a reader should not see."""

from __future__ import annotations

import re
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from planbook.errors import InputError
from planbook.present import page
from planbook.produce.render import Link, PageContext, failure_page, render

CONTEXT = PageContext(
    title="Who needs care",
    system_name="Example & ICB",
    place_name="North <town>",
    step="need",
    number=3,
    home=Link("England", "../../../index.html"),
    system=Link("Example & ICB", "../_system/03_need.html"),
    steps=(Link("Baseline", "02_baseline.html"), Link("Need", "03_need.html", current=True)),
    places=(Link("North <town>", "../north/03_need.html", current=True), Link("South", "../south/03_need.html")),
    as_at="July 2025",
    version="0.1.0",
)


def cell(
    html: str = "", tags: tuple[str, ...] = (), source: str = "secret_code = 1", **data: str
) -> nbformat.NotebookNode:
    output = new_output("display_data", {"text/html": page.Html(html)._repr_html_(), **data})
    return new_code_cell(source, outputs=[output], metadata={"tags": list(tags)})


def book(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    title = new_markdown_cell("# Who needs care?\n\n**Reads** people.")
    return new_notebook(cells=[title, cell(page.masthead("The message", "The story", {"Asked": "Nothing"})), *cells])


def test_the_same_notebook_gives_the_same_bytes():
    first, second = (render(book(new_markdown_cell("## A\n\ntext"), cell("<p>x</p>")), CONTEXT) for _ in range(2))
    assert first == second


def test_rendering_leaves_the_notebook_as_it_was():
    given = book(cell("<p>x</p>", tags=("setup",)))
    before = nbformat.writes(given)
    render(given, CONTEXT)
    assert nbformat.writes(given) == before


def test_no_code_no_prompt_no_script_and_nothing_fetched():
    html = render(book(cell("<p>x</p>")), CONTEXT)
    assert "secret_code" not in html
    assert not re.search(r"In&nbsp;?\[|Out\[|<script|<link|@import|url\(http", html)
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html
    assert html.count("<style>") == 1


@pytest.mark.parametrize("tag", ["parameters", "injected-parameters", "setup", "lab-only"])
def test_hidden_cells_vanish_wholly(tag):
    note = new_markdown_cell("hidden words", metadata={"tags": [tag]})
    html = render(book(cell("<p>hidden output</p>", tags=(tag,)), note), CONTEXT)
    assert "hidden" not in html.split("</style>")[1]


def test_one_h1_the_question_above_it_and_contents_of_h2():
    html = render(book(new_markdown_cell("## First\n\na"), new_markdown_cell("## Second\n\nb")), CONTEXT)
    assert html.count("<h1") == 1
    assert "</strong> Who needs care?</p>" in html
    assert '<a href="#first">First</a>' in html
    assert '<h2 id="second">' in html


def test_the_question_given_stands_before_the_notebooks_own():
    html = render(book(), replace(CONTEXT, question="What now?"))
    assert "</strong> What now?</p>" in html


def test_names_are_escaped_and_where_we_are_is_said():
    html = render(book(), CONTEXT)
    assert "North <town>" not in html
    assert '<li aria-current="page">North &lt;town&gt;</li>' in html
    assert '<a href="../_system/03_need.html">Example &amp; ICB</a>' in html
    assert '<a href="03_need.html" aria-current="page">Need</a>' in html
    assert '<a href="../south/03_need.html">South</a>' in html
    assert '<html lang="en-GB">' in html


def test_a_fictional_area_is_never_without_its_banner():
    html = render(book(), replace(CONTEXT, fictional=True))
    assert "<strong>Fictional:</strong> Example &amp; ICB does not exist" in html
    assert "(fictional)</title>" in html
    assert "Fictional" not in render(book(), CONTEXT)


def test_licence_age_of_data_and_version_stand_at_the_foot():
    html = render(book(), CONTEXT)
    assert "Open Government Licence v3.0" in html
    assert "Contains OS data © Crown copyright" in html
    assert "Newest data: July 2025." in html
    assert "planbook 0.1.0" in html


def test_a_notebook_that_raised_is_refused_with_its_cell():
    raised = new_code_cell("x", outputs=[new_output("error", ename="ValueError", evalue="bad", traceback=[])])
    with pytest.raises(InputError, match=r"cell 3.*ValueError: bad"):
        render(book(raised), CONTEXT)


def test_warnings_and_widgets_without_words_never_show():
    widget = {"application/vnd.jupyter.widget-view+json": "{}", "text/plain": "IntSlider(value=1)"}
    outputs = [new_output("stream", name="stderr", text="a warning"), new_output("display_data", widget)]
    html = render(book(new_code_cell("x", outputs=outputs)), CONTEXT)
    assert "a warning" not in html
    assert "IntSlider" not in html


def test_the_last_value_of_a_cell_shows_as_what_it_displays():
    data = {"text/plain": "HTML", "text/html": page.text("the last value")._repr_html_()}
    html = render(book(new_code_cell("x", outputs=[new_output("execute_result", data, execution_count=1)])), CONTEXT)
    assert "<p>the last value</p>" in html


def test_printed_sentences_show_escaped():
    html = render(book(new_code_cell("x", outputs=[new_output("stream", name="stdout", text="2 < 3")])), CONTEXT)
    assert "<pre>2 &lt; 3</pre>" in html


def test_a_failure_page_says_what_stopped_it_and_where():
    html = failure_page(CONTEXT, "need", 7, "line 12: unknown key <b>")
    assert "This report could not be made" in html
    assert "In cell 7" in html
    assert "unknown key &lt;b&gt;" in html
    assert "In cell" not in failure_page(CONTEXT, "need", None, "no such file")
