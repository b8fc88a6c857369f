"""Designs of runs, stored with a digest that their outputs have to carry.

A Sobol design is several independent samples (scrambles): the spread between them is what the
intervals rest on. Up to `MOST_SCRAMBLED` columns each is a scrambled sample of SALib; above, its
rows are independent and random, since short Sobol sequences are not even in so many dimensions. In
each row the factors of one group after another are taken from a second point; where there are
levers and unknowns, all levers together are too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_SCRAMBLED = 40  # columns; twice as many dimensions


def digest_of(kind: str, columns: object, points: Floats) -> str:
    """Digest of what a design is and of every point in it."""
    text = json.dumps([kind, columns], ensure_ascii=False)
    digest = hashlib.blake2b(text.encode(), digest_size=16)
    digest.update(np.ascontiguousarray(points, dtype=np.float64).tobytes())
    return digest.hexdigest()


def problem_of(columns: tuple[str, ...], groups: tuple[str, ...]) -> dict[str, Any]:
    """What SALib calls a problem: columns on the unit interval, each in a group."""
    return {
        "num_vars": len(columns), "names": list(columns), "bounds": [[0.0, 1.0]] * len(columns),
        "groups": list(groups),
    }  # fmt: skip


def is_power_of_two(number: int) -> bool:
    """Whether a Sobol sequence of so many points is balanced."""
    return number > 0 and number & (number - 1) == 0


@dataclass(frozen=True, eq=False)  # holds arrays
class SobolDesign:
    """A design for first and total order indices of groups.

    Attributes:
        columns: names of the factors.
        groups: the group of each column.
        rows: base rows of each scramble, a power of two.
        scrambles: independently scrambled samples.
        seed: of the scrambles.
        levers: groups whose factors are levers; with others beside them, one more point a row has
            all of these from the second point.

    Raises:
        ValueError: figures that make no design.
    """

    columns: tuple[str, ...]
    groups: tuple[str, ...]
    rows: int
    scrambles: int
    seed: int
    levers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.columns) != len(self.groups) or not self.columns:
            raise ValueError(f"{len(self.columns)} columns in {len(self.groups)} groups")
        if len(set(self.columns)) < len(self.columns):
            raise ValueError("a column stands twice")
        if len(self.names) < 2:
            raise ValueError("a Sobol design compares two groups or more")
        if not is_power_of_two(self.rows):
            raise ValueError(f"rows are a power of two (64, 128 ...), not {self.rows}")
        if self.scrambles < 1:
            raise ValueError(f"a design has 1 scramble or more, not {self.scrambles}")

    @property
    def names(self) -> tuple[str, ...]:
        """Groups in the order of their first column."""
        return tuple(dict.fromkeys(self.groups))

    @property
    def is_split(self) -> bool:
        """Whether levers and unknowns are also set against each other as wholes."""
        return 0 < len(self.levers) < len(self.names)

    @property
    def parts(self) -> int:
        """Points a row: the first, one a group, with levers taken as a whole, the second."""
        return len(self.names) + 2 + self.is_split

    @property
    def runs(self) -> int:
        """Points in all, each to be run with every seed."""
        return self.scrambles * self.rows * self.parts

    @cached_property
    def points(self) -> Floats:
        """Points of the unit cube, shape (runs, columns): by scramble, row, part."""
        seeds = np.random.SeedSequence(self.seed).spawn(self.scrambles)
        wholes = []
        is_lever = np.isin(self.groups, self.levers)
        for sequence in seeds:
            found = self._rows_of(np.random.default_rng(sequence))
            if self.is_split:
                swapped = np.where(is_lever, found[:, -1], found[:, 0])
                found = np.concatenate([found[:, :-1], swapped[:, None], found[:, -1:]], axis=1)
            wholes.append(found)
        whole = np.concatenate(wholes).reshape(self.runs, -1)
        return np.asarray(np.clip(whole, 0.0, 1.0 - 2.0**-53))

    def _rows_of(self, random: np.random.Generator) -> Floats:
        """One sample: rows of the first point, one point a group, and the second point."""
        shape = (self.rows, len(self.names) + 2, len(self.columns))
        if len(self.columns) <= MOST_SCRAMBLED:
            from SALib.sample import sobol

            problem = problem_of(self.columns, self.groups)
            found = sobol.sample(problem, self.rows, calc_second_order=False, seed=random)
            return np.asarray(found).reshape(shape)
        both = random.random((self.rows, 2, len(self.columns)))
        first, second = both[:, :1], both[:, 1:]
        moved = np.array(self.groups) == np.array(self.names)[:, None]
        return np.concatenate([first, np.where(moved, second, first), second], axis=1)

    @cached_property
    def digest(self) -> str:
        """Digest that outputs of this design carry."""
        return digest_of(
            "sobol", [self.columns, self.groups, self.rows, self.scrambles, self.levers],
            self.points,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)  # holds arrays
class MorrisDesign:
    """Trajectories that move one group after another: to screen many factors with few runs.

    Attributes:
        columns: names of the factors.
        groups: the group of each column.
        trajectories: how many.
        seed: of the trajectories.
        levels: of the grid.

    Raises:
        ValueError: fewer than two trajectories.
    """

    columns: tuple[str, ...]
    groups: tuple[str, ...]
    trajectories: int
    seed: int
    levels: int = 4

    def __post_init__(self) -> None:
        if self.trajectories < 2:
            raise ValueError(f"a screening has 2 trajectories or more, not {self.trajectories}")

    @property
    def names(self) -> tuple[str, ...]:
        """Groups in the order of their first column."""
        return tuple(dict.fromkeys(self.groups))

    @property
    def runs(self) -> int:
        """Points in all."""
        return self.trajectories * (len(self.names) + 1)

    @cached_property
    def points(self) -> Floats:
        """Points of the unit cube, shape (runs, columns): by trajectory, step."""
        from SALib.sample import morris

        problem = problem_of(self.columns, self.groups)
        if len(self.names) == len(self.columns):
            problem.pop("groups")  # SALib draws single factors faster without
        found = morris.sample(problem, self.trajectories, self.levels, seed=self.seed)
        return np.asarray(np.clip(np.asarray(found, float), 0.0, 1.0 - 2.0**-53))

    @cached_property
    def digest(self) -> str:
        """Digest that outputs of this design carry."""
        shape = [self.columns, self.groups, self.trajectories, self.levels]
        return digest_of("morris", shape, self.points)


@dataclass(frozen=True, eq=False)  # holds arrays
class SampleDesign:
    """A plain scrambled Sobol sample over all columns, for methods that take given data.

    Attributes:
        columns: names of the factors.
        rows: how many.
        seed: of the scramble.
    """

    columns: tuple[str, ...]
    rows: int
    seed: int

    @property
    def runs(self) -> int:
        """Points in all."""
        return self.rows

    @cached_property
    def points(self) -> Floats:
        """Points of the unit cube, shape (rows, columns)."""
        from calibration.inference.prior import sobol_cube

        return sobol_cube(len(self.columns), self.rows, self.seed)

    @cached_property
    def digest(self) -> str:
        """Digest that outputs of this design carry."""
        return digest_of("sample", list(self.columns), self.points)


@dataclass(frozen=True, eq=False)  # holds arrays
class GivenDesign:
    """Points that were there before: of a bank of prior runs, or draws of a posterior.

    Attributes:
        columns: names of the factors.
        points: quantiles of the factors' ranges, shape (rows, columns); they may depend on each
            other.
    """

    columns: tuple[str, ...]
    points: Floats

    @property
    def runs(self) -> int:
        """Points in all."""
        return len(self.points)

    @cached_property
    def digest(self) -> str:
        """Digest that outputs of these points carry."""
        return digest_of("given", list(self.columns), self.points)


Design = SobolDesign | MorrisDesign | SampleDesign | GivenDesign


@dataclass(frozen=True, eq=False)  # holds arrays
class Outputs:
    """What came of a design.

    Attributes:
        digest: of the design that was run.
        values: shape (points, seeds); every point was run with as many seeds, the same for all
            points of one scramble.
    """

    digest: str
    values: Floats

    def of(self, design: Design) -> Floats:
        """The values, if they are this design's, finite, and not all alike.

        Raises:
            ValueError: they are not; rows that are not finite are named.
        """
        from calibration.inference.arrays import named_rows

        if self.digest != design.digest:
            raise ValueError(
                f"these outputs are of another design ({self.digest[:8]}, "
                f"not {design.digest[:8]}): their indices would mean nothing"
            )
        if self.values.ndim != 2 or len(self.values) != design.runs or not self.values.shape[1]:
            raise ValueError(f"{design.runs} points need as many outputs, not {self.values.shape}")
        bad = np.flatnonzero(~np.isfinite(self.values).all(axis=1))
        if len(bad):
            raise ValueError(f"outputs are not finite in {named_rows(bad)} of {design.runs}")
        if np.ptp(self.values) == 0.0:
            raise ValueError(
                f"the outcome is {float(self.values.flat[0]):g} in every run: nothing drives it"
            )
        return self.values
