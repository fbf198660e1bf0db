"""Languages are told apart, also those that are only recognised."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Knowledge
from bot.understanding.language import Languages
from bot.understanding.signs import Signs

SENTENCES = [
    ("fr", "je voudrais renouveler mon permis de séjour"),
    ("es", "perdí mi trabajo, ¿tengo derecho a algo?"),
    ("ro", "cum îmi înscriu copilul la școală"),
    ("sq", "si mund te gjej nje mjek per femijen"),
    ("uk", "як отримати податковий код"),
    ("ru", "где можно бесплатно учить итальянский"),
    ("bn", "আমি ডাক্তার কোথায় পাব"),
    ("ur", "مجھے ڈاکٹر کہاں ملے گا"),
    ("zh", "怎么续签居留"),
    ("tr", "çocuğumu okula nasıl kaydederim"),
    ("fa", "چطور می توانم کارت سلامت بگیرم"),
    ("pt", "onde posso aprender italiano de graça"),
    ("it", "dove posso imparare l'italiano gratis"),
    ("en", "where can I learn Italian for free"),
    ("ar", "أين أتعلم الإيطالية مجانا"),
    ("ar", "وين الكي باش نجدد الورقة ديالي"),
]


@pytest.mark.parametrize(("code", "text"), SENTENCES)
def test_a_language_is_told(code: str, text: str, languages: Languages) -> None:
    assert languages.detect(text) == code


def test_phrases_of_the_languages_spoken_are_hardly_taken_for_others(
    knowledge: Knowledge, languages: Languages
) -> None:
    phrases = [
        phrase
        for language in knowledge.languages.values()
        for wording in language.entries.values()
        for phrase in wording.phrases
    ]
    taken = [phrase for phrase in phrases if languages.detect(phrase) in knowledge.tongues]
    assert len(taken) <= 0.01 * len(phrases), taken[:20]


def test_every_language_with_signs_of_emergencies_is_recognised(knowledge: Knowledge, signs: Signs) -> None:
    assert knowledge.omens.keys() == knowledge.tongues.keys()
    assert signs.find("il ne respire plus") == "medical"
