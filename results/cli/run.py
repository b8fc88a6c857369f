"""``jigai run``: run a scenario, then its summary and its charts."""

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
    from results import api


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)

    @app.command(help=say("run", language), short_help=say("run_short", language))
    def run(
        scenario: Annotated[Path, o.scenario],
        levers: Annotated[list[str] | None, o.levers] = None,
        readings: Annotated[list[str] | None, o.readings] = None,
        variants: Annotated[list[str] | None, o.variants] = None,
        runs: Annotated[int | None, o.runs] = None,
        seed: Annotated[int | None, o.seed] = None,
        engine: Annotated[str, o.engine] = ENGINES[0],
        workers: Annotated[int | None, o.workers] = None,
        out: Annotated[Path, o.out] = Path(OUT),
        no_charts: Annotated[bool, o.no_charts] = False,
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, out):
            from results import api as laboratory

            with ProgressDisplay(spoken) as progress:
                found = laboratory.run(
                    scenario,
                    levers=levers_of(levers, readings),
                    seed=seed,
                    runs=runs,
                    variants=variants or None,
                    engine=engine,
                    workers=workers,
                    out=out,
                    progress=progress,
                )
            show(found, spoken, as_json, with_charts=not no_charts)


def show(found: "api.Run", language: Language, as_json: bool, with_charts: bool) -> None:
    """Print a run's summary and draw its charts."""
    summary = found.summary()
    if not as_json:
        from results.summary_text import print_summary
        from results.text_tables import make_console

        print_summary(summary, language, make_console())
        tell_failures(found, language)
    charts = found.charts(summary=summary) if with_charts else []
    if as_json:
        print_json(
            {
                "ok": True,
                "command": "run",
                "folder": str(found.folder),
                "charts": [str(path) for path in charts],
                "summary": summary.as_dict(),
            }
        )
        return
    print(say("tables_in", language, folder=found.folder))
    if charts:
        print(say("charts_in", language, folder=charts[0].parent))


def tell_failures(found: "api.Run", language: Language) -> None:
    """Say on standard error how many runs failed, and why the first did."""
    failures = found.failures()
    if failures:
        first = failures[0]
        text = say(
            "some_failed",
            language,
            failed=len(failures),
            variant=first.variant,
            run=first.run,
            error=first.error,
            message=first.message,
        )
        print(text, file=sys.stderr)
