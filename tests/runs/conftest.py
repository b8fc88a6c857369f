import pytest
from fake_city import plan, run, tables


@pytest.fixture(scope="session")
def reference(tmp_path_factory):
    """The tables of the common plan, from one worker that nothing disturbed."""
    return tables(run(plan(), tmp_path_factory.mktemp("reference")))


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """The runs that were simulated since the last look."""
    path = tmp_path / "calls"
    monkeypatch.setenv("FAKE_CALLS", str(path))

    def look():
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    return look
