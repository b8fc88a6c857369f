"""Refusing to show a variant of which no run finished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.runs import StoredRun


class AllRunsFailedError(RuntimeError):
    """Not one run of a variant finished, so there is nothing to show."""


def require_results(stored: StoredRun, variants: Sequence[str], replicates: int) -> None:
    """Refuse to go on when a variant has no finished run at all.

    Raises:
        AllRunsFailedError: with the reason of the first failure.
    """
    failures = stored.failures()
    for variant in variants:
        of_variant = [failure for failure in failures if failure.variant == variant]
        if len(of_variant) == replicates:
            first = of_variant[0]
            raise AllRunsFailedError(
                f"no run of variant {variant!r} finished; the first stopped with "
                f"{first.error}: {first.message}"
            )
