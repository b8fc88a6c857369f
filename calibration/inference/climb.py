"""Many maxima at once: every row climbs a vectorised function by itself, inside the unit cube.

Evolution strategy with one parent and one child, each row with its own step length (Rechenberg's
rule: longer after a success, shorter after a failure, balanced at one success in five). It needs
no gradient, and a call of the function serves all rows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from calibration.inference.arrays import Flags, Floats

ROUNDS = 400
FIRST_STEP = 0.5  # in population standard deviations
LONGER, SHORTER = 1.5, 1.5**-0.25


def climb(
    function: Callable[[Floats], Floats],
    starts: Floats,
    spread: Floats,
    random: np.random.Generator,
    free: Flags | None = None,
    rounds: int = ROUNDS,
) -> tuple[Floats, Floats]:
    """Points reached from `starts`, and the function there; never lower than at the start.

    Args:
        function: of points (rows, parameters) of the unit cube.
        starts: where the rows start (rows, parameters).
        spread: covariance of steps (parameters, parameters), such as that of posterior draws.
        random: steps.
        free: which coordinates of which rows may move (rows, parameters); all if not given.
        rounds: number of calls.

    Raises:
        ValueError: a start outside the cube.
    """
    if not ((starts >= 0) & (starts <= 1)).all():
        raise ValueError("climb: a start lies outside the unit cube")
    points = starts.copy()
    reached = np.asarray(function(points), float).copy()
    ridge = 1e-9 * np.trace(spread) / len(spread) + 1e-18
    factor = np.linalg.cholesky(spread + ridge * np.eye(len(spread)))
    length = np.full((len(points), 1), FIRST_STEP)
    for _ in range(rounds):
        steps = length * (random.standard_normal(points.shape) @ factor.T)
        if free is not None:
            steps = np.where(free, steps, 0.0)
        # The maximum may lie on a wall, so a step beyond it ends there.
        proposed = np.clip(points + steps, 0.0, 1.0)
        found = np.asarray(function(proposed), float)
        better = found > reached
        points[better], reached[better] = proposed[better], found[better]
        length *= np.where(better, LONGER, SHORTER)[:, None]
    return points, reached
