"""A real process is killed in the middle of 200 messages: none is lost, none is answered twice."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.tables import messages, outbox
from tests.conftest import ROOT, create_database
from tests.postgres import free_port
from tests.wire import TOKEN, platform

MESSAGES, CHATS, KILLS = 200, 10, 5
TEXTS = ("menu", "come rinnovo il permesso di soggiorno?", "privacy", "how do I get a tax code", "indietro")


@dataclass
class Process:
    """The service as a process of its own, which can be killed and started again."""

    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("SPORTELLO_")}
        environment = {**clean, **self.settings, "SPORTELLO_PORT": str(self.port)}
        command = [sys.executable, "-m", "bot", "run"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _try in range(600):
            try:
                if httpx.get(f"{self.url}/ready", timeout=1).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise AssertionError("the service did not start")

    def kill(self) -> None:
        assert self.process
        self.process.kill()  # SIGKILL
        self.process.wait()
        self.kills += 1


@contextmanager
def process(**settings: str) -> Iterator[Process]:
    running = Process(settings)
    running.start()
    try:
        yield running
    finally:
        assert running.process
        running.process.kill()
        running.process.wait()


async def migrated(address: str) -> None:
    database = Database(address)
    await database.migrate()
    await database.close()


def deliver(service: Process, path: str, requests: list[dict[str, Any]]) -> None:
    """Play a platform: deliver each request until it is accepted, while the service dies now and then."""
    chance = random.Random(5)
    deaths = set(chance.sample(range(5, len(requests)), KILLS))
    for number, request in enumerate(requests):
        if number in deaths:  # the request is on its way when the process dies
            command = [sys.executable, "-c", POST, service.url + path, json.dumps(request)]
            sender = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            time.sleep(chance.random() * 0.12 + 0.05)
            service.kill()
            sender.wait()
            service.start()
        while not accepted(service.url + path, request):
            time.sleep(0.05)


def accepted(url: str, request: dict[str, Any]) -> bool:
    try:
        return httpx.post(url, timeout=10, **request).status_code in (200, 303)
    except httpx.HTTPError:
        return False


POST = """
import sys, json, httpx
httpx.post(sys.argv[1], timeout=5, **json.loads(sys.argv[2]))
"""


def update(number: int) -> dict[str, Any]:
    chat = 700000000 + number % CHATS
    sender = {"id": chat, "is_bot": False, "first_name": "T", "language_code": "it"}
    said = {"message_id": number, "date": 1790000000, "chat": {"id": chat, "type": "private"}, "from": sender}
    return {"update_id": 1000 + number, "message": {**said, "text": TEXTS[number % len(TEXTS)]}}


def test_no_message_is_lost_or_answered_twice_on_telegram(address: str) -> None:
    asyncio.run(migrated(address))
    with platform() as telegram:
        settings = {
            "SPORTELLO_DATABASE_URL": address,
            "SPORTELLO_TELEGRAM_TOKEN": TOKEN,
            "SPORTELLO_TELEGRAM_SECRET": "secret",
            "SPORTELLO_TELEGRAM_BASE_URL": f"{telegram.url}/bot",
            "SPORTELLO_PUBLIC_URL": "https://bot.example.org",
        }
        with process(**settings) as service:
            secret = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
            requests = [{"json": update(number), "headers": secret} for number in range(MESSAGES)]
            deliver(service, "/telegram", requests)
            service.kill()
            service.start()
            end = time.monotonic() + 120  # on PostgreSQL a dead process's claims are free after a minute
            while asyncio.run(states(address)).keys() - {"sent"} and time.monotonic() < end:
                time.sleep(0.25)
        heard, answered, doubts = asyncio.run(counted(address))
        sent = telegram.sent()
    assert service.kills >= KILLS
    assert heard == MESSAGES
    assert answered == Counter(dict.fromkeys(answered, 1))
    assert len(answered) == MESSAGES
    assert asyncio.run(states(address)) == {"sent": MESSAGES}
    # A reply that was on the wire when the process died may arrive again, once: `doubts` counts exactly those.
    assert MESSAGES <= len(sent) <= MESSAGES + doubts
    assert doubts <= service.kills * CHATS


async def states(address: str) -> dict[str, int]:
    database = Database(address)
    async with database.reading() as connection:
        rows = await connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        found = {str(row[0]): int(row[1]) for row in rows}
    await database.close()
    return found


async def counted(address: str) -> tuple[int, Counter[int], int]:
    """How many messages were heard; how many replies each got; how many replies were in doubt."""
    database = Database(address)
    async with database.reading() as connection:
        heard = (await connection.execute(select(func.count()).select_from(messages))).scalar_one()
        replies = (await connection.execute(select(outbox.c.message))).scalars().all()
        doubts = (await connection.execute(select(func.sum(outbox.c.doubts)))).scalar_one()
    await database.close()
    return heard, Counter(replies), doubts


def test_no_message_is_lost_or_answered_twice_in_the_web_chat(address: str) -> None:
    asyncio.run(migrated(address))
    cookies = {"sportello_chat": "a" * 32}
    forms = [{"text": TEXTS[number % len(TEXTS)], "id": f"message-{number}"} for number in range(MESSAGES)]
    with process(SPORTELLO_DATABASE_URL=address) as service:
        deliver(service, "/say", [{"data": form, "cookies": cookies} for form in forms])
        heard, answered, _doubts = asyncio.run(counted(address))
    assert service.kills == KILLS
    assert heard == MESSAGES
    assert answered == Counter(dict.fromkeys(answered, 1))
    assert len(answered) == MESSAGES


@pytest.mark.postgres
def test_two_processes_share_the_work(postgres_server: str) -> None:
    address = asyncio.run(create_database(postgres_server))
    asyncio.run(migrated(address))
    secret = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
    with platform() as telegram:
        settings = {
            "SPORTELLO_DATABASE_URL": address,
            "SPORTELLO_TELEGRAM_TOKEN": TOKEN,
            "SPORTELLO_TELEGRAM_SECRET": "secret",
            "SPORTELLO_TELEGRAM_BASE_URL": f"{telegram.url}/bot",
            "SPORTELLO_PUBLIC_URL": "https://bot.example.org",
        }
        with process(**settings) as one, process(**settings) as two:
            for number in range(MESSAGES // 2):
                for service in (one, two):  # the platform delivers to both, as after a failover
                    assert accepted(f"{service.url}/telegram", {"json": update(number), "headers": secret})
            sent = telegram.wait(MESSAGES // 2)
            time.sleep(1.5)  # longer than either looks for more
    assert len(sent) == len(telegram.sent()) == MESSAGES // 2
    order: dict[str, list[str]] = {}
    for call in sent:
        order.setdefault(call["chat_id"], []).append(call["text"])
    assert {len(texts) for texts in order.values()} == {MESSAGES // 2 // CHATS}
