"""The tables. Instants are stored in UTC and read back aware."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
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
    """Of a reply: `UNKNOWN` was perhaps sent twice or never, after a crash that left no trace.

    `WITHHELD` is the bot's and came too late, somebody of a desk answers; `PARKED` waits for the person to
    write, because the platform's window is closed.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"
    PARKED = "parked"


class Author(StrEnum):
    """Of a reply: all but `BOT` are sent whoever holds the conversation.

    A `NOTICE`, a `KNOCK` and a `REMINDER` are the service's own; the last is not sent once it is of no use.
    """

    BOT = "bot"
    OPERATOR = "operator"
    NOTICE = "notice"
    KNOCK = "knock"
    REMINDER = "reminder"


class Stage(StrEnum):
    """Of a handover."""

    WAITING = "waiting"
    HELD = "held"
    CLOSED = "closed"


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
    Column("holder", String(10), nullable=False, server_default="bot"),
    Column("blocked", Boolean, nullable=False, server_default=false()),
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
    Column("meaning", JSON),
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
    Column("author", String(10), nullable=False, server_default="bot"),
    Column("user", Key),
    Column("kept_at", Instant),
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

IS_OPEN = text("state IN ('waiting', 'held')")

handovers = Table(
    "handovers",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("desk", String(100), nullable=False),
    Column("entry", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("interpreter", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("owner", Key),
    Column("version", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("heard_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("closed_at", Instant),
    Column("closed_by", String(10)),
    Column("helped", Boolean),
    CheckConstraint("(state = 'held') = (owner IS NOT NULL)", name="ck_handovers_owner"),
    CheckConstraint("desk <> ''", name="ck_handovers_desk"),
    Index(
        "ix_handovers_open", "channel", "chat", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
    ),
    Index("ix_handovers_state", "state", "desk"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("handover", Key, nullable=False, index=True),
    Column("user", Key, nullable=False),
    Column("message", Key, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("what", String(20), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
)

users = Table(
    "users",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("login", String(100), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("password", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("desks", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("seen_at", Instant),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("user", Key, nullable=False),
    Column("action", String(20), nullable=False),
    Column("handover", Key, index=True),
    Column("detail", String(200), nullable=False),
)

logins = Table(
    "logins",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("user", Key, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("draft", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

wrong_logins = Table(
    "wrong_logins",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("login", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_wrong_logins_login", "login", "at"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("text", String(300), nullable=False),
    Column("language", String(10), nullable=False),
    Column("near", JSON, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Index("ix_questions_asked_at", "asked_at"),
)
