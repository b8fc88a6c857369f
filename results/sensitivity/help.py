"""What `jigai sensitivity` says of itself, in Chinese and English."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

HELP: dict[str, tuple[str, str]] = {
    "sensitivity": (
        "什么左右一个结果：未知量与政策数字各占结果方差的多少，偶然占多少，哪些有作用、哪些大"
        "于偶然。"
        "--method sobol（默认）按组给出单独与连同交互的份额，种子本身也是一个因素；"
        "morris 先筛出单个量；sample 用一个随机样本问每个量移动多少分布、达标与否取决于什么。"
        "“达标或未达标”只用 sample，不用 sobol。\n\n"
        "运行前先说次数与分钟；算过的不重算，中断或被杀后用同一命令继续，结果相同。"
        "\n\n"
        "\b\n例：\n  jigai sensitivity scenarios/shenzhen-doubling.yaml\n"
        "  jigai sensitivity scenarios/shenzhen-doubling.yaml --outcome cost\n"
        "  jigai sensitivity scenarios/shenzhen-doubling.yaml --method morris --groups none"
        " --factors 'behaviour.*'\n"
        "  jigai sensitivity scenarios/shenzhen-doubling.yaml --method sample"
        " --outcome doubling.growth",
        "What drives an outcome: how much of its variance each unknown and each lever has, how "
        "much is chance, which have an effect and which are larger than chance.\n\n"
        "--method sobol (the default) gives groups their shares, by themselves and with others, "
        "the seed being a factor of its own; morris screens single quantities first; sample asks "
        "of one random sample how far each quantity moves the distribution, and what separates "
        "runs that meet the target from runs that miss it. For met or missed use sample, never "
        "sobol.\n\n"
        "Runs and minutes are said first. What has been computed is not computed again: after "
        "Ctrl-C or a kill the same command goes on to the same answer.\n\n"
        "\b\nExamples:\n  jigai sensitivity scenarios/shenzhen-doubling.yaml\n"
        "  jigai sensitivity scenarios/shenzhen-doubling.yaml --outcome cost\n"
        "  jigai sensitivity scenarios/shenzhen-doubling.yaml --method morris --groups none"
        " --factors 'behaviour.*'\n"
        "  jigai sensitivity scenarios/shenzhen-doubling.yaml --method sample"
        " --outcome doubling.growth",
    ),
    "short": ("什么左右一个结果", "What drives an outcome"),
    "outcome": (
        "结果：doubling.margin（默认）、doubling.growth、reported.level、reported.growth、"
        "true.level、cost、induced、cost-per-induced",
        "doubling.margin (the default), doubling.growth, reported.level, reported.growth, "
        "true.level, cost, induced or cost-per-induced",
    ),
    "method": (
        "方法：sobol（默认）、morris、sample、bank（校准的先验运行）、posterior（情景所用后验"
        "的抽样）",
        "sobol (the default), morris, sample, bank (prior runs of a calibration) or posterior "
        "(draws of the posterior that the scenario names)",
    ),
    "bank": (
        "先验运行所在的文件夹，默认 --out 下的 calibration（calibrate 写在那里）",
        "folder of the prior runs; calibration below --out, where calibrate keeps them, if not "
        "given",
    ),
    "groups": (
        "分组：declared（默认）、none（每个量单独）或一个分组文件",
        "declared (the default), none for single quantities, or a file of groups",
    ),
    "factors": (
        "只动名字符合的量，可用 *，可重复；其余取原值",
        "move only quantities of this name or pattern (*), may be repeated; the others stay",
    ),
    "rows": (
        "sobol 的行数（2 的幂，默认 64），morris 的轨迹数（默认 60），sample 的次数（默认 1024）",
        "rows of sobol (a power of two, 64 if not given), trajectories of morris (60), runs of a "
        "sample (1,024)",
    ),
    "scrambles": (
        "sobol 的行分成几个独立打乱的设计，默认 16；区间由它们之间的差别得来",
        "independent scrambles that share the rows of sobol, 16 if not given: intervals come from "
        "what lies between them",
    ),
    "seeds": (
        "每个点用几个种子，至少 4，默认 4；sobol 的每个块有自己的种子",
        "seeds that every point is run with, 4 or more, 4 if not given; each scramble of "
        "sobol has its own",
    ),
    "firms": (
        "只用这么多企业的子样本；偶然性会比整座城市大",
        "a sub-sample of so many firms; chance weighs more in it than in the whole city",
    ),
    "record": ("另把记录写到这个文件", "also write the record to this file"),
}


def told(key: str, language: Language) -> str:
    """One text in one language."""
    return filled(HELP, key, language, {})
