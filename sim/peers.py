"""The network of acquaintance: sparse, seeded, and local in what one more firm changes.

On each of a few rings the firms of a sector and district stand in an order drawn by themselves;
each watches its neighbour on each ring. So every firm watches, and is watched by, as many as there
are rings; together the rings make a random graph; and a further firm changes one link a ring.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

POSITION_BITS = 52
POSITION_FREE_BITS = 63 - POSITION_BITS
WORD_BITS = 16
LEADING_WORDS = 3


def watched_firms(
    ids: NDArray[np.int64],
    sectors: NDArray[Any],
    districts: NDArray[Any],
    rings: int,
    places: Callable[[int], NDArray[np.float64]],
    each: Callable[..., Iterable[NDArray[np.int32]]] = map,
) -> NDArray[np.int32]:
    """Rows of the firms that each firm watches.

    Args:
        ids: of the firms, shape (firms,); they settle ties of position.
        sectors: of each firm.
        districts: of each firm.
        rings: number of firms that each watches.
        places: of the firms on a ring, given its number; asked for once a ring.
        each: what does the same for every ring, as `map`; it may do several at a time.

    Returns:
        Rows, shape (firms, rings); -1 for a firm alone in its sector and district.
    """
    side = int(np.max(districts, initial=0)) + 1
    cells = np.asarray(sectors, np.int64) * side + np.asarray(districts, np.int64)

    def followed(ring: int) -> NDArray[np.int32]:
        return watched_on_ring(order_on_ring(ids, cells, places(ring)), cells)

    watched = np.empty((len(cells), rings), dtype=np.int32)
    for ring, following in enumerate(each(followed, range(rings))):
        watched[:, ring] = following
    return watched


def watched_on_ring(order: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.int32]:
    """Row that each firm watches on a ring, -1 for none; `order` as `order_on_ring` gives it."""
    watched = np.full(len(order), -1, dtype=np.int32)
    if len(order) == 0:
        return watched
    in_order = cells[order]
    starts = np.flatnonzero(np.r_[True, in_order[1:] != in_order[:-1]])
    following = np.r_[order[1:], order[:1]]
    # The last of a cell watches the first: the ring closes.
    following[np.r_[starts[1:] - 1, len(order) - 1]] = order[starts]
    watched[order] = np.where(following == order, -1, following)
    return watched


def order_on_ring(
    ids: NDArray[np.int64], cells: NDArray[np.int64], positions: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Rows by cell, in a cell by position, of equal positions by id.

    Cell and position are sorted as one whole number, by its leading bits: a fifth to a ninth of
    the time of three keys. Where two firms stand so close that these do not tell them apart, the
    three keys decide.

    Args:
        ids: of the firms.
        cells: numbers of their sectors and districts, from 0.
        positions: 0 to 1, as fine as `sim.law.draws.open_uniform` draws them.
    """
    largest = int(cells.max(initial=0))
    if largest < 1 << POSITION_FREE_BITS:
        keys = (cells << POSITION_BITS) | (positions * 2.0**POSITION_BITS).astype(np.int64)
        order = order_by_leading_bits(keys, largest.bit_length() + POSITION_BITS)
        in_order = keys[order]
        if np.all(in_order[1:] > in_order[:-1]):
            return order
    return np.lexsort((ids, positions, cells))


def order_by_leading_bits(keys: NDArray[np.int64], bits: int) -> NDArray[np.int64]:
    """Rows in the order of the three leading words of their keys, 16 bits each.

    Word by word, the last one first: NumPy counts words of 16 bits instead of comparing them.

    Args:
        keys: from 0, shape (rows,).
        bits: that they take, at most 63.
    """
    last = max(0, bits - LEADING_WORDS * WORD_BITS)
    order = np.argsort((keys >> last).astype(np.uint16), kind="stable")
    for word in range(1, LEADING_WORDS):
        words = (keys >> last + word * WORD_BITS).astype(np.uint16)
        order = order[np.argsort(words[order], kind="stable")]
    return order


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
