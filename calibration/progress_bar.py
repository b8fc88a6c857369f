"""Showing on standard error how far a piece of long work is."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rich.progress

    from sim.runs.progress import Progress

SECONDS_BETWEEN_LINES = 5.0


class ProgressBar:
    """A bar on a terminal, and plain lines now and then where there is none."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.bar: rich.progress.Progress | None = None
        self.last_line = float("-inf")

    def __enter__(self) -> ProgressBar:
        """Start the bar, if standard error is a terminal."""
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

            self.bar = Progress(
                "{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
                console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self.bar.start()
            self.task = self.bar.add_task(self.title, total=None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Show a new count."""
        if self.bar is not None:
            self.bar.update(self.task, completed=progress.done, total=progress.total)
            return
        now = time.monotonic()
        if now - self.last_line < SECONDS_BETWEEN_LINES and progress.done < progress.total:
            return
        self.last_line = now
        left = ""
        if progress.eta is not None and progress.done < progress.total:
            left = f", about {progress.eta:.0f} s left"
        text = f"{self.title}: {progress.done} of {progress.total}{left}"
        print(text, file=sys.stderr, flush=True)
