"""A running service and a browser to look at it with, for tests that Playwright drives."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests import browser, postgres
from tests.service import Running, learned, running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        if found is None:
            why = "there is no Chromium on this machine (Debian: apt-get install chromium)"
            if os.environ.get(postgres.MUST_RUN):
                pytest.fail(why)
            pytest.skip(why)
        yield found


def apart(coroutine: Coroutine[object, object, None]) -> None:
    """Run it in a loop of another thread: Playwright has the main one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


@contextmanager
def served(**settings: str) -> Iterator[Running]:
    """The service, in a thread with a loop of its own: Playwright has the main one."""
    learned()  # may take a while: not within the time a start is given
    found: list[Running] = []
    ready, done = threading.Event(), threading.Event()

    async def serve() -> None:
        async with running(**settings) as service:
            found.append(service)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(60)
    try:
        yield found[0]
    finally:
        done.set()
        thread.join()
