"""One step in words: its figures filled into what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from results.project_support.steps import Step
from results.project_support.words import FAILED, PASSED, name
from results.study import Language

Facts = Mapping[str, Any]


def step_text(step: Step, language: Language) -> str:
    """Say a step: what was held against what, and what came of it."""
    words = PASSED if step.holds else FAILED
    template = (words.get(step.name) or PASSED[step.name])[language != "zh"]
    return template.format(**_values(step, language))


def yuan(amount: int) -> str:
    """Whole yuan in groups of three."""
    return f"{amount:,}"


def percent(millionths: int) -> str:
    """Millionths as a percentage without idle zeros."""
    return f"{millionths / 10_000:.4f}".rstrip("0").rstrip(".") + " %"


def article(cite: Mapping[str, str], language: Language) -> str:
    """A citation: "004 art. 3", "B.tiers maturity levels"."""
    where, which = cite["document"], cite["article"]
    if which[0].isdigit() and which.isdigit():
        return f"{where} 第{which}条" if language == "zh" else f"{where} art. {which}"
    return f"{where} {'附则' if which == 'annex' and language == 'zh' else which}"


def articles(cites: Iterable[Mapping[str, str]], language: Language) -> str:
    """Citations in a row."""
    return _comma(language, "; ").join(article(cite, language) for cite in cites)


def _comma(language: Language, english: str = ", ") -> str:
    if language == "en":
        return english
    return "；" if english == "; " else "、"


def _listed(words: object, language: Language) -> str:
    """A term or several; nothing stated is a dash."""
    if words is None or words == []:
        return name("none", language)
    rows = words if isinstance(words, list | tuple) else [words]
    return _comma(language).join(
        yuan(word) if isinstance(word, int) and not isinstance(word, bool) else name(word, language)
        for word in rows
    )


def _values(step: Step, language: Language) -> dict[str, Any]:
    """What a template may name, out of the figures of a step."""
    facts = step.facts
    values: dict[str, Any] = {
        key: yuan(value) if isinstance(value, int) and not isinstance(value, bool) else value
        for key, value in facts.items()
    }
    if "cites" in facts:
        values["cites"] = _bracketed(articles(facts["cites"], language), language)
        values["cited"] = _comma(language, "; ") + articles(facts["cites"], language)
    values.setdefault("cites", "")
    values.setdefault("cited", "")
    makers = {
        "in_force": _dates, "place": _place, "energy": _energy, "threshold": _threshold,
        "cost": _cost, "rate": _rate, "cap": _cap, "evaluation": _shares, "choice": _choice,
        "split": _split, "match": _shares, "ceiling": _shares, "interest": _interest,
        "cheaper_loan": _shares, "risk_pool": _shares, "equity": _shares, "titles": _titles,
        "tax_share": _years, "award_match": _years, "units": _units, "deduction": _deduction,
        "floor": _floor, "counted": _threshold, "in_library": _threshold, "stated": _fields,
        "beside_grants": _fields,
    }  # fmt: skip
    made = makers.get(step.name, _held)(facts, language)
    return values | made


def _bracketed(text: str, language: Language) -> str:
    return f"（{text}）" if language == "zh" else f" ({text})"


def _held(facts: Facts, language: Language) -> dict[str, Any]:
    return {key: _listed(facts.get(key), language) for key in ("held", "asked")}


def _dates(facts: Facts, language: Language) -> dict[str, Any]:
    return {
        "by": name(facts["by"], language), "date": facts["date"] or "-", "start": facts["from"],
        "end": facts["to"],
    }  # fmt: skip


def _place(facts: Facts, language: Language) -> dict[str, Any]:
    reach = dict(facts["reaches"])
    without = reach.pop("without", [])
    area = "全国" if language == "zh" else "all of China"
    if reach:
        area = _listed(list(reversed(list(reach.values()))), language)
    if without:
        names = _listed(without, language)
        area += f"（{names}除外）" if language == "zh" else f" without {names}"
    place = _listed(list(reversed(list(facts["place"].values()))), language)
    return {"area": area, "place": place}


def _energy(facts: Facts, language: Language) -> dict[str, Any]:
    held, asked = facts["held"], facts["asked"]
    zh = language == "zh"
    parts = [f"{held['saving_tce']} tce", f"{held['co2_cut_t']} t CO2"]
    for key, words in (
        ("key_energy_unit", ("重点用能单位", "key energy unit")),
        ("at_national_benchmark", ("达国家标杆", "at the national benchmark")),
        ("waste_reuse", ("固废利用", "waste reuse")),
        ("key_industry", ("重点行业", "key industry")),
    ):
        if held[key]:
            parts.append(words[not zh])
    unit = "" if asked["co2_unit"] == "tonnes_of_co2" else f", RW30={asked['co2_unit']}"
    limits = f"{asked['saving_tce']} tce {'或' if zh else 'or'} {asked['co2_cut_t']} t"
    return {"held": _comma(language).join(parts), "asked": limits + unit}


def _threshold(facts: Facts, language: Language) -> dict[str, Any]:
    quantity = "equipment_total" if facts.get("quantity") == "equipment" else facts.get("quantity")
    limit = yuan(facts["asked"])
    if facts.get("inclusive") is False:
        limit = f"{limit} 以上（不含，RW29）" if language == "zh" else f"more than {limit} (RW29)"
    return {"quantity": name(quantity, language), "held": yuan(facts["held"]), "limit": limit}


def _cost(facts: Facts, language: Language) -> dict[str, Any]:
    zh = language == "zh"
    base = "equipment_total" if facts["base"] == "equipment" else facts["base"]
    parts = f"{name(base, language)} {yuan(facts['cost'])}"
    if "hard" in facts:
        share = percent(facts["soft_share_ppm"])
        if facts["soft_accepted"] < 0:
            soft = f"软性费用超过 {share}（RW04）" if zh else f"soft cost above {share} (RW04)"
        else:
            accepted, stated = yuan(facts["soft_accepted"]), yuan(facts["soft"])
            soft = f"软 {accepted}" if zh else f"soft {accepted}"
            if facts["soft_accepted"] < facts["soft"]:
                soft += f"（申报 {stated}，上限 {share}，RW04）" if zh else (
                    f" of {stated}, at most {share} (RW04)"
                )  # fmt: skip
        hard = f"硬 {yuan(facts['hard'])}" if zh else f"hard {yuan(facts['hard'])}"
        parts += f"（{hard}，{soft}）" if zh else f" ({hard}, {soft})"
    if "as_one_year" in facts:
        parts += "（视为一年内支出）" if zh else " (as if spent in one year)"
    if "paid_elsewhere" in facts:
        off = yuan(facts["paid_elsewhere"])
        parts += f"，已扣除其他资金支持的 {off}（001.35，RW11）" if zh else (
            f", less {off} that other money pays (001.35, RW11)"
        )  # fmt: skip
    return {"parts": parts}


def _rate(facts: Facts, language: Language) -> dict[str, Any]:
    of = " × " if language == "zh" else " of "
    cost, amount = facts["cost"], yuan(facts["amount"])
    text = f"{percent(facts['rate_ppm'])}{of}{yuan(cost)} = {amount}"
    if "rest_above" in facts:
        above = facts["rest_above"]
        text = (
            f"{percent(facts['rate_ppm'])}{of}{yuan(above)} + "
            f"{percent(facts['rest_ppm'])}{of}{yuan(cost - above)} = {amount}"
        )
    tiers = ""
    if "tiers" in facts:
        steps = _comma(language).join(
            f"{yuan(row['at_least'])}: {percent(row['rate_ppm'])}" for row in facts["tiers"]
        )
        by_level = facts["tier_by"] == "level"
        held = yuan(facts["held"])
        if language == "zh":
            tiers = f"（{'等级' if by_level else '金额'} {held}；{steps}）"
        else:
            tiers = f" ({'level' if by_level else 'amount'} {held}; {steps})"
    return {"sum": text, "tiers": tiers}


def _cap(facts: Facts, language: Language) -> dict[str, Any]:
    zh, amount = language == "zh", yuan(facts["amount"])
    if facts["cuts"]:
        return {"cut": f"减至 {amount}" if zh else f"cut to {amount}"}
    return {"cut": "未超过" if zh else "not exceeded"}


def _shares(facts: Facts, language: Language) -> dict[str, Any]:
    names = {
        "share_ppm": "share", "ceiling_ppm": "share", "rate_ppm": "rate", "lower_ppm": "lower",
    }  # fmt: skip
    values = {new: percent(facts[old]) for old, new in names.items() if old in facts}
    if "asked" in facts:
        values["claim"] = yuan(facts["asked"])
    return values


def _choice(facts: Facts, language: Language) -> dict[str, Any]:
    rows = [f"{who} {yuan(amount)}" for who, amount in facts["amounts"].items()]
    tie = ""
    if "tie" in facts:
        rule = name(facts["tie"], language)
        tie = f"（同额，取{rule}，RW27）" if language == "zh" else f" (a tie: {rule}, RW27)"
    return {"amounts": _comma(language).join(rows), "tie": tie}


def _split(facts: Facts, language: Language) -> dict[str, Any]:
    return {"claim": yuan(facts["asked"])}


def _interest(facts: Facts, language: Language) -> dict[str, Any]:
    zh, cap = language == "zh", ""
    if "cap" in facts:
        scope = name(facts["scope"], language)
        limit = yuan(facts["cap"])
        cap = f"，{scope}上限 {limit}（RW05）" if zh else f", at most {limit} for {scope} (RW05)"
    rows = []
    for row in facts["years"]:
        year = f"第 {row['year']} 年" if zh else f"year {row['year']}"
        owed = yuan(row["own"])
        if row["own"] != row["owed"]:
            owed += f"（应付 {yuan(row['owed'])}）" if zh else f" (of {yuan(row['owed'])} owed)"
        rows.append(f"{year} {owed} -> {yuan(row['due'])}")
    years = _comma(language, "; ").join(rows)
    return {"rate": percent(facts["rate_ppm"]), "most": facts["most_years"], "cap": cap,
            "years": years}  # fmt: skip


def _titles(facts: Facts, language: Language) -> dict[str, Any]:
    before = "已奖励过" if language == "zh" else "awarded before"
    rows = [
        f"{row['title']} {yuan(row['due']) if row['first'] else before}" for row in facts["titles"]
    ]
    return {"titles": _comma(language).join(rows)}


def _years(facts: Facts, language: Language) -> dict[str, Any]:
    rows = []
    for row in facts["years"]:
        year = f"第 {row['year']} 年" if language == "zh" else f"year {row['year']}"
        rows.append(f"{year} {yuan(row['award'])} -> {yuan(row['due'])}")
    return {"years": _comma(language, "; ").join(rows), **_shares(facts, language)}


def _units(facts: Facts, language: Language) -> dict[str, Any]:
    rows = [
        f"{row['number']} × {yuan(row['price'])}{'' if row['eligible'] else ' (-)'}"
        for row in facts["units"]
    ]
    off = ""
    if "grants_off" in facts:
        grants = yuan(facts["grants_off"])
        off = f"，减不征税补助 {grants}（RW12）" if language == "zh" else (
            f", less untaxed grants {grants} (RW12)"
        )  # fmt: skip
    return {"units": _comma(language).join(rows), "off": off}


def _deduction(facts: Facts, language: Language) -> dict[str, Any]:
    shares = {key: percent(round(facts[key + "_rate" if key == "tax" else key] * 1_000_000))
              for key in ("tax", "rate")}  # fmt: skip
    return {**shares, "first": yuan(facts["first_year"])}


def _floor(facts: Facts, language: Language) -> dict[str, Any]:
    return {
        "area": yuan(facts["new_floor_area_m2"]), "price": yuan(facts["price_per_m2"]),
        "handover": yuan(facts["handover_m2"]), "kept": yuan(facts["kept_m2"]),
    }  # fmt: skip


def _fields(facts: Facts, language: Language) -> dict[str, Any]:
    rows: Sequence[str] = facts.get("fields") or facts.get("paid") or ()
    joined = _comma(language).join(rows)
    return {"fields": joined, "paid": joined}
