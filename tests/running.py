"""Real processes for tests that need them: the installed command, a running server, servers to be killed."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx
import psutil

PROGRAM = str(Path(sys.executable).with_name("enregard"))
"""The installed command, as a user calls it."""

PATIENCE = 300
"""Seconds after which what has not happened is taken never to happen. Long, for a busy machine; a wait ends as soon as
what it waits for is there, or can no longer come."""

_PR_SET_PDEATHSIG = 1


def enregard(*arguments: str, database_url: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end; standard output and error come back."""
    return subprocess.run(
        [PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "ENREGARD_DATABASE_URL": database_url},
    )


def dies_with_its_parent() -> None:
    """Have the kernel end this process when the one that started it ends, however that ends (Linux; else nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port() -> int:
    """Return a port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_ready(url: str, lives: Callable[[], bool] = lambda: True) -> None:
    """Wait until the server at `url` says that it is ready, as long as its process `lives`."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and lives():
        with suppress(httpx.TransportError):
            if httpx.get(f"{url}/readyz", timeout=20).status_code == 200:
                return
        time.sleep(0.02)
    raise AssertionError("the server did not become ready")


@contextmanager
def served(database_url: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A running `enregard serve`: its address and its process, asked to stop at the end."""
    port = free_port()
    process = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)],
        env={**os.environ, "ENREGARD_DATABASE_URL": database_url},
        preexec_fn=dies_with_its_parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await_ready(f"http://127.0.0.1:{port}", lambda: process.poll() is None)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@cache
def _forking() -> subprocess.Popen[str]:
    """The process that forks servers: one for all tests of this process, which it ends with."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@dataclass
class Nursery:
    """Servers that start fast, because they are forked from a process that has imported everything and served once."""

    database_url: str
    port: int = field(default_factory=free_port)
    server: int = 0

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def url(self) -> str:
        """The address every server of this nursery listens on."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start a server and wait until it is ready."""
        told, tells = _forking().stdin, _forking().stdout
        assert told is not None
        assert tells is not None
        told.write(f"{self.port} {self.database_url}\n")
        told.flush()
        self.server = int(tells.readline())
        await_ready(self.url, lambda: psutil.pid_exists(self.server))

    def kill(self) -> None:
        """Kill the server and its children as a power cut would."""
        if not self.server:
            return
        os.killpg(self.server, signal.SIGKILL)
        self._ended()

    def terminate(self) -> None:
        """Ask the server to stop, and wait until it has."""
        os.kill(self.server, signal.SIGTERM)
        self._ended()

    def _ended(self) -> None:
        while True:
            try:
                os.kill(self.server, 0)
            except ProcessLookupError:
                break
            time.sleep(0.005)
        self.server = 0
