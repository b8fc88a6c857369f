"""The network of acquaintance: sparse, seeded, and local in what one more firm changes.

On each of a few rings the firms of a sector and district stand in an order drawn by themselves;
each watches its neighbour on each ring. So every firm watches, and is watched by, as many as there
are rings; together the rings make a random graph; and a further firm changes one link a ring.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
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


class Networks:
    """Networks of earlier runs, for further runs with the same draws (common random numbers).

    Whom a firm watches follows from the run's key, the ids, and each firm's sector and district; it
    is looked up by the key, and given only where all of these are the same. Safe among threads.
    """

    def __init__(self, kept: int = 64) -> None:
        """Keep those of so many keys, each 4 bytes a firm and 4 more a ring."""
        self.kept = kept
        self._known: OrderedDict[tuple[int, int], tuple[NDArray[Any], ...]] = OrderedDict()
        self._lock = Lock()

    def find(
        self,
        key: int,
        rings: int,
        ids: NDArray[np.int64],
        sectors: NDArray[Any],
        districts: NDArray[Any],
    ) -> NDArray[np.int32] | None:
        """Rows that each firm watches, as `watched_firms` gives them; None if not known.

        Args:
            key: of the run.
            rings: number of firms that each watches.
            ids: of the firms.
            sectors: of each firm.
            districts: of each firm.
        """
        with self._lock:
            known = self._known.get((key, rings))
            if known is None:
                return None
            self._known.move_to_end((key, rings))
        same = all(map(np.array_equal, known[:3], (ids, sectors, districts)))
        return known[3] if same else None

    def keep(
        self,
        key: int,
        ids: NDArray[np.int64],
        sectors: NDArray[Any],
        districts: NDArray[Any],
        watched: NDArray[np.int32],
    ) -> None:
        """Keep a network, and let go of the one that was not asked for the longest."""
        cells = ids, sectors.astype(np.int16), districts.astype(np.int16)
        with self._lock:
            self._known[key, watched.shape[1]] = (*cells, watched)
            while len(self._known) > self.kept:
                self._known.popitem(last=False)
