"""The network of acquaintance: sparse, seeded, and local in what one more firm changes.

On each of a few rings the firms of a sector and district stand in an order drawn by themselves;
each watches its neighbour on each ring. So every firm watches, and is watched by, as many as there
are rings; together the rings make a random graph; and a further firm changes one link a ring.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def watched_firms(
    ids: NDArray[np.int64],
    sectors: NDArray[Any],
    districts: NDArray[Any],
    positions: NDArray[np.float64],
) -> NDArray[np.int32]:
    """Rows of the firms that each firm watches.

    Args:
        ids: of the firms, shape (firms,); they settle ties of position.
        sectors: of each firm.
        districts: of each firm.
        positions: on each ring, shape (firms, rings).

    Returns:
        Rows, shape (firms, rings); -1 for a firm alone in its sector and district.
    """
    firms, rings = positions.shape
    cells = np.asarray(sectors).astype(np.int64) * 1_000_000 + np.asarray(districts)
    watched = np.full((firms, rings), -1, dtype=np.int32)
    if firms == 0:
        return watched
    for ring in range(rings):
        order = np.lexsort((ids, positions[:, ring], cells))
        starts = np.flatnonzero(np.r_[True, np.diff(cells[order]) != 0])
        following = np.r_[order[1:], order[:1]]
        # The last of a cell watches the first: the ring closes.
        following[np.r_[starts[1:] - 1, firms - 1]] = order[starts]
        alone = following == order
        watched[order, ring] = np.where(alone, -1, following)
    return watched
