"""The registry: what in the model answers each calibration fact, and what would count as inside.

The published interval stands in `findings.csv` and is not repeated. `accepted` is a wider band only
where the fact's own text gives one; `accepted_by` quotes it. A fact that the model does not produce
says why. This file was written before any value was looked at; nothing here follows from values.
"""

from __future__ import annotations

from dataclasses import dataclass

from calibration.evidence.findings import Finding
from calibration.evidence.sizes import LIKELIHOOD_LIMIT

Band = tuple[float, float]
INFINITE = float("inf")

LARGE_FIRMS = (
    "continuing above-scale firms that are medium or large by the national standard (300 employees "
    "and more) on the day before the first reported year"
)
ABOVE_SCALE = "continuing firms above the 20M line on the day before the first reported year"


@dataclass(frozen=True)
class Beside:
    """A further number that the fact's text speaks of.

    Attributes:
        value: name of the statistic.
        what: what it is held against, in words.
        band: where it should lie; None where the text gives no figure.
    """

    value: str
    what: str
    band: Band | None = None


@dataclass(frozen=True)
class Answer:
    """How the model answers a fact.

    Attributes:
        fact: id of the finding.
        value: name of the statistic that is held against the interval; empty if there is none.
        population: simulated firms it is taken over.
        accepted: loosened band that the fact's own text gives.
        accepted_by: the words that give it.
        beside: further numbers of the same fact.
        differs: how the simulated statistic differs from the published one.
        no_answer: why the model does not produce it.
    """

    fact: str
    value: str = ""
    population: str = ""
    accepted: Band | None = None
    accepted_by: str = ""
    beside: tuple[Beside, ...] = ()
    differs: str = ""
    no_answer: str = ""

    def band(self, finding: Finding) -> Band | None:
        """What the value is held against: the accepted band, or else the published interval."""
        if self.accepted is not None:
            return self.accepted
        if finding.low is None or finding.high is None:
            return None
        return finding.low, finding.high


_ANSWERS = (
    Answer(
        "LUM-01", "rate_mean", ABOVE_SCALE, (8.0, 20.0), "for Chinese above-scale firms allow 8-20",
        (Beside("rate_mean_large", "large firms, as in the source", (12.0, 12.4)),),
        "Equipment bought less equipment sold; what is scrapped in place is not deducted",
    ),
    Answer(
        "LUM-02", "inactive_large", LARGE_FIRMS,
        beside=(
            Beside("inactive", "all above-scale firms"),
            Beside("inactive_small_ratio", "several times more in small firms", (2.0, INFINITE)),
        ),
        differs="Firms, not plants: a firm of several plants is less often inactive than each",
    ),
    Answer(
        "LUM-03", "negative_large", LARGE_FIRMS,
        beside=(Beside("negative", "all above-scale firms"),),
        differs="Equipment sold only; retirement without sale is not in it",
    ),
    Answer(
        "LUM-04", "spikes", ABOVE_SCALE, (12.0, 25.0), "accept 12-25 for China",
        (
            Beside("spikes_large", "large firms, as in the source", (18.4, 18.8)),
            Beside("money_in_spikes", "money that falls in those years"),
        ),
    ),
    Answer(
        "LUM-05", "negative_spikes_large", LARGE_FIRMS,
        beside=(
            Beside("negative_spikes", "all above-scale firms"),
            Beside("spike_asymmetry", "spikes over negative spikes: about 10"),
        ),
        differs="Equipment sold only; retirement without sale is not in it",
    ),
    Answer(
        "LUM-06", "serial", ABOVE_SCALE, (-0.05, 0.20), "accept -0.05 to 0.20",
        (
            Beside("serial_raw", "as estimated on the run's own years"),
            Beside("serial_large", "large firms, as in the source", (0.052, 0.064)),
        ),
        "Removing firm means over fewer years than the source's 17 pulls the estimate down; the "
        "difference of the two pulls is taken out",
    ),
    Answer("POP-01", "hill", "all firms in business at the end of the run, employees"),
    Answer("POP-02", "density_exponent", "above-scale firms at the end of the run, employees"),
    Answer(
        "POP-03", "body", "above-scale firms, revenue of the last year",
        (LIKELIHOOD_LIMIT, INFINITE), "lognormal or lognormal-Pareto preferred (a sign, no figure)",
        differs="A likelihood ratio on the whole sample, so that a sign becomes a test at 5 %",
    ),
    Answer(
        "POP-04", "tent", "above-scale firms in business in both years, yearly revenue",
        beside=(Beside("tent_slope", "spread falls with size", (-INFINITE, 0.0)),),
        differs="Age of the firm is no state of the model: the fall with age is not looked at",
    ),
    Answer(
        "POP-05",
        no_answer=(
            "The model has no value added and no prices, and employment is revenue over one output "
            "per worker, the same for all firms. Marginal products of labour are equal by "
            "construction and those of capital spread as the assumed ratio of capital to revenue "
            "(place.capital_spread): the statistic would return an input"
        ),
    ),
    Answer(
        "POP-09", "adopted", "plants of 20 to 500 employees at the end of 2016",
        beside=(Beside("good_refused", "good projects that are refused"),),
        differs=(
            "Eight energy projects a firm of one percent of its equipment, paybacks lognormal with "
            "median 1 year and four in five under two; no support, no floor needed"
        ),
    ),
    Answer(
        "POP-10", "required_return", "the same offers",
        differs=(
            "Pooled logit on the log of payback; the return at which a saving over the project's "
            "life is worth the payback that half of the offers are taken at"
        ),
    ),
    Answer(
        "TAX-17", "expensed", "all firms, all years with expensing in force",
        beside=(
            Beside("expensed_small", "micro and small firms"),
            Beside("expensed_larger", "medium and large firms: more, since claiming rises"),
        ),
        differs="Expensing of units up to 5M yuan from 2018, not the accelerated lives of 2014",
    ),
    Answer(
        "GRA-19", "take_up", "firms with support due on last year's spending under a yearly rule",
        beside=(
            Beside("take_up_small", "micro and small firms"),
            Beside("take_up_larger", "medium and large firms"),
        ),
        differs="Grants on spending instead of tax refunds; due as if the firm had heard of them",
    ),
    Answer(
        "NOT-01", "relabelled", "all projects that are filed, 2018 to 2020",
        differs="Expansion filed as renovation, of renovation reported; not R&D at a tax notch",
    ),
    Answer(
        "CRE-10", "rejected", "projects of firms that are not large by the national standard",
        beside=(
            Beside("applying", "short of own money and asking; published 58.4 of firms"),
            Beside("shadow_step", "step between bank and shadow rate, points", (7.0, 9.0)),
        ),
        differs="Projects, not firms; fees of loans (1.42 % of the loan) are not in the model",
    ),
)  # fmt: skip

ANSWERS: dict[str, Answer] = {answer.fact: answer for answer in _ANSWERS}
if len(ANSWERS) != len(_ANSWERS):
    raise AssertionError("a fact is answered twice")
