"""Questions without an answer and votes: kept, grouped, and dropped in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.effects import Forget, Rate, Wonder
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.questions import KEPT, Group, Question, grouped, unanswered, votes
from bot.store.tables import questions
from tests.conftest import NOW


async def ask(
    database: Database, text: str, when: datetime = NOW, *effects: Rate | Forget, chat: str = "1"
) -> None:
    async with database.writing() as connection:
        conversation = Conversation(database, connection, "web", chat)
        await conversation.open(when)
        for effect in (Wonder(text, "it", ("permits.renew",)), *effects):
            await conversation.carry_out(effect, 1, when)


async def test_a_question_is_kept_by_the_hour_and_by_nobody(database: Database) -> None:
    await ask(database, "una cosa", NOW, Forget())
    async with database.reading() as connection:
        hour = NOW.replace(minute=0)
        assert await unanswered(connection, NOW) == [Question("una cosa", "it", ("permits.renew",), hour)]
        row = (await connection.execute(select(questions))).mappings().one()
    assert set(row) == {"id", "text", "language", "near", "asked_at"}


async def test_a_question_past_its_time_is_deleted(database: Database) -> None:
    await ask(database, "vecchia", NOW - KEPT - timedelta(hours=2))
    async with database.reading() as connection:
        assert await unanswered(connection, NOW) == []
    await ask(database, "nuova")
    async with database.reading() as connection:
        assert (await connection.execute(select(questions.c.text))).scalars().all() == ["nuova"]


async def test_votes_are_counted_by_entry(database: Database) -> None:
    await ask(database, "x", NOW, Rate("a.a", True), Rate("b.b", False))
    await ask(database, "x", NOW, Rate("a.a", True), chat="2")
    async with database.reading() as connection:
        found = await votes(connection)
    assert [(each.entry, each.useful, each.useless) for each in found] == [("b.b", 0, 1), ("a.a", 2, 0)]
    assert found[0].last == NOW


def test_questions_in_nearly_the_same_words_are_one_group() -> None:
    texts = ("patente moto", "Patente moto?", "moto patente", "pattente moto", "carta del cane")
    asked = [Question(text, "it", (), NOW) for text in texts]
    assert grouped(asked) == [Group(asked[0], 4), Group(asked[4], 1)]
