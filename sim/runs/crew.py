"""Three ways of working through jobs: one after another, in threads, in processes.

Each yields results as they come, in any order, and leaves no work behind when it is closed early:
the compiled engine's threads stop after the run they are in, the object walk's processes at once.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
GoOn = Callable[[], bool]
Work = Callable[[Job, GoOn], Result]

LISTENING_SECONDS = 0.5
"""How often the main thread looks up, so that Ctrl-C is heard on every system."""


class StoppedError(RuntimeError):
    """Raised within a job that was told not to go on."""


class WorkerDiedError(RuntimeError):
    """A worker process ended in the middle of its work."""


def available() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def always() -> bool:
    """Go on."""
    return True


def one_by_one(work: Work[Job, Result], jobs: Sequence[Job]) -> Generator[Result, None, None]:
    """Do the jobs here, in their order."""
    for job in jobs:
        yield work(job, always)


def in_threads(
    work: Work[Job, Result], jobs: Sequence[Job], count: int
) -> Generator[Result, None, None]:
    """Do the jobs in threads: right for compiled code, which runs outside Python's lock."""
    stop = threading.Event()
    executor = ThreadPoolExecutor(count)
    try:
        yield from _as_they_end(
            [executor.submit(work, job, lambda: not stop.is_set()) for job in jobs]
        )
    finally:
        stop.set()
        executor.shutdown(wait=True, cancel_futures=True)


def in_processes(
    work: Work[Job, Result], jobs: Sequence[Job], count: int
) -> Generator[Result, None, None]:
    """Do the jobs in fresh processes: right for plain Python. Work, jobs and results are pickled.

    Raises:
        WorkerDiedError: a process ended by itself, for instance for want of memory.
    """
    with processes(count) as executor:
        yield from _as_they_end([executor.submit(work, job, always) for job in jobs])


class Processes:
    """Fresh processes to which work can be given; see `processes`."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor

    def submit(self, work: Callable[..., Result], *arguments: object) -> Future[Result]:
        """Give out work. A process that this starts is deaf to Ctrl-C, which is ours to answer."""
        with interrupts_held_back():
            return self._executor.submit(work, *arguments)


@contextmanager
def processes(count: int) -> Iterator[Processes]:
    """Give fresh processes; when the block is left early they end at once.

    Raises:
        WorkerDiedError: a process ended by itself, for instance for want of memory.
    """
    context = multiprocessing.get_context("spawn")
    line_of_life, our_end = context.Pipe(duplex=False)
    executor = ProcessPoolExecutor(count, context, _begin_worker, (line_of_life,))
    ended_well = False
    try:
        yield Processes(executor)
        ended_well = True
    except BrokenProcessPool as error:
        raise WorkerDiedError(
            "a worker process died (out of memory? or a script that starts runs outside "
            "`if __name__ == '__main__':`?). What was finished is kept."
        ) from error
    finally:
        if not ended_well:
            our_end.close()  # its workers end at once, and with them what was waiting
        executor.shutdown(wait=True)
        our_end.close()
        line_of_life.close()


def _begin_worker(line_of_life: Connection) -> None:
    """Make a worker deaf to Ctrl-C, and end with whoever holds the other end of the line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for systems where it cannot be held back
    threading.Thread(target=_end_with, args=(line_of_life,), daemon=True).start()


def _end_with(line_of_life: Connection) -> None:
    """End this process when the line is closed: by its parent, or by its parent's death."""
    line_of_life.poll(None)
    os._exit(1)


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Hold Ctrl-C back in this thread and in processes started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # whoever starts it lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _as_they_end(futures: Sequence[Future[Result]]) -> Generator[Result, None, None]:
    """Yield results in the order in which they come; raise the first error."""
    ended: queue.SimpleQueue[Future[Result]] = queue.SimpleQueue()
    for future in futures:
        future.add_done_callback(ended.put)
    waiting = len(futures)
    while waiting:
        try:
            future = ended.get(timeout=LISTENING_SECONDS)
        except queue.Empty:
            continue
        waiting -= 1
        yield future.result()
