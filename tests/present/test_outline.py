"""From fragments to a page's outline: one h1, a contents, no clash, no script."""

from __future__ import annotations

import pytest

from planbook.errors import InputError
from planbook.present import page
from planbook.present.outline import outline, slug


def said(*pieces: str) -> str:
    return "".join(
        f"<!--output-->{p._repr_html_()}<!--end-->" if isinstance(p, page.Html) else f"<!--markdown-->{p}<!--end-->"
        for p in pieces
    )


def test_the_message_is_the_one_h1_and_the_title_the_question():
    found = outline(said("<h1 id='q'>Who &amp; why?</h1><p>Reads.</p>", page.masthead("M", "S", {}, "Fictional: x")))
    assert found.question == "Who & why?"
    assert str(found.lead).count("<h1>") == 1
    assert "<style" not in found.lead
    assert "banner" not in found.lead
    assert found.about == "<p>Reads.</p>"
    assert found.body == ""


def test_without_a_masthead_the_title_is_the_h1_and_nothing_is_lost():
    found = outline(said("<h1>Title</h1><p>Reads.</p>", page.text("More")))
    assert "<h1>Title</h1>" in found.lead
    assert "<p>Reads.</p>" in found.body
    assert "<p>More</p>" in found.body


def test_each_h2_opens_a_section_with_an_anchor_of_its_own():
    found = outline(
        said(
            page.masthead("M", "S", {}),
            "<p>First.</p><h2>Staff</h2><p>x</p>",
            page.section("Staff"),
            page.ask("Asked", ["a"]),
        )
    )
    assert found.contents == (("staff", "Staff"), ("staff-2", "Staff"), ("asked", "Asked"))
    assert found.body.count("<section") == 4
    assert '<section aria-labelledby="staff-2">\n<h2 id="staff-2">' in found.body


def test_a_second_h1_is_lowered():
    found = outline(said(page.masthead("M", "S", {}), "<h1>Another</h1>"))
    assert "<h1" not in found.body
    assert found.contents == (("another", "Another"),)


@pytest.mark.parametrize(
    "piece",
    [
        "<script>x</script>",
        '<svg/onload="x">',
        "<img src='x'onerror='x'>",
        "<p onclick='x'>a</p>",
        "<iframe></iframe>",
        "<p id='a'></p><p id='a'></p>".replace("'", '"'),
    ],
)
def test_script_and_clashing_names_are_refused(piece):
    with pytest.raises(InputError):
        outline(said(page.masthead("M", "S", {}), page.Html(piece)))


def test_an_anchor_is_small_letters_and_never_taken():
    assert slug("What A&E sees?") == "what-a-e-sees"
    assert slug("Staff", ["staff", "staff-2"]) == "staff-3"
    assert slug("£") == "section"
