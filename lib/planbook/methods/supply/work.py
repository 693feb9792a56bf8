"""What heads in post are worth: whole-time equivalents, bank and agency beside them, and who is at work."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from planbook.methods.labelled import bare, labelled


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
        given = _arrays(self.absence, self.absence_base, self.productivity)
        absence, before, productivity = bare(*given)
        return labelled((1 - absence) / (1 - before) * productivity, *given)

    def in_post(self, heads: xr.DataArray) -> xr.DataArray:
        """Give whole-time equivalents in post: heads x participation."""
        staff, hours = bare(heads, self.participation)
        return labelled(staff * hours, heads, self.participation)

    def filled(self, heads: xr.DataArray) -> xr.DataArray:
        """Give whole-time equivalents in post with bank and agency."""
        given = heads, self.participation, self.bank, self.agency
        staff, hours, bank, agency = bare(*given)
        return labelled(staff * hours + bank + agency, *given)

    def at_work(self, heads: xr.DataArray) -> xr.DataArray:
        """Give whole-time equivalents at work: filled x (1 - absence). 1,007 in post at 5% absence are 956.65."""
        given = self.filled(heads), self.absence
        filled, absence = bare(*given)
        return labelled(filled * (1 - absence), *given)

    def available(self, heads: xr.DataArray) -> xr.DataArray:
        """Give the posts that those at work can fill: at work / (1 - absence of the base year) - bank and agency then.

        Required posts are counted as employed staff are today: they carry cover for absence as it is today, and today's
        bank and agency staff help to do their work. So only a change of absence, or of bank and agency, adds or takes
        away; in the base year those in post fill as many posts as they are. Never below 0.
        """
        given = _arrays(self.filled(heads), self.attendance, self.temporary_base)
        filled, attendance, before = bare(*given)
        return labelled((filled * attendance - before).clip(0.0), *given)


def _arrays(*parts: xr.DataArray | float) -> list[xr.DataArray]:
    return [part if isinstance(part, xr.DataArray) else xr.DataArray(part) for part in parts]
