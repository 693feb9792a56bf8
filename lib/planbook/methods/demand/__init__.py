"""How demand is carried forward: lines of care, their base year, drivers, the list, and the case for change."""
