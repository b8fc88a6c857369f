"""Fits with one thread of linear algebra, whatever the machine has."""

from __future__ import annotations

from typing import Any

import made_banks as made
import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from calibration.fit import posterior_fit
from calibration.fit.screening import Table, screen, table_of
from calibration.inference import importance

SEED = 3


@pytest.fixture(scope="module")
def table() -> Table:
    return table_of(made.bank(200), made.moments(made.observed_at()))


def threads() -> set[int]:
    """Of the libraries of linear algebra that are loaded."""
    return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


def test_screening_and_fit_have_one_thread_and_give_back_what_there_was(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[int]] = []

    def noted(right: Any) -> Any:
        def called(*given: Any, **named: Any) -> Any:
            seen.append(threads())
            return right(*given, **named)

        return called

    for module, name in (
        (posterior_fit, "emulator_of"), (importance, "permutation_importance"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, noted(getattr(module, name)))
    monkeypatch.setattr(posterior_fit, "PARTICLES", 100)
    found = []
    for count in (1, 2):
        with threadpool_limits(count):
            screening = screen(table, SEED)
            fitted = posterior_fit.fit(table, made.unknown(), made.columns(), SEED)
            found.append((screening, fitted))
            assert threads() == {count}
    assert seen == [{1}] * 4
    (one, first), (other, second) = found
    assert one.importance.tobytes() == other.importance.tobytes()
    assert first.posterior.values.tobytes() == second.posterior.values.tobytes()
    assert np.array_equal(first.second.points, second.second.points)
