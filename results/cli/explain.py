"""``jigai explain``: why a firm invested or not, in its own numbers, beside its twin."""

# Annotations are evaluated here, since they hold the declarations of the options.

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from results.cli.guard import guarded, print_json
from results.cli.options import OUT, Options, language_of, levers_of
from results.cli.texts import say
from results.study import Language


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)

    def option(name: str, key: str, metavar: str | None = None, **rest: Any) -> Any:
        return typer.Option(
            name, metavar=metavar, help=say(key, language), show_default=False, **rest
        )

    asked: Any = typer.Argument(
        metavar="RUN|SCENARIO", help=say("help_run", language), show_default=False
    )
    firm_id = option("--firm", "help_firm", "ID")
    kinds = option("--find", "help_find", "KIND")
    quarter_name = option("--quarter", "help_explained_quarter", "QUARTER")
    one_variant = option("--variant", "help_explained_variant", "NAME")
    number = option("--replicate", "help_replicate", "NUMBER")
    lever_name = option("--lever", "help_lever", "NAME")
    lever_values = option("--values", "help_values", "A,B,C")
    life = option("--whole-life", "help_whole_life")
    moved = option("--scenario", "help_moved", "FILE")

    @app.command(help=say("explain", language), short_help=say("explain_short", language))
    def explain(
        run: Annotated[Path, asked],
        firm: Annotated[str | None, firm_id] = None,
        find: Annotated[list[str] | None, kinds] = None,
        quarter: Annotated[str | None, quarter_name] = None,
        variant: Annotated[str | None, one_variant] = None,
        baseline: Annotated[str | None, o.baseline] = None,
        replicate: Annotated[int, number] = 0,
        lever: Annotated[str | None, lever_name] = None,
        values: Annotated[str | None, lever_values] = None,
        whole_life: Annotated[bool, life] = False,
        levers: Annotated[list[str] | None, o.levers] = None,
        readings: Annotated[list[str] | None, o.readings] = None,
        seed: Annotated[int | None, o.seed] = None,
        scenario: Annotated[Path | None, moved] = None,
        out: Annotated[Path, o.out] = Path(OUT),
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, out):
            of_run: dict[str, Any] = {
                "variant": variant, "replicate": replicate, "seed": seed,
                "levers": levers_of(levers, readings), "scenario": scenario, "out": out,
            }  # fmt: skip
            of_firm: dict[str, Any] = {
                "--quarter": quarter, "--baseline": baseline, "--lever": lever,
                "--values": values, "--whole-life": whole_life,
            }  # fmt: skip
            if firm is None:
                refuse_without_firm(of_firm)
                list_firms(run, find or [], of_run, as_json, spoken)
                return
            if find:
                from results.refusal import refusal

                raise refusal("--firm, --find", "give one of the two")
            from results import api
            from results.explaining.text import text_of_explanation

            found = api.explain(
                run, firm, quarter, baseline=baseline, lever=lever,
                values=values_of(lever, values), whole_life=whole_life, **of_run,
            )  # fmt: skip
            if as_json:
                print_json({"ok": True, "command": "explain", **found.as_dict()})
            else:
                print(text_of_explanation(found, spoken))


def list_firms(
    run: Path, kinds: Sequence[str], of_run: dict[str, Any], as_json: bool, language: Language
) -> None:
    """List firms worth looking at.

    Raises:
        InputError: run or kinds are at fault.
    """
    from results import api
    from results.explaining.text import text_of_found

    listed = api.find_firms(run, kinds, **of_run)
    if as_json:
        print_json({"ok": True, "command": "explain", **listed.as_dict()})
    else:
        print(text_of_found(listed, language, kinds))


def refuse_without_firm(given: dict[str, Any]) -> None:
    """Refuse what only an explanation of one firm takes.

    Raises:
        InputError: with each of them.
    """
    from scenarios.errors import SETTINGS, Fault, InputError

    faults = [Fault(SETTINGS, 0, 0, name, "needs --firm") for name, value in given.items() if value]
    if faults:
        raise InputError(faults)


def values_of(lever: str | None, text: str | None) -> list[Any]:
    """Read the values of a lever, typed as in a file.

    Raises:
        InputError: each that cannot be read.
    """
    if not text:
        return []
    from scenarios.errors import Fault, InputError
    from scenarios.levers import parse_setting

    faults: list[Fault] = []
    found = []
    for part in text.split(","):
        try:
            found.append(parse_setting(f"{lever or '--values'}={part}")[1])
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    return found
