"""A firm's life by quarter, events only; and the quarter that tells most of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from results.explaining.answer import Event, Parting
from results.explaining.repeat import Repeated, differing, repeat
from results.explaining.scene import became
from results.explaining.tape import Frame, TapedRun
from sim.law import codes

if TYPE_CHECKING:
    from results.explaining.world import World
    from sim.model_inputs import Inputs

# What a firm knows of follows from the news and its attention; ease and shocks from its revenue.
FOLLOWING = ("heard", "ease", "shock_spread")


def taped(world: World, variant: str, row: int) -> list[Frame]:
    """Run a variant with a tape of one firm, or take the tape that is there."""
    key = (variant, row)
    if key not in world.tapes:
        tape_all(world, variant, [row])
    return world.tapes[key]


def tape_all(world: World, variant: str, rows: Sequence[int]) -> None:
    """Run a variant once with a tape of several firms, kept in the world."""
    run = TapedRun(world.inputs(variant), world.key, rows)
    for row, frames in run.run().items():
        world.tapes[variant, row] = frames


def repeated(inputs: Inputs, frames: Sequence[Frame]) -> list[Repeated]:
    """Every quarter of a firm again, each held against the engine."""
    return [repeat(inputs, frame) for frame in frames]


def was_considered(frame: Frame, again: Repeated) -> bool:
    """Whether the firm had a project in view and its hands free to decide on it."""
    seen = frame.before.reserve["stage"] == codes.RESERVE or "projects_arrived" in again.booked
    return (
        seen
        and frame.before.building["stage"] != codes.BUILDING
        and not ("firms_exited" in again.booked or frame.before.firm["status"] == codes.EXITED)
    )


def events(inputs: Inputs, frames: Sequence[Frame], life: Sequence[Repeated]) -> list[Event]:
    """What happened to a firm, quarter by quarter; what lasts is told when it begins."""
    found: list[Event] = []
    last: tuple[str, int] | None = None
    for frame, again in zip(frames, life, strict=True):
        name = inputs.calendar.name(frame.now)
        standing = _standing(frame, again)
        for event, facts in _of_quarter(inputs, frame, again):
            found.append(Event(name, event, facts))
        if standing is not None and standing != last:
            found.append(Event(name, standing[0], {"cost": frame.decided.reserve["cost"]}))
        last = standing if standing is not None else (last if not _closes(again) else None)
    return found


def _standing(frame: Frame, again: Repeated) -> tuple[str, int] | None:
    """How the project in view stands after being considered: refused, or held back by what."""
    closed = {"projects_started", "firms_left"} & again.booked.keys()
    if not was_considered(frame, again) or closed:
        return None
    return became(again.booked), frame.decided.reserve["ordinal"]


def gives_up(frame: Frame, again: Repeated) -> bool:
    """Whether the project in view is given up; one that a newer one displaces is not."""
    booked = again.booked
    taken = "projects_started" in booked or "firms_left" in booked
    gone = frame.decided.reserve["stage"] == codes.NONE and not taken
    return gone and "projects_expired" in booked


def _closes(again: Repeated) -> bool:
    return "projects_started" in again.booked or "projects_expired" in again.booked


def _of_quarter(
    inputs: Inputs, frame: Frame, again: Repeated
) -> Iterator[tuple[str, dict[str, Any]]]:
    booked, built = again.booked, frame.decided.building
    if "firms_exited" in booked:
        yield "left", {}
    if "projects_arrived" in booked:
        seen = frame.decided.reserve
        yield (
            "arrived",
            {
                "cost": seen["cost"],
                "direction": codes.DIRECTIONS[seen["direction"]],
                "ordinal": seen["ordinal"],
            },
        )
    if "projects_started" in booked:
        yield (
            "started",
            {
                "cost": built["cost"],
                "own": frame.decided.reserve["cost"],
                "ordinal": built["ordinal"],
                "filed": built["filed"] == 1,
                "relabelled": built["relabelled_ppm"] / 1_000_000.0,
            },
        )
    if gives_up(frame, again):
        yield "given_up", {}
    if any(frame.claims):
        yield "claimed", {"amount": sum(frame.claims)}
    if frame.paid:
        yield "paid", {"amount": sum(amount for _rule, amount, _taxable in frame.paid)}
    if "projects_completed" in booked:
        yield "completed", {"cost": built["cost"]}
    if "firms_entered" in booked:
        yield "entered", {}
    if "equipment_sold" in booked:
        yield "sold", {"amount": booked["equipment_sold"]}


def telling_quarter(frames: Sequence[Frame], life: Sequence[Repeated]) -> int:
    """The start of its largest project, else the first decision against its largest, else the end.

    Returns:
        Place in `frames`.
    """
    starts = [
        (frame.decided.building["cost"], -place, place)
        for place, (frame, again) in enumerate(zip(frames, life, strict=True))
        if "projects_started" in again.booked
    ]
    against = [
        (frame.decided.reserve["cost"], -place, place)
        for place, (frame, again) in enumerate(zip(frames, life, strict=True))
        if was_considered(frame, again)
    ]
    seen = [
        (frame.decided.reserve["cost"], -place, place)
        for place, (frame, again) in enumerate(zip(frames, life, strict=True))
        if "projects_arrived" in again.booked
    ]
    for places in (starts, against, seen):
        if places:
            return max(places)[2]
    return len(frames) - 1


def partings(inputs: Inputs, frames: Sequence[Frame], twins: Sequence[Frame]) -> list[Parting]:
    """Where two lives part: the first quarter of all, and the first beyond what was heard.

    Quarters are compared as they ended; the list is empty for lives that are the same. Fields that
    follow from others are not named.
    """
    found: list[Parting] = []
    for frame, twin in zip(frames, twins, strict=True):
        fields = [row for row in differing(frame.ended, twin.ended) if row[0] not in FOLLOWING]
        if not fields:
            continue
        news_only = all(name == "news" for name, _here, _there in fields)
        if not found or (found[0].news_only and not news_only):
            shown = [row for row in fields if (row[0] == "news") == news_only]
            name = inputs.calendar.name(frame.now)
            found.append(Parting(name, tuple(shown), news_only))
        if not news_only:
            break
    return found
