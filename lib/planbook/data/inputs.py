"""What a planning step may ask for.

A step's functions take one `Inputs` and give one table. Whatever they ask of it is recorded by the run that made it, so
that what a table really read is known and never typed by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd
import xarray as xr

from planbook.data.areas import SystemAreas
from planbook.params.goals import Goals
from planbook.params.lever import LeverFile
from planbook.params.model import Planning
from planbook.params.programme import ProgrammeFile


class Inputs(Protocol):
    """The areas and years of a run, and its reference tables, assumptions and earlier tables."""

    @property
    def areas(self) -> SystemAreas:
        """The system, its places, and England beside them."""

    @property
    def planning(self) -> Planning:
        """The planning round: base year, plan years, prices."""

    def reference(self, name: str) -> pd.DataFrame:
        """Give a table of published figures."""

    def table(self, name: str) -> pd.DataFrame:
        """Give a table of this or an earlier step, all areas."""

    def array(self, name: str) -> xr.DataArray:
        """Give joint draws of this or an earlier step, dims (draw, area, ...) over England and the leaf areas."""

    def value(self, key: str) -> xr.DataArray:
        """Give an assumption's value, dims (area[, leaf]); `area` runs over England and the leaf areas."""

    def draws(self, key: str) -> xr.DataArray:
        """Give an assumption's joint draws, dims (draw, area[, leaf])."""

    def local(self, name: str) -> pd.DataFrame:
        """Give what the system supplied by that template (`planbook.data.local`), no rows where it supplied nothing."""

    def programmes(self) -> Mapping[str, ProgrammeFile]:
        """Give every programme by name: for whom, when, by whom. Its numbers are assumptions, and so is being on."""

    def levers(self) -> Mapping[str, LeverFile]:
        """Give every lever by name: whom it reaches, when, by whom. Its numbers are assumptions, and so is being on."""

    def goals(self) -> Goals:
        """Give what is sought: what holds nationally, and what the system says of its own, if anything."""
