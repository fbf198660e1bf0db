"""Logs are lines of JSON that hold no words of a person."""

from __future__ import annotations

import io
import json
import logging

from bot.logs import Lines


def test_a_line_says_where_and_what_but_never_the_values() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines())
    logger = logging.Logger("bot.test")
    logger.addHandler(handler)
    try:
        raise ValueError("mi chiamo Amina, +39 000")
    except ValueError:
        logger.exception("a turn failed", extra={"channel": "web", "row": 5, "text": "secret"})
    line = json.loads(out.getvalue())
    assert (line["level"], line["what"], line["channel"], line["row"]) == ("error", "a turn failed", "web", 5)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["trace"][0]
    assert "Amina" not in out.getvalue()
    assert "secret" not in out.getvalue()
