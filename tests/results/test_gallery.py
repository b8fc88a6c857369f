from results import api, gallery


def test_gallery_runs_the_shipped_scenario_with_a_fixed_seed(
    years, quarters, study, tmp_path, monkeypatch
):
    from types import SimpleNamespace

    asked = {}

    def run(path, **settings):
        asked.update(settings, path=path)
        return SimpleNamespace(years=lambda: years, quarters=lambda: quarters, study=study)

    monkeypatch.setattr(api, "run", run)
    files = gallery.rebuild(tmp_path / "gallery", out=tmp_path)
    assert gallery.SCENARIO.exists()
    assert (asked["path"], asked["seed"], asked["runs"]) == (
        gallery.SCENARIO,
        gallery.SEED,
        gallery.RUNS,
    )
    assert {path.parent for path in files} == {tmp_path / "gallery"}
    assert tmp_path / "gallery" / "progress.en.png" in files
    assert {path.suffix for path in files} >= {".png", ".svg"}
