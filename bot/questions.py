"""The kinds of question a flow can ask, and how each reads an answer.

`hear` turns what a person sent into the answer that is kept, always the same short string for
the same meaning (an option's key, never its number); `read` turns the kept answer into a value,
again on every run, so an answer that is no longer possible is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Never, Protocol, TypeVar

from bot.messages import Content, Media, Option, Place, Pressed, Reply, Sentence, Template, Text, Words, _
from bot.understanding.normalise import clean, fold

T_co = TypeVar("T_co", covariant=True)

PLEASE_CHOOSE = _("Please choose one of the options.")
NO_PLACE = _("I do not know this place. Write the name of a town in Italy, or share your position.")


class Unclear(Exception):
    """The answer could not be read; the hint says what to do instead.

    `answered` says that it was an answer, only one that cannot be had: then nothing else is looked for in it.
    """

    def __init__(self, hint: Text, *, answered: bool = False) -> None:
        super().__init__(hint.msgid)
        self.hint, self.answered = hint, answered


class Question(Protocol[T_co]):
    @property
    def key(self) -> str: ...
    def reply(self) -> Reply: ...
    def hear(self, content: Content) -> str: ...
    def read(self, answer: str) -> T_co: ...


class Offered(Protocol):
    """Anything that can be shown as a button."""

    def option(self) -> Option: ...


Thing = TypeVar("Thing", bound=Offered)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Thing]):
    """One of some things. Numbers and labels typed become a press before they come here."""

    key: str
    text: Text
    among: Sequence[Thing]
    unclear: Text = PLEASE_CHOOSE

    def reply(self) -> Reply:
        return Reply((self.text,), tuple(thing.option() for thing in self.among))

    def hear(self, content: Content) -> str:
        if isinstance(content, Pressed):
            return content.data
        raise Unclear(self.unclear)

    def read(self, answer: str) -> Thing:
        for thing in self.among:
            if thing.option().key == answer:
                return thing
        raise Unclear(self.unclear)


@dataclass(frozen=True, slots=True)
class YesNo:
    key: str
    text: Text

    def reply(self) -> Reply:
        return Reply((self.text,), (Option("yes", _("Yes")), Option("no", _("No"))))

    def hear(self, content: Content) -> str:
        if isinstance(content, Pressed):
            return content.data
        raise Unclear(_("Please answer yes or no."))

    def read(self, answer: str) -> bool:
        if answer not in ("yes", "no"):
            raise Unclear(_("Please answer yes or no."))
        return answer == "yes"


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody wants to be called: any words, at most `most` characters."""

    key: str
    text: Text
    most: int = 60

    def reply(self) -> Reply:
        return Reply((self.text,))

    def hear(self, content: Content) -> str:
        if isinstance(content, Words):
            return clean(content.text)
        raise Unclear(_("Please write a name."))

    def read(self, answer: str) -> str:
        if not fold(answer):
            raise Unclear(_("Please write a name."))
        if len(answer) > self.most:
            raise Unclear(_("Please write a shorter name, at most {most} characters.", most=self.most))
        return answer


@dataclass(frozen=True, slots=True)
class Offer:
    """A page with links to other pages: nothing here is an answer, every link starts a flow."""

    text: tuple[Sentence, ...]
    options: tuple[Option, ...] = ()
    urgent: bool = False
    titled: bool = False
    template: Template | None = None
    key: str = field(default="page", init=False)

    def reply(self) -> Reply:
        return Reply(self.text, self.options, urgent=self.urgent, titled=self.titled, template=self.template)

    def hear(self, content: Content) -> str:
        raise Unclear(PLEASE_CHOOSE)

    def read(self, answer: str) -> Never:
        raise Unclear(PLEASE_CHOOSE)


@dataclass(frozen=True, slots=True)
class Telling:
    """Anything in the person's own words, up to `most` letters.

    A choice says nothing, nor does a voice note or a picture: whoever reads the conversation finds it there.
    """

    key: str
    text: Text
    options: tuple[Option, ...] = ()
    most: int = 500

    def reply(self) -> Reply:
        return Reply((self.text,), self.options)

    def hear(self, content: Content) -> str:
        if isinstance(content, Pressed) and content.data in (option.key for option in self.options):
            return f"-{content.data}"
        if isinstance(content, Words):
            return f"+{content.text.strip()[: self.most]}"
        if isinstance(content, Media):
            return f"-{content.what}"
        raise Unclear(_("Please write it in a few words."))

    def read(self, answer: str) -> str:
        return answer[1:] if answer.startswith("+") else ""


class Gazetteer(Protocol):
    """Finds a place by its name, typed nearly right, as (name, latitude, longitude)."""

    def find(self, name: str) -> tuple[str, float, float] | None: ...


@dataclass(frozen=True, slots=True)
class Somewhere:
    """A place: a shared position, or the name of a municipality."""

    key: str
    text: Text
    places: Gazetteer

    def reply(self) -> Reply:
        return Reply((self.text,), wants_place=True)

    def hear(self, content: Content) -> str:
        match content:
            case Place(latitude, longitude):
                return f"{latitude:.5f},{longitude:.5f}"
            case Words(text) if found := self.places.find(clean(text)):
                _name, latitude, longitude = found
                return f"{latitude:.5f},{longitude:.5f}"
            case _:
                raise Unclear(NO_PLACE)

    def read(self, answer: str) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        latitude, _comma, longitude = answer.partition(",")
        try:
            place = float(latitude), float(longitude)
        except ValueError:
            raise Unclear(NO_PLACE) from None
        if not (abs(place[0]) <= 90 and abs(place[1]) <= 180):
            raise Unclear(NO_PLACE)
        return place
