"""The processes that run together: if one stops, all stop; Ctrl-C stops them all."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from launch.failures import Refusal, shown
from launch.programs import LOG, ROOT

PATIENCE = 60  # seconds the web server has for its first answer
GRACE = 10  # seconds a process has to finish what it is doing
BLINK = 0.2  # seconds between looks


@dataclass
class Together:
    """Processes that live and die together. Use as a context manager: leaving it stops them."""

    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: bool = False

    def __enter__(self) -> "Together":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, name: str, command: Sequence[str]) -> None:
        """Starts one; its words go to a log of its own, so that the terminal stays readable.

        Each has a session of its own: Ctrl-C in the terminal reaches only this program, which
        then stops the others in order.
        """
        LOG.mkdir(parents=True, exist_ok=True)
        with self._log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _log(self, name: str) -> Path:
        return LOG / f"{name.replace(' ', '-')}.log"

    def check(self) -> None:
        """Raises Refusal naming the first process that has stopped by itself."""
        for name, process in self.running.items():
            if (code := process.poll()) is not None:
                raise Refusal(
                    f"The {name} stopped by itself (exit code {code}), so everything was stopped: "
                    f"its last words are in {shown(self._log(name), ROOT)}."
                )

    def wait_until_answers(self, url: str) -> bool:
        """Whether the web server came to answer; False when somebody asked to stop meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while not self.stopping:
            self.check()
            with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own address)
                return True
            if time.monotonic() > deadline:
                raise Refusal(
                    f"The web server did not answer within {PATIENCE} seconds: "
                    f"look into {shown(self._log('web server'), ROOT)}."
                )
            time.sleep(BLINK)
        return False

    def watch(self) -> None:
        """Waits until somebody asks to stop. Raises Refusal when a process stops by itself."""
        while not self.stopping:
            self.check()
            time.sleep(BLINK)

    def stop(self) -> None:
        """Asks every process to finish, waits, and ends what is left of each."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # its own children, if it left any
            process.wait()
        self.running.clear()
