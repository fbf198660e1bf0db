"""Dialogues with the tasks: they keep their question open, whatever comes between."""

from datetime import UTC, datetime

from bot.effects import Forget, Speak
from bot.messages import Place, Pressed
from bot.world import Kept
from tests.conftest import NOW, Person


def test_language_changes_at_any_step_and_shows_the_page_again(person: Person) -> None:
    person.say("how do I get a tax code")
    assert person.say("lingua") == ["Which language do you want to use?"]
    assert person.labels == ["Continua in italiano", "Continue in English", "المتابعة بالعربية"]
    (text,) = person.press("Continua in italiano")
    assert text.startswith("Ora parliamo italiano.\n\nCodice fiscale")
    assert person.effects == [Speak("it")]


def test_language_once_chosen_is_not_guessed_any_more(person: Person) -> None:
    person.open()
    person.press("Continua in italiano")
    assert person.session.chosen
    person.say("how do I get a tax code")
    assert person.session.language == "it"


def test_language_keeps_a_task(person: Person) -> None:
    person.say("desks")
    person.say("language")
    (text,) = person.say("3")
    assert text.startswith("نتكلم الآن بالعربية.")
    assert "في أي مدينة أنت؟" in text


def test_language_button_of_an_old_message_gets_a_new_offer(person: Person) -> None:
    person.say("language")
    old = person.replies[0].buttons[0][0]
    person.say("menu")
    (text,) = person.send(Pressed(old))
    assert text == "That button belongs to an earlier message. This is where we are now:"
    assert person.labels
    person.say("language")
    (text,) = person.send(Pressed(old))
    assert text.startswith("That button belongs to an earlier message.")
    assert text.endswith("Which language do you want to use?")
    assert person.effects == []


def test_desks_by_the_name_of_a_town_typed_nearly_right(person: Person) -> None:
    person.open()
    assert person.say("desks") == ["In which town are you? Write its name, or share your position."]
    assert person.replies[0].share == "Share my position"
    (text,) = person.say("Pesarro")
    assert text.startswith("The nearest information desks:")
    assert text.count("Map:") == 3
    assert "It does not exist." in text
    assert "Open now, until Monday 23 November, 13:00." in text
    assert text.index("Pesaro") < text.index("Fano")
    assert "Languages spoken: Italian, English, Arabic, and French." in text


def test_desks_by_a_shared_position_even_when_nobody_asked(person: Person) -> None:
    (text,) = person.share(43.6, 13.5)
    assert "about 1 km away" in text
    assert person.labels == ["Another town", "Menu"]
    person.press("Another town")
    (again,) = person.send(Place(43.6, 13.5))
    assert again in text


def test_desks_in_an_unknown_place_asks_again(person: Person) -> None:
    person.say("desks")
    (text,) = person.say("xyzzy")
    assert text.startswith("I do not know this place.")
    assert text.endswith("or share your position.")
    assert person.send(Pressed("@desks 95,200"))[0].startswith("I do not know this place.")
    assert person.send(Pressed("@desks north"))[0].startswith("I do not know this place.")


def test_desks_question_waits_while_another_question_is_answered(person: Person) -> None:
    person.say("desks")
    answer, question = person.say("how do I get a tax code")
    assert answer.startswith("Tax code")
    assert question == "In which town are you? Write its name, or share your position."
    assert person.say("Fano")[0].startswith("The nearest information desks:")


def test_desks_that_are_closed_say_when_they_open(person: Person) -> None:
    person.now = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)  # Christmas Eve, in the evening
    person.say("desks")
    (text,) = person.say("Pesaro")
    assert "Closed now. It opens Monday 28 December, 09:00." in text


def test_privacy_tells_what_is_kept(person: Person) -> None:
    person.kept = Kept(3, NOW)
    (text,) = person.say("privacy")
    assert "Of this conversation 3 messages of yours are kept, since 23 November 2026." in text
    person.kept = Kept(1, NOW)
    assert "one message of yours is kept" in person.say("privacy")[0]


def test_forget_asks_once_then_erases(person: Person) -> None:
    person.say("privacy")
    (text,) = person.press("Delete everything")
    assert text.startswith("Shall I delete all messages")
    (text,) = person.press("No")
    assert text == "Nothing was deleted."
    person.say("delete my data")
    (text,) = person.press("Yes")
    assert text.startswith("Done: this conversation is deleted.")
    assert person.effects == [Forget()]


def test_forget_wants_a_yes_or_a_no(person: Person) -> None:
    person.say("delete my data")
    (text,) = person.say("hmm")
    assert text.startswith("Please answer yes or no.")
    (text,) = person.say("sì")
    assert text.startswith("Done:")


def test_cancel_stops_a_task_and_goes_home_from_a_page(person: Person) -> None:
    person.say("how do I get a tax code")
    person.say("desks")
    (text,) = person.say("annulla")
    assert text.startswith("All right, I have stopped this.\n\nTax code")
    (text,) = person.say("cancel")
    assert text.startswith("All right.\n\nHow can I help you?")


def test_back_from_the_first_question_of_a_task_turns_to_the_page_below(person: Person) -> None:
    (page,) = person.say("how do I get a tax code")
    person.say("desks")
    (text,) = person.say("back")
    assert page.startswith(text)
