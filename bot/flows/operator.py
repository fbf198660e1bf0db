"""Talk to a person: which desk, what for; waiting; ending; whether it helped."""

from collections.abc import Sequence

from bot.effects import CallOperator, HangUp, Relay, Thank
from bot.engine import Ask, Done, flow
from bot.flows.desks import door
from bot.hours import kilometres, opening
from bot.knowledge.model import URGENCIES, Desk
from bot.messages import Go, Option, Passage, Sentence, Text, Tongue, _, _n
from bot.questions import Offer, Somewhere, Telling, YesNo
from bot.world import Line, LineAt, MyStanding, Staffed, World

STOP = Go("stop").option(_("Stop waiting"))
MENU = Go("menu").option(_("Menu"))
WHERE = _("In which town are you? Write its name, or share your position.")


@flow("operator", "kind", menu=_("Talk to a person"), order=20, free="reason")
def operator(ask: Ask, world: World) -> Done:
    """Talking to a person. `kind` is the emergency whose card was left for this: it goes to the front."""
    urgent = ask.given("kind") in URGENCIES
    if world.look(MyStanding()):
        return Done(effects=(Relay(urgent=True),) if urgent else (), then=Go("waiting"))
    desks = [desk for desk in world.knowledge.desks if desk.id in world.look(Staffed())]
    if not desks:
        return Done(then=Go("contacts"))
    entry = world.seen[-1] if world.seen else ""
    reason = "" if urgent else ask(telling(entry, world))
    desk = soonest(desks, world) if urgent else nearest(ask, desks, entry, world)
    interpreter = not urgent and world.language not in desk.languages and ask(wish(world))
    call = CallOperator(desk.id, reason, entry, interpreter, urgent)
    said = promise(desk, world.look(LineAt(desk.id, urgent)), world)
    return Done(said, (STOP, MENU), effects=(call,))


def telling(entry: str, world: World) -> Telling:
    about: tuple[Option, ...] = ()
    if entry in world.knowledge.entries:
        about = (Option("entry", Passage(entry, "title")),)
    text = _("What do you need? Write it in a few words: the person will read it before answering.")
    return Telling("reason", text, (*about, Option("later", _("I will explain later"))))


def wish(world: World) -> YesNo:
    language = Tongue(world.language)
    return YesNo("interpreter", _("Would you like an interpreter for {language}?", language=language))


def soonest(desks: Sequence[Desk], world: World) -> Desk:
    """A desk that is open now; else the one that opens first."""
    doors = {desk.id: opening(desk, world.now) for desk in desks}
    far = max((each.moment for each in doors.values() if each.moment), default=world.now)
    return min(desks, key=lambda desk: (not doors[desk.id].open, doors[desk.id].moment or far))


def nearest(ask: Ask, desks: Sequence[Desk], entry: str, world: World) -> Desk:
    """The nearest of the desks that treat what the entry is about."""
    known = world.knowledge.entries.get(entry)
    service = known.service if known else None
    fitting = [desk for desk in desks if service in desk.services] or desks
    if len(fitting) == 1:
        return fitting[0]
    here = ask(Somewhere("where", WHERE, world.knowledge.places))
    return min(fitting, key=lambda desk: kilometres(here, (desk.latitude, desk.longitude)))


def promise(desk: Desk, line: Line, world: World) -> tuple[Sentence, ...]:
    """Said in the same commit in which the desk is called: so it is true."""
    kept = _("Done: a person of {desk} will answer you here, in this chat.", desk=desk.name)
    more = _("Meanwhile you can add what the person should know, or go on asking me.")
    return (kept, *standing(desk, line, world), more)


def standing(desk: Desk | None, line: Line, world: World) -> tuple[Text, ...]:
    """The place in the line, and how long it may take; while the desk is closed, when it opens."""
    if line.place == 1:
        place = _("You are the next in the line.")
    else:
        place = _("You are number {place} in the line.", place=line.place)
    if desk and not opening(desk, world.now).open:
        return place, door(desk, world)
    if line.minutes is None:
        return (place,)
    return place, _n("It takes about one minute.", "It takes about {count} minutes.", line.minutes)


@flow("waiting", page=True)
def waiting(ask: Ask, world: World) -> Done:
    """Where the person stands in the line."""
    mine = world.look(MyStanding())
    if mine is None:
        return Done(then=Go("menu"))
    if mine.taken:
        return ask(Offer((_("A person is answering you here. Just write."),), (STOP,)))
    desk = next((each for each in world.knowledge.desks if each.id == mine.desk), None)
    text = (_("You are waiting for a person."), *standing(desk, mine.line, world))
    return ask(Offer(text, (STOP, MENU)))


@flow("stop")
def stop(ask: Ask, world: World) -> Done:
    """Stop waiting, or talking, at once: asking again costs nothing."""
    if world.look(MyStanding()) is None:
        return Done(then=Go("menu"))
    text = _("All right, this is closed. From now on the bot answers you again.")
    return Done(text, (Go("operator").option(_("Talk to a person")), MENU), effects=(HangUp(),))


@flow("thank", "handover", "helped")
def thank(ask: Ask, world: World) -> Done:
    """Whether the talk helped."""
    number = ask.given("handover") or ""
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        return Done(then=Go("menu"))
    helped = ask.given("helped") == "yes"
    text = _("Thank you.") if helped else _("Thank you for saying so. You can ask for a person again.")
    options = (MENU,) if helped else (Go("operator").option(_("Talk to a person")), MENU)
    return Done(text, options, effects=(Thank(int(number), helped),))
