"""Many people race for few seats, through the real store; and how fast the free slots of a desk are found.

`--json` prints on its last line a list of runs: `database`, `people`, `seats`, `booked`, `doubled`,
`per_second`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from bot.agenda import FreeSlots, Slot, reminders
from bot.effects import Book, Hold
from bot.knowledge.model import Desk, Knowledge, Service
from bot.store.appointments import Register, free_slots, ticket
from bot.store.database import Conflict, Database, is_conflict
from bot.store.reminders import counts
from bot.store.seats import Reminding, Status, appointments
from tests import postgres

PEOPLE, SEATS, WORKERS, TRIES = 500, 100, 4, 3
DESKS, PAST, ROUNDS = 300, 100_000, 50
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
START, WHILE, ZONE = NOW + timedelta(days=1), timedelta(days=1), ZoneInfo("Europe/Rome")
HOURS = {day: ["09:00-13:00", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass(frozen=True, slots=True)
class Run:
    """One race. `doubled` counts seats sold twice and people told two things; each has two reminders."""

    database: str
    people: int
    seats: int
    booked: int
    doubled: int
    refused: int
    retries: int
    reminders: int
    per_second: float


def slots() -> list[Slot]:
    """The seats that are raced for: ten times of ten seats."""
    starts = [START + timedelta(minutes=30 * place) for place in range(10)]
    return [Slot("a", "permits", start, start + timedelta(minutes=30), SEATS // 10) for start in starts]


async def person(database: Database, chat: str) -> tuple[bool, int]:
    """Look, hold and confirm, again while anything is free; whether one was told "booked", and retries."""
    retries = 0
    while left := await free_now(database, chat):
        slot = left[int(chat) % len(left)]
        coming = reminders(slot, ZONE, NOW)
        for act in (Hold(slot), Book(slot, ticket(), "N", "it", False, 1, reminders=coming)):
            done, again = await step(database, chat, act)
            retries += again
            if not done:
                break
        else:
            return True, retries
    return False, retries


async def free_now(database: Database, chat: str) -> list[Slot]:
    """The slots that still have a seat."""
    async with database.reading() as connection:
        taken = await Register(database, connection, NOW, "web", chat).taken(["a"], NOW, START + WHILE)
    count = Counter(each.start for each in taken)
    return [slot for slot in slots() if count[slot.start] < slot.seats]


async def step(database: Database, chat: str, act: Hold | Book) -> tuple[bool, int]:
    """One transaction, with a fresh one for each try; a slot that is full is not tried again."""
    for tried in range(TRIES):
        try:
            async with database.writing() as connection:
                register = Register(database, connection, NOW, "web", chat)
                await (register.hold(act) if isinstance(act, Hold) else register.book(act))
            return True, tried
        except Conflict:
            return False, tried
        except DBAPIError as error:
            if not is_conflict(error):
                raise
    return False, TRIES


def crowd(address: str, worker: int) -> list[tuple[str, bool, int]]:
    """The people of one worker, all at once."""

    async def run() -> list[tuple[str, bool, int]]:
        database = Database(address)
        names = [str(number) for number in range(worker, PEOPLE, WORKERS)]
        told = await asyncio.gather(*(person(database, name) for name in names))
        await database.close()
        return [(name, *each) for name, each in zip(names, told, strict=True)]

    return asyncio.run(run())


def race(name: str, address: str, workers: Callable[[], Executor]) -> Run:
    """Let everybody run, then count in the table."""
    asyncio.run(prepared(address))
    with workers() as pool:
        list(pool.map(abs, range(WORKERS)))  # the workers are up before the clock starts
        begun = time.perf_counter()
        told = [each for some in pool.map(crowd, [address] * WORKERS, range(WORKERS)) for each in some]
        taken = time.perf_counter() - begun
    sold = asyncio.run(booked(address))
    seats = Counter((desk, start, seat) for desk, start, seat, _chat in sold)
    holders = Counter(chat for *_seat, chat in sold)
    believed = Counter(chat for chat, yes, _retries in told if yes)
    doubled = sum(count - 1 for count in seats.values()) + sum((believed - holders).values())
    doubled += sum((holders - believed).values())
    refused, retries = sum(not yes for _chat, yes, _retries in told), sum(again for *_told, again in told)
    figures = (len(sold), doubled, refused, retries, asyncio.run(reminded(address)))
    return Run(name, PEOPLE, SEATS, *figures, round(len(sold) / taken, 1))


async def prepared(address: str) -> None:
    database = Database(address)
    await database.migrate()
    await database.close()


async def booked(address: str) -> list[tuple[str, datetime, int, str]]:
    database = Database(address)
    table = appointments.c
    query = select(table.desk, table.start, table.seat, table.chat).where(table.state == Status.BOOKED)
    async with database.reading() as connection:
        found = [(row[0], row[1], row[2], row[3]) for row in await connection.execute(query)]
    await database.close()
    return found


async def reminded(address: str) -> int:
    """How many reminders were kept."""
    database = Database(address)
    async with database.reading() as connection:
        found = (await counts(connection))[Reminding.WAITING]
    await database.close()
    return found


async def looking(address: str) -> float:
    """Milliseconds at the median to find the free slots of one desk among many, with a long past."""
    desks = tuple(_desk(f"desk{number}") for number in range(DESKS))
    rules = Service(minutes=30, notice_hours=4, horizon_days=30)
    knowledge = Knowledge(topics=(), entries={}, languages={}, services={"permits": rules}, desks=desks)
    database = Database(address)
    await database.migrate()
    async with database.writing() as connection:
        for first in range(0, PAST, 5000):
            rows = [_past(number) for number in range(first, first + 5000)]
            await connection.execute(insert(appointments), rows)
    taken = []
    for number in range(ROUNDS):
        async with database.reading() as connection:
            register = Register(database, connection, NOW, "web", "1")
            begun = time.perf_counter()
            found = await free_slots(register, knowledge, FreeSlots("permits", (f"desk{number}",)))
            taken.append(time.perf_counter() - begun)
            assert found
    await database.close()
    return median(taken) * 1000


def _desk(name: str) -> Desk:
    place = {
        "id": name,
        "name": name,
        "municipality": "M",
        "latitude": 43.9,
        "longitude": 12.9,
        "example": True,
    }
    return Desk.model_validate({**place, "hours": HOURS, "services": ["permits"], "seats": 2})


def _past(number: int) -> dict[str, object]:
    """An appointment of the last seven days, close beside the others; every tenth is still to come."""
    start = NOW + timedelta(minutes=30 * (number // DESKS)) - timedelta(days=7 if number % 10 else 0)
    times = {"start": start, "until": start + timedelta(minutes=30), "made_at": NOW, "changed_at": NOW}
    what = {
        "desk": f"desk{number % DESKS}",
        "service": "permits",
        "seat": 1,
        "state": Status.SEEN,
        "version": 1,
    }
    return {**times, **what, "name": "", "language": "it", "interpreter": False, "code": f"{number:06d}"}


def processes() -> Executor:
    return ProcessPoolExecutor(WORKERS, get_context("spawn"))


def main() -> None:
    runs, waits = list[Run](), dict[str, float]()
    with tempfile.TemporaryDirectory() as folder:
        for name, workers in (("threads", lambda: ThreadPoolExecutor(WORKERS)), ("processes", processes)):
            runs.append(race(f"sqlite, {WORKERS} {name}", f"sqlite:///{folder}/{name}.db", workers))
        waits["sqlite"] = asyncio.run(looking(f"sqlite:///{folder}/looking.db"))
    if found := postgres.programs():
        with postgres.server(found) as address:
            runs.append(race(f"postgresql, {WORKERS} processes", address, processes))
            waits["postgresql"] = asyncio.run(looking(address))
    for run in runs:
        told = f"{run.booked} of {run.people} booked, {run.refused} refused, {run.doubled} doubled"
        more = f"{run.reminders} reminders, {run.retries} retries, {run.per_second}/s"
        print(f"booking on {run.database}: {told}, {more}")
    for name, wait in waits.items():
        print(f"free slots of a desk for 30 days on {name}: {wait:.1f} ms at the median")
    if "--json" in sys.argv:
        print(json.dumps([asdict(run) for run in runs]))


if __name__ == "__main__":
    main()
