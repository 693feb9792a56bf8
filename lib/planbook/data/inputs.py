"""What a planning step may ask for.

A step's functions take one `Inputs` and give one table. Whatever they ask of it is recorded by the run that made it, so
that what a table really read is known and never typed by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

import pandas as pd
import xarray as xr

from planbook.data.areas import SystemAreas
from planbook.params.assumption import Assumption
from planbook.params.design import Design
from planbook.params.goals import Goals
from planbook.params.governance import Governance
from planbook.params.holding import LeversFrom
from planbook.params.lever import LeverFile
from planbook.params.model import Planning, ScenarioFile
from planbook.params.monitoring import MonitoringFile
from planbook.params.programme import ProgrammeFile
from planbook.params.shock import Shocks


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

    def plans(self, name: str = "plans") -> pd.DataFrame:
        """Give the plans on record for the system, or another template of plans; no rows where there are none."""

    def programmes(self) -> Mapping[str, ProgrammeFile]:
        """Give every programme by name: for whom, when, by whom. Its numbers are assumptions, and so is being on."""

    def levers(self) -> Mapping[str, LeverFile]:
        """Give every lever by name: whom it reaches, when, by whom. Its numbers are assumptions, and so is being on."""

    def levers_from(self) -> LeversFrom | None:
        """Give the scenario whose levers are held under this one; nothing where this one chooses its own."""

    def governance(self) -> Governance:
        """Give how the system governs its plan: what holds nationally, and the registers it keeps, if any."""

    def assumptions(self) -> Mapping[str, Assumption]:
        """Give every assumption as it holds for the system, by key: its words, quality and owner with its numbers."""

    def shocks(self, *moves: str) -> Shocks:
        """Give the shocks that move any of these (none named: anything), by the key of their size, in order."""

    def goals(self) -> Goals:
        """Give what is sought: what holds nationally, and what the system says of its own, if anything."""

    def monitored(self) -> MonitoringFile | None:
        """Give what the system has recorded since its plan began, if anything."""

    @property
    def scenario(self) -> str:
        """The name of the run's scenario, plain or joined."""

    def scenarios(self) -> Mapping[str, ScenarioFile]:
        """Give every scenario that has a file, by name."""

    def under(self, scenario: str, design: Design | None = None) -> AbstractContextManager[Inputs]:
        """Give the inputs of the same system under another scenario; its arrays are let go at the end of the block.

        With a `design` its rows stand where draws stood. Raises `InputError` for an unknown scenario.
        """

    def believed(self, key: str) -> Assumption:
        """Give an assumption as it holds for the system: its words, range and quality."""

    def assumed_in(self, array: str) -> tuple[str, ...]:
        """Give the keys of the assumptions an array hangs on."""
