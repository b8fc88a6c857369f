"""The wordings that can be read in more than one way: each a switch with its options.

The default stands first. A switch changes how a text is read, never what it says; figures stay with
the instruments. The table at the end says what reads each switch.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.quantities import Label


@dataclass(frozen=True, slots=True)
class Reading:
    """One ambiguous wording.

    Attributes:
        name: Name of the switch.
        question: What the wording leaves open.
        meanings: What each option means; the first option is the default.
    """

    name: str
    question: Label
    meanings: dict[str, Label]

    @property
    def options(self) -> tuple[str, ...]:
        """The ways of reading, the default first."""
        return tuple(self.meanings)

    @property
    def default(self) -> str:
        """The option that holds where nothing else is set."""
        return self.options[0]

    @property
    def unit(self) -> str:
        """A switch is a choice among its options."""
        return "choice"


def _reading(name: str, zh: str, en: str, **meanings: tuple[str, str]) -> Reading:
    """Make a reading; an option that begins with a digit is passed with an underscore before it."""
    options = {
        option.removeprefix("_"): Label(zh=meaning[0], en=meaning[1])
        for option, meaning in meanings.items()
    }
    return Reading(name, Label(zh=zh, en=en), options)


_LIST = (
    _reading(
        "RW01", "项目起点看哪个金额？", "Which amount is held against a project's threshold?",
        planned_total=("计划总投资", "the planned total investment"),
        audited_total=("审定的总投资", "the total as audited"),
    ),
    _reading(
        "RW02", "“不超过”是否按上限给付？", "Is what an article calls the most also what is paid?",
        ceiling_paid_in_full=("按上限足额给付", "the ceiling is paid in full"),
        scaled_by_evaluation=("按评审结果打折", "an evaluation scales it down"),
    ),
    _reading(
        "RW03", "智能化改造的分档怎样划？", "By which tiers is smart renovation paid (004.3)?",
        maturity_12_16_20=("按成熟度等级，12%、16%、20%", "by maturity level: 12, 16, 20 %"),
        flat_20=("不分档，一律 20%", "one rate of 20 % for all"),
        size_tiers=("按审定金额大小分档", "by the size of the audited cost"),
    ),
    _reading(
        "RW04", "软性费用 30% 的上限以什么为基数？",
        "Of what may soft cost be at most 30 % (004.3)?",
        share_of_approved_total=("占核定总额，超出部分不计", "of what is accepted; more is cut"),
        share_of_claimed_total=("占申报总额，超出部分不计", "of what is claimed; more is cut"),
        exclude_project_if_over=("超出则整个项目不予资助", "a project with more is refused"),
    ),
    _reading(
        "RW05", "贴息 500 万元的上限管多大范围？",
        "What does the cap of 5M yuan on interest cover?",
        per_project_lifetime=("一个项目各年合计", "a project, all its years together"),
        per_firm_year=("一家企业每一年", "a firm, each year anew"),
        per_loan_lifetime=("一笔贷款各年合计", "a loan, all its years together"),
    ),
    _reading(
        "RW06", "贴息可否与第一至七条同享？", "May interest support stand beside articles 1 to 7?",
        stackable=("可以同享", "yes, both are paid"),
        exclusive_with_1_7=("只能择其一", "no, only one of them"),
    ),
    _reading(
        "RW07", "达到市级起点的项目，区里还给吗？",
        "Does a district pay for projects that reach the city's threshold?",
        below_threshold_only=("不给，区级只管起点以下", "no, only below that threshold"),
        stack=("给，与市级叠加", "yes, on top of the city"),
        higher_of=("只补到两者中较高的数", "it tops up to the higher of the two"),
    ),
    _reading(
        "RW08", "番禺 50% 的限额管哪几级的钱？",
        "Whose money does Panyu's limit of 50 % hold down?",
        all_levels=("省、市、区合计", "that of province, city and district together"),
        district_only=("只管区级", "that of the district alone"),
    ),
    _reading(
        "RW09", "“企业投入”按什么口径算？", "What counts as the firm's own input?",
        gross=("项目投资全额", "the whole investment"),
        own_net=("扣除各级补助后的部分", "what is left of it after all grants"),
    ),
    _reading(
        "RW10", "合计超出限额时减谁的？", "Who gives way when the sum is above the limit?",
        district_cut=("先减区级", "the district, before the others"),
        prorata=("各级同比例减", "all levels in proportion"),
    ),
    _reading(
        "RW11", "“相同内容”指项目还是其中一项？",
        "Does \"same content\" mean an item or a project?",
        item=("已获资助的那一项不再计", "an item paid elsewhere is left out"),
        project=("整个项目不再资助", "the whole project is barred"),
    ),
    _reading(
        "RW12", "收到的补助是否计税？", "Is a grant taxed?",
        taxable_on_receipt=("收到当年计入应税所得", "yes, in the year of receipt"),
        nontaxable_basis_reduced=(
            "不计税，所购资产的计税成本相应减少", "no, but what it bought is deducted for less",
        ),
    ),
    _reading(
        "RW13", "双倍地价管哪些面积？", "Which floor area costs twice the land price (004.14)?",
        retained_only=("应移交而留用的部分", "what is kept though due for handover"),
        all_new_area=("全部新增面积", "all that is newly built"),
    ),
    _reading(
        "RW14", "2012 年的文件从哪天起生效？",
        "From which day does the document of 2012 (001) hold?",
        from_2012_09_26=("公布之日", "the day of publication"),
        from_2012_08_17=("签发之日", "the day of signature"),
    ),
    _reading(
        "RW15", "“每年增长 30%”以哪年为基年？", "From which year does \"30 % a year\" count (000)?",
        _2016=("2016 年", "2016"),
        _2017=("2017 年", "2017"),
    ),
    _reading(
        "RW16", "计划目标有没有推动作用？", "Do targets move anybody?",
        benchmark_only=("没有，只作对照", "no, results are only held against them"),
        effort_pressure=("落后时主管部门加力", "authorities do more when they are behind"),
    ),
    _reading(
        "RW17", "设备单价是否含可抵扣的增值税？", "Is VAT part of a unit's value (004.13)?",
        net_of_deductible_vat=("不含", "no, not what is deductible"),
        incl_vat=("含", "yes"),
    ),
    _reading(
        "RW18", "是否先纳入统计才能申请？", "Must a project be in the statistics to be paid?",
        required=("是", "yes"),
        not_required=("否", "no"),
    ),
    _reading(
        "RW19", "“择一”按项目还是按企业？", "Is one article chosen for a project or for a firm?",
        per_project=("每个项目择一", "for each project"),
        per_firm_year=("每家企业每年择一", "for a firm, once a year"),
    ),
    _reading(
        "RW20", "绿色称号的奖励怎样定额？", "Which sums do green titles bring (004.11)?",
        schedule_given=("按称号级别分列", "a schedule by level of the title"),
        single_value=("各级同一金额", "one sum for all of them"),
    ),
    _reading(
        "RW21", "跨新旧办法的项目依哪年的规定？",
        "Which year's rule holds for a project across two?",
        rule_of_application_year=("申请那年的", "that of the application"),
        rule_of_start_year=("开工那年的", "that of the start of building"),
        rule_of_completion_year=("完工那年的", "that of completion"),
    ),
    _reading(
        "RW22", "资金不够时怎么分？", "Who is paid when claims exceed the pot?",
        prorata=("同比例缩减", "all, in proportion"),
        first_come=("先到先得", "whoever came first"),
        ranking=("按名次依次给付", "the best ranked"),
    ),
    _reading(
        "RW23", "贴息的基数是哪部分利息？", "Which interest is subsidised (004.12)?",
        net_of_other_subsidy=("扣除其他贴息后的部分", "what is left after other help"),
        gross_interest=("全部应付利息", "all that is owed"),
    ),
    _reading(
        "RW24", "第四、九条按哪些费用计算？", "Which cost do articles 4 and 9 pay on?",
        audited_total_cost=("审定的总费用", "the audited total"),
        article_related_cost=("只算与该条有关的费用", "the part that the article is about"),
    ),
    _reading(
        "RW25", "“100 个”车间与工厂合计还是各计？",
        "Are 100 workshops and factories one count (000)?",
        joint_count=("合计 100 个", "yes, 100 together"),
        _100_each=("各 100 个", "no, 100 of each"),
    ),
    _reading(
        "RW26", "固废利用项目也要达到能效线吗？",
        "Must waste reuse meet the energy limits (004.6)?",
        none_needed=("不要求", "no"),
        benchmarks_needed=("同样要求", "yes, as other projects"),
    ),
    _reading(
        "RW27", "两条给的一样多时选哪条？", "Which of two articles wins that pay the same?",
        lower_number=("条号在前的", "the one with the lower number"),
        higher_cap=("上限较高的", "the one with the higher cap"),
        random=("随机", "either, by lot"),
    ),
    _reading(
        "RW28", "没有上级补助，区里能否配套？", "May Panyu match where no grant came from above?",
        none=("不能", "no"),
        possible=("能", "yes"),
    ),
    _reading(
        "RW29", "“以上”“不超过”含不含本数？", "Does an amount on the line qualify?",
        inclusive=("含", "yes"),
        exclusive=("不含", "no"),
    ),
    _reading(
        "RW30", "150 吨碳排放怎么计？", "What are the 150 tonnes of carbon emission (004.6)?",
        tonnes_of_co2=("每年二氧化碳吨数", "CO2 in a year"),
        tonnes_of_carbon=("每年碳吨数", "carbon in a year"),
        total_over_life=("设备寿命内的二氧化碳吨数", "CO2 over the life of the equipment"),
    ),
)  # fmt: skip

READINGS: dict[str, Reading] = {reading.name: reading for reading in _LIST}
DEFAULTS: dict[str, str] = {reading.name: reading.default for reading in _LIST}

_GRANTS = ("I1.ex_post_project", "I2.ex_post_project")
# What reads a switch: instruments by kind ("I1"), by kind and mode of timing ("I1.staged"), or of
# any kind ("*"), where need be only those with a term or of a payer; relations by kind; parts of a
# policy; a document by its key.
READ_BY: dict[str, tuple[str, ...]] = {
    "RW01": tuple(f"{grant} with threshold" for grant in _GRANTS),
    "RW02": (*_GRANTS, "I5"),
    "RW03": ("I2.ex_post_project",),
    "RW04": ("I2.ex_post_project with soft_share_max",),
    **dict.fromkeys(("RW05", "RW06", "RW23"), ("F1",)),
    "RW07": ("I1 by district", "I2 by district", "relation.Q7"),
    **dict.fromkeys(("RW08", "RW09", "RW10"), ("relation.Q4",)),
    "RW11": ("relation.Q1",),
    "RW12": ("I1", "I2", "I3", "I4", "I5", "I6", "F1"),
    "RW13": ("L2",),
    "RW14": ("document 001",),
    **dict.fromkeys(("RW15", "RW16", "RW25"), ("targets",)),
    "RW17": ("X1",),
    "RW18": ("* with eligibility.requires_filing",),
    **dict.fromkeys(("RW19", "RW27"), ("relation.Q2",)),
    "RW20": ("I5 with band",),
    "RW21": _GRANTS,
    "RW22": ("pots",),
    "RW24": ("I1.ex_post_project",),
    **dict.fromkeys(("RW26", "RW30"), ("* with energy",)),
    "RW28": ("I4", "relation.Q4"),
    "RW29": ("* with threshold", "* with tiers", "* with energy"),
}
# Options that need a term of every instrument that reads their switch.
TERMS_NEEDED: dict[tuple[str, str], str] = {
    ("RW03", "size_tiers"): "size_tiers",
    ("RW20", "single_value"): "single_award",
}
