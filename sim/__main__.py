"""The front door of a bare checkout: ``python3 -m sim run ...`` and ``python3 -m sim test``.

It needs Python, and a network once. The first start sets up ``.venv`` from ``requirements.lock``;
every start then becomes the command line (``results.cli``) or pytest inside that environment. Two
variables change this: ``JIGAI_VENV`` names another folder for the environment, and
``JIGAI_NO_BOOTSTRAP=1`` stays with the Python that is running.

Nothing but the standard library is there yet when this file starts. Old Pythons (tried from 3.6 on)
must still be able to read it, to be told that they are too old: hence the quoted annotations.
"""

import contextlib
import hashlib
import os
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PYPROJECT = ROOT / "pyproject.toml"

# The environment's own two files: what holds off a second start, and what says "whole and current".
TURN, MARK = "jigai.turn", "jigai.mark"

OLDEST, NEWEST = (3, 11), (3, 13)
FAILED, REFUSED, INTERRUPTED = 1, 2, 130
LINES_OF_PIP = 8


def main() -> "NoReturn":
    """Find or make the environment, then become the command that was asked for."""
    refusal = unsupported(sys.version_info[:2])
    if refusal:
        stop(refusal, REFUSED)
    if os.environ.get("JIGAI_NO_BOOTSTRAP", "0") not in ("", "0"):
        rest = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), rest] if rest else [str(ROOT)])
        become(sys.executable, sys.argv[1:])
    env = Path(os.environ.get("JIGAI_VENV") or ROOT / ".venv").resolve()
    if Path(sys.prefix).resolve() != env:
        try:
            bootstrap(env)
        except KeyboardInterrupt:
            stop("interrupted; the next start sets the environment up again", INTERRUPTED)
        except OSError as error:
            stop(f"cannot set up {env}: {error}\nJIGAI_VENV can name another folder.", FAILED)
    become(str(python_of(env)), sys.argv[1:])


def unsupported(version: "tuple[int, ...]") -> str:
    """Return why this version of Python will not do, and nothing when it will."""
    if OLDEST <= version <= NEWEST:
        return ""
    oldest, newest, found = (".".join(map(str, v)) for v in (OLDEST, NEWEST, version))
    return f"jigai needs Python {oldest} to {newest}, and {sys.executable} is Python {found}"


def become(python: str, arguments: "list[str]") -> "NoReturn":
    """Replace this process: ``test`` is pytest in the checkout, all else is the command line's.

    ``-P`` keeps the current folder out of the imports: a user's ``calibration.py`` is not ours.
    """
    command = [python, "-P", "-m", "results.cli", *arguments]
    if arguments[:1] == ["test"]:
        os.chdir(ROOT)
        # On every core, unless told how many or to stop in the debugger.
        told = any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments)
        cores = [] if told else ["-n", "auto"]
        command = [python, "-P", "-m", "pytest", *cores, *arguments[1:]]
    if sys.platform == "win32":  # exec would give the prompt back before the work is done
        import subprocess

        sys.exit(subprocess.call(command))
    os.execv(python, command)


def bootstrap(env: Path) -> None:
    """Make or refresh the environment unless its mark says that it is whole and current.

    The mark goes before the first change and comes after the last one, so what a killed start
    leaves behind has none and is made anew. A change of the lock alone only installs again.
    """
    want = wanted_mark()
    if is_current(env, want):
        return
    with turn(env):
        if is_current(env, want):  # the start that we waited for did it
            return
        same_maker = text_of(env / MARK).splitlines()[:1] == want.splitlines()[:1]
        (env / MARK).unlink(missing_ok=True)
        if same_maker and python_of(env).exists():
            say(f"bringing {env.name} up to date ...")
        else:
            say(f"setting up {env.name} (once, about half a minute) ...")
            create(env)
        install(env)
        (packages_of(env) / "jigai-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
        (env / MARK).write_text(want, encoding="utf-8")
        say(f"{env.name} is ready")


def wanted_mark() -> str:
    """Return two lines: what the environment is tied to for good, and a digest of what it holds."""
    maker = f"{sys.implementation.cache_tag} {sys.platform} {ROOT}"
    return f"{maker}\n{hashlib.sha256(LOCK.read_bytes() + PYPROJECT.read_bytes()).hexdigest()}\n"


def is_current(env: Path, want: str) -> bool:
    """Say whether the environment is whole, fits this Python, and holds what the lock names."""
    return text_of(env / MARK) == want and python_of(env).exists()


def text_of(path: Path) -> str:
    """Return what a file says, and nothing when there is no such file."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def python_of(env: Path) -> Path:
    """Return where an environment has its interpreter."""
    return env / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def packages_of(env: Path) -> Path:
    """Return where an environment made by this Python has its packages."""
    version = "python{}.{}".format(*sys.version_info[:2])
    return env / ("Lib" if sys.platform == "win32" else f"lib/{version}") / "site-packages"


@contextlib.contextmanager
def turn(env: Path) -> "Iterator[None]":
    """Hold the environment's turn file; a second start waits here for the first.

    The file is the first in the folder and stays: a folder with other files but without this one
    is somebody else's, and is left alone. pip inherits the hold, so when this process is killed,
    the next start still waits for the orphan.
    """
    path = env / TURN
    if env.exists() and not path.exists() and any(env.iterdir()):
        stop(
            f"{env} was not made by this command, so it is left alone. Delete it, or name another "
            "folder with JIGAI_VENV, or start its own Python with JIGAI_NO_BOOTSTRAP=1.",
            REFUSED,
        )
    env.mkdir(parents=True, exist_ok=True)
    waiting = f"waiting for another start that is setting up {env.name} ..."
    with path.open("a") as file:
        if sys.platform == "win32":
            import msvcrt
            import time

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(0.5)
        else:
            import fcntl

            os.set_inheritable(file.fileno(), True)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(waiting)
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def create(env: Path) -> None:
    """Make an environment with nothing but pip, in place of what a half-done start left.

    A Python that cannot give it a pip makes it without; `install` then uses that Python's own.
    """
    import shutil
    import subprocess
    import venv

    for entry in env.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != TURN:
            entry.unlink()
    symlinks = sys.platform != "win32"
    try:
        from ensurepip import version

        version()
        venv.create(env, with_pip=True, symlinks=symlinks)
    except (ImportError, subprocess.CalledProcessError):  # Debian without python3-venv
        venv.create(env, with_pip=False, symlinks=symlinks)


def install(env: Path) -> None:
    """Install what the lock names; on failure say pip's last words."""
    import subprocess

    pip = [str(python_of(env)), "-m", "pip"]
    if not (packages_of(env) / "pip").exists():
        pip = [sys.executable, "-m", "pip", "--python", str(python_of(env))]
    options = ["--no-user", "--no-compile", "--progress-bar=off", "--disable-pip-version-check"]
    wheels = ["--only-binary=:all:", "--require-hashes", "-r", str(LOCK)]
    said = []
    with subprocess.Popen(
        [*pip, "install", *options, *wheels],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        close_fds=False,  # pip inherits our turn
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        for line in process.stdout or ():
            if not line.startswith("Ignoring "):  # what the lock has for other systems
                said.append(line)
            if line.startswith("Collecting ") and sys.stderr.isatty():
                print(f"  {line.split()[1]}", end="\033[K\r", file=sys.stderr, flush=True)
    if process.returncode != 0:
        last = "".join(f"  {line}" for line in said[-LINES_OF_PIP:])
        stop(
            f"pip could not install what requirements.lock names. Its last words:\n{last}"
            "Without a network: PIP_NO_INDEX=1 and PIP_FIND_LINKS=a-folder-of-those-wheels.",
            FAILED,
        )


def say(text: str) -> None:
    """Print progress apart from results, over what the line of a terminal still shows."""
    print(text, end="\033[K\n" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def stop(text: str, code: int) -> "NoReturn":
    """Say why and leave."""
    say(text)
    sys.exit(code)


if __name__ == "__main__":
    main()
