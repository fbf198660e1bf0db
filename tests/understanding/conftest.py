"""What the parts of understanding are made from."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Knowledge
from bot.understanding.labels import examples
from bot.understanding.language import Languages, recognised
from bot.understanding.letters import Letters
from bot.understanding.reader import count
from bot.understanding.signs import Signs
from bot.understanding.vocabulary import Uses, Vocabulary


@pytest.fixture(scope="session")
def vocabulary(knowledge: Knowledge) -> Vocabulary:
    return count(knowledge, list(examples(knowledge)))


@pytest.fixture(scope="session")
def texts(vocabulary: Vocabulary) -> Uses:
    """The words of all texts."""
    return vocabulary.texts


@pytest.fixture(scope="session")
def languages(knowledge: Knowledge, texts: Uses) -> Languages:
    return Languages(knowledge, texts, Letters.of(recognised(knowledge)))


@pytest.fixture(scope="session")
def signs(knowledge: Knowledge, texts: Uses) -> Signs:
    return Signs(knowledge, texts)
