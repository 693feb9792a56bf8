"""What stands around a report on its page: where we are, and where one can go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A link of the page's own navigation, relative to the page; `current` is the page itself."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class PageContext:
    """What the page around a notebook says: where we are, where one can go, and what must be said at the top.

    `home` is the England index, `system` the same step of the ICB (for a place), `steps` the other steps of this
    area, `places` the same step of the system's places. `question` stands above the message (left out: the title
    of the notebook). `banner` starts with what it is: "Illustrative: ...". `edition` is named where it is not the
    full one, and `left_out` says what it leaves out of this page.
    """

    title: str
    system_name: str
    step: str
    number: int
    place_name: str | None = None
    question: str = ""
    scenario: str = "baseline"
    home: Link | None = None
    system: Link | None = None
    steps: tuple[Link, ...] = ()
    places: tuple[Link, ...] = ()
    fictional: bool = False
    banner: str = ""
    as_at: str = ""
    version: str = ""
    edition: str = ""
    left_out: str = ""
