"""A clock of a running service that tests set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.app import Service
from tests.conftest import NOW


@dataclass
class Clock:
    """Stands still until it is set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def rules(self, service: Service) -> Clock:
        """What is due is now due by this clock."""
        service.ear.clock = service.outbox.clock = service.watch.clock = self
        return self
