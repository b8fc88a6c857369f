"""``jigai progress``: what a variant reports against the plans' tasks, by district and quarter."""

# Annotations are evaluated here, since they hold the declarations of the options.

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from results.cli.guard import guarded, print_json
from results.cli.options import ENGINES, OUT, Options, language_of, levers_of
from results.cli.progress import ProgressDisplay
from results.cli.texts import say
from results.study import Language

if TYPE_CHECKING:
    from results.progress import TaskProgress


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)

    @app.command(help=say("progress_help", language), short_help=say("progress_short", language))
    def progress(
        scenario_or_run: Annotated[Path, o.scenario_or_run],
        variant: Annotated[str | None, o.variant_shown] = None,
        year: Annotated[int | None, o.year] = None,
        quarter: Annotated[int, o.quarter] = 4,
        measure: Annotated[str, o.measure] = "reported_renovation",
        by_district: Annotated[str, o.by_district] = "last_year",
        by_quarter: Annotated[str, o.by_quarter] = "season",
        levers: Annotated[list[str] | None, o.levers] = None,
        readings: Annotated[list[str] | None, o.readings] = None,
        runs: Annotated[int | None, o.runs] = None,
        seed: Annotated[int | None, o.seed] = None,
        engine: Annotated[str, o.engine] = ENGINES[0],
        workers: Annotated[int | None, o.workers] = None,
        out: Annotated[Path, o.out] = Path(OUT),
        as_json: Annotated[bool, o.json] = False,
        as_csv: Annotated[bool, o.csv] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, out):
            if as_json and as_csv:
                from results.refusal import refusal

                raise refusal("--json, --csv", "give one of the two at most")
            from results import api

            with ProgressDisplay(spoken) as display:
                found = api.progress(
                    scenario_or_run,
                    variant,
                    year,
                    measure=measure,
                    by_district=by_district,
                    by_quarter=by_quarter,
                    levers=levers_of(levers, readings),
                    seed=seed,
                    runs=runs,
                    engine=engine,
                    workers=workers,
                    out=out,
                    progress=display,
                )
            show(found, spoken, quarter, as_json, as_csv)


def show(
    found: "TaskProgress", language: Language, quarter: int, as_json: bool, as_csv: bool
) -> None:
    """Print progress as a page, as one JSON object, or as CSV."""
    from results.progress import records

    if as_json:
        print_json({"ok": True, "command": "progress", **records.record(found)})
    elif as_csv:
        from results.charts.build import write_rows

        write_rows(records.rows(found), sys.stdout)
    else:
        from results.progress.text import print_progress
        from results.text_tables import make_console

        print_progress(found, language, make_console(), quarter)
