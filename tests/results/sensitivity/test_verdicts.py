"""What is said of shares of variance: each verdict with its scale, only what the record holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from results.sensitivity.bars import draw_shares, share_title
from results.sensitivity.charts import charts_of
from results.sensitivity.curves import COLOURS, FOLLOWED, colours_of
from results.sensitivity.figures import HEAVY, drivers, indices_on, larger, told_scales
from results.sensitivity.page import RECORDS, page
from results.sensitivity.plain_words import paragraphs
from results.sensitivity.record import read
from results.sensitivity.text import conclusions, shares_grid
from results.study import LANGUAGES

LABELS = {
    "size": {"zh": "规模", "en": "Size"},
    "age": {"zh": "老化", "en": "Age"},
    "award": {"zh": "奖补", "en": "Award"},
}
KINDS = {"size": "unknown", "age": "unknown", "award": "lever"}


def told(total: list[float], effect: bool = False, is_larger: bool = False) -> dict[str, Any]:
    """Indices of one group or whole; S1 and ST without chance as its ST."""
    return {"first": total, "total": total, "steady": total, "effect": effect, "larger": is_larger}


def shares(size: Any, age: Any, award: Any) -> dict[str, Any]:
    """The indices of a scale: unknowns have nearly all of it."""
    return {
        "groups": {"size": size, "age": age, "award": award},
        "seed": told([0.04, 0.02, 0.06], effect=True) | {"larger": None},
        "wholes": {
            "levers": told([0.005, -0.01, 0.02]),
            "unknowns": told([0.85, 0.75, 0.95], effect=True, is_larger=True),
        },
        "rest": [0.1, 0.05, 0.15],
        "resampled": "scrambles",
        "convergence": [[[0.4, 0.1, 0.0], [0.5, 0.2, 0.0]]] * 3,
    }


@pytest.fixture
def heavy() -> dict[str, Any]:
    """A record whose fixed scale is plain, with a heavy tail: the scales name other groups."""
    raw = shares(told([0.51, 0.15, 0.88]), told([0.15, 0.07, 0.22], effect=True), told([0, 0, 0]))
    rank = shares(
        told([0.5, 0.33, 0.67], effect=True, is_larger=True), told([0.2, 0.14, 0.26], effect=True),
        told([0.0001, 0.00005, 0.0002], effect=True),
    )  # fmt: skip
    factors = [
        {"name": f"{group}.{at}", "label": {"zh": f"量{group}{at}", "en": f"{group} no. {at}"},
         "unit": "share", "kind": KINDS[group], "spread": "either way", "low": 0.0, "high": 1.0,
         "options": []}
        for group in LABELS for at in range(2)
    ]  # fmt: skip
    return {
        "format": 2, "method": "sobol", "scenario": "one", "reduced": False, "linear": None,
        "title": {"zh": "一", "en": "One"}, "place": {"zh": "市", "en": "City"},
        "variants": ["as-enacted"], "factors": factors,
        "outcome": {"name": "doubling.margin", "label": {"zh": "差", "en": "Margin"},
                    "form": "money", "has_line": True, "scale": "raw", "year": 2020,
                    "since": 2016, "level": 60e9, "multiple": 2.0, "last": 2020},
        "groups": [
            {"id": name, "label": label, "kind": KINDS[name],
             "because": {"zh": f"{name}的事", "en": f"what {name} is"},
             "members": [f"{name}.0", f"{name}.1"]}
            for name, label in LABELS.items()
        ],
        "spread": {"mean": -40e9, "sd": 10e9, "met": 0.02, "runs": 512, "draws": 128,
                   "met_draws": 3, "quantiles": {"0.05": -55e9, "0.5": -45e9, "0.95": -20e9}},
        "made": {"command": "jigai", "seconds": 1, "points": 384, "seeds": 4, "runs": 1536,
                 "seed": 1, "rows": None, "scrambles": 16, "firms": None, "planned": None,
                 "design": "d", "law": "l", "files": {}, "python": "3", "libraries": {}},
        "analysis": {"headline": "raw", "kurtosis": HEAVY + 3.4,
                     "scales": {"raw": raw, "rank": rank, "clip": raw}},
        "scatter": {"floor": 0.3, "outcome": [-1e9, 1e9], "factors": {"size.1": [0.1, 0.9]}},
    }  # fmt: skip


def test_both_verdicts_stand_where_the_tail_is_heavy(heavy: dict[str, Any]) -> None:
    tail, plain, ranks, *_ = conclusions(heavy, "en")
    assert "fixed beforehand" in tail and "in the expectation that its tail is not heavy" in tail
    assert "kurtosis 8.4" in tail and "more than 5 counts" in tail and "not instead of it" in tail
    assert plain.startswith("On plain values (the scale fixed beforehand) these have an effect")
    assert "Age 15% (7.0% to 22%)." in plain and "larger than chance: " not in plain
    assert "No group can be shown to be larger than chance." in plain
    assert "The largest estimate, Size with 51% (15% to 88%), is not named" in plain
    assert ranks.startswith("On the order of runs (ranks, told beside it) these have an effect")
    assert "Size 50% (33% to 67%); Age 20% (14% to 26%)." in ranks
    assert "Of these, larger than chance: Size." in ranks and "is not named" not in ranks


def test_both_verdicts_stand_in_chinese(heavy: dict[str, Any]) -> None:
    tail, plain, ranks, *_ = conclusions(heavy, "zh")
    assert "事先" in tail and "预期它没有厚尾" in tail and "峰度 8.4" in tail and "不取代它" in tail
    assert plain.startswith("就原值（事先定的尺度）而言，有作用的")
    assert "老化 15%（7.0% 至 22%）。看不出有哪一组大于偶然。估计最大的是“规模”" in plain
    assert ranks.startswith("就运行的名次（并列的尺度）而言，有作用的")
    assert "其中大于偶然的：规模。" in ranks


def test_one_verdict_where_the_tail_is_not_heavy(heavy: dict[str, Any]) -> None:
    heavy["analysis"]["kurtosis"] = HEAVY  # not more than it
    first, second, *_ = conclusions(heavy, "en")
    assert first.startswith("These have an effect (share with others, ST): Age 15%")
    assert second.startswith(
        "The largest estimate is that of Size: unknowns, not figures of policy"
    )
    every = " ".join(conclusions(heavy, "en") + paragraphs(heavy, "en"))
    assert "(ranks)" not in every and "heavy" not in every
    assert [one.name for one in charts_of(heavy)] == ["shares", "convergence", "scatter"]


def test_ranks_fixed_beforehand_are_told_alone(heavy: dict[str, Any]) -> None:
    heavy["analysis"]["headline"] = "rank"
    first, *others = conclusions(heavy, "en")
    assert told_scales(heavy) == ["rank"]
    assert first.startswith("On the order of runs (ranks) these have an effect")
    assert not any("plain values" in one for one in others)


def test_what_is_next_to_nothing_is_told_apart(heavy: dict[str, Any]) -> None:
    english, chinese = conclusions(heavy, "en")[2], conclusions(heavy, "zh")[2]
    assert "Award 0" not in english and "≈" not in english
    assert "told from nothing, but an ST below 0.01: Award." in english
    assert "但 ST 不到 0.01：奖补。" in chinese
    cells = {row[0].main: row[-2].main for row in shares_grid(heavy, "rank", "en").rows[:3]}
    assert cells == {"Size": "yes", "Age": "yes", "Award": "yes, < 0.01"}
    heavy["analysis"]["scales"]["rank"]["groups"]["award"]["total"] = [0.0101, 0.004, 0.02]
    assert "Award 1.0% (0.4% to 2.0%)" in conclusions(heavy, "en")[2]


def test_only_what_is_next_to_nothing_is_no_driver(heavy: dict[str, Any]) -> None:
    groups = heavy["analysis"]["scales"]["rank"]["groups"]
    groups["size"] |= {"effect": False, "larger": False}
    groups["age"] |= {"effect": False}
    groups["award"]["larger"] = True
    ranks = conclusions(heavy, "en")[2]
    assert "no group can be seen to have an effect." in ranks and "below 0.01: Award" in ranks
    assert "Of these" not in ranks
    assert "No group" in share_title(heavy, "rank", "en")


def test_what_is_next_to_nothing_is_never_larger_than_chance(heavy: dict[str, Any]) -> None:
    heavy["analysis"]["scales"]["rank"]["groups"]["award"]["larger"] = True
    assert "Of these, larger than chance: Size. Together" in conclusions(heavy, "en")[2]


def test_the_largest_group_is_told_with_its_kind_and_what_it_holds(heavy: dict[str, Any]) -> None:
    largest, single = conclusions(heavy, "en")[3:5]
    assert largest == (
        "The largest estimate on both scales is that of Size: unknowns, not figures of policy; the "
        "group holds 2 quantities (what size is)."
    )
    assert single.endswith("each with its group): size no. 1 (Size).")
    assert conclusions(heavy, "zh")[3] == (
        "两种尺度上估计最大的是“规模”：属于未知量，不是政策数字；这一组有 2 个量（size的事）。"
    )
    heavy["analysis"]["scales"]["rank"]["groups"]["award"]["total"] = [0.9, 0.8, 1.0]
    plain, ranks = conclusions(heavy, "en")[3:5]
    assert plain.startswith("The largest estimate on plain values is that of Size: unknowns")
    assert ranks.startswith("The largest estimate on ranks is that of Award: figures of policy;")


def test_a_group_of_one_holds_nothing_else(heavy: dict[str, Any]) -> None:
    for row in heavy["groups"]:
        row["because"], row["members"] = None, [f"{row['id']}.1"]
    largest, single = conclusions(heavy, "en")[3:5]
    assert largest.endswith("Size: unknowns, not figures of policy.")
    assert single.endswith("each with its group): size no. 1.")
    heavy["scatter"]["factors"] = {}
    assert not any("Of single quantities" in one for one in conclusions(heavy, "en"))


@pytest.mark.parametrize(
    ("one", "words"),
    [(told([0.1, 0.05, 0.15], True, True), "figures of policy are larger than chance."),
     (told([0.1, 0.05, 0.15], True), "figures of policy have an effect, but cannot be shown"),
     (told([0.1, 0.05, 0.15]), "figures of policy cannot be seen to have an effect.")],
)  # fmt: skip
def test_the_wholes_have_a_verdict(heavy: dict[str, Any], one: Any, words: str) -> None:
    heavy["analysis"]["scales"]["raw"]["wholes"]["levers"] = one
    assert words in conclusions(heavy, "en")[1]
    assert "Together: unknowns are larger than chance; " in conclusions(heavy, "en")[2]


def test_each_scale_is_too_wide_by_itself(heavy: dict[str, Any]) -> None:
    heavy["analysis"]["scales"]["raw"]["wholes"]["unknowns"]["first"] = [0.6, 0.3, 0.9]
    every = conclusions(heavy, "en")
    assert any("how much of the variance figures of policy" in one for one in every)
    assert any(one.startswith("Of the order of runs (ranks), shares by") for one in every)
    (paragraph, _) = paragraphs(heavy, "en")
    assert "of the variance of amounts unknowns have" not in paragraph
    assert "of the order of runs (ranks) unknowns have 85%" in paragraph


def test_the_paragraph_says_what_drives_the_target(heavy: dict[str, Any]) -> None:
    (english, _), (chinese, _) = paragraphs(heavy, "en"), paragraphs(heavy, "zh")
    assert "reports 40.00 bn yuan less than the target" in english and "2.0% of the runs" in english
    assert "Most of the spread comes from what is not known" in english
    assert "unknowns have 85% (75% to 95%), chance alone 4.0%" in english
    # 10 bn times the root of twice 0.005 and of twice 0.02
    assert "changes the outcome by 1.00 bn yuan (root mean square; 2.00 bn yuan at" in english
    assert "the model cannot say that the target is reached by moving these" in english
    assert "51% (15% to 88%) of the variance of amounts, not shown to be larger" in english
    assert "50% (33% to 67%) of the order of runs (ranks), larger than chance." in english
    assert (
        "结果的差别大部分来自不知道的量" in chinese
        and "模型说不出动这些数字就能达到目标" in chinese
    )
    assert "占金额方差的 51%（15% 至 88%），看不出大于偶然；" in chinese


def test_the_paragraph_says_only_what_the_record_holds(heavy: dict[str, Any]) -> None:
    heavy["analysis"]["scales"]["rank"]["wholes"]["unknowns"]["first"] = [0.6, 0.5, 0.7]
    assert "Most of the spread" not in paragraphs(heavy, "en")[0]
    near = {"mean": -3.9e9}  # less than twice what figures of policy may move
    heavy["spread"] |= near
    assert "cannot say that the target" not in paragraphs(heavy, "en")[0]
    heavy["spread"]["mean"] = 40e9
    over = paragraphs(heavy, "en")[0]
    assert "more than the target" in over and "cannot say that the target" not in over
    heavy["analysis"]["scales"]["rank"]["groups"]["size"]["larger"] = False  # it has an effect
    assert ", larger than chance" not in paragraphs(heavy, "en")[0]
    heavy["reduced"] = True
    assert paragraphs(heavy, "en")[0] == "Not enough runs to say."


def test_both_scales_have_charts_where_both_are_told(heavy: dict[str, Any]) -> None:
    names = [one.name for one in charts_of(heavy)]
    assert names == ["shares", "shares-rank", "convergence", "convergence-rank", "scatter"]
    text = page({"sobol": heavy}, "en")
    assert all(f"charts/sobol-{name}.en.png" in text for name in names)
    assert share_title(heavy, "raw", "en").startswith("Largest estimate: Size, 51%")
    assert share_title(heavy, "raw", "en").endswith("have an effect: Age")
    assert share_title(heavy, "rank", "en").startswith("Size: 50% (33% to 67%)")


def test_intervals_and_bars_below_zero_are_drawn(heavy: dict[str, Any]) -> None:
    pytest.importorskip("matplotlib")
    from matplotlib import pyplot

    from results.charts import style

    heavy["analysis"]["scales"]["raw"]["groups"]["award"] = told([-0.05, -0.12, 0.02])
    with style.drawing():
        figure = draw_shares(heavy, "raw", "en")
    (axes,) = figure.axes
    assert -0.3 <= axes.get_xlim()[0] < -0.12 and axes.get_xlim()[1] > 0.88
    assert min(patch.get_width() for patch in axes.patches) == -0.05
    pyplot.close(figure)


def test_every_line_has_a_colour_of_its_own_kind() -> None:
    every = [colour for colours in COLOURS.values() for colour in colours]
    assert all(len(colours) == FOLLOWED for colours in COLOURS.values())
    assert len(set(every)) == len(every)
    many = [{"id": str(at), "kind": "unknown"} for at in range(2 * FOLLOWED)]
    followed = [str(at) for at in range(FOLLOWED, 2 * FOLLOWED)]
    told_first = colours_of({"groups": many}, followed)
    assert set(told_first.values()) == set(COLOURS["unknown"])
    assert colours_of({"groups": many}, followed[::-1]) == told_first  # whatever the order


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_record_says_its_own_verdict(language: Any) -> None:
    path = Path(RECORDS) / "shenzhen-doubling.sobol.json"
    record = read(path)
    labels = {row["id"]: row["label"][language] for row in record["groups"]}
    sentences = conclusions(record, language)
    at = 1 if len(told_scales(record)) > 1 else 0
    for scale, sentence in zip(told_scales(record), sentences[at:], strict=False):
        groups = indices_on(record, scale)["groups"]
        for name in drivers(record, scale):
            assert groups[name]["effect"] and labels[name] in sentence
        for name in larger(record, scale):
            assert groups[name]["larger"]
    assert record["made"]["rows"] is None and not record["reduced"]
