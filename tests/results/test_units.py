import pytest

from results.units import COUNT, PERCENT, TIMES, in_yuan, percent, plain, scale_for


def test_amounts_read_as_people_write_them():
    assert scale_for(60e9, "zh").amount(60e9) == "600.0 亿元"
    assert scale_for(60e9, "en").amount(60e9) == "60.00 bn yuan"
    assert scale_for(5e6, "zh").amount(5e6) == "500 万元"
    assert scale_for(5e6, "en").amount(5e6) == "5.0 mn yuan"
    assert scale_for(0, "zh").amount(0) == "0.0 亿元"


def test_signs_are_true_minus_signs_and_zero_has_none():
    assert plain(-1.25, 1) == "−1.2"
    assert plain(1.25, 1, sign=True) == "+1.2"
    assert plain(-0.04, 1) == "0.0"
    assert plain(0.0, 1, sign=True) == "0.0"
    assert plain(-1234.5, 1) == "−1,234.5"
    assert plain(None, 1) == percent(None) == "—"


def test_ranges():
    scale = scale_for(60e9, "zh")
    assert scale.range(54e9, 60e9) == "540.0–600.0"
    assert scale.range(-54e9, 60e9) == "−540.0 – 600.0"
    assert scale.range(None, None) == ""
    assert PERCENT.range(0.245, 0.313) == "24.5–31.3%"
    assert COUNT.amount(20_000) == "20,000"
    assert TIMES["zh"].amount(2) == "2.00 倍"


def test_published_units():
    assert in_yuan(424.9, "100m_yuan") == pytest.approx(42.49e9)
    assert in_yuan(3, "10k_yuan") == 30_000
    with pytest.raises(ValueError, match="'firms' is no unit of money"):
        in_yuan(1, "firms")
