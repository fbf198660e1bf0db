"""Emergency cards: what to do now, before anything else."""

from bot.engine import Ask, Done, flow
from bot.messages import Go, Passage, _
from bot.questions import Offer
from bot.world import World

READ_ON = {
    "violence": "protection.violence",
    "trafficking": "protection.trafficking",
    "child": "protection.children",
    "medical": "health.emergency",
    "suicide": "health.mental",
}


@flow("urgent", "kind", page=True)
def urgent(ask: Ask, world: World) -> Done:
    """Show the card of one kind of emergency."""
    kind = ask.given("kind") or ""
    if any(kind not in language.cards for language in world.knowledge.languages.values()):
        return Done(then=Go("menu"))
    entry = READ_ON.get(kind, "")
    more = (
        (Go("answer", (entry,)).option(Passage(entry, "title")),) if entry in world.knowledge.entries else ()
    )
    options = (*more, Go("operator", (kind,)).option(_("Talk to a person")))
    text = (Passage(f"urgent.{kind}", "title"), Passage(f"urgent.{kind}", "card"))
    return ask(Offer(text, options, urgent=True, titled=True))
