"""A parser that hangs, hoards, aborts or panics costs its worker, gives a Refusal, and harms no other file."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import misdeeds
import openpyxl
import psutil
import pytest

from service.intake import confinement
from service.intake.confinement import ConfinedReader
from service.intake.gate import inspect
from service.intake.limits import Limits
from service.intake.raw import CellKind, RawCell, RawWorkbook
from service.intake.refusals import Refusal

_HASTY = Limits(read_seconds=1.5, wait_seconds=6.0, memory_bytes=300_000_000)


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader(limits=_HASTY) as confined:
        confined.warm()
        yield confined


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbooks") / "one.xlsx"
    book = openpyxl.Workbook()
    book.active["B2"] = "fit to be read"
    book.save(path)
    return path


def refused_code(reader: ConfinedReader, misdeed: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        reader.call(misdeed)
    return refused.value.code


def reads(reader: ConfinedReader, path: Path) -> None:
    cells = reader.read(path).sheets[0].cells
    assert dict(cells) == {(2, 2): RawCell(CellKind.TEXT, "fit to be read", "fit to be read")}


@pytest.mark.parametrize(
    ("misdeed", "code"),
    [
        (misdeeds.wait_forever, "U40"),
        (misdeeds.spin, "U40"),
        (misdeeds.spin_deaf_to_signals, "U40"),
        (misdeeds.hoard, "U41"),
        (misdeeds.abort, "U42"),
        (misdeeds.panic, "U42"),
        (misdeeds.blunder, "U42"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_misdeed_is_a_refusal_and_the_next_file_is_read(
    misdeed: Callable[[], object], code: str, reader: ConfinedReader, workbook: Path
) -> None:
    start = time.perf_counter()
    assert refused_code(reader, misdeed) == code
    assert time.perf_counter() - start < _HASTY.wait_seconds
    reads(reader, workbook)


def test_a_worker_that_leaves_quietly_does_not_leave_its_file_waiting(reader: ConfinedReader, workbook: Path) -> None:
    start = time.perf_counter()
    assert refused_code(reader, misdeeds.leave) in {"U40", "U42"}
    assert time.perf_counter() - start < _HASTY.wait_seconds + 1
    reads(reader, workbook)


def test_a_result_of_another_type_is_refused(reader: ConfinedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "inspected", _pickled_something_else)
    with pytest.raises(Refusal) as refused:
        reader.read(b"anything")
    assert refused.value.code == "U42"


def _pickled_something_else(_source: bytes, _limits: Limits) -> bytes:
    return b"N."


def test_a_refusal_made_in_the_child_arrives_with_its_parameters(reader: ConfinedReader) -> None:
    with pytest.raises(Refusal) as refused:
        reader.read(b"a;b\n1;2\n")
    assert (refused.value.code, refused.value.params) == ("U04", {})
    with pytest.raises(Refusal) as refused:
        reader.read(b"%PDF-1.4")
    assert (refused.value.code, refused.value.params) == ("U08", {"kind": "pdf"})


def test_the_child_cannot_write_files_and_holds_few(reader: ConfinedReader, tmp_path: Path) -> None:
    assert reader.call(misdeeds.write_a_file, tmp_path / "left-behind") == "EFBIG"
    assert reader.call(misdeeds.limits_in_force) == {"core": 0, "file": 0, "open": 64}


def test_what_is_not_a_plain_file_is_refused_without_waiting(reader: ConfinedReader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    for name in ("pipe.xlsx", ".", "absent.xlsx"):
        with pytest.raises(Refusal) as refused:
            reader.read(tmp_path / name)
        assert refused.value.code == "U44"
    with pytest.raises(Refusal) as refused:
        reader.read(Path("/dev/zero"))
    assert refused.value.code == "U44"


def test_bytes_and_path_give_the_same_reading(reader: ConfinedReader, workbook: Path) -> None:
    assert reader.read(workbook) == reader.read(workbook.read_bytes()) == inspect(workbook)


def test_many_threads_share_one_reader(reader: ConfinedReader, workbook: Path) -> None:
    with ThreadPoolExecutor(12) as threads:
        found = list(threads.map(reader.read, [workbook] * 60))
    assert found == [inspect(workbook)] * 60


def test_hostile_and_honest_files_at_once_each_get_their_own_answer(reader: ConfinedReader, workbook: Path) -> None:
    def attempt(number: int) -> str:
        try:
            if number % 6 == 0:
                reader.call(misdeeds.abort)
            return reader.read(workbook).format
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(attempt, range(24)))
    assert [answer for number, answer in enumerate(found) if number % 6 == 0] == ["U42"] * 4
    assert {answer for number, answer in enumerate(found) if number % 6} == {"xlsx"}


def test_the_event_loop_goes_on_while_files_are_read(reader: ConfinedReader, workbook: Path) -> None:
    async def both() -> tuple[RawWorkbook, int]:
        reading = asyncio.create_task(reader.read_async(workbook))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0)
            turns += 1
        return await reading, turns

    found, turns = asyncio.run(both())
    assert found == inspect(workbook)
    assert turns > 1


def test_map_gives_every_path_its_result_or_refusal(reader: ConfinedReader, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xlsx" for number in range(40)]
    found = dict(reader.map(misdeeds.fail_on_odd, paths))
    assert set(found) == set(paths)
    for path in paths:
        outcome = found[path]
        if int(path.stem) % 5 == 3:
            assert isinstance(outcome, Refusal)
            assert outcome.code == "U42"
        else:
            assert outcome == path.stem


def test_map_takes_few_paths_ahead_and_can_be_left_early(reader: ConfinedReader, workbook: Path) -> None:
    taken = 0

    def paths() -> Iterator[Path]:
        nonlocal taken
        for _ in range(5_000):
            taken += 1
            yield workbook

    outcomes = reader.map(misdeeds.size, paths())
    assert next(outcomes) == (workbook, workbook.stat().st_size)
    outcomes.close()  # type: ignore[attr-defined]
    assert taken <= 16
    reads(reader, workbook)


def test_two_thousand_files_leave_memory_flat(reader: ConfinedReader, workbook: Path) -> None:
    process = psutil.Process()
    assert sum(1 for _ in reader.map(inspect, [workbook] * 200)) == 200
    before = process.memory_info().rss
    assert sum(isinstance(found, RawWorkbook) for _, found in reader.map(inspect, [workbook] * 2_000)) == 2_000
    assert process.memory_info().rss - before < 10_000_000


def test_more_files_than_places_wait_and_then_are_told_to_come_back() -> None:
    limits = Limits(read_seconds=3.0, wait_seconds=1.0)
    with ConfinedReader(workers=1, limits=limits) as narrow:
        narrow.warm()
        with ThreadPoolExecutor(3) as threads:
            codes = sorted(threads.map(lambda _: refused_code(narrow, misdeeds.wait_forever), range(3)))
    assert codes[-1] == "U43"


def worker_ids() -> set[int]:
    """The confined workers: they are children of the fork server, which is a child of this process."""
    children = psutil.Process().children(recursive=True)
    return {child.pid for child in children if child.ppid() != os.getpid()}


def test_workers_killed_while_idle_are_replaced(workbook: Path) -> None:
    before = worker_ids()
    with ConfinedReader(limits=_HASTY) as confined:
        confined.warm()
        killed = worker_ids() - before
        for pid in killed:
            psutil.Process(pid).kill()
        time.sleep(0.3)
        assert eventually_reads(confined, workbook)
        assert len(worker_ids() - before - killed) == 2
    assert not worker_ids() - before - killed


def eventually_reads(reader: ConfinedReader, path: Path) -> bool:
    """Whether one of three attempts succeeds; a file sent while the workers are being replaced may be refused."""
    codes: set[str] = set()
    for _ in range(3):
        try:
            reads(reader, path)
        except Refusal as refusal:
            codes.add(refusal.code)
        else:
            return codes <= {"U42"}
    return False


def test_workers_that_rested_for_long_are_not_taken_for_stuck_ones_at_the_first_slow_file() -> None:
    with ConfinedReader(1, Limits(read_seconds=5.0, wait_seconds=0.3, memory_bytes=300_000_000)) as rested:
        rested.warm()
        pool = rested._pool
        rested._last_answer -= 1_000  # a night without uploads

        with pytest.raises(Refusal) as late:
            rested.call(time.sleep, 1.0)

        assert late.value.code == "U40"
        assert rested._pool is pool


def test_files_that_went_with_a_pool_are_not_waited_for_any_more(workbook: Path) -> None:
    with ConfinedReader(1, _HASTY) as shared:
        shared.warm()
        lost = [shared._schedule(time.sleep, (1.0,)) for _ in range(3)]
        shared._discard_pool()

        reads(shared, workbook)

        assert not any(one.done() for one in lost)
        assert shared._in_flight == set()


def test_a_closed_reader_leaves_no_worker_and_takes_no_file(workbook: Path) -> None:
    before = worker_ids()
    confined = ConfinedReader(limits=_HASTY)
    reads(confined, workbook)
    started = worker_ids() - before
    assert len(started) == 2
    confined.close()
    confined.close()
    assert not started & worker_ids()
    with pytest.raises(RuntimeError):
        confined.read(workbook)


def test_workers_do_not_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "host.py"
    script.write_text(
        textwrap.dedent("""
        import time
        from service.intake.confinement import ConfinedReader

        if __name__ == "__main__":
            reader = ConfinedReader()
            reader.warm()
            print("ready", flush=True)
            time.sleep(60)
        """)
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=environment) as host:
        assert host.stdout is not None
        assert host.stdout.readline() == b"ready\n"
        children = psutil.Process(host.pid).children(recursive=True)
        assert len(children) >= 2
        host.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
