"""A desk and the people who ask it, on both databases: who holds a conversation, and what is said to whom."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.hear import Brain
from bot.messages import Media, Passage, Pressed, Reply, Words
from bot.session import Holder, Session
from bot.store import talks
from bot.store.database import Database
from bot.store.handovers import PATIENCE
from bot.store.inbox import astray, item
from bot.store.tables import Author, Stage, State, audit, conversations, handovers, outbox
from bot.store.talks import Closed, NotFound, Taken
from bot.store.users import Role, find, matches, named, present
from tests.desk import DESK, PASSWORD, Desk


@pytest.fixture
def desk(database: Database, brain: Brain) -> Desk:
    return Desk(database, brain)


async def faults(desk: Desk) -> list[str]:
    async with desk.database.reading() as connection:
        return await astray(connection, {each.id for each in desk.brain.knowledge.desks})


async def holder(desk: Desk, chat: str = "1") -> str:
    async with desk.database.reading() as connection:
        query = select(conversations.c.holder, conversations.c.session).where(conversations.c.chat == chat)
        kept, session = (await connection.execute(query)).one()
    assert Session.from_json(session).holder == kept
    return str(kept)


async def test_a_whole_talk_from_asking_to_closing(desk: Desk) -> None:
    ada = await desk.user("ada")
    number = await desk.ask()
    assert await holder(desk) == Holder.QUEUE
    await desk.outbox.drain()
    await desk.claim(ada, number)
    assert await holder(desk) == Holder.OPERATOR
    await desk.say("menu")
    await desk.send(Media("voice", "file1", "", 1000, "audio/ogg"))
    await desk.reply(ada, number, "Come on Monday {at} nine")
    await desk.close(ada, number)
    assert await holder(desk) == Holder.BOT
    await desk.send(Pressed(f"@thank {number} yes"))
    await desk.outbox.drain()
    said = [text.split("\n\n")[0] for _chat, text in desk.wire.taken]
    assert said[1].startswith("Done: a person of")
    assert said[2:] == [
        "\u2068Ada\u2069 answers you here now. Just write.",
        "Come on Monday {at} nine",
        "\u2068Ada\u2069 has closed this talk. From now on the bot answers you again.",
        "Thank you.",
    ]
    (found,) = await desk.see(desk.boss, "papers")
    assert (found.stage, found.closed_by, found.helped, found.owner) == (Stage.CLOSED, "operator", True, None)
    assert await faults(desk) == []


async def test_the_transcript_has_both_sides_in_order_with_what_was_understood(desk: Desk) -> None:
    ada = await desk.user("ada")
    await desk.say("how do I get a tax code")
    number = await desk.ask()
    await desk.claim(ada, number)
    desk.now += timedelta(seconds=1)
    async with desk.database.writing() as connection:
        await talks.note(connection, ada, number, "looks up the form", desk.now)
        desk.now += timedelta(seconds=1)
        shown = (Passage("documents.codice_fiscale", "answer"),)
        await talks.reply(connection, ada, number, shown, desk.now)
    await desk.send(Words("thank you", edited=True))
    lines = await desk.read(number)
    assert [line.side for line in lines] == [
        *("person", "reply", "person", "reply", "person", "reply", "reply", "note", "reply", "person"),
    ]
    assert lines[0].meaning
    assert lines[0].meaning["entry"] == "documents.codice_fiscale"
    assert 0 < lines[0].meaning["confidence"] <= 1
    assert [(line.author, line.by) for line in lines[6:9]] == [
        (Author.NOTICE, None),
        (None, "Ada"),
        (Author.OPERATOR, "Ada"),
    ]
    assert lines[8].reply == Reply((Passage("documents.codice_fiscale", "answer"),))
    assert lines[9].content == Words("thank you", edited=True)


async def test_one_of_two_who_claim_at_once_wins_and_the_other_is_told_by_whom(desk: Desk) -> None:
    users = [await desk.user("ada"), await desk.user("bea")]
    number = await desk.ask()
    ended = await asyncio.gather(*(desk.claim(user, number) for user in users), return_exceptions=True)
    lost = [each for each in ended if each is not None]
    assert len(lost) == 1
    assert isinstance(lost[0], Taken)
    winner = users[ended.index(None)]
    assert lost[0].by == winner.name
    await desk.claim(winner, number)  # a double click
    other = next(user for user in users if user is not winner)
    with pytest.raises(Taken):
        await desk.reply(other, number, "me too")
    with pytest.raises(Taken):
        await desk.close(other, number)


async def test_the_bot_is_silent_from_the_moment_somebody_takes_over(desk: Desk) -> None:
    ada = await desk.user("ada")
    number = await desk.ask()
    await desk.say("menu")
    await desk.claim(ada, number)
    await desk.outbox.drain()
    assert len(desk.wire.taken) == 1  # the word that somebody answers now
    states = [line.state for line in await desk.read(number) if line.author is Author.BOT]
    assert set(states) == {State.WITHHELD}


async def test_a_reply_on_its_way_again_after_a_crash_is_withheld_too(desk: Desk) -> None:
    from bot.store.outbox import claim, withheld

    ada = await desk.user("ada")
    number = await desk.ask()
    await claim(desk.database, ["wire"], desk.now)  # and the process dies
    await desk.claim(ada, number)
    (posting,) = await claim(desk.database, ["wire"], desk.now + timedelta(minutes=5))
    assert posting.author is Author.NOTICE
    async with desk.database.writing() as connection:
        again = update(outbox).where(outbox.c.state == State.WITHHELD).values(state=State.SENDING)
        await connection.execute(again)
    late = [line.row for line in await desk.read(number) if line.state is State.SENDING]
    from dataclasses import replace

    assert await withheld(desk.database, replace(posting, row=late[0], author=Author.BOT), desk.now)
    assert not await withheld(desk.database, posting, desk.now)


async def test_an_operator_outside_the_desk_sees_and_does_nothing(desk: Desk) -> None:
    await desk.user("ada")
    number = await desk.ask()
    eve = await desk.user("eve", "example_fano")
    clerk = await desk.user("clerk", role=Role.CLERK)
    for stranger in (eve, clerk):
        assert await desk.see(stranger) == []
        with pytest.raises(NotFound):
            await desk.claim(stranger, number)
        async with desk.database.reading() as connection:
            assert await item(connection, stranger, number) is None
    with pytest.raises(NotFound):
        await desk.claim(eve, number + 100)


async def test_passed_on_put_back_and_blocked(desk: Desk) -> None:
    ada, eve = await desk.user("ada"), await desk.user("eve", "example_fano")
    number = await desk.ask()
    await desk.claim(ada, number)
    async with desk.database.writing() as connection:
        await talks.transfer(connection, ada, number, "example_fano", desk.now)
    assert await holder(desk) == Holder.QUEUE
    await desk.claim(eve, number)
    async with desk.database.writing() as connection:
        await talks.requeue(connection, eve, number, desk.now)
    assert [each.stage for each in await desk.see(eve)] == [Stage.WAITING]
    async with desk.database.writing() as connection:
        await talks.block(connection, eve, number, desk.now)
    assert await holder(desk) == Holder.BOT
    await desk.send(Pressed("@operator"))
    assert await desk.see(desk.boss) == []
    with pytest.raises(Closed):
        await desk.claim(eve, number)
    async with desk.database.reading() as connection:
        actions = (await connection.execute(select(audit.c.action).order_by(audit.c.id))).scalars().all()
    assert actions == ["claim", "transfer", "claim", "requeue", "close", "block"]


async def test_emergencies_stand_first_in_the_line(desk: Desk) -> None:
    ada = await desk.user("ada")
    first, second = await desk.ask("a"), await desk.ask("b")
    await desk.say("my husband beats me", "b")
    assert [each.id for each in await desk.see(ada)] == [second, first]
    assert (await desk.see(ada))[0].urgent


async def test_a_person_who_waits_hears_a_kind_word_unless_the_talk_moved_on(desk: Desk) -> None:
    ada = await desk.user("ada")
    number = await desk.ask()
    await desk.outbox.drain()
    count = len(desk.wire.taken)
    desk.now += PATIENCE - timedelta(minutes=1)
    await desk.say("and one thing more")
    desk.now += timedelta(minutes=2)
    await desk.watch.look()  # the first timer is stale
    desk.now += PATIENCE
    await desk.watch.look()
    await desk.watch.look()
    await desk.outbox.drain()
    assert len(desk.wire.taken) == count + 2
    assert desk.wire.taken[-1][1].startswith("I have not forgotten you")
    await desk.claim(ada, number)
    desk.now += PATIENCE
    await desk.watch.look()
    await desk.outbox.drain()
    assert "answers you here now" in desk.wire.taken[-1][1]


async def test_the_talks_of_an_operator_who_is_silent_go_back_in_line(desk: Desk) -> None:
    ada = await desk.user("ada")
    number = await desk.ask()
    await desk.claim(ada, number)
    for _minute in range(4):
        desk.now += timedelta(minutes=10)
        async with desk.database.writing() as connection:
            await present(connection, ada, desk.now)
        await desk.watch.look()
    assert await holder(desk) == Holder.OPERATOR  # present, and nobody waits for an answer
    desk.now += timedelta(minutes=21)
    await desk.watch.look()
    assert await holder(desk) == Holder.QUEUE
    await desk.claim(ada, number)
    desk.now += timedelta(minutes=1)
    await desk.say("are you there?")
    desk.now += timedelta(minutes=21)
    async with desk.database.writing() as connection:
        await present(connection, ada, desk.now)
    await desk.watch.look()
    assert await holder(desk) == Holder.QUEUE  # present, but without an answer
    assert await faults(desk) == []


async def test_a_reply_outside_the_window_waits_for_the_person_and_goes_first(desk: Desk) -> None:
    ada = await desk.user("ada")
    desk.wire.window = timedelta(hours=24)
    number = await desk.ask()
    await desk.claim(ada, number)
    await desk.outbox.drain()
    desk.now += timedelta(hours=25)
    await desk.reply(ada, number, "one")
    await desk.reply(ada, number, "two")
    await desk.outbox.drain()
    assert desk.wire.taken[-1][1].startswith("Somebody of the information desk has answered you.")
    asked = [text for _chat, text in desk.wire.taken if text.startswith("Somebody")]
    assert len(asked) == 1
    await desk.close(ada, number)
    await desk.say("menu")
    await desk.outbox.drain()
    last = [text.split(" ")[0] for _chat, text in desk.wire.taken[-4:]]
    assert last == ["one", "two", "\u2068Ada\u2069", "How"]


async def test_forgetting_erases_the_talks_too(desk: Desk) -> None:
    await desk.user("ada")
    await desk.ask()
    await desk.send(Pressed("@forget"))
    await desk.say("yes")
    async with desk.database.reading() as connection:
        assert (await connection.execute(select(handovers))).first() is None
    assert await holder(desk) == Holder.BOT


async def test_the_database_itself_refuses_a_talk_without_owner_or_line(desk: Desk) -> None:
    await desk.user("ada")
    number = await desk.ask()
    for wrong in ({"state": "held"}, {"desk": ""}, {"owner": 1}):
        with pytest.raises(IntegrityError):
            async with desk.database.writing() as connection:
                await connection.execute(update(handovers).where(handovers.c.id == number).values(wrong))


async def test_what_went_astray_is_told_without_a_word_of_anybody(desk: Desk) -> None:
    ada = await desk.user("ada")
    one, two, three = await desk.ask("a"), await desk.ask("b"), await desk.ask("c")
    await desk.claim(ada, one)
    async with desk.database.writing() as connection:
        await connection.execute(update(handovers).where(handovers.c.id == one).values(owner=99))
        await connection.execute(update(handovers).where(handovers.c.id == two).values(desk="gone"))
        await connection.execute(update(handovers).where(handovers.c.id == three).values(state="closed"))
    assert await faults(desk) == [
        f"handover {one}: its owner is gone",
        f"handover {two}: there is no desk gone",
        "a conversation on wire waits in no line",
    ]


async def test_users_log_in_with_their_own_words_only(desk: Desk) -> None:
    ada = await desk.user("ada")
    async with desk.database.reading() as connection:
        known, hashed = await named(connection, " Ada ")
        nobody, nothing = await named(connection, "nobody")
        assert await find(connection, ada.id) == ada
        assert await find(connection, 99) is None
    assert known == ada
    assert matches(PASSWORD, hashed)
    assert not matches("wrong", hashed)
    assert nobody is None
    assert not matches("nobody else", nothing)
    assert ada.serves(DESK)
    with pytest.raises(IntegrityError):
        await desk.user("ada")
