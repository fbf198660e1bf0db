"""The tables. Instants are stored in UTC and read back aware."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime: kept as UTC, on SQLite without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class State(StrEnum):
    """Of a reply: `UNKNOWN` was perhaps sent twice or never, after a crash that left no trace."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Of an appointment. `HELD` is a seat kept while a person confirms, until `held_until`."""

    HELD = "held"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED_BY_PERSON = "cancelled_by_person"
    CANCELLED_BY_DESK = "cancelled_by_desk"
    SEEN = "seen"
    ABSENT = "absent"
    EXCUSED = "excused"


class Queued(StrEnum):
    """Of a place on the waiting list. One that is `OFFERED` something waits again when the offer ends."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    LEFT = "left"


# The states in which a seat is taken; the index that sells it once is over these.
LIVE = (Status.HELD, Status.BOOKED, Status.SEEN, Status.ABSENT)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    }
)
Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows only in an INTEGER key

conversations = Table(
    "conversations",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("session", Text, nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("reachable", Boolean, nullable=False, default=True),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("platform_id", String(200), nullable=False),
    Column("content", JSON, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("heard_at", Instant, nullable=False),
    UniqueConstraint("channel", "chat", "platform_id", name="uq_messages_platform_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("message", Key, nullable=False),
    Column("reply", JSON, nullable=False),
    Column("language", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("doubts", Integer, nullable=False, default=0),
    Column("parts", Integer, nullable=False, default=0),
    Column("claimed_at", Instant),
    Column("sent_at", Instant),
    Column("platform_id", String(200)),
    Column("delivery", String(20)),
    Column("error", String(100)),
    Index("ix_outbox_open", "channel", "state", "due_at"),
    Index("ix_outbox_chat", "channel", "chat", "id"),
    Index("ix_outbox_platform_id", "channel", "platform_id"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("platform_id", String(200), primary_key=True),
    Column("delivery", String(20), nullable=False),
    Column("error", String(100)),
    Column("at", Instant, nullable=False),
)

ratings = Table(
    "ratings",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("entry", String(100), primary_key=True),
    Column("useful", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
)

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
