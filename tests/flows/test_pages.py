"""Dialogues with the pages: welcome, menu, topics, answers, suggestions, what is not known."""

from bot.effects import Rate
from bot.messages import Media, Pressed
from tests.conftest import Person


def test_welcome_greets_in_the_language_of_the_app(person: Person) -> None:
    (text,) = person.open()
    assert text.startswith("Hello! I give information")
    assert "privacy" in text
    assert person.labels == ["Continua in italiano", "المتابعة بالعربية", "See the topics"]


def test_welcome_speaks_all_languages_while_none_is_known(person: Person) -> None:
    person.language = "fr"
    (text,) = person.open()
    assert "Ciao!" in text
    assert "Hello!" in text
    assert "مرحبا" in text
    assert person.labels[:3] == ["Continua in italiano", "Continue in English", "المتابعة بالعربية"]


def test_welcome_by_a_link_opens_the_answer(person: Person) -> None:
    assert person.open("permits-renew")[0].startswith("Renew")


def test_whoever_opens_with_a_question_gets_the_answer_at_once(person: Person) -> None:
    (text,) = person.say("come rinnovo il permesso di soggiorno?")
    assert text.startswith("Rinnovare il permesso")
    assert text.endswith("Scrivi “privacy” per leggere che cosa è conservato.")
    assert "automatico" not in person.say("codice fiscale")[0]


def test_menu_leads_through_topics_to_answers_and_back(person: Person) -> None:
    person.open()
    (text,) = person.press("See the topics")
    assert text == "How can I help you? Write your question, or choose:"
    assert "Work" in person.labels
    (text,) = person.press("Work")
    assert text.endswith("What do you want to know?")
    topic = person.labels
    person.press(topic[0])
    assert "This helped me" in person.labels
    person.say("back")
    assert person.labels == topic
    person.say("indietro")
    assert "More choices" in person.labels


def test_menu_is_paged_and_numbers_work_in_any_script(person: Person) -> None:
    person.say("menu")
    first = person.labels
    assert len(first) <= 11
    person.say(f"{first.index('More choices') + 1}.")
    assert "Talk to a person" in person.labels
    person.say("menu")
    (text,) = person.say("١")
    assert text.endswith("What do you want to know?")


def test_menu_understands_a_label_typed_nearly_right_in_another_language(person: Person) -> None:
    person.say("menu")
    assert person.say("perm. di soggiorno")
    person.say("menu")
    (text,) = person.say("Permesso di sogiorno")
    assert text.endswith(("What do you want to know?", "Che cosa vuoi sapere?"))


def test_topic_that_does_not_exist_leads_to_the_menu(person: Person) -> None:
    person.open()
    assert person.send(Pressed("@topic nothing"))[-1].startswith("How can I help you?")


def test_answer_shows_text_source_date_and_ways_on(person: Person) -> None:
    (text,) = person.say("how do I get a tax code")
    assert text.startswith("Tax code")
    assert "Source: " in text
    assert "https://" in text
    assert "Checked on 22 November 2026." in text
    assert {"Documents", "Talk to a person", "This helped me", "This did not help"} <= set(person.labels)


def test_answer_opens_its_sections_and_comes_back(person: Person) -> None:
    (whole,) = person.say("come ottengo il codice fiscale?")
    person.press("Documenti")
    assert "Torna alla risposta" in person.labels
    assert "Documenti" not in person.labels
    (again,) = person.press("Torna alla risposta")
    assert again.split("\n")[0] == whole.split("\n")[0]


def test_answer_that_was_removed_leads_on_kindly(person: Person) -> None:
    person.open()
    (text,) = person.send(Pressed("@answer permits.never_was"))
    assert text.startswith("This answer is no longer here.")
    assert "How can I help you?" in text


def test_answer_in_another_language_than_the_chosen_one_offers_it(person: Person) -> None:
    person.open()
    person.press("المتابعة بالعربية")
    (text,) = person.say("come rinnovo il permesso di soggiorno?")
    assert text.startswith("\u200f") or "تصريح" in text
    assert person.labels[-1] == "Continua in italiano"


def test_useful_is_counted_and_the_page_stays_open(person: Person) -> None:
    person.say("come ottengo il codice fiscale?")
    (text,) = person.press("Mi è servito")
    assert text == "Grazie, ne sono contento. Chiedimi pure altro."
    person.say("codice fiscale")
    (text,) = person.press("Non mi è servito")
    assert "Trova uno sportello" in person.labels
    assert person.effects == [Rate("documents.codice_fiscale", True), Rate("documents.codice_fiscale", False)]


def test_useful_for_nothing_does_nothing(person: Person) -> None:
    person.open()
    person.send(Pressed("@useful nothing.here yes"))
    person.send(Pressed("@useful documents.codice_fiscale perhaps"))
    assert person.effects == []


def test_suggest_offers_questions_to_choose_from(person: Person) -> None:
    person.open()
    (text,) = person.send(Pressed("@suggest permits.renew permits.cost"))
    assert text == "I am not sure I understood. Did you mean:"
    assert person.labels[-1] == "None of these"
    person.say("2")
    assert "Checked on" in person.replies[0].text


def test_suggest_without_anything_says_so(person: Person) -> None:
    person.open()
    assert person.send(Pressed("@suggest"))[0].startswith("I do not know this.")


def test_unknown_is_said_with_ways_on(person: Person) -> None:
    person.open()
    (text,) = person.say("zzyzx qwrtp flmbx")
    assert text == "I do not know this. Try other words, few and simple, or choose:"
    assert person.labels == ["Talk to a person", "Find a desk", "See the topics"]


def test_smalltalk_is_answered_in_kind(person: Person) -> None:
    person.say("menu")
    (text,) = person.say("thank you")
    assert "Thank" in text or "welcome" in text
    assert person.labels == ["See the topics"]
    assert person.send(Pressed("@smalltalk nonsense"))[-1].startswith("How can I help you?")


def test_about_says_what_this_is(person: Person) -> None:
    (text,) = person.say("about")
    assert "I am a program, not a person." in text
    assert person.labels == ["Privacy", "Menu"]


def test_urgent_card_comes_first_and_in_every_state(person: Person) -> None:
    person.open()
    (card,) = person.say("my husband beats me")
    assert person.replies[0].urgent
    assert "1522" in card
    person.say("desks")
    card, question = person.say("mio marito mi picchia")
    assert "1522" in card
    assert question.startswith("In che città sei?")


def test_urgent_of_no_kind_leads_to_the_menu(person: Person) -> None:
    person.open()
    assert person.send(Pressed("@urgent boredom"))[-1].startswith("How can I help you?")


def test_what_is_no_words_gets_a_kind_reply(person: Person) -> None:
    assert person.show(Media("voice", "file"))[0].startswith("I cannot listen to voice notes yet.")
    assert person.show(Media("picture"))[0].startswith("I cannot look at pictures yet.")
    assert person.show(Media("file", caption="how do I get a tax code"))[0].startswith("Tax code")
    assert person.say("🌵")[0].startswith("I found no words")
    assert person.say("")[0].startswith("I found no words")
    assert person.labels
