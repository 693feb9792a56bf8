"""From the fragments of a notebook to the outline of a page: lead, contents and sections.

The message (the masthead's h1) becomes the one h1 of the page, the notebook's own title the question above it; each
h2 opens a section and an entry of the contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from planbook.errors import Problem, raise_if_any
from planbook.present.html import CLOSING, OPENING, Html, element, join

LEAD = '<div class="lead">'
FRAGMENT = re.compile(r"<!--(markdown|output)-->(.*?)<!--end-->", re.S)
NOTEBOOK_ONLY = re.compile(r'<style\b.*?</style>|<p class="banner lab">.*?</p>', re.S)
HEADING = re.compile(r"<h2\b[^>]*>(.*?)</h2>", re.S)
TAKEN = ("main", "contents", "other-places")


@dataclass(frozen=True)
class Outline:
    """A page in parts: question, lead, what the workbook is about, contents (anchor, heading) and body."""

    question: str
    lead: Html
    about: Html
    contents: tuple[tuple[str, str], ...]
    body: Html


def outline(fragments: str) -> Outline:
    """Arrange the fragments that the notebook template wrote.

    Raises `InputError` for two elements of one id, for script, and for more than one masthead.
    """
    pieces = [_plain(kind, text.strip()) for kind, text in FRAGMENT.findall(fragments)]
    leads = [i for i, piece in enumerate(pieces) if piece.startswith(LEAD)]
    at = leads[0] if leads else -1
    question, before = _question(pieces[:at] if leads else pieces)
    flow = _sections([*pieces[at + 1 :]] if leads else before)
    contents, body = _anchored(flow)
    lead = Html(pieces[at]) if leads else _heading_only(question)
    about = join(Html(piece) for piece in before if piece) if leads else Html("")
    found = Outline(question, lead, about, contents, body)
    _check(found, len(leads))
    return found


def _plain(kind: str, piece: str) -> str:
    """Take a fragment out of its notebook dress."""
    piece = NOTEBOOK_ONLY.sub("", piece.replace(f"{OPENING}<style", "<style", 1)) if "<style" in piece else piece
    piece = piece.removeprefix(OPENING).removesuffix(CLOSING) if piece.startswith(OPENING) else piece
    if kind == "markdown":
        piece = re.sub(r'<(h[1-6]) id="[^"]*"', r"<\1", piece)
    return piece


def _question(pieces: Sequence[str]) -> tuple[str, list[str]]:
    """Take the notebook's title (its first h1) out, and give it with what is left."""
    left, question = [], ""
    for piece in pieces:
        match = re.search(r"<h1[^>]*>(.*?)</h1>\s*", piece, re.S) if not question else None
        if match:
            question = unescape(re.sub(r"<[^>]+>", "", match[1])).strip()
            piece = piece[: match.start()] + piece[match.end() :]
        if piece.strip():
            left.append(piece)
    return question, left


def _heading_only(question: str) -> Html:
    return element("div", element("h1", question or "Report"), class_="lead")


def _sections(pieces: Sequence[str]) -> list[list[str]]:
    """Group pieces under the h2 that opens them; what comes before the first stands alone."""
    flow: list[list[str]] = [[]]
    for piece in pieces:
        piece = re.sub(r"<(/?)h1\b", r"<\1h2", piece)
        for part in re.split(r"(?=<h2\b)", piece) if not piece.startswith("<div") else [piece]:
            if part.startswith(("<h2", '<div class="ask">')):
                flow.append([])
            if part.strip():
                flow[-1].append(part)
    return [group for group in flow if group]


def _anchored(flow: Sequence[Sequence[str]]) -> tuple[tuple[tuple[str, str], ...], Html]:
    """Give the contents and the body, every h2 with an anchor of its own."""
    contents: list[tuple[str, str]] = []
    sections = []
    for group in flow:
        anchors: list[str] = []

        def mark(match: re.Match[str], anchors: list[str] = anchors) -> str:
            words = unescape(re.sub(r"<[^>]+>", "", match[1])).strip()
            anchors.append(slug(words, [*TAKEN, *(a for a, _ in contents)]))
            contents.append((anchors[-1], words))
            return f'<h2 id="{anchors[-1]}">{match[1]}</h2>'

        inside = HEADING.sub(mark, "\n".join(group))
        named = f' aria-labelledby="{anchors[0]}"' if anchors else ""
        sections.append(Html(f"<section{named}>\n{inside}\n</section>"))
    return tuple(contents), join(sections, "\n")


def slug(words: str, taken: Sequence[str] = ()) -> str:
    """Make an anchor of words: small letters and hyphens, numbered when taken."""
    base = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "section"
    found, count = base, 1
    while found in taken:
        count += 1
        found = f"{base}-{count}"
    return found


def _check(page: Outline, mastheads: int) -> None:
    whole = f"{page.lead}{page.about}{page.body}"
    ids = re.findall(r'<[a-zA-Z][^>]*?\sid="([^"]+)"', whole)
    twice = sorted({i for i in ids if ids.count(i) > 1})
    script = re.search(r"<(script|iframe|object|embed|link)\b|<[a-z][^>]*[\s/\x22\x27]on[a-z]+\s*=", whole, re.I)
    raise_if_any(
        [Problem(f"two parts named '{i}'", "report", "give each chart a name of its own") for i in twice]
        + ([Problem(f"script in the report: {script[0][:60]}", "report", "reports carry none")] if script else [])
        + ([Problem(f"{mastheads} mastheads", "report", "one masthead a page")] if mastheads > 1 else [])
    )
