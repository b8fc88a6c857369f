"""What an explanation says, in Chinese and English: a sentence for each step and its turns."""

from __future__ import annotations

from results.study import Language

Pair = tuple[str, str]

SAID: dict[str, Pair] = {
    # -- heads
    "head": ("{quarter}，方案“{variant}”{beside}", "{quarter} in {variant!r}{beside}"),
    "beside": ("，对照“{twin}”（同一组随机数）", " beside {twin!r} (same draws)"),
    "no_twin": ("（即对照本身，无孪生）", " (the baseline itself: no twin)"),
    "of_run": ("情景 {scenario}；种子 {seed}，第 {replicate} 次模拟{run}",
               "scenario {scenario}; seed {seed}, replicate {replicate}{run}"),
    "at_means": ("参数取后验“{posterior}”（第 {version} 版）的均值；各次模拟另取其中一组",
                 "parameters at the means of the posterior {posterior!r}, version {version}; runs "
                 "have a draw each"),
    "at_draw": ("参数取后验“{posterior}”（第 {version} 版）的第 {draw} 组（从 0 起），"
                "与该次模拟相同",
                "parameters of draw {draw} (from 0) of the posterior {posterior!r}, version "
                "{version}, as in the run"),
    "run_key": ("，运行 {key}", ", run {key}"),
    "who": ("企业 {id}：{size}{ownership}企业，{sector}，{district}；职工 {employees} 人，营收 "
            "{revenue}，设备 {capital}（平均 {age}）{scale}",
            "Firm {id}: {size}, {ownership}, {sector}, {district}; {employees} jobs, revenue "
            "{revenue}, equipment {capital} ({age} old on average){scale}"),
    "above": ("，规上", ", above scale"),
    "below": ("，规下", ", below scale"),
    "plan": ("企业 {id}：{role}，{sector}，{district}，{ownership}；尚未投产",
             "Firm {id}: {role}, {sector}, {district}, {ownership}; not yet in business"),
    "in_short": ("{text}", "{text}"),
    "twin_same": ("；对照亦然", "; its twin does the same"),
    "twin_other": ("；对照：{text}", "; its twin: {text}"),
    "twin_elsewhere": ("；对照此时无此决定（{what}）",
                       "; its twin has nothing to decide ({what})"),
    "star": ("；* 对照没有", "; * not so in its twin"),
    "no_more": ("没有其他", "nothing else"),
    "life": ("一生（{variant}{star}）", "Its life ({variant}{star})"),
    "twin_life": ("对照（{variant}）另有", "Its twin ({variant}) has instead"),
    "same_life": ("对照一生相同", "Its twin's life is the same"),
    "no_life": ("没有项目，也没有申请", "no project, no claim"),
    "step_by_step": ("逐步（= 与对照相同，≠ 不同，▶ 第一处不同）",
                     "Step by step (= as its twin, ≠ otherwise, ▶ the first that differs)"),
    "step_alone": ("逐步", "Step by step"),
    "twin_line": ("对照：{text}", "twin: {text}"),
    "twin_lacks": ("对照：没有这一步", "twin: no such step"),
    "only_twin": ("（此方案没有这一步）", "(no such step here)"),
    "by_less": ("（差别小于所示位数）", " (differs by less than is shown)"),
    "first": ("第一处不同：{step}。{parted}", "First difference: {step}. {parted}"),
    "no_difference": ("本季度与对照逐步相同。{parted}",
                      "Step for step as its twin this quarter. {parted}"),
    "parted": ("此前状态在 {quarter} 末首次不同：{fields}。",
               "States had first differed at the end of {quarter}: {fields}. "),
    "parted_beyond": ("消息以外首次不同：{quarter} 末，{fields}。",
                      "Beyond news heard, at the end of {quarter}: {fields}. "),
    "not_parted": ("季初两边状态完全相同。", "Both began the quarter in the same state."),
    "field": ("{name}（{here}，对照 {there}）", "{name} ({here}, twin {there})"),
    "field_alone": ("{name}", "{name}"),
    "and_more": ("及另 {count} 项", " and {count} more"),
    # -- news
    "news": ("消息：{parts}", "News: {parts}"),
    "heard": ("知道 {names}", "knows of {names}"),
    "heard_none": ("所公布的政策一项也不知道", "knows of no programme announced"),
    "unheard": ("不知道 {names}", "has not heard of {names}"),
    "fresh": ("其中 {names} 本季度才得知", "{names} only since this quarter"),
    "peers": ("同行中 {share} 曾申请", "{share} of its peers have applied"),
    "nothing_announced": ("没有已公布的政策", "nothing has been announced"),
    # -- business
    "business": ("经营：年营收 {revenue}（需求比趋势 {demand}），年营业利润 {profit}，本季利息 "
                 "{interest}、所得税 {tax}；现金 {cash}，负债 {debt}",
                 "Business: revenue {revenue} a year (demand {demand} against its trend), "
                 "operating profit {profit} a year, interest {interest} and profit tax {tax} "
                 "this quarter; cash {cash}, debt {debt}"),
    "sells": ("；出售闲置设备得 {amount}", "; sells idle equipment for {amount}"),
    "goes": ("；入不敷出，退出", "; it cannot go on and leaves"),
    "absent_gone": ("企业已退出", "The firm has left"),
    "absent_not_yet": ("名额尚未轮到", "This slot may not enter yet"),
    # -- claims
    "claims": ("申请：{parts}", "Claims: {parts}"),
    "claimed": ("{rule} {amount}", "{amount} under {rule}"),
    "claim_paperwork": ("放弃 {rule} 的 {amount}（申请成本 {trouble}，预期兑现 {expected}）",
                        "leaves {amount} under {rule} (paperwork costs {trouble}, {expected} of "
                        "a claim is expected to be paid)"),
    "claim_rival": ("不取 {rule} 的 {amount}（互斥，另一项更多）",
                    "leaves {amount} under {rule} (another that excludes it pays more)"),
    # -- project
    "no_project": ("项目：没有在考虑的项目", "Project: none in view"),
    "under_way": ("在建：第 {ordinal} 个项目（{direction}，{cost}），已建 {done}/{quarters} 季度",
                  "Under way: project {ordinal} ({direction}, {cost}), {done} of {quarters} "
                  "quarters built"),
    "project": ("项目：第 {ordinal} 个，{direction}（{nature}），{cost}，年收益 {gain}，简单回收"
                "期 {years}{floor}；{since}，{expires} 前有效{turn}",
                "Project: number {ordinal}, {direction} ({nature}), {cost}, gain {gain} a year, "
                "paid back in {years}{floor}; {since}, good until {expires}{turn}"),
    "project_floor": ("，需厂房 {need} 平方米", ", needs {need} m2 of floor"),
    "since_now": ("本季度出现", "comes up this quarter"),
    "since_replaces": ("本季度出现，取代原有项目",
                       "comes up this quarter and takes the place of the one in view"),
    "since": ("{quarter} 起在考虑", "in view since {quarter}"),
    "turn": ("；要等在建项目完工", "; it waits for the one under way"),
    # -- weighing
    "hurdle": ("门槛：税后收益只按 {payback} 回收期计值；成本按 {weight} 倍计",
               "Hurdle: counts the gain after tax over a payback of {payback}; a yuan of cost "
               "weighs {weight}"),
    "money": ("资金：连增值税需 {need}；现金 {cash}，须留 {buffer}；{how}",
              "Money: {need} with VAT; cash {cash}, keeps {buffer}; {how}"),
    "how_own": ("自有资金足够", "own money is enough"),
    "how_loan": ("借 {loan}，年利率 {rate}（负债 {debt}，上限 {limit}）",
                 "borrows {loan} at {rate} a year (owes {debt}, limit {limit})"),
    "how_reluctant": ("缺 {loan}，而这个项目企业不愿借款",
                      "{loan} short, and it would not borrow for this project"),
    "how_limit": ("缺 {loan}，银行不会再借：负债 {debt}，上限 {limit}",
                  "{loan} short, and banks would not lend it: it owes {debt}, limit {limit}"),
    "floor_none": ("厂房：需 {need} 平方米，现有空余 {free}，不缺",
                   "Floor: needs {need} m2, has {free} free: enough"),
    "floor": ("厂房：需 {need} 平方米，空余 {free}，缺 {short}；{ways}；{way}",
              "Floor: needs {need} m2, has {free} free, {short} short; {ways}; {way}"),
    "way_rent_near": ("就近租用", "it rents next door"),
    "way_rent_away": ("在别处租用", "it rents elsewhere"),
    "way_build_up": ("原地增建", "it builds up"),
    "way_buy": ("购地自建", "it buys a plot"),
    "way_move": ("整厂搬迁", "it moves the whole plant"),
    "price_rent_near": ("近处有厂房，年租 {rent}", "floor next door at {rent} a year"),
    "price_rent_away": ("近处没有厂房，别处年租 {rent}、分厂年损失收益 {split}",
                        "none next door; elsewhere {rent} a year and {split} of gain lost by a "
                        "split plant"),
    "price_build": ("增建 {cost}", "building up {cost}"),
    "price_plot": ("购地自建 {cost}", "a plot with its plant {cost}"),
    "price_move": ("搬迁 {cost} 另加租金", "moving {cost} and rent"),
    "no_build": ("不能增建", "it cannot build up"),
    "tax": ("税收：折旧等抵税现值 {value}{expensed}{credit}{left}",
            "Tax: deductions give back {value} (present value){expensed}{credit}{left}"),
    "expensed": ("，其中 {amount} 设备一次性扣除", ", {amount} of equipment deducted at once"),
    "credit": ("，专用设备抵免 {rate}", ", special-equipment credit {rate}"),
    "left": ("；一次性扣除值 {gain}，不够麻烦，不用",
             "; deduction at once would bring {gain}, not worth the trouble"),
    "support_none": ("扶持：预期为零{reasons}", "Support: none expected{reasons}"),
    "support": ("扶持：预期现值 {total}{reasons}",
                "Support: {total} expected, present value{reasons}"),
    "rule": ("{rule}：应得 {amount}，预期兑现 {expected}，{wait}后到账，税后、扣申请成本 "
             "{trouble}，值 {value}",
             "{rule}: {amount} due, {expected} of it expected, money in {wait}; after tax and "
             "{trouble} of paperwork worth {value}"),
    "quarters": ("{count} 季度", "{count} quarters"),
    "quarter": ("1 季度", "1 quarter"),
    "worth": ("值不值：计入的收益 {gain} − {weight} ×（造价 {cost}{parts}＝{outlay}）＝ {worth}",
              "Worth: gain counted {gain} − {weight} × (price {cost}{parts} = {outlay}) = "
              "{worth}"),
    "part_unrecovered": ("不能抵扣的增值税 {amount}", "VAT not recovered {amount}"),
    "part_dearer": ("设备涨价 {amount}", "dearer equipment {amount}"),
    "part_standstill": ("停产与培训 {amount}", "standstill {amount}"),
    "part_finance": ("利息 {amount}", "interest {amount}"),
    "part_floor": ("厂房 {amount}", "floor {amount}"),
    "part_tax": ("抵税 {amount}", "tax {amount}"),
    "part_support": ("扶持 {amount}", "support {amount}"),
    "sizes": ("规模：{parts}", "Sizes: {parts}"),
    "size": ("{cost}（{why}）值 {worth}，扶持 {support}{finance}",
             "{cost} ({why}) worth {worth}, support {support}{finance}"),
    "unaffordable": ("，筹不到钱", ", not to be financed"),
    "why_own": ("原规模", "its own"),
    "why_threshold": ("达到 {rule} 起点", "threshold of {rule}"),
    "why_cap": ("用满 {rule} 上限", "cap of {rule}"),
    "why_below_threshold": ("低于 {rule} 起点一元", "a yuan below {rule}"),
    "why_tier": ("{rule} 的一档", "a tier of {rule}"),
    "waiting": ("等待：{until} 有新规则生效，届时再开工现值 {later}，现在开工 {now}",
                "Waiting: a rule announced begins in {until}; starting then is worth {later}, "
                "now {now}"),
    "too_late": ("等待：{until} 才有新规则，项目等不到",
                 "Waiting: the next rule begins in {until}, too late for this project"),
    # -- decision
    "started": ("决定：开工，{cost}{resized}（值 {worth}）",
                "Decision: starts, {cost}{resized} (worth {worth})"),
    "resized": ("（原规模 {own}）", " (its own size was {own})"),
    "refused": ("决定：不做，留着再看（值 {own_worth}）",
                "Decision: leaves it for now (worth {own_worth})"),
    "unfinanced": ("决定：想做（值 {own_worth}）而筹不到钱",
                   "Decision: wants it (worth {own_worth}) and cannot finance it"),
    "unhoused": ("决定：不做，只因缺厂房（加上厂房值 {own_worth}）",
                 "Decision: leaves it for the floor alone (with its cost worth {own_worth})"),
    "left_city": ("决定：做，但要搬迁，连同项目迁出本市",
                  "Decision: does it, but in moving leaves the city, project and all"),
    "waiting_outcome": ("决定：值 {worth}，等新规则再开工",
                        "Decision: worth {worth}, but waits for the rule"),
    "start": ("开工：{quarters}建成，借款 {loan}；{filed}",
              "Start: {quarters} to build, loan {loan}; {filed}"),
    "filed": ("报统计入库", "filed with the statistics"),
    "filed_no": ("够 {line} 起点而不申报", "reaches the line of {line} and is not filed"),
    "filed_small": ("不到 {line} 统计起点，不申报",
                    "below the statistics' line of {line}, not filed"),
    "relabelled": ("，其中 {share} 报作技改（{why}）", ", {share} of it as renovation ({why})"),
    "label_pays": ("每报一元可多得 {support} 元", "each yuan so filed brings {support}"),
    "label_pressed": ("并无补助可得，只因投资数字有人督查",
                      "it brings no support; the authority watches the figures"),
    "caught": ("，想把 {share} 报作技改，被核查退回",
               ", wanted {share} of it as renovation; an audit undid it"),
    "given_up": ("项目过了有效期，放弃", "The project is past its time and given up"),
    "paid": ("到账：{parts}", "Money arrives: {parts}"),
    "building": ("施工：本季投入 {spent}，其中借款 {drawn}，统计上报技改 {filed}；{done}/"
                 "{quarters} 季度{ready}",
                 "Building: spends {spent}, of it {drawn} borrowed; {filed} enters the "
                 "statistics as renovation; {done} of {quarters} quarters{ready}"),
    "ready": ("，投产，年收益 {gain}", "; in production, gain {gain} a year"),
    # -- what-if
    "curve": ("如果 {lever} 改变（只重做这一季度的决定：企业、同行、拨付比例都不变）",
              "If {lever} were otherwise (this quarter's decision only: firm, peers, published "
              "ratios held)"),
    "curve_heads": ("取值|预期扶持|值|开工规模|决定",
                    "value|support expected|worth|size started|decision"),
    "whole_life": ("整轮重算，该企业一生：", "Whole runs under each value, this firm's life:"),
    "life_heads": ("取值|开工|真实投资|上报技改|到账扶持",
                   "value|projects|true investment|filed as renovation|support paid"),
    # -- find
    "found": ("值得看的企业（{variant}，种子 {seed}，第 {replicate} 次）：jigai explain ... "
              "--firm 编号 --quarter 季度",
              "Firms worth looking at ({variant}, seed {seed}, replicate {replicate}): jigai "
              "explain ... --firm ID --quarter Q"),
    "found_heads": ("类别|编号|季度|规模|所有制|行业|区|金额",
                    "kind|id|quarter|size|ownership|sector|district|amount"),
    "found_none": ("这一轮没有：{kinds}", "none in this run: {kinds}"),
}  # fmt: skip

WHY: dict[str, Pair] = {
    "unheard": ("没听说", "not heard of"),
    "not_covered": ("不管这类项目", "not for this kind of project"),
    "not_announced": ("尚未公布", "not announced yet"),
    "ended": ("已到期", "ended"),
    "not_applicant": (
        "不给这家企业（类别、行业或区）",
        "not for this firm (kind, trade, district)",
    ),
    "too_small": ("不到起点", "below the threshold"),
    "above_scale": ("只给规上企业", "above-scale firms only"),
    "library": ("只给入库项目", "library projects only"),
    "nothing_due": ("算下来为零", "nothing due"),
    "other_chosen": ("与更高者择一", "another is taken instead"),
    "paperwork": ("不抵申请成本", "not worth the paperwork"),
    "rival": ("与更高者互斥", "excluded by a better one"),
    "barred": ("不与补助并享", "not beside a grant"),
}

OUTCOMES: dict[str, Pair] = {
    "started": ("开工", "starts"),
    "refused": ("不做", "leaves it"),
    "unfinanced": ("筹不到钱", "not financed"),
    "waiting": ("等待", "waits"),
    "unhoused": ("因厂房不做", "for the floor alone"),
    "left_city": ("迁出本市", "leaves the city"),
    "building": ("在建他项", "building another"),
    "none": ("无项目", "no project"),
    "gone": ("已退出", "gone"),
    "not_yet": ("未进入", "not yet in"),
}

TERMS: dict[str, Pair] = {
    "state": ("国有", "state-owned"),
    "private": ("民营", "private"),
    "foreign": ("外资", "foreign"),
    "incumbent": ("在营企业", "incumbent"),
    "entrant": ("拟新建企业", "a plant that may be built"),
    "giant": ("超大项目", "a giant project"),
    "micro": ("微型", "micro"),
    "small": ("小型", "small"),
    "medium": ("中型", "medium"),
    "large": ("大型", "large"),
    "renovation": ("技改", "renovation"),
    "expansion": ("扩建", "expansion"),
    "greenfield": ("新建", "new plant"),
}

STEPS: dict[str, Pair] = {
    "absent": ("在场", "presence"),
    "news": ("消息", "news"),
    "business": ("经营", "business"),
    "claims": ("申请", "claims"),
    "under_way": ("在建", "project under way"),
    "no_project": ("项目", "project"),
    "project": ("项目", "project"),
    "hurdle": ("门槛", "hurdle"),
    "floor": ("厂房", "floor"),
    "money": ("资金", "money"),
    "tax": ("税收", "tax"),
    "support": ("扶持", "support"),
    "worth": ("值不值", "worth"),
    "sizes": ("规模", "sizes"),
    "waiting": ("等待", "waiting"),
    "decision": ("决定", "decision"),
    "start": ("开工", "start"),
    "given_up": ("放弃", "giving up"),
    "paid": ("到账", "money that arrives"),
    "building": ("施工", "building"),
}


def said(text: str, language: Language, /, **values: object) -> str:
    """A text with its values."""
    return SAID[text][language != "zh"].format(**values)


def term(word: str, language: Language) -> str:
    """A term in a language; what has no other name as it is."""
    for table in (TERMS, WHY, OUTCOMES):
        if word in table:
            return table[word][language != "zh"]
    return word


def step_name(name: str, language: Language) -> str:
    """What a step is called."""
    return STEPS[name][language != "zh"]
