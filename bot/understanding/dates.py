"""Days and times as people write them, in three languages, with dialects and any script's digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time, timedelta

from bot.understanding.normalise import fold

# Days counted from today, the longest expression first.
AHEAD: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2, ("dopodomani", "dopo domani", "day after tomorrow", "overmorrow", "بعد غد", "بعد بكرا", "بعد بكرة")),
    (2, ("بعد غدا", "بعد غدوة", "ba3d bokra", "baad bokra", "ba3d ghodwa", "b3d ghda")),
    (-2, ("altro ieri", "day before yesterday", "أول أمس", "أول امبارح", "أول مبارح", "wel bare7")),
    (-1, ("ieri", "yesterday", "yday", "أمس", "امبارح", "مبارح", "البارح", "embare7", "mbare7", "lbare7")),
    (1, ("domani", "dmn", "domattina", "tomorrow", "tomorow", "tommorow", "tmrw", "tmr", "2morrow")),
    (
        1,
        ("غدا", "غد", "بكرا", "بكرة", "بكره", "باكر", "غدوة", "bokra", "bukra", "boukra", "ghodwa", "ghedwa"),
    ),
    (1, ("ghadan", "ghdda", "ghedda")),
    (0, ("oggi", "stamattina", "stasera", "today", "tdy", "tonight", "اليوم", "النهارده", "النهاردة")),
    (
        0,
        (
            "هاليوم",
            "lyoum",
            "lyom",
            "elyoum",
            "el youm",
            "el yom",
            "alyawm",
            "elnaharda",
            "ennharda",
            "lyouma",
        ),
    ),
)
WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("lunedi", "lun", "monday", "mon", "الاثنين", "الإثنين", "اثنين", "الاتنين", "tnin", "letnin", "etnen"),
    (
        "martedi",
        "mar",
        "tuesday",
        "tue",
        "tues",
        "الثلاثاء",
        "ثلاثاء",
        "التلات",
        "الثلاثا",
        "tlata",
        "ettlat",
    ),
    (
        "mercoledi",
        "mer",
        "wednesday",
        "wed",
        "الأربعاء",
        "اربعاء",
        "الاربعا",
        "الاربع",
        "larb3",
        "larba3",
        "arb3a",
    ),
    ("giovedi", "gio", "thursday", "thu", "thur", "thurs", "الخميس", "خميس", "lkhmis", "khamis", "elkhamis"),
    ("venerdi", "ven", "friday", "fri", "الجمعة", "جمعة", "jem3a", "jom3a", "jjm3a", "gom3a", "elgom3a"),
    ("sabato", "sab", "saturday", "sat", "السبت", "سبت", "sebt", "ssebt", "elsabt"),
    ("domenica", "dom", "sunday", "sun", "الأحد", "احد", "الحد", "7ad", "l7ad", "el7ad", "elahad"),
)
MONTHS: tuple[tuple[str, ...], ...] = (
    ("gennaio", "gen", "january", "jan", "يناير", "جانفي", "كانون الثاني"),
    ("febbraio", "feb", "february", "فبراير", "فيفري", "شباط"),
    ("marzo", "mar", "march", "مارس", "آذار"),
    ("aprile", "apr", "april", "أبريل", "أفريل", "نيسان"),
    ("maggio", "mag", "may", "مايو", "ماي", "أيار"),
    ("giugno", "giu", "june", "jun", "يونيو", "جوان", "حزيران"),
    ("luglio", "lug", "july", "jul", "يوليو", "جويلية", "تموز"),
    ("agosto", "ago", "august", "aug", "أغسطس", "أوت", "آب"),
    ("settembre", "set", "sett", "september", "sep", "sept", "سبتمبر", "أيلول"),
    ("ottobre", "ott", "october", "oct", "أكتوبر", "تشرين الأول"),
    ("novembre", "nov", "november", "نوفمبر", "تشرين الثاني"),
    ("dicembre", "dic", "december", "dec", "ديسمبر", "كانون الأول"),
)
AFTERNOON = ("pm", "pomeriggio", "sera", "afternoon", "evening", "مساء", "المسا", "بعد الظهر", "العصر")
NOON = ("mezzogiorno", "noon", "midday", "الظهر", "ظهرا")
HALF = ("mezza", "mezzo", "half past", "نصف", "ونصف", "ونص", "نص")
WEEKS = 6  # a weekday may mean any of the coming ones
JUST_PAST = timedelta(days=90)  # a date without a year that lies no further back is meant as past


def days(text: str, today: date) -> tuple[date, ...]:
    """The days that a text may mean, the likeliest first; none if it names no day."""
    said = f" {fold(text)} "
    for ahead, words in AHEAD:
        if _names(said, words):
            return (today + timedelta(days=ahead),)
    if found := _dated(said, today):
        return found
    for weekday, words in enumerate(WEEKDAYS):
        if _names(said, words):
            first = today + timedelta(days=(weekday - today.weekday()) % 7)
            return tuple(first + timedelta(weeks=week) for week in range(WEEKS))
    return _of_month(said, today)


def times(text: str) -> tuple[tuple[time, bool], ...]:
    """The times that a text may mean, the likeliest first, each with whether the minutes were said."""
    said = f" {fold(text)} "
    if _names(said, NOON) and not re.search(r"\d", said):
        return ((time(12), True),)
    found = re.search(r"(?<!\d)(\d{1,2})(?: (?:e|and|و) | ?[h ] ?)?(\d{2})?(?!\d)", said)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return ()
    hour, minute = int(found[1]), int(found[2] or 0)
    half = found[2] is None and _names(said, HALF)
    exact, minute = found[2] is not None or half, 30 if half else minute
    later = hour < 12 and (_names(said, AFTERNOON) or hour < 8)
    hours = (hour + 12, hour) if later else (hour,)
    return tuple((time(each, minute), exact) for each in hours)


def _names(said: str, words: Iterable[str]) -> bool:
    return any(f" {fold(word)} " in said for word in words)


def _dated(said: str, today: date) -> tuple[date, ...]:
    """A date in figures, or with the name of its month. The day comes first, as in Italy and in Arabic."""
    if found := re.search(r" (\d{4}) (\d{1,2}) (\d{1,2}) ", said):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.search(r" (\d{1,2}) (\d{1,2})(?: (\d{4}|\d{2}))? ", said):
        return _near(int(found[1]), int(found[2]), found[3], today)
    for month, words in enumerate(MONTHS, 1):
        if _names(said, words) and (found := re.search(r" (\d{1,2})(?:st|nd|rd|th)? ", said)):
            year = re.search(r" (\d{4}) ", said)
            return _near(int(found[1]), month, year[1] if year else None, today)
    return ()


def _of_month(said: str, today: date) -> tuple[date, ...]:
    """Only the day of the month: the next that has that number."""
    found = re.fullmatch(r" (?:[^\d\s]+ ){0,2}(\d{1,2})(?:st|nd|rd|th)? ", said)
    if found is None:
        return ()
    ahead = (today + timedelta(days=day) for day in range(62))
    return tuple(day for day in ahead if day.day == int(found[1]))[:1]


def _near(day: int, month: int, year: str | None, today: date) -> tuple[date, ...]:
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = _date(today.year, month, day)
    if this and this[0] >= today - JUST_PAST:
        return this
    return _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()
