"""One contract for both databases: what the store promises to everybody else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.effects import Forget, Lose, Rate
from bot.messages import Incoming, Option, Place, Reply, Words, _
from bot.session import Session
from bot.store.conversations import Conversation, transcript
from bot.store.database import Database
from bot.store.outbox import LEASE, claim, progress, recover, report, said, settle, unreachable
from bot.store.tables import State, conversations, messages, outbox, ratings
from tests.conftest import NOW, words

HELLO = Reply((_("Menu"),), (Option("@menu", _("Menu")),))


async def keep(database: Database, chat: str, id: str, replies: int = 1) -> int | None:
    """Keep one message and some replies, as a turn does."""
    async with database.writing() as connection:
        conversation = Conversation(database, connection, "telegram", chat)
        session = await conversation.open(NOW)
        row = await conversation.remember(words("hello", chat=chat, id=id, channel="telegram"), NOW)
        if row is not None:
            await conversation.keep(Session(version=session.version + 1), NOW)
            await conversation.reply(row, (HELLO,) * replies, "en", State.WAITING, NOW)
        return row


async def states(database: Database) -> list[str]:
    async with database.reading() as connection:
        return list((await connection.execute(select(outbox.c.state).order_by(outbox.c.id))).scalars())


async def test_a_message_is_remembered_once(database: Database) -> None:
    assert await keep(database, "a", "1") is not None
    assert await keep(database, "a", "1") is None
    assert await keep(database, "b", "1") is not None
    assert await states(database) == [State.WAITING] * 2


async def test_two_first_messages_at_once_make_one_conversation(database: Database) -> None:
    await asyncio.gather(*(keep(database, "a", str(number)) for number in range(8)))
    async with database.reading() as connection:
        rows = (await connection.execute(select(conversations.c.session))).scalars().all()
    assert [Session.from_json(row).version for row in rows] == [8]


async def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    async def half() -> None:
        async with database.writing() as connection:
            conversation = Conversation(database, connection, "telegram", "a")
            await conversation.open(NOW)
            await conversation.remember(words("hello"), NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    async with database.reading() as connection:
        assert (await connection.execute(select(messages))).first() is None
        assert (await connection.execute(select(conversations))).first() is None


async def test_replies_are_claimed_in_order_one_of_a_chat_at_a_time(database: Database) -> None:
    await keep(database, "a", "1", replies=2)
    await keep(database, "b", "1")
    first = await claim(database, ["telegram"], NOW)
    assert [(each.chat, each.tries, each.reply) for each in first] == [("a", 1, HELLO), ("b", 1, HELLO)]
    assert await claim(database, ["telegram"], NOW) == []
    await settle(database, first[0], State.SENT, NOW, platform_id="m1")
    assert [each.chat for each in await claim(database, ["telegram"], NOW)] == ["a"]
    assert await claim(database, ["whatsapp"], NOW) == []


async def test_workers_never_claim_the_same_reply(database: Database) -> None:
    for number in range(30):
        await keep(database, f"chat{number}", "1")
    found = await asyncio.gather(*(claim(database, ["telegram"], NOW) for _worker in range(4)))
    rows = [each.row for some in found for each in some]
    rows += [each.row for each in await claim(database, ["telegram"], NOW)]
    assert len(rows) == len(set(rows)) == 30


async def test_a_reply_waits_until_it_is_due(database: Database) -> None:
    await keep(database, "a", "1")
    (posting,) = await claim(database, ["telegram"], NOW)
    await settle(database, posting, State.WAITING, NOW, error="429", wait=timedelta(seconds=30))
    assert await claim(database, ["telegram"], NOW + timedelta(seconds=29)) == []
    assert len(await claim(database, ["telegram"], NOW + timedelta(seconds=31))) == 1


async def test_a_claim_of_a_dead_process_is_repeated_once(database: Database) -> None:
    await keep(database, "a", "1")
    (posting,) = await claim(database, ["telegram"], NOW)
    await progress(database, posting, 1, "m1")
    later = NOW + LEASE + timedelta(seconds=1)
    (again,) = await claim(database, ["telegram"], later)
    assert (again.row, again.parts, again.doubts) == (posting.row, 1, 1)
    await recover(database, ["telegram"], later)
    assert await states(database) == [State.UNKNOWN]


async def test_recovery_at_start_takes_claims_back_at_once(database: Database) -> None:
    await keep(database, "a", "1")
    await claim(database, ["telegram"], NOW)
    await recover(database, ["telegram"], NOW)
    assert await states(database) == [State.WAITING]


async def test_nothing_waits_for_who_cannot_be_reached(database: Database) -> None:
    await keep(database, "a", "1", replies=2)
    (posting,) = await claim(database, ["telegram"], NOW)
    await unreachable(database, posting)
    assert await states(database) == [State.FAILED] * 2
    async with database.reading() as connection:
        assert (await connection.execute(select(conversations.c.reachable))).scalar_one() is False
    await keep(database, "a", "2")
    async with database.reading() as connection:
        assert (await connection.execute(select(conversations.c.reachable))).scalar_one() is True


async def test_reports_only_move_forward_and_may_come_first(database: Database) -> None:
    async def delivery() -> str | None:
        async with database.reading() as connection:
            found: str | None = (await connection.execute(select(outbox.c.delivery))).scalar_one()
            return found

    await keep(database, "a", "1")
    (posting,) = await claim(database, ["telegram"], NOW)
    await report(database, "telegram", "m1", "delivered", None, NOW)
    assert await delivery() is None
    await settle(database, posting, State.SENT, NOW, platform_id="m1")
    assert await delivery() == "delivered"
    await report(database, "telegram", "m1", "sent", None, NOW)
    assert await delivery() == "delivered"
    await report(database, "telegram", "m1", "read", None, NOW)
    await report(database, "telegram", "m1", "read", None, NOW)
    assert await delivery() == "read"


async def test_the_last_vote_of_a_person_counts(database: Database) -> None:
    async with database.writing() as connection:
        conversation = Conversation(database, connection, "web", "a")
        for useful in (True, False):
            await conversation.carry_out(Rate("permits.renew", useful), 1, NOW)
    async with database.reading() as connection:
        assert [row.useful for row in await connection.execute(select(ratings))] == [False]


async def test_forgetting_leaves_nothing_but_the_mark_against_repeats(database: Database) -> None:
    for number in range(3):
        await keep(database, "a", str(number))
    await keep(database, "b", "1")
    async with database.writing() as connection:
        conversation = Conversation(database, connection, "telegram", "a")
        await conversation.open(NOW)
        row = await conversation.remember(words("delete", chat="a", id="9", channel="telegram"), NOW)
        assert row is not None
        await conversation.carry_out(Rate("x.y", True), row, NOW)
        await conversation.carry_out(Forget(), row, NOW)
    async with database.reading() as connection:
        left = (await connection.execute(select(messages.c.chat, messages.c.content))).all()
        assert (await connection.execute(select(ratings))).first() is None
        assert (await connection.execute(select(outbox.c.chat))).scalars().all() == ["b"]
    assert [(chat, content["kind"]) for chat, content in left] == [("b", "words"), ("a", "opened")]


async def test_what_was_said_comes_back_as_it_was(database: Database) -> None:
    contents: tuple[Words | Place, ...] = (Words("ciao 👋 “è”"), Place(43.9, 12.9))
    async with database.writing() as connection:
        conversation = Conversation(database, connection, "web", "a")
        await conversation.open(NOW)
        for number, content in enumerate(contents):
            row = await conversation.remember(replace_content(content, str(number)), NOW)
            assert row is not None
            await conversation.reply(row, (HELLO,), "ar", State.SENT, NOW)
        kept = await conversation.kept()
        await conversation.carry_out(Lose(), 0, NOW)
    assert (kept.messages, kept.since) == (2, NOW)
    async with database.reading() as connection:
        heard = await transcript(connection, "web", "a", 0)
        told = await said(connection, "web", "a")
    assert [content for _row, content, _at in heard] == list(contents)
    assert [at for _row, _content, at in heard] == [NOW, NOW]
    assert [(reply, language) for _row, _message, reply, language in told] == [(HELLO, "ar")] * 2


def replace_content(content: Words | Place, id: str) -> Incoming:
    return replace(words("", id=id), content=content)


async def test_migrations_are_known_to_be_pending_or_not(address: str) -> None:
    fresh = Database(address)
    assert await fresh.pending()
    await fresh.migrate()
    assert not await fresh.pending()
    await fresh.migrate()
    await fresh.close()


async def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import Connection

    from bot.store.tables import metadata

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
