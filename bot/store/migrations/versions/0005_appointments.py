"""agendas, appointments, wishes"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)
LIVE = sa.text("state IN ('held', 'booked', 'seen', 'absent')")


def upgrade() -> None:
    op.create_table(
        "agendas",
        sa.Column("desk", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("desk", name="pk_agendas"),
    )
    op.create_table(
        "appointments",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("desk", sa.String(80), nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20)),
        sa.Column("chat", sa.String(200)),
        sa.Column("code", sa.String(6)),
        sa.Column("token", sa.String(40)),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("interpreter", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("held_until", INSTANT),
        sa.Column("cool_until", INSTANT),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
    )
    live = {"unique": True, "sqlite_where": LIVE, "postgresql_where": LIVE}
    op.create_index("uq_appointments_seat", "appointments", ["desk", "start", "seat"], **live)
    op.create_index("uq_appointments_code", "appointments", ["code"], **live)
    op.create_index("ix_appointments_desk", "appointments", ["desk", "start"])
    op.create_index("ix_appointments_chat", "appointments", ["channel", "chat"])
    op.create_index("ix_appointments_token", "appointments", ["token"])
    op.create_index("ix_appointments_cool", "appointments", ["cool_until"])
    op.create_table(
        "wishes",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(200), nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("desks", sa.JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("freed", KEY),
        sa.Column("offered_until", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
    )
    op.create_index("ix_wishes_chat", "wishes", ["channel", "chat"])
    op.create_index("ix_wishes_state", "wishes", ["state", "id"])


def downgrade() -> None:
    for table in ("wishes", "appointments", "agendas"):
        op.drop_table(table)
