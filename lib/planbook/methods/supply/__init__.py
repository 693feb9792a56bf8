"""Staff over time: who is in post, who comes and goes, and who is at work."""
