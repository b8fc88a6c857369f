"""Putting the commands together."""

from __future__ import annotations

import typer

from results.cli import (
    calibrate,
    check,
    compare,
    explain,
    gallery,
    run,
    runs,
    sensitivity,
    support,
    sweep,
    task_progress,
)
from results.cli.texts import default_language, say
from results.study import Language

COMMANDS = (
    check, run, compare, task_progress, support, explain, gallery, calibrate, sweep, sensitivity,
    runs,
)  # fmt: skip


def build_app(language: Language | None = None) -> typer.Typer:
    """Make the command line with its help in one language.

    Plain help, not rich: it is twice as fast, and no line of Chinese is cut.
    """
    spoken = language or default_language()
    app = typer.Typer(
        help=say("jigai", spoken),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    )
    app.callback()(_nothing)
    for command in COMMANDS:
        command.register(app, spoken)
    return app


def _nothing() -> None:
    """Do nothing before a command; with it, one command alone would still need its name."""
