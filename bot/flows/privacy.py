"""What is kept, why, and how to have it erased."""

from bot.effects import Forget
from bot.engine import Ask, Done, flow
from bot.messages import Day, Go, Sentence, _, _n
from bot.questions import Offer, YesNo
from bot.world import KeptOfMe, World

NOTICE = (
    _(
        "To answer you I keep the messages of this conversation, the language, and the address the chat app "
        "gives me for you. Only for an appointment I ask what to call you, and only the desk sees it."
    ),
    _(
        "Whoever holds your phone can read this chat. "
        "You can delete everything that is kept here at any time."
    ),
    _(
        "When I have no sure answer, I also keep the words of your question for six months, to improve this "
        "service. Before that I remove numbers, e-mail addresses, links and names that I recognise. "
        "They are kept apart from you, so I cannot find and delete them for you."
    ),
)

GONE = _("Done: this conversation is deleted. Only words kept apart from you stay, for six months at most.")


ERASE = _(
    "Shall I delete all messages kept of this conversation, and cancel your appointments? "
    "It cannot be undone."
)


@flow("privacy", menu=_("Privacy: what is kept"), order=60, page=True)
def privacy(ask: Ask, world: World) -> Done:
    """Show the notice, and what is kept of this very conversation."""
    kept = world.look(KeptOfMe())
    count: tuple[Sentence, ...] = ()
    if kept.since:
        since = Day(kept.since.date())
        count = (
            _n(
                "Of this conversation one message of yours is kept, since {since}.",
                "Of this conversation {count} messages of yours are kept, since {since}.",
                kept.messages,
                since=since,
            ),
        )
    options = (Go("forget").option(_("Delete everything")), Go("menu").option(_("Menu")))
    return ask(Offer(NOTICE + count, options))


@flow("forget")
def forget(ask: Ask, world: World) -> Done:
    """Erase everything, after one question."""
    if ask(YesNo("sure", ERASE)):
        return Done(GONE, effects=(Forget(),))
    return Done(_("Nothing was deleted."))
