"""The tables of the appointments: seats that are taken, reminders of them, and who waits for one."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from bot.store.tables import Instant, Key, metadata


class Status(StrEnum):
    """Of an appointment. `HELD` is a seat kept while a person confirms, until `held_until`.

    `BLOCKED` is no appointment: a time that the desk keeps for itself, over what was booked before.
    """

    HELD = "held"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED_BY_PERSON = "cancelled_by_person"
    CANCELLED_BY_DESK = "cancelled_by_desk"
    SEEN = "seen"
    ABSENT = "absent"
    EXCUSED = "excused"
    BLOCKED = "blocked"


class Reminding(StrEnum):
    """Of a reminder. `DROPPED` was of no use any more: too late, or its appointment was moved or is off."""

    WAITING = "waiting"
    TOLD = "told"
    DROPPED = "dropped"


class Queued(StrEnum):
    """Of a place on the waiting list. One that is `OFFERED` something waits again when the offer ends."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    LEFT = "left"


# The states in which a seat is taken; the index that sells it once is over these.
LIVE = (Status.HELD, Status.BOOKED, Status.SEEN, Status.ABSENT)
# Those in which nobody else can have it. A block may lie over an appointment, so the index leaves it out.
TAKING = (*LIVE, Status.BLOCKED)

agendas = Table(
    "agendas", metadata, Column("desk", String(80), primary_key=True)
)  # a row to lock for each desk

appointments = Table(
    "appointments",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("desk", String(80), nullable=False),
    Column("service", String(80), nullable=False),
    Column("start", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("channel", String(20)),
    Column("chat", String(200)),
    Column("code", String(6)),
    Column("token", String(40)),
    Column("name", String(100), nullable=False, default=""),
    Column("language", String(10), nullable=False, default=""),
    Column("interpreter", Boolean, nullable=False, default=False),
    Column("version", Integer, nullable=False, default=1),
    Column("confirmed_at", Instant),
    Column("held_until", Instant),
    Column("cool_until", Instant),
    Column("made_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
_live = appointments.c.state.in_([state.value for state in LIVE])
Index(
    "uq_appointments_seat",
    appointments.c.desk,
    appointments.c.start,
    appointments.c.seat,
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)
Index("uq_appointments_code", appointments.c.code, unique=True, sqlite_where=_live, postgresql_where=_live)
Index("ix_appointments_desk", appointments.c.desk, appointments.c.start)
Index("ix_appointments_chat", appointments.c.channel, appointments.c.chat)
Index("ix_appointments_token", appointments.c.token)
Index("ix_appointments_cool", appointments.c.cool_until)

reminders = Table(
    "reminders",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("appointment", Key, nullable=False),
    Column("version", Integer, nullable=False),  # of the appointment: one that was moved is not reminded of
    Column("notice", String(10), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),  # from then on it is of no use
    Column("state", String(10), nullable=False),
    Column("reply", Key),  # the row of the outbox that it became
    UniqueConstraint("appointment", "notice", name="uq_reminders_notice"),
    Index("ix_reminders_due", "state", "due_at"),
    Index("ix_reminders_reply", "reply"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("desk", String(80), primary_key=True),
    Column("secret", String(64), nullable=False, unique=True),
    Column("user", Key, nullable=False),
    Column("made_at", Instant, nullable=False),
)

wishes = Table(
    "wishes",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("service", String(80), nullable=False),
    Column("desks", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("freed", Key),  # the appointment that was freed and is offered
    Column("offered_until", Instant),
    Index("ix_wishes_chat", "channel", "chat"),
    Index("ix_wishes_state", "state", "id"),
)
