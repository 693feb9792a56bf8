"""Where a figure comes from: the line every chart and table carries, on the page and in its download."""

from __future__ import annotations

from dataclasses import dataclass

from planbook.present.words import basis_words


@dataclass(frozen=True)
class About:
    """The source in words, the date of its newest figure ("July 2025"), its basis, and the area it is about.

    `basis` is one of observed, apportioned, modelled, illustrative, local. `fictional` marks every download.
    """

    source: str
    as_of: str
    basis: str
    area: str
    fictional: bool = False

    def __post_init__(self) -> None:
        basis_words(self.basis)

    @property
    def line(self) -> str:
        """Say source and date in one line."""
        source = self.source.rstrip(". ")
        return f"{source}. Newest figure: {self.as_of}" if self.as_of else source
