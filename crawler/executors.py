"""Where tasks run: a local pool of spawned processes, or a Dask cluster by its address. One runner gives both the same semantics.

Rules found by running (docs/cluster.md): tasks carry archive positions, never bodies; a broken pool is replaced and what was
unfinished runs again; a task that kills its worker every time is run item by item until the culprit is known. Start Dask workers with
`--death-timeout 60`, or they outlive a scheduler that ended while they were restarting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import active_children, get_context
from os import getpid
from typing import Any, Protocol, TypeVar

from crawler.limits import start_worker, unsignalled
from parsing.errors import NianbaoError

Item = TypeVar("Item")
Result = TypeVar("Result")
Shard = Sequence[Item]

CONNECT_SECONDS = 20
WORKER_SECONDS = 60


class ExecutorError(NianbaoError):
    """The executor asked for is not there, or was lost."""


class Engine(Protocol):
    """An executor that can be renewed after a death."""

    deaths: tuple[type[BaseException], ...]  # what a future raises when its worker died
    die_together: bool  # one death ends every future in flight
    tries: int  # how often a single item may kill its worker
    window: int  # shards in flight

    def executor(self) -> Executor:
        """The executor to submit to now."""

    def renew(self) -> None:
        """Called after a death, when nothing is in flight that could still succeed."""


class LocalEngine:
    """Spawned processes. The pool starts with its first task, so a run without work costs nothing."""

    deaths: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    die_together = True
    tries = 2

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self.window = 2 * workers
        self._pool: ProcessPoolExecutor | None = None

    def executor(self) -> Executor:
        """The pool, started when first asked for. Raises ExecutorError (`no_workers`) where its processes cannot start.

        Without this look first, every page would seem to kill its worker.
        """
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=start_worker)
            try:
                with unsignalled():
                    first = self._pool.submit(getpid)
                first.result()
            except BrokenProcessPool as error:
                raise ExecutorError(
                    "no_workers",
                    "Worker processes cannot start here (their message is above); call nianbao from a script file under `if __name__ == "
                    "'__main__':`, or by its command.",
                ) from error
        return self._pool

    def renew(self) -> None:
        """Forget the pool; the next task starts another."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


class DaskEngine:
    """A Dask cluster. The scheduler gives a lost worker's tasks to others; KilledWorker means that a task killed several."""

    die_together = False
    tries = 1

    def __init__(self, executor: Executor, window: int, deaths: tuple[type[BaseException], ...]) -> None:
        self._executor = executor
        self.window = window
        self.deaths = deaths

    def executor(self) -> Executor:
        """The client's executor."""
        return self._executor

    def renew(self) -> None:
        """Nothing to do: nannies restart their workers."""


@contextmanager
def open_executor(spec: str | None, workers: int) -> Iterator[Engine]:
    """`spec` None: `workers` local processes; else a Dask scheduler, `tcp://HOST:PORT` or its scheduler file `FILE.json`.

    Raises ExecutorError: `needs_cluster` without the extra, `bad_scheduler` for another spec, `no_scheduler`
    where none answers, `no_workers` where it has none.
    """
    if spec is None:
        engine = LocalEngine(workers)
        try:
            yield engine
        except KeyboardInterrupt:
            # What they read or write would be waited for, and is not kept.
            for worker in active_children():
                worker.terminate()
            raise
        finally:
            engine.renew()
    else:
        with _dask(spec) as dask:
            yield dask


@contextmanager
def _dask(spec: str) -> Iterator[DaskEngine]:
    if not spec.endswith(".json") and "://" not in spec:
        raise ExecutorError("bad_scheduler", f"“{spec}” is no scheduler; give tcp://HOST:PORT or the scheduler's FILE.json.")
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise ExecutorError(
            "needs_cluster", "--scheduler needs Dask distributed; install it by `pip install 'nianbao[cluster]'`."
        ) from error
    where = {"scheduler_file": spec} if spec.endswith(".json") else {"address": spec}
    try:
        client: Any = Client(**where, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ExecutorError(
            "no_scheduler", f"No Dask scheduler answers at {spec} ({error}); start one, or leave out --scheduler."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError as error:
            raise ExecutorError("no_workers", f"The Dask scheduler at {spec} has no workers; start some with `dask worker`.") from error
        cores = sum(client.ncores().values())
        yield DaskEngine(client.get_executor(pure=False), max(32, 4 * cores), (KilledWorker,))


def run(
    engine: Engine, task: Callable[[Shard[Item]], Result], shards: Iterable[Shard[Item]]
) -> Iterator[tuple[Shard[Item], Result | None]]:
    """Run `task` on every shard, in any order; yields (shard, result). Shards are taken as there is room for them.

    A shard whose worker died comes back item by item; an item that kills its worker every time comes as ([item], None). What a task
    raises is raised here. Raises ExecutorError (`scheduler_lost`) when the cluster goes away.
    """
    waiting = iter(shards)
    flying: dict[Future[Result], Shard[Item]] = {}
    while True:
        for shard in islice(waiting, engine.window - len(flying)):
            flying[_submit(engine, task, shard)] = shard
        if not flying:
            return
        done, _ = wait(flying, return_when=FIRST_COMPLETED)
        if engine.die_together and any(isinstance(future.exception(), engine.deaths) for future in done):
            done, _ = wait(flying)
        suspects: list[Item] = []
        for future in done:
            shard = flying.pop(future)
            try:
                result = _result(future)
            except engine.deaths:
                suspects.extend(shard)
            else:
                yield shard, result
        if suspects:
            engine.renew()
        for item in suspects:
            yield [item], _alone(engine, task, item)


def _submit(engine: Engine, task: Callable[[Shard[Item]], Result], shard: Shard[Item]) -> Future[Result]:
    """A future for the shard; where a worker died unnoticed, one that says so."""
    try:
        executor = engine.executor()
        with unsignalled():
            return executor.submit(task, shard)
    except engine.deaths as error:
        dead: Future[Result] = Future()
        dead.set_exception(error)
        return dead


def _alone(engine: Engine, task: Callable[[Shard[Item]], Result], item: Item) -> Result | None:
    for _ in range(engine.tries):
        try:
            return _result(_submit(engine, task, [item]))
        except engine.deaths:
            engine.renew()
    return None


def _result(future: Future[Result]) -> Result:
    try:
        return future.result()
    except CancelledError as error:
        raise ExecutorError("scheduler_lost", "The Dask scheduler went away; what was read is kept, run the command again.") from error
