import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from results import api
from results.cli import main
from results.cli.app import build_app
from results.cli.progress import ProgressDisplay, clock
from results.study import Text
from scenarios.errors import Fault, InputError
from sim.errors import SimulationError
from sim.runs import Cost, Failure, Progress, RunInterrupted

COMMANDS = [
    "check", "run", "compare", "progress", "explain", "gallery", "calibrate", "sensitivity",
]  # fmt: skip


class StoredForTest:
    """A stored run of made-up tables."""

    def __init__(self, years, quarters, folder, failures=()):
        self._years, self._quarters = years, quarters
        self.folder, self.key = folder, "3f9a51c07be2d846"
        self._failures = list(failures)

    def years(self):
        return self._years

    def quarters(self, **only):
        rows = self._quarters
        for name, value in only.items():
            rows = rows[rows[name] == value]
        return rows

    def failures(self):
        return self._failures


@pytest.fixture
def made_up(years, quarters, study, tmp_path):
    return api.Run(study, StoredForTest(years, quarters, tmp_path / "run"))


@pytest.fixture
def runs_made_up(made_up, monkeypatch):
    """Let `jigai run` find the made-up run, and note what it was asked for."""
    asked = {}

    def run(path, **settings):
        asked.update(settings, path=path)
        return made_up

    monkeypatch.setattr(api, "run", run)
    return asked


def call(*arguments, language="en"):
    return CliRunner().invoke(build_app(language), [str(part) for part in arguments])


def fails(monkeypatch, error, name="run"):
    def broken(*_, **__):
        raise error

    monkeypatch.setattr(api, name, broken)


# -- help


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command, language):
    result = call(command, "--help", language=language)
    assert result.exit_code == 0
    assert {"zh": "例：", "en": "Examples:"}[language] in result.stdout
    assert f"jigai {command}" in result.stdout


def test_help_of_all_lists_every_command():
    result = call("--help")
    assert result.exit_code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in result.stdout


HEAVY = {"numpy", "pandas", "matplotlib", "pyarrow", "scipy", "numba", "mesa", "ruamel",
         "scenarios", "sim.runs"}  # fmt: skip


# Typer itself asks pydantic to read the values of a command's options.
@pytest.mark.parametrize(
    ("arguments", "heavy"), [(["--help"], {*HEAVY, "pydantic"}), (["run", "--help"], HEAVY)]
)
def test_help_imports_nothing_heavy(arguments, heavy):
    code = (
        "import sys; from results.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit as stop: assert stop.code == 0\n"
        f"found = {heavy!r} & set(sys.modules)\n"
        "assert not found, found\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# -- what goes well


@pytest.mark.parametrize("language", ["zh", "en"])
def test_run_prints_the_summary_and_draws_charts(language, runs_made_up, made_up):
    result = call("run", "a.yaml", "--lang", language)
    assert result.exit_code == 0, result.stderr
    assert {"zh": "上报技改投资", "en": "Reported renovation investment"}[language] in result.stdout
    assert str(made_up.folder / "charts") in result.stdout
    assert (made_up.folder / "charts" / "investment.zh.png").exists()


def test_run_hands_its_options_on(runs_made_up, tmp_path):
    result = call(
        "run", "a.yaml", "--set", "x.rate=0.20", "--set", "x.cap=1_000", "--seed", 7, "--runs", 3,
        "--engine", "mesa", "--workers", 2, "--out", tmp_path, "--variant", "a", "--variant", "b",
        "--no-charts",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert runs_made_up["levers"] == {"x.rate": 0.2, "x.cap": 1000}
    assert (runs_made_up["seed"], runs_made_up["runs"]) == (7, 3)
    assert (runs_made_up["engine"], runs_made_up["workers"]) == ("mesa", 2)
    assert runs_made_up["variants"] == ["a", "b"]
    assert runs_made_up["out"] == tmp_path
    assert not (tmp_path / "run" / "charts").exists()


def test_seed_zero_is_a_seed(runs_made_up):
    assert call("run", "a.yaml", "--seed", 0, "--no-charts").exit_code == 0
    assert runs_made_up["seed"] == 0


def test_json_is_one_object_and_nothing_else(runs_made_up):
    result = call("run", "a.yaml", "--json")
    record = json.loads(result.stdout)
    assert record["ok"] is True
    assert record["summary"]["parameters"] == "prior means, not calibrated"
    assert len(record["charts"]) == 28


def test_compare_prints_and_is_json(made_up, monkeypatch):
    monkeypatch.setattr(api, "compare", lambda *_, **__: made_up.compare())
    assert "as enacted against no programme" in call("compare", "a.yaml").stdout
    record = json.loads(call("compare", "a.yaml", "--json").stdout)
    assert (record["policy"], record["baseline"]) == ("enacted", "no_programme")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_progress_prints_a_page(language, made_up, monkeypatch):
    monkeypatch.setattr(api, "open_run", lambda *_, **__: made_up)
    result = call("progress", "3f9a51", "--lang", language, "--year", 2019, "--quarter", 2)
    assert result.exit_code == 0, result.stderr
    words = {"zh": ("2019 年到第 2 季度末", "东区", "超前"), "en": ("quarter 2", "East", "ahead")}
    assert all(word in result.stdout for word in words[language])


def test_progress_is_json_and_csv(made_up, monkeypatch):
    monkeypatch.setattr(api, "open_run", lambda *_, **__: made_up)
    record = json.loads(call("progress", "3f9a51", "--json", "--variant", "half_rate").stdout)
    assert (record["command"], record["variant"], record["year"]) == ("progress", "half_rate", 2020)
    assert len(record["districts"]) == 4 * 4
    rows = list(csv.DictReader(call("progress", "3f9a51", "--csv").stdout.splitlines()))
    assert {row["table"] for row in rows} == {"district_by_quarter", "city_by_year"}
    assert len(rows) == 4 * 4 + 8


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--variant", "half_rat"], "did you mean 'half_rate'"),
        (["--year", 2031], "year: is not reported, found 2031"),
        (["--by-district", "firm"], "did you mean 'firms'"),
        (["--by-quarter", "seasons"], "did you mean 'season'"),
        (["--measure", "reported_renovations"], "did you mean 'reported_renovation'"),
        (["--runs", 3], "runs: a stored run is as it is"),
        (["--json", "--csv"], "one of the two"),
        (["--quarter", 5], "--quarter"),
    ],
)
def test_progress_refuses_with_the_nearest_name(options, said, made_up, monkeypatch):
    monkeypatch.setattr(api, "open_run", lambda *_, **__: made_up)
    result = call("progress", "3f9a51", *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_progress_of_a_scenario_is_refused_before_it_is_run(monkeypatch):
    def never(*_, **__):
        raise AssertionError("it was run")

    monkeypatch.setattr(api, "run", never)
    path = Path(__file__).parents[2] / "scenarios" / "shenzhen-doubling.yaml"
    assert call("progress", path, "--year", 2044).exit_code == 2
    assert call("progress", path, "--by-quarter", "month").exit_code == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_check_prints_and_is_json(language, monkeypatch):
    found = api.Check(
        scenario="made_up",
        title=Text("情景", "Scenario"),
        place=Text("深圳", "Shenzhen"),
        policies=("p1",),
        variants={"enacted": Text("现行", "enacted")},
        instruments={"enacted": 6},
        firms=23_113,
        years=(2016, 2023),
        runs=8,
        seed=1,
    )
    monkeypatch.setattr(api, "check", lambda *_, **__: found)
    result = call("check", "a.yaml", "--lang", language)
    assert result.exit_code == 0
    assert "23,113" in result.stdout
    assert json.loads(call("check", "a.yaml", "--json").stdout)["firms"] == 23_113


def test_failed_runs_are_told_and_the_rest_is_shown(made_up, runs_made_up):
    made_up.stored._failures.append(
        Failure("enacted", 4, "k", "refused", "SimulationError", "no firm left")
    )
    result = call("run", "a.yaml", "--no-charts")
    assert result.exit_code == 0
    assert "1 runs failed, the first (enacted, run 4)" in result.stderr


# -- what goes wrong


def test_faults_of_the_input_are_lines_and_exit_code_two(monkeypatch):
    fault = Fault("a.yaml", 5, 17, "policy.rate", "must be at most 1", found="1.8",
                  excerpt="  rate: 1.8")  # fmt: skip
    fails(monkeypatch, InputError([fault]))
    result = call("run", "a.yaml")
    assert result.exit_code == 2
    assert "a.yaml:5:17: policy.rate: must be at most 1, found 1.8" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_faults_are_json_when_asked(monkeypatch):
    fails(monkeypatch, InputError([Fault("a.yaml", 5, 17, "rate", "too high")]))
    result = call("run", "a.yaml", "--json")
    assert result.exit_code == 2
    record = json.loads(result.stdout)
    assert record["ok"] is False
    assert record["error"]["faults"][0]["line"] == 5


@pytest.mark.parametrize("command", ["run", "compare"])
def test_ctrl_c_says_what_is_kept(command, monkeypatch, tmp_path):
    fails(monkeypatch, RunInterrupted(3, 8, tmp_path), command)
    result = call(command, "a.yaml", "--out", tmp_path)
    assert result.exit_code == 130
    assert "3 of 8 runs" in result.stderr
    assert "same command goes on" in result.stderr
    assert str(tmp_path) in result.stderr
    record = json.loads(call(command, "a.yaml", "--json").stdout)
    assert record["error"]["kind"] == "interrupted"


def test_ctrl_c_before_the_runner_started(monkeypatch):
    fails(monkeypatch, KeyboardInterrupt())
    result = call("run", "a.yaml", "--lang", "zh")
    assert result.exit_code == 130
    assert "同一命令" in result.stderr


@pytest.mark.parametrize(
    "error", [SimulationError("a firm has less than nothing"), RuntimeError("disk on fire")]
)
def test_other_errors_leave_their_traceback_in_a_file(error, monkeypatch, tmp_path):
    fails(monkeypatch, error)
    result = call("run", "a.yaml", "--out", tmp_path / "new")
    assert result.exit_code == 1
    assert str(error) in result.stderr
    assert "Traceback" not in result.stderr
    (file,) = (tmp_path / "new").glob("error-*.txt")
    assert str(file) in result.stderr
    whole = file.read_text(encoding="utf-8")
    assert "Traceback" in whole and str(error) in whole


def test_a_folder_that_cannot_be_written_to_shows_the_traceback_instead(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    fails(monkeypatch, OSError("no room left"))
    result = call("run", "a.yaml", "--out", tmp_path / "file")
    assert result.exit_code == 1
    assert "no room left" in result.stderr and "Traceback" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "a.yaml", "--engine", "compild"], "did you mean compiled?"),
        (["run", "a.yaml", "--lang", "cn"], "zh, en"),
        (["run", "a.yaml", "--sed", "3"], "--seed"),
        (["rnu", "a.yaml"], "Did you mean 'run'?"),
        (["run", "a.yaml", "--runs", "0"], "--runs"),
        (["run", "a.yaml", "--runs", "many"], "--runs"),
        (["run"], "SCENARIO"),
        (["run", "a.yaml", "--set", "rate"], "name=value"),
        (["run", "no-such-file.yaml"], "no-such-file.yaml"),
        (["check", "no-such-file.yaml"], "no-such-file.yaml"),
        (["compare", "no-such-run"], "no-such-run"),
    ],
)
def test_slips_are_told_with_exit_code_two(arguments, said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_main_ends_with_the_exit_code(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for arguments, code in ((["--help"], 0), (["run", "none.yaml"], 2)):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == code


# -- progress


def test_progress_is_plain_lines_where_there_is_no_terminal(capsys):
    with ProgressDisplay("en") as display:
        for done in range(0, 101, 10):
            display(Progress(done, 100, done // 50, 1.0, 65.0 if done else None))
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["0/100 runs, 0 failed", "100/100 runs, 2 failed"]  # not one line a batch


def test_progress_on_a_terminal_is_a_bar(monkeypatch):
    import io

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with ProgressDisplay("zh") as display:
        display(Progress(3, 8, 1, 4.0, 95.0))
        display.bar.refresh()
    assert "3/8" in screen.getvalue()
    assert "失败 1" in screen.getvalue()
    assert "约剩 1:35" in screen.getvalue()
    with ProgressDisplay("zh") as display:
        display(Progress(0, 72, 0, 3.0, 33.0, 0.0, Cost(72, 2, 33.0)))
    assert "72 次运行，2 个线程约需 33 秒" in screen.getvalue()


def test_the_cost_is_said_once_before_the_runs(capsys):
    forecast = Cost(72, 2, 33.0)
    with ProgressDisplay("en") as display:
        display(Progress(0, 72, 0, 0.0, None))
        display(Progress(0, 72, 0, 3.0, 33.0, 0.0, forecast))
        display(Progress(72, 72, 0, 40.0, 0.0, 1.8, forecast))
    lines = capsys.readouterr().err.splitlines()
    said = "72 runs, about 33 s on 2 threads"
    assert lines == ["0/72 runs, 0 failed", said, "72/72 runs, 0 failed"]


def test_durations():
    assert [clock(42), clock(185.4), clock(3723)] == ["42 s", "3:05", "1:02:03"]
