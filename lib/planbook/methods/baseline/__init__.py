"""Where a system starts from: months shared among areas, figures, people and staff."""
