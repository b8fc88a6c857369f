"""Every kind of case that can be run."""

from __future__ import annotations

from results.support_cases import finance, grants, integrated, rules, stacking, targets
from results.support_cases import tax_and_land as tax
from results.support_cases.case import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for module in (grants, stacking, finance, tax, rules, targets, integrated)
    for kind in module.KINDS
}
