"""``jigai support``: what the policy files and the law give, held against worked cases."""

# Annotations are evaluated here, since they hold the declarations of the options.

from pathlib import Path
from typing import Annotated, Any

import typer

from results.cli.guard import FAILED, guarded, print_json
from results.cli.options import OUT, Options, language_of
from results.cli.texts import say
from results.study import Language


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)
    policy_file: Any = typer.Argument(
        metavar="POLICY", help=say("help_policy_file", language), show_default=False
    )
    cases_file: Any = typer.Option(
        "--cases", metavar="FILE", help=say("help_cases", language), show_default=False
    )
    policy_folder: Any = typer.Option(
        "--policies", metavar="FOLDER", help=say("help_policies", language), show_default=False
    )

    @app.command(help=say("support", language), short_help=say("support_short", language))
    def support(
        policy: Annotated[Path | None, policy_file] = None,
        cases: Annotated[Path | None, cases_file] = None,
        policies: Annotated[Path | None, policy_folder] = None,
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, Path(OUT)):
            if policy is not None or cases is None:
                from results.refusal import refusal

                raise refusal("--cases", "give a file of worked cases, and no policy file")
            run_cases(cases, policies, as_json, spoken)


def run_cases(cases: Path, policies: Path | None, as_json: bool, language: Language) -> None:
    """Run a file of worked cases and print what differs.

    Raises:
        InputError: the file, or a policy file, is at fault.
        typer.Exit: with 1, if anything differs.
    """
    from results import api as laboratory
    from results.support_cases.report import text_of_report

    report = laboratory.support_cases(cases, policies)
    if as_json:
        print_json({"command": "support", **report.record()})
    else:
        print(text_of_report(report, language))
    if not report.ok:
        raise typer.Exit(FAILED)
