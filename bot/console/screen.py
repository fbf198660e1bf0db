"""The console's pages in the operator's language, Italian or English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.translations import catalogue

FILES = Path(__file__).parent
LANGUAGES = ("it", "en")
ZONE = ZoneInfo("Europe/Rome")
FRESH = {"Cache-Control": "no-store"}


def local(at: datetime) -> datetime:
    """Wall time in Italy, where the desks are."""
    return at.astimezone(ZONE)


@cache
def pages(language: str) -> Environment:
    """The templates with one language's words, dates and spans."""
    environment = Environment(
        loader=FileSystemLoader(FILES / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(language, "console"), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.filters |= {
        "day": lambda at: format_date(at, "EEEE d MMMM", locale=language),
        "clock": lambda at: format_time(at, "HH:mm", locale=language),
        "span": lambda span: format_timedelta(span, threshold=1, locale=language),  # 23 hours are no day
        "moment": lambda at: format_datetime(local(at), "d MMM HH:mm", locale=language),
        "dated": lambda at: format_datetime(local(at), "d MMM y HH:mm", locale=language),
        "iso": datetime.isoformat,
    }
    return environment


def page(template: str, language: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """Render a page. It is never kept by a browser: it may show what people wrote."""
    html = pages(language).get_template(template).render({"language": language, **values})
    return HTMLResponse(html, status, FRESH)
