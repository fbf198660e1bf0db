"""Questions that were not answered, and what people thought of the answers: for those who write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz
from sqlalchemy import case, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.effects import Wonder
from bot.store.tables import questions, ratings
from bot.understanding.normalise import fold

KEPT = timedelta(days=180)  # the privacy notice promises six months at most
ALIKE = 90  # of 100: two questions in the same words but for a slip or their order
MOST_READ = 20_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was kept: `asked_at` is aware UTC, cut to the hour."""

    text: str
    language: str
    near: tuple[str, ...]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are nearly the same: the newest, and how many there are."""

    newest: Question
    count: int


@dataclass(frozen=True, slots=True)
class Votes:
    """How many found an entry useful, how many did not, and when the last of them said so (aware UTC)."""

    entry: str
    useful: int
    useless: int
    last: datetime


async def keep(connection: AsyncConnection, wonder: Wonder, now: datetime) -> None:
    """Keep a question without its minute, so that nobody is found by it, and drop those past their time."""
    await connection.execute(delete(questions).where(questions.c.asked_at < now - KEPT))
    hour = now.replace(minute=0, second=0, microsecond=0)
    values = {"text": wonder.text, "language": wonder.language, "near": list(wonder.near), "asked_at": hour}
    await connection.execute(questions.insert().values(values))


async def unanswered(connection: AsyncConnection, now: datetime) -> list[Question]:
    """What was kept and is not past its time, the newest first."""
    table = questions.c
    query = select(table.text, table.language, table.near, table.asked_at).where(table.asked_at >= now - KEPT)
    rows = await connection.execute(query.order_by(table.asked_at.desc(), table.id.desc()).limit(MOST_READ))
    return [Question(text, language, tuple(near), at) for text, language, near, at in rows]


def grouped(asked: Sequence[Question]) -> list[Group]:
    """Put near-equal questions together; the order is that of the first of each group."""
    groups: list[list[Question]] = []
    folded: list[str] = []
    for question in asked:
        said = fold(question.text)
        place = next((n for n, other in enumerate(folded) if alike(said, other)), None)
        if place is None:
            groups.append([question])
            folded.append(said)
        else:
            groups[place].append(question)
    return [Group(group[0], len(group)) for group in groups]


def alike(one: str, other: str) -> bool:
    """Whether two folded questions are nearly the same."""
    return one == other or fuzz.token_sort_ratio(one, other, score_cutoff=ALIKE) > 0


async def votes(connection: AsyncConnection) -> list[Votes]:
    """The votes on each entry, those with the most complaints first."""
    useful = func.sum(case((ratings.c.useful, 1), else_=0))
    query = select(ratings.c.entry, useful, func.count() - useful, func.max(ratings.c.at))
    rows = await connection.execute(query.group_by(ratings.c.entry))
    found = [Votes(entry, yes, no, last) for entry, yes, no, last in rows]
    return sorted(found, key=lambda each: (-each.useless, each.useful, each.entry))
