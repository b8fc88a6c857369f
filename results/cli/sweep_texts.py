"""Help of `jigai sweep` and `jigai runs`, in Chinese and English."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

TEXTS: dict[str, tuple[str, str]] = {
    "sweep": (
        "按设计文件运行许多组参数：网格、随机、拉丁超立方、Sobol，或 CSV 表的各行；可变动政策参数、"
        "条文读法、假定事实、行为参数，或取后验抽样。先说要运行多少次、多少分钟；每次运行只算一次，"
        "中断、断电后用同一命令继续，表逐字节相同。\n\n"
        "设计文件写明 scenario（情景）、design（kind、points、seed）、vary（变动什么：values，或 "
        "low 与 high，不写则按其先验；名称可用 behaviour.* 这样的通配）、replicates（每组重复次数）"
        "、firms（子样本）、quarters、set（各次共用的设定）。见 docs/sweeps.md。\n\n"
        "\b\n例：\n  jigai sweep scenarios/examples/sweep-shenzhen-grants.yaml --dry-run\n"
        "  jigai sweep scenarios/examples/sweep-shenzhen-grants.yaml --width 10%\n"
        "  jigai sweep my.yaml --workers 4\n"
        "  jigai sweep my.yaml --distributed tcp://10.0.0.5:8786",
        "Run many sets of parameters as a design file says: a grid, random, Latin hypercube or "
        "Sobol points, or the rows of a CSV table; over levers of policy, readings of open "
        "wordings, assumed facts, behaviour, or draws of a posterior. Runs and minutes are said "
        "beforehand; each run is done once; after Ctrl-C or a kill the same command goes on, to "
        "the same bytes.\n\n"
        "A design file has scenario, design (kind, points, seed), vary (what: values, or low and "
        "high, else the declared prior; a name may be a pattern such as behaviour.*), replicates "
        "of each row, firms (a sub-sample), quarters, set (what all runs share). See "
        "docs/sweeps.md.\n\n"
        "\b\nExamples:\n  jigai sweep scenarios/examples/sweep-shenzhen-grants.yaml --dry-run\n"
        "  jigai sweep scenarios/examples/sweep-shenzhen-grants.yaml --width 10%\n"
        "  jigai sweep my.yaml --workers 4\n"
        "  jigai sweep my.yaml --distributed tcp://10.0.0.5:8786",
    ),
    "sweep_short": ("按设计运行许多组参数", "Run many sets of parameters by a design"),
    "runs": (
        "已存的运行和扫描：列出、查看、导出。\n\n"
        "\b\n例：\n  jigai runs ls\n  jigai runs show 3f9a51\n"
        "  jigai runs export 3f9a51 --to years.csv",
        "Runs and sweeps that are kept: list them, look at one, export its table.\n\n"
        "\b\nExamples:\n  jigai runs ls\n  jigai runs show 3f9a51\n"
        "  jigai runs export 3f9a51 --to years.csv",
    ),
    "runs_short": ("已存的运行：列出、查看、导出", "Kept runs: list, show, export"),
    "ls": (
        "列出已存的运行和扫描。\n\n\b\n例：\n  jigai runs ls\n  jigai runs ls --json",
        "List the runs and sweeps that are kept.\n\n"
        "\b\nExamples:\n  jigai runs ls\n  jigai runs ls --json",
    ),
    "show": (
        "一次运行或扫描是用什么做的：情景、种子、设计、规则源码、版本。\n\n"
        "\b\n例：\n  jigai runs show 3f9a51\n  jigai runs show 3f9a51 --json",
        "What a run or sweep was made of: scenario, seed, design, sources of the law, versions.\n\n"
        "\b\nExamples:\n  jigai runs show 3f9a51\n  jigai runs show 3f9a51 --json",
    ),
    "export": (
        "把分年表写成一个文件：扫描的表带上每组的参数。\n\n"
        "\b\n例：\n  jigai runs export 3f9a51 --to years.csv\n"
        "  jigai runs export 3f9a51 --to years.parquet",
        "Write the yearly table to one file; that of a sweep has what each row set beside it.\n\n"
        "\b\nExamples:\n  jigai runs export 3f9a51 --to years.csv\n"
        "  jigai runs export 3f9a51 --to years.parquet",
    ),
    "help_design": ("设计文件（YAML）", "design file (YAML)"),
    "help_distributed": (
        "用 dask.distributed：local 为本机，或写调度器地址（需装 jigai-lab[cluster]）",
        "run on dask.distributed: local for this machine, or a scheduler's address (needs "
        "jigai-lab[cluster])",
    ),
    "help_dry_run": (
        "只说要运行多少、多久，不运行",
        "say what it would run and how long, and run nothing",
    ),
    "help_width": (
        "每组均值 90% 区间的宽，如 5% 或 2e9（元）：先试运行几组，说出需要几次重复，并照此运行",
        "width of the 90 % interval of each row's mean, 5% or 2e9 (yuan): a pilot of a few rows "
        "says how many replicates that needs, and so many are run",
    ),
    "help_outcome": (
        "--width 所指的结果；默认第一个",
        "outcome that --width speaks of; default: the first",
    ),
    "help_replicates": (
        "每组参数的重复次数；默认用设计文件的",
        "replicates of each row; default: the design's",
    ),
    "help_kept": ("文件夹、名称或编号开头几位", "folder, name or first letters of the key"),
    "help_to": ("写到哪个文件，.csv 或 .parquet", "file to write, .csv or .parquet"),
    "stopped_by": ("已停止：{message}", "Stopped: {message}"),
}


def help_text(key: str, language: Language, **values: object) -> str:
    """Return a text in `language`, with its values filled in."""
    return filled(TEXTS, key, language, values)


__all__ = ["TEXTS", "help_text"]
