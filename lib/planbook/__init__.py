"""Integrated planning of health and care: what we believe, how we reason, what the board is told."""

import os

# Our products of matrices are small: threads that share one wait for each other longer than it takes, and on the farm
# every processor has a report of its own. Read once, when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
