"""Logs as one JSON object a line. No message texts, numbers or names: only what the code names in `extra`."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

NAMED = ("channel", "row", "code")


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        line["what"] = record.getMessage()
        line |= {key: record.__dict__[key] for key in NAMED if key in record.__dict__}
        if record.exc_info and record.exc_info[1]:
            line["error"] = type(record.exc_info[1]).__name__
            line["trace"] = _places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _places(error: BaseException) -> list[str]:
    """Where it went wrong: files and lines, without values, which may hold what a person wrote."""
    places, trace = [], error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]


def set_up(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "telegram", "twilio", "alembic", "aiosqlite", "asyncio"):
        logging.getLogger(chatty).setLevel(
            logging.WARNING
        )  # their lines hold addresses with tokens and numbers
