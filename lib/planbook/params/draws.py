"""What an assumption could be: draws of it that depend on nothing but its key, the seed and how many are asked for.

Adding, removing or reordering assumptions therefore never moves another one's draws, and it does not matter which
worker makes them. The leaves of one assumption are one belief: in each draw they stand at the same percentile.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from planbook.params.assumption import Assumption

WIDTH_OF_80_PCT = 2.563103  # an 80% interval is this many standard deviations wide: 2 x 1.2815516

Floats = NDArray[np.float64]


def percentiles(key: str, n_draws: int, seed: int) -> Floats:
    """Give `n_draws` numbers between 0 and 1, one in each of as many equal slices, in an order set by the key.

    Shape (n_draws,). Latin hypercube sampling (McKay and others, 1979) of one dimension; the bits are Philox's, whose
    stream numpy promises not to change.
    """
    digest = hashlib.sha256(f"{seed}|{key}|{n_draws}".encode()).digest()
    bits = np.random.Philox(key=int.from_bytes(digest[:16], "big")).random_raw(2 * n_draws)
    slices = np.argsort(bits[:n_draws], kind="stable")
    within = ((bits[n_draws:] >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return (slices + within) / n_draws


def sample(assumption: Assumption, n_draws: int, seed: int) -> Floats:
    """Give draws of an assumption, in its unit, clipped to what is possible.

    Shape (n_draws, leaves). Normal: in two halves, so that 10% lie below low, half below value, 10% above high
    (symmetric: sd = (high - low) / 2.563103). Triangular: from low to high, likeliest at value. Uniform: from low to
    high, whatever the value. Fixed: the value each time.
    """
    value, low, high = (np.array(part)[None, :] for part in (assumption.value, assumption.low, assumption.high))
    at = percentiles(assumption.key, n_draws, seed)[:, None]
    if assumption.distribution == "fixed":
        drawn = np.repeat(value, n_draws, axis=0)
    elif assumption.distribution == "uniform":
        drawn = low + at * (high - low)
    elif assumption.distribution == "triangular":
        drawn = _triangular(at, low, value, high)
    else:
        drawn = _two_piece_normal(at, low, value, high)
    return np.clip(drawn, assumption.least, assumption.most)


def _two_piece_normal(at: Floats, p10: Floats, p50: Floats, p90: Floats) -> Floats:
    score = ndtri(at)
    half = WIDTH_OF_80_PCT / 2
    return p50 + score * np.where(score < 0, p50 - p10, p90 - p50) / half


def _triangular(at: Floats, low: Floats, mode: Floats, high: Floats) -> Floats:
    width = high - low
    rising = low + np.sqrt(at * width * (mode - low))
    falling = high - np.sqrt((1 - at) * width * (high - mode))
    return np.where(at * width < mode - low, rising, falling)
