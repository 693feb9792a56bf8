"""What heads in post are worth: whole-time equivalents, bank and agency beside them, and who is at work."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr


@dataclass(frozen=True)
class Work:
    """How staff work; each array has any of the dims draw, area, year, staff_group.

    `participation`: whole-time equivalents a head, 0 to 1. `absence`: share of working days lost to sickness, 0 to 1;
    `absence_base`: the share that posts carry cover for, that of the base year. `bank`, `agency`: whole-time
    equivalents beside those in post; `temporary_base`: both together in the base year. `productivity`: what one
    whole-time equivalent does against the base year, 1 where the same (growth that required staff already count must
    not be counted here again).
    """

    participation: xr.DataArray
    absence: xr.DataArray
    absence_base: xr.DataArray
    bank: xr.DataArray
    agency: xr.DataArray
    temporary_base: xr.DataArray | float = 0.0
    productivity: xr.DataArray | float = 1.0

    @property
    def attendance(self) -> xr.DataArray:
        """What those at work do against the base year: (1 - absence) / (1 - absence then), times productivity."""
        return (1 - self.absence) / (1 - self.absence_base) * self.productivity

    def in_post(self, heads: xr.DataArray) -> xr.DataArray:
        """Give whole-time equivalents in post: heads x participation."""
        return heads * self.participation

    def filled(self, heads: xr.DataArray) -> xr.DataArray:
        """Give whole-time equivalents in post with bank and agency."""
        return self.in_post(heads) + self.bank + self.agency

    def at_work(self, heads: xr.DataArray) -> xr.DataArray:
        """Give whole-time equivalents at work: filled x (1 - absence). 1,007 in post at 5% absence are 956.65."""
        return self.filled(heads) * (1 - self.absence)

    def available(self, heads: xr.DataArray) -> xr.DataArray:
        """Give the posts that those at work can fill: at work / (1 - absence of the base year) - bank and agency then.

        Required posts are counted as employed staff are today: they carry cover for absence as it is today, and today's
        bank and agency staff help to do their work. So only a change of absence, or of bank and agency, adds or takes
        away; in the base year those in post fill as many posts as they are. Never below 0.
        """
        return (self.filled(heads) * self.attendance - self.temporary_base).clip(0.0)
