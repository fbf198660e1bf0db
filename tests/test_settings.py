"""Settings: every fault at once, each with how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import HOME, SettingsError, read_settings
from tests.service import environment


def faults(**values: str) -> str:
    with environment(values), pytest.raises(SettingsError) as caught:
        read_settings(_env_file=None)
    return str(caught.value)


def test_nothing_needs_to_be_set() -> None:
    with environment({"SPORTELLO_TELEGRAM_TOKEN": ""}):
        settings = read_settings(_env_file=None)
    assert settings.database_url == f"sqlite:///{HOME / 'data' / 'sportello.db'}"
    assert settings.port == 8000
    assert settings.telegram_token is None


def test_all_faults_are_told_at_once_with_the_remedy() -> None:
    told = faults(
        SPORTELLO_DATABASE_URL="mysql://x",
        SPORTELLO_PORT="99999",
        SPORTELLO_PUBLIC_URL="chat.example.org/path",
        SPORTELLO_TELEGRAM_TOKEN="abc",
        SPORTELLO_TELEGRAM_SECRET="with space",
        SPORTELLO_KNOWLEDGE="/nowhere/at/all",
    )
    assert len(told.splitlines()) == 6
    assert "SPORTELLO_DATABASE_URL: write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME." in told
    assert "SPORTELLO_KNOWLEDGE: there is no folder /nowhere/at/all." in told
    assert "SPORTELLO_TELEGRAM_TOKEN: copy the whole token from @BotFather" in told


def test_half_of_twilio_is_a_fault_that_names_the_other_half() -> None:
    told = faults(SPORTELLO_TWILIO_ACCOUNT_SID="AC1")
    for name in ("TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM", "PUBLIC_URL"):
        assert f"SPORTELLO_{name}" in told


def test_a_file_works_as_well_as_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "SPORTELLO_PORT=8123\nSPORTELLO_PUBLIC_URL=https://a.example/\n", encoding="utf-8"
    )
    with environment({}):
        settings = read_settings(_env_file=tmp_path / ".env")
    assert (settings.port, settings.public_url) == (8123, "https://a.example")


def test_the_webhook_secret_is_made_from_the_token_unless_it_is_set() -> None:
    token = "123456:" + "A" * 35
    with environment({"SPORTELLO_TELEGRAM_TOKEN": token}):
        made = read_settings(_env_file=None).webhook_secret
    assert len(made) == 64
    assert token not in made
    with environment({"SPORTELLO_TELEGRAM_TOKEN": token, "SPORTELLO_TELEGRAM_SECRET": "mine"}):
        assert read_settings(_env_file=None).webhook_secret == "mine"


def test_templates_are_named_by_language_and_by_whole_ids() -> None:
    right = '{"it": "HX0123456789abcdef0123456789abcdef"}'
    with environment({"SPORTELLO_TWILIO_REMINDERS": right}):
        assert list(read_settings(_env_file=None).twilio_reminders) == ["it"]
    for wrong in ('{"it": "HX..."}', '{"it": ""}', "HX0123456789abcdef0123456789abcdef", "[]"):
        told = faults(SPORTELLO_TWILIO_REMINDERS=wrong, SPORTELLO_PORT="x")
        assert "SPORTELLO_TWILIO_REMINDERS: write the whole ContentSid of each language" in told
        assert len(told.splitlines()) == 2
