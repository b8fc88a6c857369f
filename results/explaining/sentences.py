"""Each step as a sentence or two, with its figures in the reader's units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp
from typing import Any

from results.explaining.amounts import money, share, whole, years
from results.explaining.answer import Step
from results.explaining.words import said, term
from results.study import Language, Text
from results.units import plain

Labels = Mapping[str, Text]
Facts = Mapping[str, Any]


MOST_NAMES = 3
"""Rules that are named of those that give nothing for one reason."""


class Speaker:
    """Says steps in one language."""

    def __init__(self, language: Language, labels: Labels) -> None:
        """Take the names of what is spoken of."""
        self.language = language
        self.labels = labels

    def lines(self, step: Step) -> list[str]:
        """What a step says; the first line stands for it, others go below."""
        say: Callable[[Facts], list[str]] = getattr(self, f"_{step.name}")
        return say(step.facts)

    # -- parts

    def name(self, word: str) -> str:
        """A label in this language, else a term."""
        label = self.labels.get(word)
        return term(word, self.language) if label is None else label.text(self.language)

    def rule(self, name: str) -> str:
        """An instrument by label and id."""
        return f"{self.name(name)} [{name}]"

    def money(self, amount: float | None, sign: bool = False) -> str:
        """An amount."""
        return money(amount, self.language, sign)

    def joined(self, parts: Iterable[str], strong: bool = False) -> str:
        """Parts in a row."""
        if strong:
            return ("；" if self.language == "zh" else "; ").join(parts)
        return ("、" if self.language == "zh" else ", ").join(parts)

    def said(self, text: str, /, **values: object) -> str:
        """A text of the page."""
        return said(text, self.language, **values)

    # -- steps

    def _absent(self, facts: Facts) -> list[str]:
        return [self.said("absent_gone" if facts["status"] == "gone" else "absent_not_yet")]

    def _news(self, facts: Facts) -> list[str]:
        def named(key: str) -> str:
            return self.joined(self.name(name) for name in facts[key])

        parts = []
        if facts["heard"]:
            parts.append(self.said("heard", names=named("heard")))
        elif facts["unheard"]:
            parts.append(self.said("heard_none"))
        else:
            parts.append(self.said("nothing_announced"))
        if facts["fresh"]:
            parts.append(self.said("fresh", names=named("fresh")))
        if facts["heard"] and facts["unheard"]:
            parts.append(self.said("unheard", names=named("unheard")))
        if facts["peers"]:
            parts.append(self.said("peers", share=share(facts["peers"])))
        return [self.said("news", parts=self.joined(parts, strong=True))]

    def _business(self, facts: Facts) -> list[str]:
        demand = share(exp(facts["demand"]) - 1.0)
        text = self.said(
            "business",
            **{
                name: self.money(facts[name])
                for name in ("revenue", "profit", "interest", "tax", "cash", "debt")
            },
            demand=demand if demand.startswith("\N{MINUS SIGN}") else f"+{demand}",
        )
        if facts["sold"]:
            text += self.said("sells", amount=self.money(facts["sold"]))
        return [text + (self.said("goes") if facts["gone"] else "")]

    def _claims(self, facts: Facts) -> list[str]:
        parts = []
        for claim in facts["claims"]:
            rule, amount = self.rule(claim["rule"]), self.money(claim["amount"])
            if claim["became"] == "claimed":
                parts.append(self.said("claimed", rule=rule, amount=amount))
            else:
                parts.append(
                    self.said(
                        f"claim_{claim['became']}",
                        rule=rule,
                        amount=amount,
                        trouble=self.money(claim["trouble"]),
                        expected=share(claim["expected"]),
                    )
                )
        return [self.said("claims", parts=self.joined(parts, strong=True))]

    def _no_project(self, _facts: Facts) -> list[str]:
        return [self.said("no_project")]

    def _under_way(self, facts: Facts) -> list[str]:
        values = dict(facts)
        values |= {"direction": self.name(facts["direction"]), "cost": self.money(facts["cost"])}
        return [self.said("under_way", **values)]

    def _project(self, facts: Facts) -> list[str]:
        since = self.said("since", quarter=facts["arrived"])
        if facts["fresh"]:
            since = self.said("since_replaces" if facts["replaces"] else "since_now")
        floor = facts["floor_need"]
        back = years(facts["cost"] / facts["gain"], self.language) if facts["gain"] > 0 else "-"
        return [
            self.said(
                "project",
                ordinal=facts["ordinal"],
                direction=self.name(facts["direction"]),
                nature=self.name(facts["nature"]),
                cost=self.money(facts["cost"]),
                gain=self.money(facts["gain"]),
                years=back,
                floor=self.said("project_floor", need=whole(floor)) if floor > 0 else "",
                since=since,
                expires=facts["expires"],
                turn=self.said("turn") if facts["waits_its_turn"] else "",
            )
        ]

    def _hurdle(self, facts: Facts) -> list[str]:
        return [
            self.said(
                "hurdle",
                payback=years(facts["payback"], self.language),
                weight=plain(facts["cost_weight"], 2),
            )
        ]

    def _money(self, facts: Facts) -> list[str]:
        how = self.said(
            f"how_{facts['how']}",
            **{name: self.money(facts[name]) for name in ("loan", "debt", "limit")},
            rate=share(facts["rate"]),
        )
        amounts = {name: self.money(facts[name]) for name in ("need", "cash", "buffer")}
        return [self.said("money", **amounts, how=how)]

    def _floor(self, facts: Facts) -> list[str]:
        areas = {name: whole(facts[name]) for name in ("need", "free", "short")}
        if facts["short"] == 0:
            return [self.said("floor_none", **areas)]
        rent = self.money(facts["rent_asked"])
        ways = [self.said("price_rent_near" if facts["nearby"] else "price_rent_away",
                          rent=rent, split=self.money(facts["split"]))]  # fmt: skip
        for way in ("build", "plot", "move"):
            if facts[way] is not None:
                ways.append(self.said(f"price_{way}", cost=self.money(facts[way])))
            elif way == "build":
                ways.append(self.said("no_build"))
        way = self.said(f"way_{facts['way']}")
        return [self.said("floor", **areas, ways=self.joined(ways), way=way)]

    def _tax(self, facts: Facts) -> list[str]:
        expensed, credit, left = facts["expensed"], facts["credit_rate"], facts["left"]
        return [
            self.said(
                "tax",
                value=self.money(facts["value"]),
                expensed=self.said("expensed", amount=self.money(expensed)) if expensed else "",
                credit=self.said("credit", rate=share(credit)) if credit > 0 else "",
                left="" if left is None else self.said("left", gain=self.money(left)),
            )
        ]

    def _support(self, facts: Facts) -> list[str]:
        lines = [self._rule(rule) for rule in facts["rules"] if rule["why"] == "counts"]
        by_reason: dict[str, list[str]] = {}
        for rule in facts["rules"]:
            if rule["why"] not in ("counts", "not_announced"):
                by_reason.setdefault(rule["why"], []).append(self.name(rule["rule"]))
        reasons = [
            f"{term(why, self.language)}: {self.joined(names[:MOST_NAMES])}{self._more(names)}"
            for why, names in by_reason.items()
        ]
        told = f" ({self.joined(reasons, strong=True)})" if reasons else ""
        if self.language == "zh":
            told = told.replace(" (", "（").replace(")", "）").replace(": ", "：")
        key = "support" if facts["total"] > 0 else "support_none"
        return [self.said(key, total=self.money(facts["total"]), reasons=told), *lines]

    def _more(self, names: Sequence[str]) -> str:
        more = len(names) - MOST_NAMES
        return self.said("and_more", count=more) if more > 0 else ""

    def _rule(self, rule: Mapping[str, Any]) -> str:
        return self.said(
            "rule",
            rule=self.rule(rule["rule"]),
            amount=self.money(rule["amount"]),
            expected=share(rule["expected"]),
            wait=self.quarters(rule["wait"]),
            trouble=self.money(rule["trouble"]),
            value=self.money(rule["value"]),
        )

    def _worth(self, facts: Facts) -> list[str]:
        parts = ""
        for name, sign in (
            ("unrecovered", "+"), ("dearer", "+"), ("finance", "+"), ("floor", "+"),
            ("standstill", "+"), ("tax", "−"), ("support", "−"),
        ):  # fmt: skip
            if facts[name] != 0:
                parts += f" {sign} " + self.said(f"part_{name}", amount=self.money(facts[name]))
        amounts = {name: self.money(facts[name]) for name in ("gain", "cost", "outlay", "worth")}
        weight = plain(facts["cost_weight"], 2)
        return [self.said("worth", **amounts, parts=parts, weight=weight)]

    def _sizes(self, facts: Facts) -> list[str]:
        parts = []
        for size in sorted(facts["sizes"], key=lambda row: int(row["cost"])):
            rule = "" if size["rule"] is None else self.name(size["rule"])
            parts.append(
                self.said(
                    "size",
                    cost=self.money(size["cost"]),
                    why=self.said(f"why_{size['because']}", rule=rule),
                    worth=self.money(size["worth"], sign=True),
                    support=self.money(size["support"]),
                    finance="" if size["feasible"] else self.said("unaffordable"),
                )
            )
        return [self.said("sizes", parts=self.joined(parts, strong=True))]

    def _waiting(self, facts: Facts) -> list[str]:
        if facts["too_late"]:
            return [self.said("too_late", until=facts["until"])]
        amounts = {name: self.money(facts[name]) for name in ("later", "now")}
        return [self.said("waiting", until=facts["until"], **amounts)]

    def _decision(self, facts: Facts) -> list[str]:
        own, cost = facts["own_cost"], facts["cost"]
        resized = self.said("resized", own=self.money(own)) if cost and cost != own else ""
        key = "waiting_outcome" if facts["outcome"] == "waiting" else facts["outcome"]
        return [
            self.said(
                key,
                cost=self.money(cost),
                resized=resized,
                worth=self.money(facts["worth"]),
                own_worth=self.money(facts["own_worth"]),
            )
        ]

    def _start(self, facts: Facts) -> list[str]:
        filed = self.said("filed")
        if not facts["filed"]:
            key = "filed_small" if facts["small"] else "filed_no"
            filed = self.said(key, line=self.money(facts["line"]))
        wanted = facts["wanted_label"]
        if facts["relabelled"] > 0:
            filed += self.said(
                "relabelled",
                share=share(facts["relabelled"]),
                why=self._why_label(facts["support_per_yuan"]),
            )
        elif wanted:
            filed += self.said("caught", share=share(wanted))
        quarters = self.quarters(facts["quarters"])
        loan = self.money(facts["loan"])
        return [self.said("start", quarters=quarters, loan=loan, filed=filed)]

    def _why_label(self, support: float) -> str:
        if support <= 0.0:
            return self.said("label_pressed")
        return self.said("label_pays", support=plain(support, 3))

    def quarters(self, count: int) -> str:
        """A number of quarters."""
        return self.said("quarter") if count == 1 else self.said("quarters", count=count)

    def _given_up(self, _facts: Facts) -> list[str]:
        return [self.said("given_up")]

    def _paid(self, facts: Facts) -> list[str]:
        parts = [
            self.said("claimed", rule=self.rule(row["rule"]), amount=self.money(row["amount"]))
            for row in facts["paid"]
        ]
        return [self.said("paid", parts=self.joined(parts))]

    def _building(self, facts: Facts) -> list[str]:
        gain = facts["gain"]
        amounts = {name: self.money(facts[name]) for name in ("spent", "drawn", "filed")}
        ready = "" if gain is None else self.said("ready", gain=self.money(gain))
        return [
            self.said(
                "building", **amounts, done=facts["done"], quarters=facts["quarters"], ready=ready
            )
        ]


def rows_in_columns(rows: Sequence[Sequence[str]], right: Sequence[int]) -> list[str]:
    """Rows of a small table, as `results.project_support.text.columns` sets them."""
    from results.project_support.text import columns

    return columns(rows, right)
