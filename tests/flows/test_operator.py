"""Dialogues about talking to a person: asking, waiting, talking, ending; and where nobody answers."""

from datetime import UTC, datetime

import pytest

from bot.effects import CallOperator, HangUp, Relay, Thank
from bot.messages import Media, Place, Pressed
from bot.session import Holder
from bot.world import Line
from tests.conftest import Person

ALL = frozenset({"example_pesaro", "example_fano", "example_urbino", "example_ancona"})


@pytest.fixture
def person(person: Person) -> Person:
    person.staffed = ALL
    return person


def waiting(person: Person) -> Person:
    """Ask for a person, and get into the line of Pesaro."""
    person.say("person")
    person.press("I will explain later")
    person.say("Pesaro")
    assert person.session.holder is Holder.QUEUE
    return person


def test_contacts_are_given_where_nobody_answers_in_the_chat(person: Person) -> None:
    person.staffed = frozenset()
    (text,) = person.say("voglio parlare con qualcuno")
    assert text.startswith("Ora in questa chat non puoi parlare con una persona.")
    assert "@sportello.example" in text
    assert person.session.holder is Holder.BOT


def test_operator_is_called_with_what_was_read_and_the_nearest_desk(person: Person) -> None:
    person.say("how do I get a tax code")
    (text,) = person.press("Talk to a person")
    assert text.startswith("What do you need?")
    assert person.labels == ["Tax code", "I will explain later"]
    (text,) = person.say("I lost the paper of my tax code")
    assert text.startswith("In which town are you?")
    person.line = Line(3, 8)
    (text,) = person.say("Ancona")
    assert text.startswith("Done: a person of \u2068Sportello di esempio D\u2069 will answer you here")
    assert "You are number 3 in the line." in text
    assert "It takes about 8 minutes." in text
    assert person.labels == ["Stop waiting", "Menu"]
    reason = "I lost the paper of my tax code"
    assert person.effects == [CallOperator("example_ancona", reason, "documents.codice_fiscale")]


def test_operator_in_italian(person: Person) -> None:
    person.language = "it"
    (text,) = person.say("operatore")
    assert text.startswith("Di che cosa hai bisogno?")
    person.press("Lo spiego dopo")
    (text,) = person.say("Fano")
    assert text.startswith("Fatto: una persona di")
    assert "Chiuso adesso" in text or "Apre" in text  # Fano is closed on Mondays
    (text,) = person.say("ho due figli")
    assert text.startswith("L’ho conservato per la persona che ti risponderà.")


def test_operator_in_arabic_with_an_interpreter(person: Person) -> None:
    person.language = "ar"
    person.staffed = frozenset({"example_fano"})  # where Italian and English are spoken
    (text,) = person.say("أريد التحدث مع شخص")
    assert text.startswith("ماذا تحتاج؟")
    (text,) = person.say("لا أفهم الرسالة التي وصلتني")
    assert "هل تريد مترجما" in text
    (text,) = person.say("نعم")
    assert "سيجيبك هنا" in text
    (call,) = person.effects
    assert isinstance(call, CallOperator)
    assert (call.desk, call.interpreter) == ("example_fano", True)


def test_operator_takes_a_voice_note_as_the_reason(person: Person) -> None:
    person.say("person")
    assert person.show(Media("voice", "f1"))[0].startswith("In which town are you?")


def test_operator_is_called_at_once_from_an_emergency_card(person: Person) -> None:
    person.say("my husband beats me")
    (text,) = person.press("Talk to a person")
    assert text.startswith("Done: a person of")
    (call,) = person.effects
    assert isinstance(call, CallOperator)
    assert call.urgent
    assert call.desk == "example_pesaro"  # the first of those open on a Monday morning


def test_operator_asked_for_again_shows_the_place_in_the_line(person: Person) -> None:
    waiting(person)
    (text,) = person.say("person")
    assert text.startswith("You are waiting for a person.")
    calls = [each for each in person.effects if isinstance(each, CallOperator)]
    assert len(calls) == 1


def test_waiting_keeps_what_is_written_and_still_serves(person: Person) -> None:
    waiting(person)
    (text,) = person.say("zzz my cousin blorp")
    assert text.startswith("I have kept this for the person who will answer you.")
    assert "You are the next in the line." in text
    assert person.show(Media("picture", "f1"))[0].startswith("I have kept this")
    assert person.send(Place(43.9, 12.9))[0].startswith("I have kept this")
    (text,) = person.say("how do I get a tax code")
    assert text.startswith("I have kept this for the person who will answer you.\n\nTax code")
    assert person.say("menu")[0].startswith("How can I help you?")
    assert person.effects[1:] == [Relay()] * 5
    assert person.session.holder is Holder.QUEUE


def test_waiting_for_nobody_any_more_leads_to_the_menu(person: Person) -> None:
    person.open()
    assert person.send(Pressed("@waiting"))[0].startswith("How can I help you?")
    assert person.send(Pressed("@stop"))[0].startswith("How can I help you?")


def test_waiting_shows_an_emergency_card_and_goes_to_the_front(person: Person) -> None:
    waiting(person)
    person.say("I want to kill myself")
    assert person.replies[0].urgent
    assert person.effects[-1] == Relay(urgent=True)


def test_stop_ends_the_waiting_and_the_bot_is_back(person: Person) -> None:
    waiting(person)
    (text,) = person.say("annulla")
    assert text == "All right, this is closed. From now on the bot answers you again."
    assert person.effects[-1] == HangUp()
    assert person.session.holder is Holder.BOT
    assert person.say("how do I get a tax code")[0].startswith("Tax code")


def test_stop_is_asked_about_in_a_talk_and_everything_else_is_silence(person: Person) -> None:
    waiting(person).taken()
    for said in ("menu", "how do I get a tax code", "1", "person"):
        assert person.say(said) == []
    assert person.show(Media("voice", "f1")) == []
    assert person.send(Pressed("@menu")) == []
    assert person.effects[-6:] == [Relay()] * 6
    assert person.say("cancel")[0].startswith("Do you want to stop talking with this person?")
    assert person.say("no, go on") == []
    person.say("cancel")
    assert person.press("Stop talking with this person")[0].startswith("All right, this is closed.")
    assert person.session.holder is Holder.BOT


def test_stop_in_a_talk_does_not_hide_an_emergency(person: Person) -> None:
    waiting(person).taken()
    person.say("he is hitting me right now, help")
    assert person.replies[0].urgent
    assert person.effects[-1] == Relay(urgent=True)
    assert person.session.holder is Holder.OPERATOR
    assert person.press(person.labels[0])  # what the card leads to can be read
    assert person.say("thank you") == []


def test_thank_is_taken_from_a_button_only_with_a_number(person: Person) -> None:
    person.open()
    assert person.send(Pressed("@thank 12 yes"))[0].startswith("Thank you.")
    assert person.send(Pressed("@thank 12 no"))[0].startswith("Thank you for saying so.")
    assert person.effects == [Thank(12, True), Thank(12, False)]
    assert person.send(Pressed("@thank ten yes"))[0].startswith("How can I help you?")


def test_operator_at_night_says_when_the_desk_opens(person: Person) -> None:
    person.now = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)  # Sunday night
    person.say("person")
    person.press("I will explain later")
    assert "It opens Monday 23 November, 09:00." in person.say("Pesaro")[0]
