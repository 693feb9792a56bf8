"""Patient rule induction finds planted boxes, and nothing in noise."""

from __future__ import annotations

import numpy as np
import pytest

from planbook.methods.prim import found_box, inside

NAMES = [f"x{number}" for number in range(6)]
DRAWS = 256


def drawn(seed: int) -> tuple[np.random.Generator, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng, rng.random((DRAWS, len(NAMES)))


@pytest.mark.parametrize("seed", range(8))
def test_a_planted_box_is_found_with_its_limits(seed: int) -> None:
    rng, x = drawn(seed)
    happens = rng.random(DRAWS) < np.where((x[:, 1] > 0.6) & (x[:, 4] < 0.5), 0.95, 0.1)
    box = found_box(x, happens, NAMES)
    assert box is not None
    assert {"x1", "x4"} <= set(box.limits)
    assert box.limits["x1"][0] == pytest.approx(0.6, abs=0.12)
    assert box.limits["x4"][1] == pytest.approx(0.5, abs=0.15)
    assert box.density > 2 * box.base
    assert 0.3 < box.coverage <= 1
    assert max(box.quasi_p.values()) < 0.01


def test_coverage_density_and_mass_are_what_they_say() -> None:
    rng, x = drawn(3)
    happens = (x[:, 0] > 0.7) | (rng.random(DRAWS) < 0.1)
    box = found_box(x, happens, NAMES)
    assert box is not None
    edges = np.array([[box.limits.get(name, (-np.inf, np.inf))[side] for name in NAMES] for side in (0, 1)])
    held = inside(x, edges)
    assert box.mass == pytest.approx(held.mean())
    assert box.density == pytest.approx(happens[held].mean())
    assert box.coverage == pytest.approx(happens[held].sum() / happens.sum())
    assert box.base == pytest.approx(happens.mean())


def test_nothing_is_found_in_noise() -> None:
    found = 0
    for seed in range(40):
        rng, x = drawn(100 + seed)
        found += found_box(x, rng.random(DRAWS) < rng.uniform(0.2, 0.8), NAMES) is not None
    assert found <= 3


@pytest.mark.parametrize("always", [True, False])
def test_what_always_or_never_happens_has_no_tipping_point(always: bool) -> None:
    _, x = drawn(1)
    assert found_box(x, np.full(DRAWS, always), NAMES) is None


def test_a_limit_in_another_unit_is_the_same_limit() -> None:
    rng, x = drawn(5)
    happens = rng.random(DRAWS) < np.where(x[:, 2] > 0.5, 0.9, 0.1)
    first, second = found_box(x, happens, NAMES), found_box(x * 100 - 20, happens, NAMES)
    assert first is not None
    assert second is not None
    assert second.limits["x2"][0] == pytest.approx(first.limits["x2"][0] * 100 - 20)
    assert second.density == first.density
