"""``jigai compare``: two variants, run paired with run."""

# Annotations are evaluated here, since they hold the declarations of the options.

from pathlib import Path
from typing import Annotated

import typer

from results.cli.guard import guarded, print_json
from results.cli.options import ENGINES, OUT, Options, language_of, levers_of
from results.cli.progress import ProgressDisplay
from results.cli.texts import say
from results.study import Language


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)

    @app.command(help=say("compare", language), short_help=say("compare_short", language))
    def compare(
        scenario_or_run: Annotated[Path, o.scenario_or_run],
        policy: Annotated[str | None, o.policy] = None,
        baseline: Annotated[str | None, o.baseline] = None,
        levers: Annotated[list[str] | None, o.levers] = None,
        readings: Annotated[list[str] | None, o.readings] = None,
        runs: Annotated[int | None, o.runs] = None,
        seed: Annotated[int | None, o.seed] = None,
        engine: Annotated[str, o.engine] = ENGINES[0],
        workers: Annotated[int | None, o.workers] = None,
        out: Annotated[Path, o.out] = Path(OUT),
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, out):
            from results import api
            from results.compare_text import comparison_record, print_comparison
            from results.text_tables import make_console

            with ProgressDisplay(spoken) as progress:
                found = api.compare(
                    scenario_or_run,
                    policy,
                    baseline,
                    levers=levers_of(levers, readings),
                    seed=seed,
                    runs=runs,
                    engine=engine,
                    workers=workers,
                    out=out,
                    progress=progress,
                )
            if as_json:
                print_json({"ok": True, "command": "compare", **comparison_record(found)})
                return
            print_comparison(found, spoken, make_console())
