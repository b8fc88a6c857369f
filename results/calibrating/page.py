"""`python -m results.calibrating.page`: the report pages of all stored records, or what is amiss.

Pages and charts in docs/calibration follow from the records in calibration/reports alone, and from
whether law, priors and data are still those of the record; no run of the model is needed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from results.calibrating.freshness import changed
from results.calibrating.record import read_record, written
from results.calibrating.report import drawn, pages_of, write_files
from scenarios.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "calibration" / "reports"
DOCS = ROOT / "docs" / "calibration"
COMMAND = "python -m results.calibrating.page"
ENDINGS = ("*.md", "*.svg", "*.csv")


def record_path(place: str) -> Path:
    """Where the record of a place is stored."""
    return RECORDS / f"{place}.json"


def files_of(place: str, is_with_charts: bool = True) -> dict[str, bytes]:
    """Contents of a place's files in docs/calibration by name.

    Args:
        place: of which there is a record.
        is_with_charts: whether charts are drawn, which takes seconds.

    Raises:
        InputError: with every fault of the record.
    """
    path = record_path(place)
    record = read_record(path)
    pages = pages_of(record, changed(record), f"../../calibration/reports/{path.name}")
    files = {name: text.encode("utf-8") for name, text in pages.items()}
    return files | (drawn(record) if is_with_charts else {})


def index(places: Sequence[str]) -> dict[str, bytes]:
    """The page that lists the places of which there is a report, by file name.

    Raises:
        InputError: with every fault of a record.
    """
    from results.calibrating.report_page import MADE
    from results.calibrating.sentences import how_much_of_amounts, what_to_believe
    from results.language import joined

    lines = ["# Reports of calibrations", "", MADE, ""]
    if not places:
        lines.append("None is stored. `jigai calibrate PLACE --report` makes one.")
    for place in places:
        record = read_record(record_path(place))
        title = record.manifest.title
        told = (what_to_believe(record, "en"), how_much_of_amounts(record, "en"))
        lines.append(
            f"- [{title.en}]({place}.md) ([{title.zh}]({place}.zh.md)), {record.manifest.date}. "
            + joined(filter(None, told), "en")
        )
    lines += ["", "How they come about: [calibration](../calibration.md)."]
    return {"README.md": ("\n".join(lines) + "\n").encode("utf-8")}


def stored() -> list[str]:
    """Places of which there is a record."""
    return [path.stem for path in sorted(RECORDS.glob("*.json"))]


def stale(files: Mapping[str, bytes], folder: Path = DOCS) -> list[str]:
    """Names of files that are missing, differ, or have no record that they follow from."""
    there = {path.name: path for ending in ENDINGS for path in folder.glob(ending)}
    return sorted(
        name
        for name in {*files, *there}
        if name not in files or name not in there or there[name].read_bytes() != files[name]
    )


def store(place: str, text: str) -> list[Path]:
    """Keep a record's text in this checkout and write all that follows from it.

    Returns:
        The record and the page in English.

    Raises:
        OSError: a folder cannot be written to.
    """
    path = record_path(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    write_files(files_of(place) | index(stored()), DOCS)
    return [path, DOCS / f"{place}.md"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; 1 if anything does not follow from its record, 2 for a faulty record."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    asked = parser.parse_args(arguments)
    files: dict[str, bytes] = {}
    try:
        for path in sorted(RECORDS.glob("*.json")):
            if path.read_text("utf-8") != written(read_record(path)):
                print(f"{path.name}: not written by this program", file=sys.stderr)
                return 2
            files |= files_of(path.stem)
        files |= index(stored())
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    amiss = stale(files)
    if not asked.check:
        write_files({name: files[name] for name in amiss if name in files}, DOCS)
        for name in amiss:
            if name not in files:
                (DOCS / name).unlink()
    word = "out of date" if asked.check else "written"
    print(f"docs/{DOCS.name}: {', '.join(amiss) or 'nothing'} {word}")
    return 1 if asked.check and amiss else 0


if __name__ == "__main__":
    sys.exit(main())
