"""What programmes would do: for whom, from when, to which care, where it reappears, and what it takes."""
