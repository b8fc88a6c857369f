"""Showing on standard error how far an ensemble is."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from results.cli.texts import say
from results.study import Language

if TYPE_CHECKING:
    import rich.progress

    from sim.runs import Progress

SECONDS_BETWEEN_LINES = 5.0


def clock(seconds: float) -> str:
    """Write a duration: 42 s, 3:05, 1:02:03."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class ProgressDisplay:
    """A bar on a terminal, and plain lines now and then where there is none."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.bar: rich.progress.Progress | None = None
        self.last_line = float("-inf")
        self.forecast_told = False

    def __enter__(self) -> ProgressDisplay:
        """Start the bar, if standard error is a terminal."""
        if sys.stderr.isatty():
            self.bar = self._make_bar()
            self.bar.start()
            self.task = self.bar.add_task(
                say("progress", self.language), total=None, failed="", left=""
            )
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
        """Show a new count; before the first runs, what all of them are expected to take."""
        if progress.forecast is not None and not self.forecast_told:
            self.forecast_told = True
            self._tell(progress.forecast.sentence(self.language))
        left = ""
        if progress.eta is not None and progress.done < progress.total:
            left = say("progress_eta", self.language, time=clock(progress.eta))
        if self.bar is None:
            self._line(progress, left)
            return
        failed = ""
        if progress.failed:
            failed = say("failed_count", self.language, failed=progress.failed)
        self.bar.update(
            self.task,
            completed=progress.done,
            total=progress.total,
            failed=failed,
            left=left.strip(",， "),
        )

    def _tell(self, text: str) -> None:
        """Print a line of its own, above the bar if there is one."""
        if self.bar is None:
            print(text, file=sys.stderr, flush=True)
        else:
            self.bar.console.print(text, highlight=False)

    def _line(self, progress: Progress, left: str) -> None:
        """Print a line, unless the last one was a moment ago and this is not the end."""
        now = time.monotonic()
        finished = progress.done >= progress.total
        if now - self.last_line < SECONDS_BETWEEN_LINES and not finished:
            return
        self.last_line = now
        text = say(
            "progress_line",
            self.language,
            done=progress.done,
            total=progress.total,
            failed=progress.failed,
            eta=left,
        )
        print(text, file=sys.stderr, flush=True)

    def _make_bar(self) -> rich.progress.Progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("[red]{task.fields[failed]}"),
            TextColumn("{task.fields[left]}"),
            console=Console(stderr=True),
            transient=True,
        )
