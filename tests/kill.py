"""What tests that kill a process share: how it dies, and a platform that remembers what it took all the same."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event

from bot.store.database import Database
from tests.desk import Wire

POINTS = ("before the commit", "before the send", "before the record")


def die(*_event: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_at_commit(database: Database, number: int = 1) -> None:
    """The process dies right before this commit of its database."""
    left = [number]

    def commits(*_event: object) -> None:
        left[0] -= 1
        if not left[0]:
            die()

    event.listen(database.engine.sync_engine, "commit", commits)


class Paper(Wire):
    """A platform that remembers what it took although the sender died."""

    def __init__(self, file: Path, point: str = "") -> None:
        super().__init__()
        self.file, self.point = file, point

    async def send(self, chat: str, part: object) -> str:
        if self.point == "before the send":
            die()
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f"{part!s}\0")
        if self.point == "before the record":
            die()
        return f"id{self.file.stat().st_size}"

    def read(self) -> list[str]:
        return self.file.read_text("utf-8").split("\0")[:-1] if self.file.exists() else []


def killed(work: Callable[[], None]) -> None:
    """Run it in a process of its own, which must die by SIGKILL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork with idle threads: the child uses none
        child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
