"""handovers, notes, timers, users, audit; who holds a conversation, who wrote a reply, what was understood"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)
IS_OPEN = sa.text("state IN ('waiting', 'held')")


def upgrade() -> None:
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("holder", sa.String(10), nullable=False, server_default="bot"))
        table.add_column(sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("messages") as table:
        table.add_column(sa.Column("meaning", sa.JSON))
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("author", sa.String(10), nullable=False, server_default="bot"))
        table.add_column(sa.Column("user", KEY))
        table.add_column(sa.Column("kept_at", INSTANT))
    op.create_table(
        "handovers",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(200), nullable=False),
        sa.Column("desk", sa.String(100), nullable=False),
        sa.Column("entry", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("interpreter", sa.Boolean, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("owner", KEY),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("claimed_at", INSTANT),
        sa.Column("heard_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by", sa.String(10)),
        sa.Column("helped", sa.Boolean),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
        sa.CheckConstraint("(state = 'held') = (owner IS NOT NULL)", name="ck_handovers_owner"),
        sa.CheckConstraint("desk <> ''", name="ck_handovers_desk"),
    )
    where = {"sqlite_where": IS_OPEN, "postgresql_where": IS_OPEN}
    op.create_index("ix_handovers_open", "handovers", ["channel", "chat"], unique=True, **where)
    op.create_index("ix_handovers_state", "handovers", ["state", "desk"])
    op.create_table(
        "notes",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("handover", KEY, nullable=False),
        sa.Column("user", KEY, nullable=False),
        sa.Column("message", KEY, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_handover", "notes", ["handover"])
    op.create_table(
        "timers",
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(200), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", "what", name="pk_timers"),
    )
    op.create_index("ix_timers_due_at", "timers", ["due_at"])
    op.create_table(
        "users",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("login", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("desks", sa.JSON, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("seen_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )
    op.create_table(
        "audit",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("user", KEY, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("handover", KEY),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_handover", "audit", ["handover"])


def downgrade() -> None:
    for table in ("audit", "users", "timers", "notes", "handovers"):
        op.drop_table(table)
    for name, columns in (("outbox", ("author", "user", "kept_at")), ("messages", ("meaning",))):
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column)
    with op.batch_alter_table("conversations") as table:
        table.drop_column("holder")
        table.drop_column("blocked")
