"""Dead workers, hostile items and dead parents: nothing is lost, nothing hangs, nothing stays behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import psutil
import pytest
import worker_tasks
from dask_cluster import cluster

from crawler.executors import ExecutorError, open_executor, run

SHARDS = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11], [12, 13, 14]]
HERE = Path(__file__).parent


def outcome(task: Callable[[Sequence[int]], list[int]], spec: str | None = None) -> tuple[list[int], list[int]]:
    """(results, items that were given up), both sorted."""
    results: list[int] = []
    lost: list[int] = []
    with open_executor(spec, 2) as engine:
        for shard, result in run(engine, task, SHARDS):
            lost.extend(shard if result is None else [])
            results.extend(result or [])
    return sorted(results), sorted(lost)


def test_every_shard_comes_back() -> None:
    assert outcome(worker_tasks.double) == ([2 * n for n in range(15)], [])


def test_no_work_starts_no_process() -> None:
    with open_executor(None, 2) as engine:
        assert list(run(engine, worker_tasks.double, [])) == []
    assert not [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


@pytest.mark.parametrize("task", [worker_tasks.die_on_seven, worker_tasks.spin_on_seven], ids=["killed", "too much cpu"])
def test_the_item_that_kills_its_worker_every_time_is_named_and_the_others_are_done(task: Callable[[Sequence[int]], list[int]]) -> None:
    assert outcome(task) == ([2 * n for n in range(15) if n != 7], [7])


def test_a_worker_killed_once_costs_nothing(tmp_path: Path) -> None:
    assert outcome(partial(worker_tasks.die_once, tmp_path / "flag")) == ([2 * n for n in range(15)], [])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit on address space")
def test_a_task_that_grabs_memory_is_refused_it() -> None:
    with pytest.raises(MemoryError):
        outcome(worker_tasks.grab_on_seven)


def test_workers_die_with_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "from functools import partial; from pathlib import Path\n"
        "import worker_tasks\n"
        "from crawler.executors import open_executor, run\n"
        "if __name__ == '__main__':\n"
        "    with open_executor(None, 2) as engine:\n"
        "        list(run(engine, partial(worker_tasks.sleep_beside_pid, Path(sys.argv[3])), [[1], [2]]))\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    pids = tmp_path / "pids"
    pids.mkdir()
    parent = subprocess.Popen([sys.executable, str(script), str(HERE.parents[1]), str(HERE), str(pids)])
    try:
        wait_until(lambda: len(list(pids.iterdir())) == 2)
        family = psutil.Process(parent.pid).children(recursive=True)
    finally:
        parent.kill()
        parent.wait()
    assert len(family) >= 2
    assert not psutil.wait_procs(family, timeout=10)[1]


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_scheduler_that_is_not_there_is_said_in_a_sentence() -> None:
    with pytest.raises(ExecutorError, match=r"tcp://HOST:PORT"), open_executor("somewhere", 1):
        pass


def test_a_page_that_kills_its_dask_worker_every_time_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    with cluster(tmp_path, "--nanny", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as (spec, _):
        assert outcome(worker_tasks.die_on_seven, str(spec)) == ([2 * n for n in range(15) if n != 7], [7])


def test_a_scheduler_that_goes_away_is_said_in_a_sentence(tmp_path: Path) -> None:
    def end_scheduler() -> None:
        wait_until(lambda: bool(list(pids.iterdir())))
        processes[0].kill()

    pids = tmp_path / "pids"
    pids.mkdir()
    with cluster(tmp_path, "--no-nanny") as (spec, processes):
        killer = threading.Thread(target=end_scheduler)
        killer.start()
        with pytest.raises(ExecutorError, match="went away"):
            outcome(partial(worker_tasks.sleep_beside_pid, pids), str(spec))
        killer.join()


def test_workers_that_cannot_start_are_not_taken_for_pages_that_kill_them() -> None:
    code = (
        f"import sys; sys.path[:0] = [{str(HERE.parents[1])!r}, {str(HERE)!r}]\n"
        "import worker_tasks\n"
        "from crawler.executors import open_executor, run\n"
        "with open_executor(None, 2) as engine:\n"
        "    list(run(engine, worker_tasks.double, [[1], [2]]))\n"
    )
    ended = subprocess.run([sys.executable], input=code.encode(), capture_output=True, check=False, timeout=60)
    assert b"Worker processes cannot start here" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_a_worker_starts_waits_until_it_knows_what_to_do(tmp_path: Path, number: signal.Signals) -> None:
    """`scrapy crawl` was told to stop as its first worker started: that one found half of its orders, and said so by a traceback."""
    code = (
        "import multiprocessing.util as util, os, sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "import worker_tasks\n"
        "from crawler.executors import open_executor, run\n"
        "from output import interrupts\n"
        "start = util.spawnv_passfds\n"
        "def and_stop(*given):\n"
        "    child = start(*given)\n"
        "    if any(b'--multiprocessing-fork' in os.fsencode(part) for part in given[1]):\n"
        "        os.kill(os.getpid(), int(sys.argv[3]))\n"
        "    return child\n"
        "if __name__ == '__main__':\n"
        "    util.spawnv_passfds = and_stop\n"
        "    interrupts.in_order()\n"
        "    try:\n"
        "        with open_executor(None, 2) as engine:\n"
        "            print(list(run(engine, worker_tasks.double, [[1], [2]])))\n"
        "    except KeyboardInterrupt:\n"
        "        interrupts.leave()\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    command = [sys.executable, str(script), str(HERE.parents[1]), str(HERE), str(int(number))]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")
