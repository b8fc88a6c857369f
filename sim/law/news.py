"""What a firm has heard of: outreach, peers, its own experience; each programme is news anew."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import logarithm
from sim.law.dialect import law

# News after which the least attentive has heard.
EVERYBODY = 1000.0


@law
def news_of_a_quarter(outreach: float, peer_share: float, behaviour: Any) -> float:
    """Hazard in a quarter of hearing of an announced programme (mechanism M9).

    Args:
        outreach: 0 to 1, the authority's publicity in force (instruments of kind S2).
        peer_share: share of the firms that it watches, of its sector and district, that have ever
            applied, as of the end of the last quarter.
        behaviour: reads attention_base, outreach_effect, peer_effect (each per year).
    """
    if behaviour.with_word_of_mouth == 0.0:
        return EVERYBODY
    yearly = (
        behaviour.attention_base
        + behaviour.outreach_effect * outreach
        + behaviour.peer_effect * peer_share
    )
    return yearly / 4.0


@law
def knows(firm: Any, rule: Any) -> bool:
    """Whether the firm has heard of the programmes that a rule was announced with."""
    return ((firm.heard >> rule.wave) & 1) == 1


@law
def news_needed(attention: float) -> float:
    """News after which a firm knows of a programme: after so much, a share `attention` of all do.

    Args:
        attention: of the firm, fixed, above 0 and below 1; low is attentive.
    """
    return -logarithm(1.0 - attention)


@law
def has_heard(firm: Any, news: float) -> bool:
    """Whether a firm knows of a programme after so much news of it."""
    return news > firm.news_needed


@law
def cost_of_applying(firm: Any, simplification: float, behaviour: Any) -> float:
    """Yuan of staff time and advisers for one application: fixed, falling with experience.

    Source: GRA-12, GRA-21 (high fixed, low marginal cost, differing between firms).
    """
    if behaviour.with_paperwork == 0.0:
        return 0.0
    cost = behaviour.application_cost * firm.application_cost_factor
    cost = cost * (1.0 - behaviour.simplification_effect * simplification)
    if firm.applications_made > 0:
        cost = cost * (1.0 - behaviour.repeat_discount)
    return cost
