"""One answer of the knowledge base: its text, its sections, where it comes from, what goes with it."""

from bot.effects import Rate
from bot.engine import Ask, Done, flow
from bot.flows.listings import current
from bot.knowledge.model import Entry, SectionKey
from bot.messages import Day, Go, Link, Option, Passage, Sentence, Text, _
from bot.questions import Offer
from bot.world import World

SECTIONS: dict[SectionKey, Text] = {
    "documents": _("Documents"),
    "steps": _("What to do, step by step"),
    "cost": _("Cost"),
    "times": _("How long it takes"),
    "where": _("Where to go"),
    "rights": _("Your rights meanwhile"),
    "mistakes": _("Mistakes to avoid"),
}


@flow("answer", "entry", "section", page=True)
def answer(ask: Ask, world: World) -> Done:
    """Show an entry, or one section of it."""
    name = ask.given("entry") or ""
    entry = world.knowledge.entries.get(name)
    if entry is None:
        return Done(_("This answer is no longer here. Please choose again."), then=Go("menu"))
    asked = ask.given("section")
    section = next((key for key in entry.sections if key == asked), None)
    text: tuple[Sentence, ...] = (Passage(name, "title"), Passage(name, "answer"), source(entry))
    if section:
        text = (SECTIONS[section], Passage(name, f"section:{section}"))
    elif asked:
        text = (_("I have nothing more on this. What I know is here:"), *text)
    return ask(Offer(text, options(name, entry, section, world), titled=bool(section or not asked)))


def source(entry: Entry) -> Text:
    first = entry.sources[0]
    return _(
        "Source: {title}\n{link}\nChecked on {day}.",
        title=first.title,
        link=Link(first.url),
        day=Day(entry.checked),
    )


def options(name: str, entry: Entry, shown: SectionKey | None, world: World) -> tuple[Option, ...]:
    """What can be done next: read on, act, say whether it helped."""
    sections = tuple(
        Go("answer", (name, key)).option(SECTIONS[key]) for key in entry.sections if key != shown
    )
    related = tuple(
        Go("answer", (other,)).option(Passage(other, "title"))
        for other in entry.related
        if other in world.knowledge.entries and not shown
    )
    whole = (Go("answer", (name,)).option(_("Back to the answer")),) if shown else ()
    listed = any(each.kind == entry.listings for each in current(world))
    act = (
        Go("listings", (entry.listings,)).option(_("Courses and events now"))
        if entry.listings and listed
        else None,
        Go("booking", (entry.service, name)).option(_("Book an appointment")) if entry.service else None,
        Go("operator").option(_("Talk to a person")),
        Go("useful", (name, "yes")).option(_("This helped me")),
        Go("useful", (name, "no")).option(_("This did not help")),
    )
    return (*whole, *sections, *related, *(each for each in act if each))


@flow("useful", "entry", "vote")
def useful(ask: Ask, world: World) -> Done:
    """Say whether an answer helped."""
    name, vote = ask.given("entry") or "", ask.given("vote")
    if name not in world.knowledge.entries or vote not in ("yes", "no"):
        return Done(then=Go("menu"))
    effects = (Rate(name, vote == "yes"),)
    if vote == "yes":
        return Done(_("Thank you, I am glad. Ask me anything else."), effects=effects)
    ways = (
        Go("operator").option(_("Talk to a person")),
        Go("desks").option(_("Find a desk")),
        Go("menu").option(_("Menu")),
    )
    return Done(_("Thank you for telling me. Try other words, or choose:"), ways, effects)


@flow("suggest", "one", "two", "three", "four", page=True)
def suggest(ask: Ask, world: World) -> Done:
    """Offer the entries that may be meant."""
    given = (ask.given(key) for key in ("one", "two", "three", "four"))
    names = [name for name in given if name in world.knowledge.entries]
    if not names:
        return Done(then=Go("unknown"))
    options = (
        *(Go("answer", (name,)).option(Passage(name, "question")) for name in names if name),
        Go("unknown").option(_("None of these")),
    )
    return ask(Offer((_("I am not sure I understood. Did you mean:"),), options))


@flow("unknown", page=True)
def unknown(ask: Ask, world: World) -> Done:
    """Say honestly that there is no answer, and how to go on."""
    options = (
        Go("operator").option(_("Talk to a person")),
        Go("desks").option(_("Find a desk")),
        Go("menu").option(_("See the topics")),
    )
    text = _("I do not know this. Try other words, few and simple, or choose:")
    return ask(Offer((text,), options))
