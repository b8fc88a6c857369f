"""What a bare checkout promises before anything is installed."""

import ast
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
import venv
from pathlib import Path

import pytest

from sim import __main__ as door

HERE = Path(door.__file__).parent
FRONT = [HERE / "__init__.py", HERE / "__main__.py"]


class Stage:
    """A checkout with a lock and no packages, in which making and installing only take notes."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.env, self.lock = root / ".venv", root / "requirements.lock"
        self.pyproject, self.done = root / "pyproject.toml", []
        self.lock.write_text("numpy==2.4.6\n")
        self.pyproject.write_text("[project]\n")
        for name, value in {"ROOT": root, "LOCK": self.lock, "PYPROJECT": self.pyproject}.items():
            patch.setattr(door, name, value)
        patch.setattr(door, "create", self.create)
        patch.setattr(door, "install", self.install)

    def create(self, env: Path) -> None:
        self.done.append("create")
        door.packages_of(env).mkdir(parents=True, exist_ok=True)
        door.python_of(env).parent.mkdir(parents=True, exist_ok=True)
        door.python_of(env).touch()

    def install(self, env: Path) -> None:
        self.done.append("install")

    def start(self) -> list[str]:
        """Start once and return what that start had to do."""
        before = len(self.done)
        door.bootstrap(self.env)
        return self.done[before:]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(tmp_path, monkeypatch)


class Became(BaseException):
    """Stands for the end of this process: raised with the command that it turned into."""


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> None:
    def execv(python: str, command: list[str]) -> None:
        raise Became(command)

    monkeypatch.setattr(os, "execv", execv)
    monkeypatch.delenv("JIGAI_VENV", raising=False)
    monkeypatch.delenv("JIGAI_NO_BOOTSTRAP", raising=False)


# Readable by an old Python, and without a package


@pytest.mark.parametrize("path", FRONT, ids=lambda path: path.name)
def test_python_3_8_can_read_it(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("path", FRONT, ids=lambda path: path.name)
def test_it_imports_the_standard_library_only(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).split(".")[0])
    assert imported <= sys.stdlib_module_names


def test_its_versions_are_those_of_the_project():
    text = (door.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    after = (door.NEWEST[0], door.NEWEST[1] + 1)
    promised = ">={}.{},<{}.{}".format(*door.OLDEST, *after)
    assert tomllib.loads(text)["project"]["requires-python"] == promised


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_versions_pass(version):
    assert door.unsupported(version) == ""


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14), (4, 0)])
def test_other_versions_end_in_one_line_and_exit_2(version, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (*version, 0, "final", 0))
    with pytest.raises(SystemExit) as end:
        door.main()
    monkeypatch.undo()
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "needs Python 3.11 to 3.13" in said
    assert "{}.{}".format(*version) in said


# When the environment is made, refreshed, or left as it is


def test_the_first_start_makes_it_and_the_second_finds_it(stage):
    assert stage.start() == ["create", "install"]
    assert stage.start() == []


def test_the_checkout_is_importable_through_a_path_file(stage):
    stage.start()
    [path_file] = door.packages_of(stage.env).glob("*.pth")
    assert path_file.read_text().strip() == str(door.ROOT)


@pytest.mark.parametrize("changed", ["lock", "pyproject"])
def test_a_changed_lock_or_project_only_installs_again(stage, changed):
    stage.start()
    getattr(stage, changed).write_text("something else\n")
    assert stage.start() == ["install"]
    assert stage.start() == []


def test_another_python_or_another_place_makes_it_anew(stage, monkeypatch):
    stage.start()
    monkeypatch.setattr(sys, "platform", "another")
    assert stage.start() == ["create", "install"]


def test_a_vanished_interpreter_makes_it_anew(stage):
    stage.start()
    door.python_of(stage.env).unlink()
    assert stage.start() == ["create", "install"]


@pytest.mark.parametrize("first", [True, False], ids=["first start", "refresh"])
def test_an_interrupted_start_is_repaired_by_the_next(stage, monkeypatch, first):
    if not first:
        stage.start()
        stage.lock.write_text("numpy==2.5\n")

    def interrupted(env):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(door, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            door.bootstrap(stage.env)
    assert stage.start() == ["create", "install"]
    assert stage.start() == []


def test_an_interruption_says_so_and_shows_no_traceback(stage, became, monkeypatch, capsys):
    def interrupted(env):
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "install", interrupted)
    with pytest.raises(SystemExit) as end:
        door.main()
    assert end.value.code == 130
    assert "interrupted" in capsys.readouterr().err


def test_the_second_of_two_starts_waits_and_finds_it_made(stage, monkeypatch):
    inside, go_on = threading.Event(), threading.Event()

    def slow(env):
        inside.set()
        assert go_on.wait(5)
        stage.done.append("install")

    monkeypatch.setattr(door, "install", slow)
    starts = [threading.Thread(target=door.bootstrap, args=[stage.env]) for _ in range(2)]
    starts[0].start()
    assert inside.wait(5)
    starts[1].start()
    time.sleep(0.1)
    assert stage.done == ["create"]
    go_on.set()
    for start in starts:
        start.join(5)
    assert stage.done == ["create", "install"]


def test_a_folder_that_is_not_ours_is_left_alone(stage, capsys):
    stage.env.mkdir()
    (stage.env / "thesis.docx").touch()
    with pytest.raises(SystemExit) as end:
        stage.start()
    assert end.value.code == 2
    assert "was not made by this command" in capsys.readouterr().err
    assert [path.name for path in stage.env.iterdir()] == ["thesis.docx"]


def test_a_folder_that_cannot_be_written_is_a_sentence(stage, became, monkeypatch, capsys):
    (stage.env.parent / "file").touch()
    monkeypatch.setenv("JIGAI_VENV", str(stage.env.parent / "file" / "env"))
    with pytest.raises(SystemExit) as end:
        door.main()
    assert end.value.code == 1
    assert "cannot set up" in capsys.readouterr().err


# pip


def fake_pip(env: Path, script: str) -> None:
    """Make an environment whose Python is a shell script."""
    (door.packages_of(env) / "pip").mkdir(parents=True)
    python = door.python_of(env)
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def test_a_failure_of_pip_ends_in_its_last_words(tmp_path, capsys):
    many = "for i in $(seq 40); do echo line $i; done"
    fake_pip(tmp_path, f"{many}; echo ERROR: no net >&2; echo Ignoring colorama; exit 1")
    with pytest.raises(SystemExit) as end:
        door.install(tmp_path)
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert "  line 40\n  ERROR: no net\n" in said
    assert "line 20\n" not in said
    assert "Ignoring" not in said
    assert "Traceback" not in said


def test_pip_is_asked_for_the_locked_files_only(tmp_path):
    fake_pip(tmp_path, f'echo "$@" > {tmp_path}/asked')
    door.install(tmp_path)
    asked = (tmp_path / "asked").read_text().split()
    assert asked[:3] == ["-m", "pip", "install"]
    assert {"--no-compile", "--require-hashes", "--only-binary=:all:"} <= set(asked)
    assert asked[-2:] == ["-r", str(door.LOCK)]


def test_what_a_half_done_start_left_goes(tmp_path, monkeypatch):
    monkeypatch.setattr(venv, "create", lambda *_, **__: None)
    (tmp_path / "lib" / "half").mkdir(parents=True)
    (tmp_path / "pyvenv.cfg").touch()
    (tmp_path / door.TURN).touch()
    door.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [door.TURN]


def test_without_ensurepip_the_pip_of_this_python_does_it(tmp_path, monkeypatch):
    made, ran = [], []
    monkeypatch.setattr(venv, "create", lambda *_, with_pip, **__: made.append(with_pip))
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    door.create(tmp_path)
    assert made == [False]

    def run(command, **options):
        ran.append(command)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", run)
    with pytest.raises(KeyboardInterrupt):
        door.install(tmp_path)
    start = [sys.executable, "-m", "pip", "--python", str(door.python_of(tmp_path)), "install"]
    assert ran[0][: len(start)] == start


# What it becomes


def test_a_command_keeps_its_words_and_the_folder(became, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Became) as end:
        door.become("python", ["run", "深圳.yaml", "--runs", "2"])
    [command] = end.value.args
    assert command == ["python", "-P", "-m", "results.cli", "run", "深圳.yaml", "--runs", "2"]
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize(
    ("words", "cores"), [(["-m", "slow"], ["-n", "auto"]), (["-n2"], []), (["--pdb"], [])]
)
def test_test_is_pytest_in_the_checkout_on_every_core(became, tmp_path, monkeypatch, words, cores):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Became) as end:
        door.become("python", ["test", *words])
    [command] = end.value.args
    assert command == ["python", "-P", "-m", "pytest", *cores, *words]
    assert Path.cwd() == door.ROOT


def test_no_bootstrap_stays_with_this_python(stage, became, monkeypatch):
    monkeypatch.setenv("JIGAI_NO_BOOTSTRAP", "1")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setattr(sys, "argv", ["sim", "check"])
    with pytest.raises(Became) as end:
        door.main()
    assert end.value.args[0][0] == sys.executable
    assert os.environ["PYTHONPATH"] == f"{door.ROOT}{os.pathsep}elsewhere"
    assert stage.done == []


def test_inside_the_environment_nothing_is_made(stage, became, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(stage.env))
    with pytest.raises(Became):
        door.main()
    assert stage.done == []


def test_another_folder_can_hold_the_environment(stage, became, tmp_path, monkeypatch):
    monkeypatch.setenv("JIGAI_VENV", str(tmp_path / "other"))
    with pytest.raises(Became) as end:
        door.main()
    assert end.value.args[0][0] == str(door.python_of(tmp_path / "other"))
    assert not stage.env.exists()


# The whole way, with a real pip


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_a_killed_start_then_two_at_once_in_a_bare_copy(tmp_path):
    shutil.copytree(HERE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(door.ROOT / name, tmp_path)
    (tmp_path / "tests").mkdir()
    outside = {k: v for k, v in os.environ.items() if k not in ("JIGAI_VENV", "PYTHONPATH")}

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "sim", "test", "--version"],
            cwd=tmp_path,
            env=outside,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    killed = start()
    numpy = door.packages_of(tmp_path / ".venv") / "numpy"
    until = time.monotonic() + 300
    while not numpy.exists() and killed.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert numpy.exists()
    assert not (tmp_path / ".venv" / door.MARK).exists()

    said = []
    for each in [start(), start()]:
        out, err = each.communicate(timeout=600)
        assert each.returncode == 0, err
        assert out.startswith("pytest ")
        said.append(err)
    assert sum("setting up .venv (" in err for err in said) == 1
    assert sum("waiting for another start" in err for err in said) >= 1
