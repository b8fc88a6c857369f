"""``jigai check``: is this scenario whole and faultless?"""

# Annotations are evaluated here, since they hold the declarations of the options.

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from results.cli.guard import guarded, print_json
from results.cli.options import OUT, Options, language_of, levers_of
from results.cli.texts import say
from results.reading_text import differing, switches
from results.study import Language

if TYPE_CHECKING:
    from results import api


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)

    @app.command(help=say("check", language), short_help=say("check_short", language))
    def check(
        scenario: Annotated[Path, o.scenario],
        levers: Annotated[list[str] | None, o.levers] = None,
        readings: Annotated[list[str] | None, o.readings] = None,
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, Path(OUT)):
            from results import api as laboratory

            found = laboratory.check(scenario, levers=levers_of(levers, readings))
            if as_json:
                print_json({"ok": True, "command": "check", **asdict(found)})
                return
            print(describe(found, spoken))


def describe(found: "api.Check", language: Language) -> str:
    """Say what a faultless scenario holds."""
    lines = [
        say(
            "check_lines",
            language,
            scenario=found.scenario,
            title=found.title.text(language),
            place=found.place.text(language),
            firms=f"{found.firms:,}",
            first=found.years[0],
            last=found.years[1],
            runs=found.runs,
            seed=found.seed,
            policies=", ".join(found.policies),
        )
    ]
    lines += [
        say(
            "check_variant",
            language,
            name=name,
            title=title.text(language),
            count=found.instruments[name],
        )
        for name, title in found.variants.items()
    ]
    lines += [*posterior_lines(found, language), *readings_of(found, language)]
    return "\n".join([*lines, say("check_ok", language)])


def posterior_lines(found: "api.Check", language: Language) -> list[str]:
    """Say of the posterior how many draws it has, and what was learned."""
    own = found.posterior
    if own is None:
        return []
    others = [name for name in own.free if name not in own.learned]
    parts = (
        ("check_learned", own.learned),
        ("check_not_learned", others),
        ("check_held", own.held),
    )
    first = say(
        "check_posterior",
        language,
        name=own.id,
        version=own.version,
        title=own.title.text(language),
        draws=own.draws,
        free=len(own.free),
    )
    return [
        first,
        *(say(key, language, names=", ".join(names)) for key, names in parts if names),
    ]


def readings_of(found: "api.Check", language: Language) -> list[str]:
    """Say how each ambiguous wording is read, and which variants read one otherwise."""
    if not found.readings:
        return []
    lines = [
        say(
            "check_reading",
            language,
            name=row.name,
            option=row.option,
            mark="" if row.option == row.default else "*",
            question=row.question.text(language),
            meaning=row.meaning.text(language),
            others=", ".join(row.others),
        )
        for row in found.readings
    ]
    options = {row.name: row.option for row in found.readings}
    defaults = {row.name: row.default for row in found.readings}
    lines += [
        say("check_variant_readings", language, name=name, readings=switches(others, defaults))
        for name, readings in found.variant_readings.items()
        if (others := differing(readings, options))
    ]
    return [say("check_readings", language), *lines]
