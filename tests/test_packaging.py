"""What is committed, locked and packed."""

import contextlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from matplotlib.ft2font import FT2Font
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FONTS = ROOT / "results" / "fonts"
# Titles of pages in traditional characters stand there as they were printed; no chart shows them.
PRINTED_BY_OTHERS = {
    ROOT / "calibration" / "observed" / "observed.csv",
    ROOT / "docs" / "observed.md",
}
PACKAGES = {"sim", "calibration", "results", "scenarios"}

# Each entry: a first line `name==version [; marker] \`, then its hashes, one a line.
ENTRY = r"^([\w.-]+)==([\w.]+)(?: ;.*?)? \\\n((?:    --hash=\S+(?: \\)?\n)+)"
LOCKED = re.findall(ENTRY, LOCK, re.MULTILINE)


def test_every_locked_package_has_hashes_and_no_address():
    assert "://" not in LOCK
    entries = [line for line in LOCK.splitlines() if line and not line.startswith("    --hash=")]
    assert len(entries) == len(LOCKED) > 30
    assert all("--hash=sha256:" in hashes for *_, hashes in LOCKED)


def test_the_lock_holds_what_the_project_asks_for():
    versions = {canonicalize_name(name): version for name, version, _ in LOCKED}
    assert len(versions) == len(LOCKED), "one version for all Pythons"
    for text in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]:
        wanted = Requirement(text)
        assert versions[canonicalize_name(wanted.name)] in wanted.specifier, text


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Build the wheel without a network and return the names of its files."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    [wheel] = folder.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_the_wheel_installs_the_four_packages_and_nothing_beside_them(packed):
    assert {name.split("/")[0] for name in packed if ".dist-info/" not in name} == PACKAGES


def test_the_wheel_takes_the_data_along_and_leaves_the_runs(packed):
    data = [path for room in ("scenarios", "calibration") for path in (ROOT / room).rglob("*.yaml")]
    data += (ROOT / "calibration").rglob("*.csv")
    data += FONTS.glob("*.otf")
    assert {path.relative_to(ROOT).as_posix() for path in data} <= set(packed)
    assert not [name for name in packed if name.startswith("results/runs/")]
    assert [name for name in packed if name.endswith("licenses/LICENSE")]
    assert [name for name in packed if name.endswith("licenses/results/fonts/OFL.txt")]


def committed() -> list[Path]:
    """Return the files of the checkout but for environments, caches and what runs produced."""
    tops = [path for path in ROOT.iterdir() if path.is_file() or path.name == ".ci"]
    for folder in [*PACKAGES, "tests", "docs", "benchmarks", ".ci"]:
        tops += (ROOT / folder).rglob("*")
    made = {ROOT / "results" / "runs", *ROOT.rglob("__pycache__")}
    return [path for path in tops if path.is_file() and made.isdisjoint(path.parents)]


def lines() -> Iterator[tuple[Path, int, str]]:
    """Yield every line of every text file with its file and number."""
    for path in committed():
        with contextlib.suppress(UnicodeDecodeError):
            for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
                yield path, number, line


def test_no_file_names_a_place_on_one_machine():
    usual = {"home", "mnt", "opt", "root", "srv", "tmp", "usr", "var"}
    own = [re.escape(str(ROOT))]
    own += [rf"(?<!\w)/{re.escape(ROOT.parts[1])}/"] if ROOT.parts[1] not in usual else []
    homes = [r"(?<!\w)/(?:root|(?:home|Users)/[\w.-]+)/", r":\\Users\\\w"]
    place = re.compile("|".join([*own, *homes]))
    found = [f"{path.name}:{number}" for path, number, line in lines() if place.search(line)]
    assert found == []


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_fonts_have_every_chinese_character_that_we_write(weight):
    has = FT2Font(FONTS / f"NotoSansCJKsc-{weight}.otf").get_charmap()
    kept = (FONTS / "characters.txt").read_text(encoding="utf-8").replace("\n", "")
    assert [character for character in kept if ord(character) not in has] == []
    written = {
        (path.name, n, c)
        for path, n, line in lines()
        if path not in PRINTED_BY_OTHERS
        for c in line
        if c >= "\u2e80"
    }
    assert [place for place in sorted(written) if ord(place[2]) not in has] == []
