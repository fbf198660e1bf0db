"""reminders"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("appointments", sa.Column("confirmed_at", INSTANT))
    op.create_table(
        "reminders",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("appointment", KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("notice", sa.String(10), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reply", KEY),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("appointment", "notice", name="uq_reminders_notice"),
    )
    op.create_index("ix_reminders_due", "reminders", ["state", "due_at"])
    op.create_index("ix_reminders_reply", "reminders", ["reply"])


def downgrade() -> None:
    op.drop_table("reminders")
    with op.batch_alter_table("appointments") as appointments:
        appointments.drop_column("confirmed_at")
