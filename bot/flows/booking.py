"""Book an appointment at a desk."""

from __future__ import annotations

from dataclasses import dataclass

from bot.agenda import FreeSlots, MyAppointments, NewTicket, Slot, Ticket, event_of, reminders
from bot.effects import Book, Hold
from bot.engine import Ask, Done, flow
from bot.flows.slots import choose_desks, choose_slot, details, moment, zone
from bot.knowledge.model import Desk
from bot.messages import Go, Option, Passage, Sentence, Text, Tongue, _
from bot.questions import Choice, Name, YesNo
from bot.when import Times
from bot.world import World

MINE = Go("appointments").option(_("My appointments"))
MENU = Go("menu").option(_("Menu"))
INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Need:
    """A service, by the name that it has in each language."""

    id: str

    def option(self) -> Option:
        return Option(self.id, Passage(f"service.{self.id}", "name"))


@dataclass(frozen=True, slots=True)
class Speech:
    """A language spoken at the desk, or the wish for an interpreter."""

    code: str

    def option(self) -> Option:
        named = _("{language}", language=Tongue(self.code))
        return Option(self.code, _("I need an interpreter") if self.code == INTERPRETER else named)


@flow("booking", "service", "entry", free="name", menu=_("Book an appointment"), order=30)
def booking(ask: Ask, world: World) -> Done:
    """Ask for the service, the desk, the day and the time; hold the seat; ask the rest, and book."""
    needs = [Need(name) for name in world.knowledge.services if _offered(world, name)]
    if not needs:
        return Done(_("No desk gives appointments here yet."), (Go("desks").option(_("Find a desk")), MENU))
    service = ask(Choice("service", _("What do you need the appointment for?"), needs)).id
    rules = world.knowledge.services[service]
    if sum(each.slot.service == service for each in world.look(MyAppointments())) >= rules.limit:
        return Done(
            _("You already have an appointment for this. You can move it or cancel it."), (MINE, MENU)
        )
    desks = choose_desks(ask, world, service)
    slots = world.look(FreeSlots(service, tuple(desk.id for desk in desks)))
    if not slots:
        return full(service, desks)
    slot = choose_slot(ask, world, Times(slots, desks))
    ask.hold(Hold(slot))
    speech = choose_speech(ask, next(desk for desk in desks if desk.id == slot.desk))
    name = ask(Name("name", _("What should the desk call you? Write a name.")))
    if not ask(YesNo("sure", confirm(world, slot, name))):
        return Done(_("Nothing was booked."), (MENU,))
    spoken, coming = _spoken(speech, world), reminders(slot, zone(world, slot), world.now)
    book = Book(slot, world.look(NewTicket()), name, *spoken, rules.limit, reminders=coming)
    return booked(ask, world, book)


def choose_speech(ask: Ask, desk: Desk) -> str:
    """The language at the desk, or an interpreter."""
    spoken = [Speech(code) for code in (*desk.languages, INTERPRETER)]
    return ask(Choice("speech", _("Which language do you want to speak at the desk?"), spoken)).code


def confirm(world: World, slot: Slot, name: str) -> Text:
    desk = next(desk for desk in world.knowledge.desks if desk.id == slot.desk)  # one of those chosen from
    return _(
        "Shall I book this for {name}?\n{moment}\n{place}, {municipality}",
        name=name,
        moment=moment(world, slot),
        place=desk.name,
        municipality=desk.municipality,
    )


def booked(ask: Ask, world: World, book: Book) -> Done:
    """The last word of a booking, with the code, what to bring, and the file for the calendar."""
    text: tuple[Sentence, ...] = (
        _("Your appointment is booked."),
        details(world, book.slot),
        code(book.ticket),
    )
    return Done(
        text + bring(world, book.slot.service, ask.given("entry")),
        (MINE, MENU),
        (book,),
        event=event_of(world.knowledge, book.slot, book.ticket),
    )


def code(ticket: Ticket) -> Text:
    return _("Your code: {code}\nSay it at the desk.", code=ticket.code)


def bring(world: World, service: str, entry: str | None) -> tuple[Sentence, ...]:
    """What to bring: of the answer one comes from, else what the service always asks for."""
    rules = world.knowledge.services.get(service)
    for name in (entry, rules.bring if rules else None):
        known = world.knowledge.entries.get(name or "")
        if name and known and "documents" in known.sections:
            return (_("What to bring:"), Passage(name, "section:documents"))
    return (_("Bring your documents and whatever you have about your question."),)


def full(service: str, desks: tuple[Desk, ...]) -> Done:
    """No free time at all: the waiting list, or another desk."""
    where = (desks[0].id,) if len(desks) == 1 else ()
    join = Go("waitlist", (service, *where)).option(_("Join the waiting list"))
    return Done(_("There is no free time at the moment."), (join, Go("desks").option(_("Find a desk")), MENU))


def _spoken(speech: str, world: World) -> tuple[str, bool]:
    """The language for the desk, and whether an interpreter is wanted for it."""
    return (world.language, True) if speech == INTERPRETER else (speech, False)


def _offered(world: World, service: str) -> bool:
    return any(service in desk.services for desk in world.knowledge.desks)
