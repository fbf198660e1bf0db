"""A process is killed at each commit point of an operator's step: after a restart nothing is lost or torn."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.hear import Brain
from bot.store.database import Database
from bot.store.inbox import astray
from bot.store.tables import State, handovers, outbox
from bot.store.users import User
from tests.conftest import NOW
from tests.desk import DESK, Desk
from tests.kill import POINTS, Paper, dies_at_commit, killed

STEPS = ("claim", "reply", "close")
BEGUN = {"claim": "waiting", "reply": "held", "close": "held"}
ENDED = {"claim": "held", "reply": "held", "close": "closed"}


async def take(desk: Desk, step: str, user: User, handover: int) -> None:
    if step == "reply":
        await desk.reply(user, handover, "Bring your passport")
    else:
        await (desk.claim if step == "claim" else desk.close)(user, handover)


async def begin(address: str, brain: Brain, paper: Path, step: str) -> tuple[User, int]:
    database = Database(address)
    await database.migrate()
    desk = Desk(database, brain, wire=Paper(paper))
    user = await desk.user("ada")
    handover = await desk.ask()
    await desk.outbox.drain()
    if step != "claim":
        await desk.claim(user, handover)
    await desk.outbox.drain()
    await database.close()
    return user, handover


async def interrupted(address: str, brain: Brain, wire: Paper, step: str, user: User, handover: int) -> None:
    database = Database(address)
    if wire.point == "before the commit":
        dies_at_commit(database)
    desk = Desk(database, brain, wire=wire)
    await take(desk, step, user, handover)
    await desk.outbox.drain()


async def after(
    address: str, brain: Brain, file: Path, point: str, step: str, user: User, handover: int
) -> list[int]:
    """Restart, do again what was not kept, send the rest; gives each reply's doubts."""
    database = Database(address)
    desk = Desk(database, brain, NOW + timedelta(minutes=2), Paper(file))  # dead claims are free by then
    kept = point != "before the commit"
    assert await stage(database) == (ENDED if kept else BEGUN)[step]
    if not kept:
        await take(desk, step, user, handover)
    await desk.outbox.drain()
    assert await stage(database) == ENDED[step]
    async with database.reading() as connection:
        rows = (await connection.execute(select(outbox.c.state, outbox.c.doubts).order_by(outbox.c.id))).all()
    await database.close()
    assert {row.state for row in rows} == {State.SENT}
    return [row.doubts for row in rows]


async def stage(database: Database) -> str:
    async with database.reading() as connection:
        assert await astray(connection, {DESK}) == []
        return str((await connection.execute(select(handovers.c.state))).scalar_one())


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_an_operator_is_whole_or_not_at_all(
    address: str, brain: Brain, tmp_path: Path, step: str, point: str
) -> None:
    file = tmp_path / "taken"
    user, handover = asyncio.run(begin(address, brain, file, step))
    killed(lambda: asyncio.run(interrupted(address, brain, Paper(file, point), step, user, handover)))
    doubts = asyncio.run(after(address, brain, file, point, step, user, handover))
    assert doubts[-1] == (point != "before the commit")  # the step's own reply, the last
    assert not any(doubts[:-1])
    taken = Paper(file).read()
    assert len(taken) == len(doubts) + (point == "before the record")  # one repeat where nobody can know
    assert len(set(taken)) == len(doubts)
