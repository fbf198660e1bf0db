"""Asking for a day and for a time, among those that are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.agenda import Slot
from bot.knowledge.model import Desk
from bot.messages import Content, Option, Pressed, Reply, Sentence, Text, Weekday, Words, _
from bot.questions import Unclear
from bot.understanding.dates import days, times

MORE = "more"
NOT_A_DAY = _("I did not understand the day. Choose one, or write it: tomorrow, Monday, 12/3.")
NOT_A_TIME = _("I did not understand the time. Choose one, or write it: 10, 10:30.")
DAY_OVER = _("That day is over. Choose one of these:")
DAY_FULL = _("There is no free time on that day. Choose one of these:")
TIME_TAKEN = _("That time is not free. Choose one of these:")


@dataclass(frozen=True, slots=True)
class Times:
    """The slots that may be chosen, on the wall clocks of their desks; of several, each is named."""

    slots: tuple[Slot, ...]
    desks: tuple[Desk, ...]

    def day(self, slot: Slot) -> date:
        return self.at(slot).date()

    def clock(self, slot: Slot) -> time:
        return self.at(slot).time()

    def at(self, slot: Slot) -> datetime:
        return slot.start.astimezone(ZoneInfo(self.desk(slot).zone))

    def desk(self, slot: Slot) -> Desk:
        return next(desk for desk in self.desks if desk.id == slot.desk)

    def days(self) -> tuple[date, ...]:
        return tuple(dict.fromkeys(self.day(slot) for slot in self.slots))

    def of(self, day: date) -> Times:
        return Times(tuple(slot for slot in self.slots if self.day(slot) == day), self.desks)

    def label(self, slot: Slot) -> Sentence:
        at = f"{self.clock(slot):%H:%M}"
        if len(self.desks) == 1:
            return _("{time}", time=at)
        return _("{time}, {desk}", time=at, desk=self.desk(slot).name)


@dataclass(frozen=True, slots=True)
class OnDay:
    """One of the free days. The answer kept is the day, as 2026-11-24, or `more` for the next page."""

    key: str
    text: Text
    free: Sequence[date]
    shown: Sequence[date]
    more: bool
    today: date

    def reply(self) -> Reply:
        options = tuple(Option(f"{day}", _("{day}", day=Weekday(day))) for day in self.shown)
        return Reply((self.text,), options + _more(self.more))

    def hear(self, content: Content) -> str:
        match content:
            case Pressed(data):
                return data
            case Words(text) if meant := days(text, self.today):
                return f"{next((day for day in meant if day in self.free), meant[0])}"
            case _:
                raise Unclear(NOT_A_DAY)

    def read(self, answer: str) -> date | None:
        """The day; None for more of them."""
        if answer == MORE and self.more:
            return None
        try:
            day = date.fromisoformat(answer)
        except ValueError:
            raise Unclear(NOT_A_DAY) from None
        if day not in self.free:
            raise Unclear(DAY_OVER if day < self.today else DAY_FULL, answered=True)
        return day


@dataclass(frozen=True, slots=True)
class AtTime:
    """One of the free slots of a day. The answer kept is the slot's key, or `more` for the next page."""

    key: str
    text: Text
    free: Times
    shown: Sequence[Slot]
    more: bool

    def reply(self) -> Reply:
        options = tuple(Option(slot.key, self.free.label(slot)) for slot in self.shown)
        return Reply((self.text,), options + _more(self.more))

    def hear(self, content: Content) -> str:
        match content:
            case Pressed(data):
                return data
            case Words(text) if meant := times(text):
                return self._fitting(meant)
            case _:
                raise Unclear(NOT_A_TIME)

    def read(self, answer: str) -> Slot | None:
        """The slot; None for more of them."""
        if answer == MORE and self.more:
            return None
        for slot in self.free.slots:
            if slot.key == answer:
                return slot
        raise Unclear(TIME_TAKEN, answered=True)

    def _fitting(self, meant: Sequence[tuple[time, bool]]) -> str:
        """The first free slot at a time; where only the hour was said, any in that hour."""
        for at, exact in meant:
            for slot in self.free.slots:
                clock = self.free.clock(slot)
                if clock == at or (not exact and clock.hour == at.hour):
                    return slot.key
        raise Unclear(TIME_TAKEN, answered=True)


def _more(more: bool) -> tuple[Option, ...]:
    return (Option(MORE, _("More choices")),) if more else ()
