"""What a field of a firm's rows is called, where twins are said to differ in it."""

from __future__ import annotations

from typing import Any

from results.explaining.amounts import money
from results.study import Language
from results.units import plain
from sim.rows import FIRM, PROJECT

# Those in which twins differ first, in Chinese; the others by the words of `sim.rows`.
IN_CHINESE = {
    "news": "听到的消息",
    "cash": "现金",
    "debt": "负债",
    "revenue": "营收",
    "capital": "设备",
    "age": "设备年龄",
    "savings": "技改年收益",
    "floor_free": "空余厂房",
    "has_applied": "曾申请",
    "applications_made": "申请次数",
    "spent_this_year": "今年可申报投入",
    "spent_last_year": "去年可申报投入",
    "smart_this_year": "今年智能化投入",
    "smart_last_year": "去年智能化投入",
    "deduction": "本季扣除",
    "tax_pool": "待折旧额",
    "tax_step": "季度折旧",
    "tax_credit": "待抵免额",
    "grants_received": "本季补助",
    "building.filed": "在建项目申报",
    "building.cost": "在建项目造价",
    "building.started": "在建项目开工季",
    "building.relabelled_ppm": "报作技改的部分",
    "building.loan": "在建项目贷款",
    "reserve.stage": "考虑中的项目",
    "building.stage": "在建项目",
    "status": "存续",
}
_DECLARED: dict[str, str] = {
    **{field[0]: field[2] for field in FIRM},
    **{f"reserve.{field[0]}": f"project in view: {field[2]}" for field in PROJECT},
    **{f"building.{field[0]}": f"project built: {field[2]}" for field in PROJECT},
}


def field_name(name: str, language: Language) -> str:
    """A field in a reader's words."""
    if language == "zh":
        return IN_CHINESE.get(name, name)
    told = _DECLARED.get(name, name).removesuffix("yuan").rstrip(", ")
    return told if told and not told.endswith(":") else name.replace(".", ": ")


def field_value(name: str, value: Any, language: Language) -> str:
    """A value of a field, yuan in their unit."""
    if "yuan" in _DECLARED.get(name, "") and isinstance(value, int):
        return money(value, language)
    return plain(value, 2) if isinstance(value, float) else str(value)
