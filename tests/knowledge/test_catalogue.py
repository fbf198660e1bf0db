"""Everything of the catalogue is served, in every language, by an entry or a flow."""

from __future__ import annotations

import csv

import pytest

from bot.commands import SERVICES
from bot.engine import FLOWS
from bot.knowledge.model import Knowledge
from tests.conftest import ROOT

with (ROOT / "knowledge" / "catalogue.tsv").open(encoding="utf-8") as file:
    IDS = [row["id"] for row in csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t")]
ENTRIES = [name for name in IDS if not name.startswith("service.")]


def test_the_catalogue_is_whole() -> None:
    assert len(IDS) == len(set(IDS)) == 130
    assert len(ENTRIES) == 124


@pytest.mark.parametrize("code", ["it", "en", "ar"])
def test_every_entry_of_the_catalogue_is_written(knowledge: Knowledge, code: str) -> None:
    assert set(knowledge.entries) == set(knowledge.languages[code].entries) == set(ENTRIES)


def test_every_service_of_the_catalogue_leads_into_a_flow(knowledge: Knowledge) -> None:
    assert set(SERVICES.values()) == set(IDS) - set(ENTRIES)
    assert {command.value for command in SERVICES} <= set(FLOWS)
    for language in knowledge.languages.values():
        assert all(language.commands[command] for command in SERVICES)
