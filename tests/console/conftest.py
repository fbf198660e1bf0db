"""A whole service with two operators and its platforms, and browsers to look at it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import peers
from tests.console.office import Office, hire
from tests.served import apart, chromium, served
from tests.wire import platform

__all__ = ["chromium"]  # a fixture
expect.set_options(timeout=20_000)  # milliseconds: a slow machine is no fault


@pytest.fixture
def office(tmp_path: Path, chromium: Browser) -> Iterator[Office]:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    apart(hire(database))
    with platform() as telegram, platform() as twilio:
        settings = {**peers.settings(telegram, twilio), "SPORTELLO_DATABASE_URL": database}
        with served(**settings) as service:
            found = Office(service.url, database, chromium, telegram, twilio)
            yield found
            found.leave()
