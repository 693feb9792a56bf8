"""What good comes of what is done: benefits, discounting, whose they are, and whether it is worth it."""
