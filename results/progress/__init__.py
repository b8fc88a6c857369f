"""Progress as the authority sees it: what is reported against the year's task, by district.

`reported` lays the quarterly table out, `standing` holds it against the tasks, `records` and `text`
hand it on as numbers and as a page.
"""

from results.progress.standing import MEASURES, TaskProgress, task_progress

__all__ = ["MEASURES", "TaskProgress", "task_progress"]
