"""Settings, read and checked once at start: every fault at once, each with how to mend it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HOME = Path(__file__).parents[1]
PREFIX = "SPORTELLO_"
SID = re.compile(r"HX[0-9a-fA-F]{32}")
Sids = Annotated[dict[str, str], NoDecode]  # ContentSids of Twilio's, by language


class SettingsError(Exception):
    """The settings cannot be used; the text names every fault and its remedy."""


class Settings(BaseSettings):
    """Everything that differs between installations, from the environment or `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    database_url: str = Field(
        f"sqlite:///{HOME / 'data' / 'sportello.db'}", description="SQLite file or PostgreSQL address"
    )
    port: int = Field(8000, ge=1, le=65535, description="port of the web chat and the webhooks")
    public_url: str | None = Field(
        None, description="https address under which the internet reaches this service"
    )
    knowledge: Path = Field(HOME / "knowledge", description="folder of the knowledge base")
    territory: str | None = Field(None, description="name of a folder in the knowledge base's `territories`")
    cache: Path = Field(HOME / "data", description="folder where what is fitted at start is kept")
    sentence_model: bool = Field(True, description="whether the sentence model helps, where it is installed")
    telegram_token: str | None = Field(None, description="token from @BotFather; switches Telegram on")
    telegram_secret: str | None = Field(
        None, description="secret of Telegram's webhook; made from the token if unset"
    )
    telegram_base_url: str = Field("https://api.telegram.org/bot", description="address of the Bot API")
    telegram_base_file_url: str = Field(
        "https://api.telegram.org/file/bot", description="address of its files"
    )
    twilio_account_sid: str | None = Field(
        None, description="account (AC...); with the next two switches WhatsApp on"
    )
    twilio_auth_token: str | None = Field(None, description="its auth token")
    twilio_whatsapp_from: str | None = Field(None, description="WhatsApp sender, with country code (+39...)")
    twilio_base_url: str | None = Field(None, description="address of Twilio's interface")

    twilio_templates: Sids = Field(
        {}, description='approved templates that ask somebody to write, by language: {"it": "HX..."}'
    )
    twilio_reminders: Sids = Field(
        {},
        description="approved templates that remind of an appointment ({{1}} when, {{2}} where), by language",
    )
    metrics_token: str | None = Field(None, min_length=16, description="switches /metrics on, for its bearer")
    operator_silence: int = Field(
        20, ge=1, description="minutes after which the talks of an operator who is silent go back in line"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not re.match(r"(sqlite|postgres|postgresql)(\+\w+)?://", value):
            raise ValueError("write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
        return value

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, value: str | None) -> str | None:
        if value and not re.match(r"https?://[^/]+$", value.rstrip("/")):
            raise ValueError(
                "write the address with https:// and without a path, as https://chat.example.org"
            )
        return value.rstrip("/") if value else value

    @field_validator("telegram_token")
    @classmethod
    def _whole_token(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"\d+:[\w-]{20,}", value):
            raise ValueError("copy the whole token from @BotFather, as 123456:ABC...")
        return value

    @field_validator("telegram_secret")
    @classmethod
    def _allowed_secret(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value):
            raise ValueError("use 1 to 256 of the characters A-Z a-z 0-9 _ -")
        return value

    @field_validator("twilio_templates", "twilio_reminders", mode="before")
    @classmethod
    def _whole_sids(cls, value: object) -> object:
        """Read here and not by the library, whose fault for broken JSON hides all others."""
        try:
            sids = json.loads(value) if isinstance(value, str) else value
        except ValueError:
            sids = None
        if not isinstance(sids, dict) or not all(SID.fullmatch(str(sid)) for sid in sids.values()):
            raise ValueError('write the whole ContentSid of each language, as {"it": "HX0123..."}')
        return sids

    @field_validator("knowledge")
    @classmethod
    def _is_folder(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError(f"there is no folder {value}")
        return value

    @model_validator(mode="after")
    def _whole_twilio(self) -> Settings:
        twilio = {
            "TWILIO_ACCOUNT_SID": self.twilio_account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio_auth_token,
            "TWILIO_WHATSAPP_FROM": self.twilio_whatsapp_from,
        }
        if any(twilio.values()):
            missing = [PREFIX + name for name, value in twilio.items() if not value]
            if not self.public_url:
                missing.append(f"{PREFIX}PUBLIC_URL")
            if missing:
                raise ValueError(
                    f"WhatsApp needs {', '.join(missing)} as well; or remove the Twilio settings"
                )
        return self

    @property
    def webhook_secret(self) -> str:
        """What proves that a webhook call comes from Telegram; made from the token unless it is set."""
        made = hashlib.sha256(f"sportello webhook {self.telegram_token}".encode()).hexdigest()
        return self.telegram_secret or made


def read_settings(**overrides: Any) -> Settings:
    """Read the settings. Raises `SettingsError` with all faults."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(_fault(dict(each)) for each in error.errors())) from None


def _fault(error: dict[str, Any]) -> str:
    name = PREFIX + "_".join(str(part) for part in error["loc"]).upper() if error["loc"] else "Settings"
    return f"{name}: {error['msg'].removeprefix('Value error, ')}."
