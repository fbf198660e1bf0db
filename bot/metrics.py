"""Counts and ages for Prometheus: never a word, a number or a name of anybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.inbox import astray
from bot.store.reminders import counts
from bot.store.tables import Stage, State, handovers, outbox

REGISTRY = CollectorRegistry()
MESSAGES = Counter("sportello_messages", "Messages kept by this process", ["channel"], registry=REGISTRY)
REPEATS = Counter("sportello_repeats", "Messages delivered more than once", ["channel"], registry=REGISTRY)
FAULTS = Counter("sportello_turns_failed", "Turns that ended in an apology", ["channel"], registry=REGISTRY)


async def page(database: Database, desks: Collection[str], now: datetime) -> bytes:
    """This process's counters, and what stands in the database now, in Prometheus's text format."""
    registry = CollectorRegistry()
    replies = Gauge("sportello_outbox", "Replies that are not sent, by state", ["state"], registry=registry)
    talks = Gauge("sportello_handovers", "Open handovers", ["state", "urgent"], registry=registry)
    oldest = Gauge(
        "sportello_handover_oldest_seconds", "Age of the oldest open handover", ["state"], registry=registry
    )
    told = Gauge("sportello_reminders", "Reminders of appointments, by state", ["state"], registry=registry)
    lost = Gauge("sportello_handovers_astray", "Handovers without owner or queue", registry=registry)
    async with database.reading() as connection:
        states = select(outbox.c.state, func.count()).where(outbox.c.state != State.SENT)
        for state, count in await connection.execute(states.group_by(outbox.c.state)):
            replies.labels(state).set(count)
        is_open = handovers.c.state.in_((Stage.WAITING, Stage.HELD))
        kinds = select(handovers.c.state, handovers.c.urgent, func.count()).where(is_open)
        for state, urgent, count in await connection.execute(
            kinds.group_by(handovers.c.state, handovers.c.urgent)
        ):
            talks.labels(state, str(bool(urgent)).lower()).set(count)
        first = select(handovers.c.state, func.min(handovers.c.asked_at)).where(is_open)
        for state, asked in await connection.execute(first.group_by(handovers.c.state)):
            oldest.labels(state).set((now - asked).total_seconds())
        for state, count in (await counts(connection)).items():
            told.labels(state).set(count)
        lost.set(len(await astray(connection, desks)))
    return generate_latest(REGISTRY) + generate_latest(registry)
