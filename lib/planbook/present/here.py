"""Where a page is: its area, the names around it, the dates of the round, and where its figures come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from planbook.present.about import About
from planbook.present.words import listing, month_words, weakest, year_label

ENGLAND = "ENG"


@dataclass(frozen=True)
class Here:
    """The area of a page and what its words need: names by area code, publications by source key, and dates.

    `steps` names the steps there are, by slug ("03 Need"), so that a page points only to what can be read.
    """

    area: str
    kind: str
    system: str
    region: str
    fictional: bool
    names: Mapping[str, str]
    publications: Mapping[str, str]
    as_at: date
    base_year: int
    plan_start: int
    plan_end: int
    horizon: int
    scenario: str = "Nothing changes"
    story: str = ""
    steps: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the area."""
        return self.names[self.area]

    @property
    def short(self) -> str:
        """The name as a sentence uses it."""
        return self.short_of(self.area)

    def short_of(self, area: str) -> str:
        """Give an area's name as a sentence uses it: "West Yorkshire", without the words every ICB's name has."""
        return self.names[area].removeprefix("NHS ").removesuffix(" Integrated Care Board")

    @property
    def years(self) -> str:
        """The years of the round, for a page's first screen."""
        base, start, end, horizon = map(year_label, (self.base_year, self.plan_start, self.plan_end, self.horizon))
        return f"Base year {base}; plan {start} to {end}, looking ahead to {horizon}"

    @property
    def round(self) -> dict[str, str]:
        """What every page's first screen says of its round: the scenario and the years."""
        return {"Scenario": f"{self.scenario}. {self.story}".strip(), "Years": self.years}

    @property
    def places(self) -> tuple[str, ...]:
        """The codes of the system's places."""
        return tuple(code for code in self.names if "/" in code)

    def own(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give the rows of this area."""
        return frame[frame["area"] == self.area].reset_index(drop=True)

    def beside(self, frame: pd.DataFrame, area: str = ENGLAND) -> pd.DataFrame:
        """Give the rows of another area, England unless named."""
        return frame[frame["area"] == area].reset_index(drop=True)

    def about(self, frame: pd.DataFrame, as_of: str = "") -> About:
        """Give source, newest date and basis of the rows shown: the weakest basis wins; England's rows do not count."""
        if "area" in frame and (mine := frame[frame["area"] != ENGLAND]).size:
            frame = mine
        if not as_of and "period_to" in frame:
            as_of = month_words(str(frame["period_to"].dropna().max()))
        keys = list(dict.fromkeys(frame["source"]))
        said = listing(dict.fromkeys(self.publications.get(key, key) for key in keys))
        return About(said, as_of, weakest(list(frame["basis"].unique())), self.short, self.fictional)
