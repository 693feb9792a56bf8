from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planbook.data.reference import AGE_BANDS
from planbook.errors import InputError
from planbook.methods.segments import drifted, given_not, only_once, over_age_bands, stick_breaking, tilted

chances = arrays(float, (3, 4), elements=st.floats(0, 1))
leans = arrays(float, 5, elements=st.floats(-3, 3))
people = arrays(float, 5, elements=st.floats(0, 1e6))


def labelled(values, *dims) -> xr.DataArray:
    return xr.DataArray(values, dims=dims)


@settings(deadline=None)
@given(chances, chances, chances)
def test_everyone_is_in_exactly_one_group(first, second, third):
    broken = {name: labelled(each, "draw", "age") for name, each in zip("abc", (first, second, third), strict=True)}
    shares = stick_breaking(broken, "none")
    assert list(shares["segment"].values) == ["a", "b", "c", "none"]
    assert float(shares.min()) >= 0
    assert shares.sum("segment").values == pytest.approx(np.ones((3, 4)))


def test_the_first_group_that_fits_takes_a_person():
    shares = stick_breaking({"a": labelled([0.5], "x"), "b": labelled([0.5], "x")}, "none")
    assert shares.values.ravel() == pytest.approx([0.5, 0.25, 0.25])


@settings(deadline=None)
@given(st.floats(0, 1), leans, people)
def test_a_tilt_leaves_the_average_as_it_was(average, lean, weight):
    weight = np.where(weight < 1e-9, 0.0, weight)  # people are counted, never in fractions too small to divide
    found = tilted(labelled([average], "draw"), labelled(lean, "q"), labelled(weight, "q"), "q")
    counted = weight if weight.sum() else np.ones(5)
    assert (found.values[0] * counted).sum() / counted.sum() == pytest.approx(average, abs=1e-9)
    assert float(found.min()) >= 0
    assert float(found.max()) <= 1


@settings(deadline=None)
@given(st.floats(0.001, 0.999), people)
def test_more_lean_is_more_chance(average, weight):
    lean = labelled([-1.0, -0.5, 0, 0.5, 1.0], "q")
    found = tilted(labelled([average], "draw"), lean, labelled(weight, "q"), "q")
    assert (found.diff("q") > 0).all()


def test_a_tilt_over_several_dims_holds_over_all_of_them_together():
    lean = labelled(np.linspace(-2, 2, 6).reshape(2, 3), "sex", "q")
    weight = labelled(np.arange(6.0).reshape(3, 2), "q", "sex")
    found = tilted(labelled([0.05, 0.4], "draw"), lean, weight, ("sex", "q"))
    mean = (found * weight).sum(["sex", "q"]) / weight.sum()
    assert mean.values == pytest.approx([0.05, 0.4])


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_left_and_what_was_taken_make_the_whole(whole, part):
    taken = labelled([part * whole], "x")
    rest = given_not(labelled([whole], "x"), taken)
    assert (taken + (1 - taken) * rest).values == pytest.approx([whole], abs=1e-9)


def test_wider_ages_hold_for_the_bands_in_them_and_nought_elsewhere():
    by_age = xr.DataArray([1.0, 2.0], coords={"leaf": ["60-69", "85+"]})
    found = over_age_bands(by_age, AGE_BANDS)
    assert found.sel(age_band=["55-59", "60-64", "65-69", "80-84", "85-89", "90+"]).values.tolist() == [
        0,
        1,
        1,
        0,
        2,
        2,
    ]


@pytest.mark.parametrize(
    ("ages", "says"), [(["60-67"], "whole five-year bands"), (["60-69", "65-74"], "overlap"), (["5-6"], "whole")]
)
def test_ages_that_do_not_fit_are_refused(ages, says):
    with pytest.raises(InputError, match=says):
        over_age_bands(xr.DataArray(np.ones(len(ages)), coords={"leaf": ages}), AGE_BANDS)


def test_a_belief_shared_by_all_areas_is_worked_out_once():
    same = xr.DataArray([[1.0, 1.0], [2.0, 2.0]], dims=("draw", "area"))
    assert only_once(same).dims == ("draw",)
    assert only_once(same + xr.DataArray([0.0, 1.0], dims="area")).dims == ("draw", "area")


groups = arrays(float, (2, 2, 4, 3), elements=st.floats(0, 1e5))


@settings(deadline=None)
@given(groups, st.floats(-0.03, 0.05))
def test_drift_moves_people_between_groups_and_never_makes_or_loses_any(values, yearly):
    before = xr.DataArray(
        values,
        dims=("draw", "area", "year", "segment"),
        coords={"year": [2024, 2025, 2030, 2036], "segment": ["ill", "maternal", "well"]},
    )
    after = drifted(before, labelled([yearly, yearly / 2], "draw"), ("maternal",), "well", "segment")
    assert after.sum("segment").values == pytest.approx(before.sum("segment").values, rel=1e-9, abs=1e-6)
    assert float(after.min()) >= -1e-6
    assert after.sel(segment="maternal").equals(
        before.sel(segment="maternal").transpose(*after.sel(segment="maternal").dims)
    )
    assert after.isel(year=0).values == pytest.approx(before.isel(year=0).values)
    direction = (after - before).sel(segment="ill")
    assert float((direction * np.sign(yearly)).min()) >= -1e-6


def test_no_drift_is_the_identity():
    before = xr.DataArray(
        np.random.default_rng(1).random((3, 2, 2, 2)),
        dims=("draw", "area", "year", "segment"),
        coords={"year": [2024, 2036], "segment": ["ill", "well"]},
    )
    assert drifted(before, labelled(np.zeros(3), "draw"), (), "well", "segment").equals(before)
