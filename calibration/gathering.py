"""Results of long work kept as they come, the count told: one loop for all that is resumable."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sim.runs.progress import Course

Record = TypeVar("Record")


def gather(
    results: Generator[tuple[int, Record, str], None, None],
    keep: Callable[[int, Record], object],
    course: Course,
) -> dict[int, str]:
    """Keep each result as soon as it is there; return the messages of those without one.

    Args:
        results: number, record, and the message if there is no record; closed whatever happens.
        keep: called with number and record.
        course: counts, and tells the count after each.
    """
    failed: dict[int, str] = {}
    with closing(results):
        for number, record, message in results:
            if message:
                failed[number] = message
                course.failed += 1
            else:
                keep(number, record)
            course.computed += 1
            course.report()
    return failed
