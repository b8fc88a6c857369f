"""From what went wrong to a message and an exit code.

Exit codes: 1 a failure of ours or of the machine, 2 the input is at fault, 130 Ctrl-C.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from results.cli.texts import say
from results.study import Language

FAILED, REFUSED, INTERRUPTED = 1, 2, 130


@contextmanager
def guarded(language: Language, as_json: bool, out: Path) -> Iterator[None]:
    """Turn any error of the body into its message and exit code.

    Args:
        language: of the message.
        as_json: also print the error as one JSON object on standard output.
        out: folder in which the full traceback of an unexpected error is left.

    Raises:
        typer.Exit: with the exit code, when anything went wrong.
    """
    try:
        yield
    except (typer.Exit, typer.BadParameter, BrokenPipeError):
        raise
    except KeyboardInterrupt as stop:
        message = _interruption(stop, language, out)
        _tell(message, as_json, {"kind": "interrupted", "message": message})
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:
        faults = _faults(error)
        if faults is None:
            message = _failure(error, language, out)
            record = {"kind": type(error).__name__, "message": str(error)}
            _tell(message, as_json, record)
            raise typer.Exit(FAILED) from None
        text = "\n".join([say("faults", language, count=len(faults)), str(error)])
        _tell(text, as_json, {"kind": "input", "faults": faults})
        raise typer.Exit(REFUSED) from None


def print_json(record: dict[str, Any]) -> None:
    """Print one JSON object; a number that JSON has no form for is an error."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(record, ensure_ascii=plain, allow_nan=False, default=str)
    print(text)


def _tell(message: str, as_json: bool, record: dict[str, Any]) -> None:
    print(message, file=sys.stderr)
    if as_json:
        print_json({"ok": False, "error": record})


def _faults(error: Exception) -> list[dict[str, Any]] | None:
    """Return the faults of an input error as records, and None for any other error."""
    from dataclasses import asdict

    from scenarios import InputError

    if not isinstance(error, InputError):
        return None
    return [asdict(fault) for fault in error.faults]


def _interruption(stop: KeyboardInterrupt, language: Language, out: Path) -> str:
    """Say that nothing finished is lost; the runner also knows how much that is."""
    done, total = getattr(stop, "done", None), getattr(stop, "total", None)
    if not done or total is None:
        return say("interrupted", language, out=out)
    return say("interrupted_at", language, done=done, total=total, out=out)


def _failure(error: Exception, language: Language, out: Path) -> str:
    """Say in short what failed, and leave the traceback in a file."""
    lines = [say("failed", language, error=type(error).__name__, message=error)]
    whole = "".join(traceback.format_exception(error))
    path = out / f"error-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_text(whole, encoding="utf-8")
        lines.append(say("traceback_in", language, path=path))
    except OSError:  # the folder may be what failed: then the traceback has to stand here
        lines.append(whole)
    return "\n".join(lines)
