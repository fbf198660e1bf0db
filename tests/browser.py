"""A real Chromium, as Debian installs it or as Playwright brings it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def program(playwright: Playwright) -> str | None:
    """The browser's program: the system's, or Playwright's own if it was installed."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    own = playwright.chromium.executable_path
    return found or (own if Path(own).exists() else None)


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """A headless browser; None where there is none."""
    with sync_playwright() as playwright:
        found = program(playwright)
        if found is None:
            yield None
            return
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


def pictures() -> Path | None:
    """Where screenshots are kept, if SPORTELLO_TESTS_PICTURES names a folder."""
    folder = os.environ.get("SPORTELLO_TESTS_PICTURES")
    return Path(folder) if folder else None
