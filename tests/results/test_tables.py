import numpy as np
import pytest

from results.study import InstrumentName, Text
from results.tables import SIZE_CLASSES, SUPPORT, CityTable


def test_matrix_has_a_row_a_run_and_a_column_a_year(years, study):
    table = CityTable(years, study)
    matrix = table.matrix("enacted", "reported_renovation")
    assert matrix.shape == (20, 8)
    cell = years[
        (years["variant"] == "enacted")
        & (years["run"] == 3)
        & (years["period"] == "2019")
        & (years["measure"] == "reported_renovation")
    ]
    assert matrix[3, table.years.index(2019)] == cell["value"].item()


def test_order_of_rows_does_not_matter(years, study):
    shuffled = years.sample(frac=1, random_state=1)
    one, other = CityTable(years, study), CityTable(shuffled, study)
    for measure in ("reported_renovation", "true_renovation"):
        assert np.array_equal(one.matrix("enacted", measure), other.matrix("enacted", measure))


def test_sizes_of_support_add_up_to_its_total(years, study):
    table = CityTable(years, study)
    for variant in study.variants:
        by_size = [table.over_instruments(variant, SUPPORT, size) for size in SIZE_CLASSES]
        total = table.over_instruments(variant, SUPPORT)
        assert np.array_equal(np.sum(by_size, axis=0), total)


def test_warm_up_years_are_left_out(build_years, build_study):
    table = CityTable(build_years(runs=2), build_study(report_from=2018))
    assert table.years[0] == 2018


def test_a_missing_year_is_told(years, study):
    lost = years.drop(
        years[
            (years["variant"] == "enacted")
            & (years["run"] == 4)
            & (years["period"] == "2020")
            & (years["measure"] == "true_renovation")
        ].index
    )
    with pytest.raises(ValueError, match="lacks run 4, year 2020"):
        CityTable(lost, study).matrix("enacted", "true_renovation")


def test_a_row_that_stands_twice_is_told(years, study):
    import pandas as pd

    twice = pd.concat([years, years[years["measure"] == "true_renovation"].head(1)])
    with pytest.raises(ValueError, match="stands in the table twice"):
        CityTable(twice, study).matrix("enacted", "true_renovation")


def test_a_variant_without_runs_is_told(years, build_study):
    study = build_study(variants={"enacted": Text("a", "a"), "gone": Text("b", "b")})
    with pytest.raises(ValueError, match="'gone'"):
        CityTable(years, study)


def test_an_unknown_measure_is_told(years, study):
    with pytest.raises(ValueError, match="no 'happiness'"):
        CityTable(years, study).matrix("enacted", "happiness")
    with pytest.raises(ValueError, match="by size class"):
        CityTable(years, study).firms_by_size("enacted", "reported_renovation")


def test_support_of_an_unknown_instrument_is_not_lost(years, build_study):
    study = build_study(instruments={"smart": InstrumentName(Text("a", "a"), "smart", "city")})
    with pytest.raises(ValueError, match="interest, province, universal"):
        CityTable(years, study)


def test_a_table_without_its_columns_is_told(years, study):
    with pytest.raises(ValueError, match="size_class"):
        CityTable(years.drop(columns="size_class"), study)


def test_pairs_are_the_replicates_that_both_finished(years, study):
    lost = years[~((years["variant"] == "enacted") & (years["run"] == 0))]
    table = CityTable(lost, study)
    ours, theirs = table.pair("enacted", "no_programme")
    assert len(ours) == len(theirs) == 19
    assert (ours[0], theirs[0]) == (0, 1)  # run 1 is the first row here, the second there


def test_no_common_replicate_is_told(years, study):
    first = (years["variant"] == "enacted") & (years["run"] < 10)
    second = (years["variant"] != "enacted") & (years["run"] >= 10)
    with pytest.raises(ValueError, match="no replicate in common"):
        CityTable(years[first | second], study).pair("enacted", "no_programme")


def test_present_value_of_the_first_year_is_discounted_to_its_start(years, study):
    table = CityTable(years, study)
    value = table.present_value(np.full((1, 8), 1_000_000))
    assert value[0, 0] == pytest.approx(1_000_000 * np.exp(-0.03 * 0.375))
    assert value[0, 7] == pytest.approx(1_000_000 * np.exp(-0.03 * 7.375))
