"""Refusing an argument in the same form as a fault in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios import InputError


def refusal(
    field: str, message: str, found: str | None = None, known: Sequence[str] = ()
) -> InputError:
    """Make the error for an argument that cannot be used, with the nearest name that can.

    Args:
        field: the argument.
        message: what is wrong with it.
        found: what was given, where there is a list of what may be given.
        known: what may be given.
    """
    from scenarios.errors import Fault, InputError, nearest_name

    return InputError(
        [
            Fault(
                file="settings",
                line=0,
                column=0,
                field=field,
                message=message,
                found=found,
                allowed=", ".join(known) or None,
                nearest=None if found is None else nearest_name(found, known),
            )
        ]
    )
