"""What people type and find on the screen for an appointment, in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.agenda import instant
from bot.knowledge.load import load
from bot.knowledge.model import Knowledge
from bot.messages import Passage, Text
from bot.translations import Voice, catalogue
from tests.conftest import ROOT

THURSDAY = date(2026, 11, 26)  # three days ahead: WhatsApp's window is closed when the reminder is due
EVE = instant(THURSDAY - timedelta(days=1), time(10), ZoneInfo("Europe/Rome"))
CONTENT = {code: f"HX{number:032x}" for number, code in enumerate(("it", "en", "ar"), 1)}


@cache
def base() -> Knowledge:
    return load(ROOT / "knowledge")


@dataclass
class Words:
    """What somebody types, and what they find on the screen, in their language."""

    language: str
    menu: str
    day: str
    later: str
    time: str
    name: str
    hello: str

    def label(self, text: str) -> str:
        return Voice(self.language, base()).label(Text(text))

    def begins(self, text: str) -> str:
        """The first line of a sentence of the service's."""
        return catalogue(self.language).gettext(text).split("\n")[0]

    @property
    def desk(self) -> str:
        where = {"name": "Sportello di esempio A", "municipality": "Pesaro"}
        return Voice(self.language, base()).label(Text("{name}, {municipality}", where))

    @property
    def service(self) -> str:
        return Voice(self.language, base()).label(Passage("service.permits", "name"))


THREE = [
    Words("it", "menu", "giovedì", "venerdì", "9:30", "Nur", "buongiorno, vorrei informazioni"),
    Words("en", "menu", "thursday", "friday", "9:30", "Nur", "good morning to you all"),
    Words("ar", "القائمة", "الخميس", "الجمعة", "٩:٣٠", "نور", "مرحبا"),
]
