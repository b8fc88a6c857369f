import pytest

from results.study_file import NAME, read_study, write_study


def test_what_is_written_is_read(study, tmp_path):
    write_study(study, tmp_path)
    assert read_study(tmp_path) == study
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_readings_are_kept(build_study, tmp_path):
    study = build_study(readings={"enacted": {"RW07": "stack"}}, default_readings={"RW07": "x"})
    write_study(study, tmp_path)
    assert read_study(tmp_path) == study


def test_another_version_is_told(study, tmp_path):
    write_study(study, tmp_path)
    path = tmp_path / NAME
    path.write_text(path.read_text(encoding="utf-8").replace('"announced"', '"known"'), "utf-8")
    with pytest.raises(ValueError, match="another version"):
        read_study(tmp_path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError):
        read_study(tmp_path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_study(tmp_path)
