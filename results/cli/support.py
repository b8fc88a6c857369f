"""``jigai support``: what a project would be paid; or policy files and law against cases."""

# Annotations are evaluated here, since they hold the declarations of the options.

from collections.abc import Sequence
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
    policy_names: Any = typer.Argument(
        metavar="POLICY", help=say("help_policy_names", language), show_default=False
    )
    project_file: Any = typer.Option(
        "--project", metavar="FILE", help=say("help_project", language), show_default=False
    )
    day: Any = typer.Option(
        "--as-of", metavar="DATE", help=say("help_as_of", language), show_default=False
    )
    cases_file: Any = typer.Option(
        "--cases", metavar="FILE", help=say("help_cases", language), show_default=False
    )
    policy_folder: Any = typer.Option(
        "--policies", metavar="FOLDER", help=say("help_policies", language), show_default=False
    )

    @app.command(help=say("support", language), short_help=say("support_short", language))
    def support(
        names: Annotated[list[str] | None, policy_names] = None,
        project: Annotated[Path | None, project_file] = None,
        as_of: Annotated[str | None, day] = None,
        readings: Annotated[list[str] | None, o.readings] = None,
        cases: Annotated[Path | None, cases_file] = None,
        policies: Annotated[Path | None, policy_folder] = None,
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, Path(OUT)):
            of_project = {"POLICY": names, "--as-of": as_of, "--reading": readings}
            of_cases = {"--policies": policies}
            if project is None and cases is not None:
                _refuse_given("--cases", of_project)
                run_cases(cases, policies, as_json, spoken)
            elif project is not None and cases is None:
                _refuse_given("--project", of_cases)
                ask_project(names or [], project, as_of, readings, as_json, spoken)
            else:
                from results.refusal import refusal

                raise refusal("--project, --cases", "give exactly one of the two")


def _refuse_given(option: str, others: dict[str, Any]) -> None:
    """Refuse what does not go with an option.

    Raises:
        InputError: with each of them.
    """
    from scenarios.errors import SETTINGS, Fault, InputError

    given = [name for name, value in others.items() if value]
    if given:
        raise InputError(
            Fault(SETTINGS, 0, 0, name, f"does not go with {option}") for name in given
        )


def ask_project(
    names: Sequence[str],
    project: Path,
    as_of: str | None,
    readings: Sequence[str] | None,
    as_json: bool,
    language: Language,
) -> None:
    """Say what a project, or each of a table, would be paid.

    Raises:
        InputError: policies, project or options are at fault.
    """
    import datetime as dt

    from results.cli.options import levers_of
    from results.project_support import support
    from results.project_support.text import text_of_support

    day = None
    if as_of is not None:
        try:
            day = dt.date.fromisoformat(as_of)
        except ValueError:
            from results.refusal import refusal

            message = f"must be a day such as 2025-06-30, not {as_of!r}"
            raise refusal("--as-of", message) from None
    found = support(names, project, day, levers_of(None, readings))
    if as_json:
        print_json({"ok": True, "command": "support", **found.as_dict()})
    else:
        print(text_of_support(found, language))


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
