"""The calls that make up a reply on Telegram: words, buttons, a calendar file. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.channels import pieces
from bot.channels.calendar import ics
from bot.translations import Rendered

MOST_BUTTONS = 100
SHORT_LABEL = 16  # characters: two such buttons share a row on a small phone


def parts(rendered: Rendered) -> tuple[dict[str, Any], ...]:
    """The calls that make up a reply; the buttons hang on its last words, a calendar file comes after."""
    calls: list[dict[str, Any]] = [{"text": piece} for piece in pieces.telegram(rendered)]
    if rendered.share:
        share = KeyboardButton(f"📍 {rendered.share}", request_location=True)
        rows = [[share], *([KeyboardButton(label)] for _data, label in rendered.buttons)]
        calls[-1]["reply_markup"] = ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    elif rendered.buttons:
        calls[-1]["reply_markup"] = InlineKeyboardMarkup(_rows(rendered.buttons[:MOST_BUTTONS]))
    if rendered.event:
        file = {"document": ics(rendered.event, rendered.language), "filename": "appointment.ics"}
        calls.append({**file, "caption": rendered.saves})
    return tuple(calls)


def _rows(buttons: Sequence[tuple[str, str]]) -> list[list[InlineKeyboardButton]]:
    """One button a row; two where both are short."""
    rows: list[list[InlineKeyboardButton]] = []
    half = False
    for data, label in buttons:
        button, short = InlineKeyboardButton(label, callback_data=data), len(label) <= SHORT_LABEL
        if half and short:
            rows[-1].append(button)
            half = False
        else:
            rows.append([button])
            half = short
    return rows
