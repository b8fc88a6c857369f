"""What the command line says by itself: help, progress, faults; in Chinese and English."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from results.study import LANGUAGES, Language
from results.wording import filled

TEXTS: dict[str, tuple[str, str]] = {
    # -- the program and its commands
    "jigai": (
        "工业技术改造政策实验室：一项政策会使统计上报多少投资，其中多少是它真正带来的，花多少钱，谁得到，有多大把握。\n\n"
        "\b\n例：\n  jigai check scenarios/shenzhen-doubling.yaml\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --runs 20\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --set sz2019.universal.rate=0.20\n"
        "  jigai compare scenarios/shenzhen-doubling.yaml",
        "A laboratory for industrial-renovation policy: what investment the statistics will "
        "report, what of it a policy really causes, what it costs, who gets it, how sure that "
        "is.\n\n"
        "\b\nExamples:\n  jigai check scenarios/shenzhen-doubling.yaml\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --runs 20\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --set sz2019.universal.rate=0.20\n"
        "  jigai compare scenarios/shenzhen-doubling.yaml",
    ),
    "check": (
        "检查一个情景及其引用的所有文件，不运行。\n\n"
        "\b\n例：\n  jigai check scenarios/shenzhen-doubling.yaml\n"
        "  jigai check my.yaml --set sz2019.universal.rate=0.20",
        "Check a scenario and every file it names, without running it.\n\n"
        "\b\nExamples:\n  jigai check scenarios/shenzhen-doubling.yaml\n"
        "  jigai check my.yaml --set sz2019.universal.rate=0.20",
    ),
    "check_short": ("检查情景文件", "Check a scenario"),
    "run": (
        "运行一个情景：给出总表和图。算过的不重算，中断后用同一命令继续。\n\n"
        "\b\n例：\n  jigai run scenarios/shenzhen-doubling.yaml\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --runs 20 --workers 2\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --set sz2019.universal.rate=0.20\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --json > result.json",
        "Run a scenario: the summary table and the charts. What has been computed is not computed "
        "again, and after an interruption the same command goes on.\n\n"
        "\b\nExamples:\n  jigai run scenarios/shenzhen-doubling.yaml\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --runs 20 --workers 2\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --set sz2019.universal.rate=0.20\n"
        "  jigai run scenarios/shenzhen-doubling.yaml --json > result.json",
    ),
    "run_short": ("运行情景，给出总表和图", "Run a scenario: summary and charts"),
    "compare": (
        "两个方案逐次配对相比：每年与累计的差额。可用情景文件，也可用已存的运行。\n\n"
        "\b\n例：\n  jigai compare scenarios/shenzhen-doubling.yaml\n"
        "  jigai compare scenarios/shenzhen-doubling.yaml --policy only-smart\n"
        "  jigai compare results/runs/shenzhen-doubling-3f9a51c07be2\n"
        "  jigai compare 3f9a51",
        "Compare two variants, run paired with run: the difference in each year and added up. "
        "Takes a scenario file, or a run that is stored.\n\n"
        "\b\nExamples:\n  jigai compare scenarios/shenzhen-doubling.yaml\n"
        "  jigai compare scenarios/shenzhen-doubling.yaml --policy only-smart\n"
        "  jigai compare results/runs/shenzhen-doubling-3f9a51c07be2\n"
        "  jigai compare 3f9a51",
    ),
    "compare_short": ("比较两个方案", "Compare two variants"),
    "support": (
        "一个项目按哪条能得多少：逐步核算，说明不给付的原因，以及计划总投资变动会怎样。"
        "政策可给文件、编号或情景；项目可给一个，或一张表（projects: 或 CSV）。\n\n"
        "或用算例文件检验政策文件与条文规则：逐例核算补助、贴息、税费，列出每处不同；"
        "全部一致返回 0，有不同返回 1，文件有错返回 2。\n\n"
        "\b\n例：\n  jigai support shenzhen-2023 longhua-2024"
        " --project scenarios/examples/project-longhua.yaml\n"
        "  jigai support scenarios/shenzhen-2024.yaml"
        " --project scenarios/examples/projects-table.csv --as-of 2026-03-31\n"
        "  jigai support shenzhen-2023 longhua-2024"
        " --project scenarios/examples/project-longhua.yaml --reading RW07=stack --json\n"
        "  jigai support --cases tests/cases/worked_examples.yaml\n"
        "  jigai support --cases my-cases.yaml --policies my-policies --json",
        "What would a project be paid, by which article: step by step, with the reason where "
        "nothing is paid, and what another planned total would change. A policy is a file, an id "
        "or a scenario; a project is one, or a table (projects: or CSV).\n\n"
        "Or hold the policy files and the law against a file of worked cases: grants, interest, "
        "tax and charges are reckoned case by case and each difference is told. Exit code 0 if all "
        "agree, 1 if anything differs, 2 if the file is at fault.\n\n"
        "\b\nExamples:\n  jigai support shenzhen-2023 longhua-2024"
        " --project scenarios/examples/project-longhua.yaml\n"
        "  jigai support scenarios/shenzhen-2024.yaml"
        " --project scenarios/examples/projects-table.csv --as-of 2026-03-31\n"
        "  jigai support shenzhen-2023 longhua-2024"
        " --project scenarios/examples/project-longhua.yaml --reading RW07=stack --json\n"
        "  jigai support --cases tests/cases/worked_examples.yaml\n"
        "  jigai support --cases my-cases.yaml --policies my-policies --json",
    ),
    "support_short": ("一个项目能得多少；核对算例", "What a project would be paid; worked cases"),
    "explain": (
        "一家企业为什么投、为什么不投：按季度逐步用它自己的数字说明，旁边是没有政策的孪生企业，"
        "并标出第一处不同。可用已存的运行，也可用情景文件。\n\n"
        "不知道编号时不写 --firm，列出各类值得看的企业；--find 只列某类。不写 --quarter 时"
        "取最说明问题的季度。--lever 与 --values：其余不变，这一季度的决定会怎样。\n\n"
        "\b\n例：\n  jigai explain scenarios/shenzhen-doubling.yaml\n"
        "  jigai explain 3f9a51 --find refused --find unfinanced\n"
        "  jigai explain 3f9a51 --firm 684218384899477895\n"
        "  jigai explain 3f9a51 --firm 684218384899477895 --quarter 2019-Q2"
        " --lever sz2019.universal.rate --values 0,0.05,0.1,0.2,0.3",
        "Why a firm invested, or did not: a quarter step by step in its own numbers, beside its "
        "twin without the policy, with the first line that differs. Takes a run that is stored, or "
        "a scenario file.\n\n"
        "Without --firm it lists firms worth looking at; --find lists those of one kind. Without "
        "--quarter it takes the most telling one. --lever and --values: what this quarter's "
        "decision would be otherwise, all else held.\n\n"
        "\b\nExamples:\n  jigai explain scenarios/shenzhen-doubling.yaml\n"
        "  jigai explain 3f9a51 --find refused --find unfinanced\n"
        "  jigai explain 3f9a51 --firm 684218384899477895\n"
        "  jigai explain 3f9a51 --firm 684218384899477895 --quarter 2019-Q2"
        " --lever sz2019.universal.rate --values 0,0.05,0.1,0.2,0.3",
    ),
    "explain_short": ("一家企业为什么投或不投", "Why a firm invested or not"),
    "progress_help": (
        "上报额与各年任务相比：全市逐年，一年内分区、分季累计，附完成比例、名次、超前或落后。"
        "任务来自政策文件的目标；未查到分解表，按上年占比与往年季度假定分解。"
        "可用情景文件，也可用已存的运行。\n\n"
        "\b\n例：\n  jigai progress scenarios/shenzhen-doubling.yaml --runs 20\n"
        "  jigai progress 3f9a51 --variant no-programme --year 2019 --quarter 2\n"
        "  jigai progress 3f9a51 --by-district firms --by-quarter even\n"
        "  jigai progress 3f9a51 --measure reported_industrial --json\n"
        "  jigai progress 3f9a51 --csv > progress.csv",
        "What is reported against each year's task: the city by year, and one year by district and "
        "quarter, with the share fulfilled, rank, ahead or behind. Tasks are the targets of the "
        "plans; how they were split was not found, so last year's shares and the season of the "
        "years before split them, by assumption. Takes a scenario file, or a run that is "
        "stored.\n\n"
        "\b\nExamples:\n  jigai progress scenarios/shenzhen-doubling.yaml --runs 20\n"
        "  jigai progress 3f9a51 --variant no-programme --year 2019 --quarter 2\n"
        "  jigai progress 3f9a51 --by-district firms --by-quarter even\n"
        "  jigai progress 3f9a51 --measure reported_industrial --json\n"
        "  jigai progress 3f9a51 --csv > progress.csv",
    ),
    "progress_short": (
        "上报额与任务：分区分季进度",
        "Reported against tasks, by district and quarter",
    ),
    "gallery": (
        "用自带情景和固定种子，重画随程序附带的图。\n\n"
        "\b\n例：\n  jigai gallery\n  jigai gallery --folder charts",
        "Draw the charts that come with the program again, from its own scenario and a fixed "
        "seed.\n\n\b\nExamples:\n  jigai gallery\n  jigai gallery --folder charts",
    ),
    "gallery_short": ("重画附带的图", "Draw the charts that come along again"),
    "calibrate": (
        "用公布的统计数和研究发现校准一个地方：行为参数的后验，哪些学到了，哪些没有，数据与模型是否合得来。\n\n"
        "先说要多久；算过的不重算，中断或被杀后用同一命令继续，结果相同。\n\n"
        "\b\n例：\n  jigai calibrate shenzhen\n  jigai calibrate shenzhen --without 2018\n"
        "  jigai calibrate shenzhen --known-by 2018-01-31\n  jigai calibrate shenzhen --publish",
        "Calibrate a place to published statistics and research findings: the posterior of "
        "behaviour, what is learned and what is not, and whether model and data can be "
        "squared.\n\nHow long it takes is said first. What has been computed is not computed "
        "again: after Ctrl-C or a kill the same command goes on to the same answer.\n\n"
        "\b\nExamples:\n  jigai calibrate shenzhen\n  jigai calibrate shenzhen --without 2018\n"
        "  jigai calibrate shenzhen --known-by 2018-01-31\n  jigai calibrate shenzhen --publish",
    ),
    "calibrate_short": ("用公布的数校准一个地方", "Calibrate a place to published figures"),
    # -- arguments and options
    "help_place": ("地方：shenzhen、guangdong、guangzhou", "shenzhen, guangdong or guangzhou"),
    "help_bank": ("先验运行次数，默认 1600", "prior runs; 1,600 if not given"),
    "help_without": (
        "留出不用的年份、地方或公布数，可重复",
        "a year, place or figure to hold out; may be repeated",
    ),
    "help_known_by": (
        "只用到这一天为止已公布的数",
        "use only what was published by this day",
    ),
    "help_publish": (
        "写后验文件 scenarios/posteriors/PLACE.yaml",
        "write the posterior to scenarios/posteriors/PLACE.yaml",
    ),
    "help_report": (
        "把报告也存入 calibration/reports 与 docs/calibration",
        "also keep the report in calibration/reports and docs/calibration",
    ),
    "help_scenario": ("情景文件（YAML）", "scenario file (YAML)"),
    "help_scenario_or_run": (
        "情景文件，或已存运行的文件夹、编号",
        "scenario file, or folder or key of a stored run",
    ),
    "help_set": ("改一个参数，可重复", "set a quantity; may be repeated"),
    "help_reading": (
        "改一处歧义条文的读法，如 RW07=stack，可重复；check 列出各处读法",
        "set how an ambiguous wording is read, as in RW07=stack; may be repeated; check lists them",
    ),
    "help_seed": ("随机种子；默认用情景的", "seed; default: the scenario's"),
    "help_runs": (
        "每个方案的模拟次数；默认用情景的",
        "runs of each variant; default: the scenario's",
    ),
    "help_engine": (
        "compiled（快）或 mesa（可逐步查看）；结果相同",
        "compiled (fast) or mesa (can be stepped through); same results",
    ),
    "help_workers": ("同时运行数；默认每核一个", "runs at once; default: one a core"),
    "help_out": ("存放运行的文件夹", "folder of all runs"),
    "help_json": ("标准输出只给一个 JSON 对象", "print one JSON object and nothing else"),
    "help_lang": ("zh 或 en；默认看环境变量 LANG", "zh or en; default: as LANG says"),
    "help_variant": ("只运行这个方案，可重复", "run this variant only; may be repeated"),
    "help_variant_shown": ("看哪个方案；默认第一个", "variant to look at; default: the first"),
    "help_year": (
        "看哪一年；默认最后一个有任务的年份",
        "year to look at; default: the last with a task",
    ),
    "help_quarter": (
        "按第几季度末排名（1 至 4）；默认年底",
        "quarter at whose end districts are ranked, 1 to 4; default: the year's end",
    ),
    "help_measure": (
        "reported_renovation（默认）或 reported_industrial",
        "reported_renovation (default) or reported_industrial",
    ),
    "help_by_district": (
        "任务按什么分到区：last_year（上年上报额，默认）或 firms（规模以上企业数）",
        "what splits the task over districts: last_year (reported last year, default) or firms "
        "(above-scale firms)",
    ),
    "help_by_quarter": (
        "任务按什么分到季：season（往年各季，默认）或 even（时间进度）",
        "what splits it over quarters: season (of the years before, default) or even (time passed)",
    ),
    "help_csv": ("标准输出只给 CSV", "print CSV and nothing else"),
    "help_no_charts": ("不画图", "draw no charts"),
    "help_policy": (
        "要看其效果的方案；默认第一个",
        "variant whose effect is asked for; default: the first",
    ),
    "help_baseline": (
        "对照方案；默认用情景的",
        "variant to hold it against; default: the scenario's",
    ),
    "help_policy_names": (
        "政策文件、自带政策的编号（如 shenzhen-2023）或情景文件，可多个",
        "policy file, id of one that comes along (shenzhen-2023), or scenario file; several may be "
        "given",
    ),
    "help_project": (
        "项目文件（YAML：一个项目或 projects 列表；或 CSV 表）",
        "project file (YAML: one project, or a list under projects; or a CSV table)",
    ),
    "help_as_of": (
        "申请日，代替项目文件里的 applied",
        "day of application, in place of the project's own (applied)",
    ),
    "help_cases": ("算例文件（YAML）", "file of worked cases (YAML)"),
    "help_policies": (
        "政策文件所在文件夹；默认用自带的",
        "folder of the policy files; default: those that come along",
    ),
    "help_run": (
        "已存运行的文件夹、名称或编号，或情景文件",
        "folder, name or key of a stored run, or scenario file",
    ),
    "help_firm": ("企业编号", "id of the firm"),
    "help_find": (
        "列出某类企业，可重复："
        "induced moved forgone investing refused unfinanced waiting unhoused resized relabelled "
        "applying supported exiting",
        "list firms of a kind; may be repeated: induced moved forgone investing refused "
        "unfinanced waiting unhoused resized relabelled applying supported exiting",
    ),
    "help_explained_quarter": ("季度，如 2019-Q3", "quarter, such as 2019-Q3"),
    "help_explained_variant": ("方案；默认为政策方案", "variant; default: the policy"),
    "help_replicate": ("第几次模拟，从 0 起；默认 0", "number of the run, from 0; default 0"),
    "help_lever": ("要改动的参数", "quantity to be set otherwise"),
    "help_values": ("它的各个取值，以逗号分开", "its values, with commas between"),
    "help_whole_life": (
        "并在每个取值下整轮重算，看企业一生",
        "also run everything under each value, and sum up the firm's life",
    ),
    "help_moved": (
        "运行所用的情景文件，若已移动",
        "scenario file of the stored run, if it has been moved",
    ),
    "help_folder": ("图的文件夹", "folder for the charts"),
    # -- progress and what came of it
    "progress": ("运行", "Runs"),
    "progress_line": (
        "运行 {done}/{total}，失败 {failed}{eta}",
        "{done}/{total} runs, {failed} failed{eta}",
    ),
    "progress_eta": ("，约剩 {time}", ", about {time} left"),
    "failed_count": ("失败 {failed}", "{failed} failed"),
    "tables_in": ("表：{folder}", "Tables: {folder}"),
    "charts_in": ("图：{folder}", "Charts: {folder}"),
    "some_failed": (
        "{failed} 次模拟失败，第一个（{variant}，第 {run} 次）：{error}：{message}",
        "{failed} runs failed, the first ({variant}, run {run}) with {error}: {message}",
    ),
    "check_ok": ("没有错误。", "No faults."),
    "check_lines": (
        "情景 {scenario}：{title}\n地区 {place}，企业与潜在企业 {firms} 家，{first}–{last} 年，"
        "默认 {runs} 次模拟，种子 {seed}\n政策 {policies}\n方案：",
        "scenario {scenario}: {title}\nplace {place}, {firms} firms and possible entrants, "
        "{first}–{last}, {runs} runs by default, seed {seed}\npolicies {policies}\nvariants:",
    ),
    "check_variant": (
        "  {name}：{title}（生效工具 {count} 个）",
        "  {name}: {title} ({count} instruments)",
    ),
    "check_posterior": (
        "后验 {name} 第 {version} 版：{title}；{draws} 组参数，每次模拟取一组，"
        "{free} 个参数随之变动",
        "posterior {name}, version {version}: {title}; {draws} draws, one a run, of {free} "
        "parameters",
    ),
    "check_learned": ("  数据有所学：{names}", "  learned: {names}"),
    "check_not_learned": ("  未学到，仍为先验：{names}", "  not learned, as the prior: {names}"),
    "check_held": ("  由设定固定，不随之变动：{names}", "  held by a setting: {names}"),
    "check_readings": (
        "歧义条文的读法（* 为非默认，[ ] 内为其他读法）：",
        "readings of ambiguous wordings (* not the default; others in brackets):",
    ),
    "check_reading": (
        "  {name}={option}{mark}：{question}{meaning} [{others}]",
        "  {name}={option}{mark}: {question} {meaning} [{others}]",
    ),
    "check_variant_readings": ("  方案 {name} 另有 {readings}", "  but in {name}: {readings}"),
    # -- what went wrong
    "faults": ("输入有 {count} 处错误：", "The input has {count} fault(s):"),
    "interrupted": (
        "已中断。完成的批次都已保存在 {out}，用同一命令即可继续。",
        "Stopped. Finished batches are kept in {out}; the same command goes on from there.",
    ),
    "interrupted_at": (
        "已中断，完成 {done}/{total} 次，都已保存在 {out}，用同一命令即可继续。",
        "Stopped with {done} of {total} runs finished. They are kept in {out}; the same command "
        "goes on from there.",
    ),
    "failed": ("出错：{error}：{message}", "Failed: {error}: {message}"),
    "traceback_in": ("完整记录：{path}", "Full traceback: {path}"),
    "did_you_mean": (
        "没有 {found}，可用：{allowed}{nearest}",
        "no such value {found}; allowed: {allowed}{nearest}",
    ),
    "nearest": ("。是否指 {name}？", "; did you mean {name}?"),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a text of the command line in `language`, with its values filled in.

    Raises:
        KeyError: there is no such text, or a value that it needs is not given.
    """
    return filled(TEXTS, key, language, values)


def default_language(environment: Mapping[str, str] | None = None) -> Language:
    """Return the language that the environment asks for: Chinese where it begins with zh."""
    known = os.environ if environment is None else environment
    chosen = next(
        (known[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if known.get(name)), ""
    )
    return "zh" if chosen.lower().startswith("zh") else "en"


def wanted_language(arguments: Sequence[str]) -> Language:
    """Return the language for help and faults: that of `--lang` if it stands there, else default.

    A wrong `--lang` is left to the command, which refuses it.
    """
    for place, argument in enumerate(arguments):
        name, sign, value = argument.partition("=")
        if name == "--lang":
            found = value if sign else next(iter(arguments[place + 1 :]), "")
            for language in LANGUAGES:
                if found == language:
                    return language
    return default_language()
