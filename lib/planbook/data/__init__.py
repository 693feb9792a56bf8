"""What is known: published figures, areas, and how a figure for one area is got from another."""
