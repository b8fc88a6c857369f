"""What determines a run's result, as text and as a key.

Two runs share a key exactly when nothing that could change a figure differs between them: what the
scenario says, the sources of the law, the seed, the replicate, and the versions that matter.
Engine, workers, batches and folders are left out, since they change no figure.
"""

from __future__ import annotations

import hashlib
import json
import math
from importlib import metadata
from pathlib import Path
from typing import Any

SIM = Path(__file__).resolve().parent.parent
"""The room whose sources decide what a run gives."""

OWN_PACKAGE = "jigai-lab"
PACKAGES_IN_KEYS = ("numpy",)
PACKAGES_ON_RECORD = (
    "llvmlite",
    "mesa",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "scipy",
)

LAW_EXCEPT = ("__main__.py", "runs/")
"""Sources of `sim` that change no figure: how the program starts, and how runs are kept."""

LAW_AFTER_ALL = ("runs/tidy.py",)
"""Sources below an exception that do change a figure: the tables' rows and the years' sums."""

SCENARIOS = SIM.parent / "scenarios"
"""The room whose sources make levers, readings and defaults part of what is prepared."""

ONLY_READ_FILES = (
    "errors.py", "findings.py", "loading.py", "policy_folder.py", "register.py", "sweep_",
    "yaml_document.py",
)  # fmt: skip
"""Sources of `scenarios` that read files and tell faults; what they have read is in the key."""


class NotCanonicalError(ValueError):
    """A value has no one canonical text: not JSON, or not a finite number."""


class LawChangedError(RuntimeError):
    """The sources on disk are no longer those that this process has loaded."""


def canonical_json(value: Any) -> str:
    """Return the one JSON text of a value: keys sorted, no spaces, 1 and 1.0 kept apart.

    Args:
        value: nested dicts (with text for keys), lists, tuples (written as lists), text, numbers,
            booleans and None.

    Raises:
        NotCanonicalError: names the place of what cannot be written so.
    """
    _refuse_unwritable(value, "$")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_unwritable(value: Any, where: str) -> None:
    """Raise at the first part that JSON would lose, bend or refuse."""
    if isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise NotCanonicalError(f"{where}: the key {key!r} is not text")
            _refuse_unwritable(key, f"{where} key")
            _refuse_unwritable(part, f"{where}.{key}")
    elif isinstance(value, (list, tuple)):
        for position, part in enumerate(value):
            _refuse_unwritable(part, f"{where}[{position}]")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise NotCanonicalError(f"{where}: {value!r} is not a finite number")
    elif isinstance(value, str):
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise NotCanonicalError(f"{where}: {value!r} is not valid Unicode text")
    elif value is not None and not isinstance(value, int):
        raise NotCanonicalError(f"{where}: {type(value).__name__} has no JSON form")


def digest_of_bytes(content: bytes) -> str:
    """Return 128 bits of BLAKE2b as 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digest(value: Any) -> str:
    """Return the digest of a value's canonical text.

    Raises:
        NotCanonicalError: as `canonical_json`.
    """
    return digest_of_bytes(canonical_json(value).encode())


def law_files(root: Path = SIM) -> dict[str, str]:
    """Return the digest of every source that decides a run's result, by its path below `root`.

    Line ends are read as one kind, so that a checkout on Windows has the same key.
    """
    digests = {}
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name.startswith(LAW_EXCEPT) and name not in LAW_AFTER_ALL:
            continue
        if path.name.startswith("."):  # an editor's lock or backup; Python cannot import it either
            continue
        digests[name] = digest_of_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    return digests


LOADED_LAW_FILES = law_files()
"""The law as this process found it. Python keeps what it has imported, whatever is edited later."""

LOADED_LAW = digest(LOADED_LAW_FILES)


def preparing_files(root: Path = SCENARIOS) -> dict[str, str]:
    """Return the digest of every source of `scenarios` that decides what settings do."""
    return {
        path.name: digest_of_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
        for path in sorted(root.glob("*.py"))
        if not path.name.startswith((".", *ONLY_READ_FILES))
    }


LOADED_PREPARING_FILES = preparing_files()
LOADED_PREPARING = digest(LOADED_PREPARING_FILES)
"""Of the sources that apply settings, as this process found them; in the keys of single rows."""


def require_unchanged_law(root: Path = SIM) -> None:
    """Refuse to store results of old law under the key of new law, or the other way round.

    Raises:
        LawChangedError: names the sources that were edited after this process had started.
    """
    _require_same(law_files(root), LOADED_LAW_FILES)


def require_unchanged_preparing(root: Path = SCENARIOS) -> None:
    """The same of the sources of `scenarios` that apply settings.

    Raises:
        LawChangedError: as `require_unchanged_law`.
    """
    _require_same(preparing_files(root), LOADED_PREPARING_FILES)


def _require_same(now: dict[str, str], loaded: dict[str, str]) -> None:
    edited = sorted(name for name in now.keys() | loaded if now.get(name) != loaded.get(name))
    if edited:
        raise LawChangedError(
            f"the law was edited after this program started: {', '.join(edited)}. "
            "Start it again (in a notebook: restart the kernel)."
        )


def own_version() -> str:
    """Return the version of this laboratory: of the checkout if it runs from one, else installed.

    Raises:
        importlib.metadata.PackageNotFoundError: neither a checkout nor installed.
    """
    project = SIM.parent / "pyproject.toml"
    if project.exists():
        import tomllib

        about = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {})
        if about.get("name") == OWN_PACKAGE:
            return str(about["version"])
    return metadata.version(OWN_PACKAGE)


def versions_in_keys() -> dict[str, str]:
    """Return the versions that may change a figure, and so are part of every key."""
    return {OWN_PACKAGE: own_version()} | {
        name: metadata.version(name) for name in PACKAGES_IN_KEYS
    }


def versions_on_record() -> dict[str, str]:
    """Return the versions that a manifest records; `absent` for what is not installed."""
    versions = {OWN_PACKAGE: own_version()}
    for name in PACKAGES_ON_RECORD:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "absent"  # the object walk runs without numba
    return versions
