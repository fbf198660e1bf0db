"""The menu: topics, their entries, and everything else that can be done here."""

from bot.engine import Ask, Done, flow, menu_options
from bot.messages import Go, Option, Passage, Sentence, _
from bot.questions import Offer
from bot.world import World

ON_A_PAGE = 9  # choices on one page: they fit a small screen, and one key dials each


@flow("menu", "page", page=True)
def menu(ask: Ask, world: World) -> Done:
    """Show the topics, then what else can be done."""
    topics = [topic for topic in world.knowledge.topics if world.knowledge.topic(topic)]
    options = tuple(Go("topic", (topic,)).option(Passage(f"topic.{topic}", "title")) for topic in topics)
    shown = page(options + menu_options(), ask.given("page"), "menu")
    return ask(Offer((_("How can I help you? Write your question, or choose:"),), shown))


@flow("topic", "topic", "page", page=True)
def topic(ask: Ask, world: World) -> Done:
    """Show the entries of one topic."""
    name = ask.given("topic") or ""
    entries = world.knowledge.topic(name)
    if not entries:
        return Done(then=Go("menu"))
    options = tuple(Go("answer", (entry,)).option(Passage(entry, "title")) for entry in entries)
    text: tuple[Sentence, ...] = (Passage(f"topic.{name}", "title"), _("What do you want to know?"))
    return ask(Offer(text, page(options, ask.given("page"), "topic", name), titled=True))


def page(options: tuple[Option, ...], number: str | None, *here: str) -> tuple[Option, ...]:
    """One page of many options, with a line to the next one and one to the menu."""
    first = (int(number) - 1) * ON_A_PAGE if number and number.isdecimal() and int(number) < 100 else 0
    first = max(first, 0) if first < len(options) else 0
    rest = len(options) - first - ON_A_PAGE
    shown = options[first : first + ON_A_PAGE]
    if rest > 0:
        flow_name, *given = here
        following = str(first // ON_A_PAGE + 2)
        shown += (Go(flow_name, (*given, following)).option(_("More choices")),)
    if here[0] != "menu" or first:
        shown += (Go("menu").option(_("Menu")),)
    return shown
