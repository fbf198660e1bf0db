"""Change language, at any step, without losing the conversation."""

from dataclasses import dataclass

from bot.effects import Speak
from bot.engine import Ask, Done, flow
from bot.messages import Option, _
from bot.questions import Choice
from bot.tongues import by_its_own_name
from bot.world import World


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language by its own name: whoever speaks no other one still finds it."""

    code: str

    def option(self) -> Option:
        return Option(self.code, by_its_own_name(self.code))


@flow("language", "code", menu=_("Change language"), order=40)
def language(ask: Ask, world: World) -> Done:
    """Choose the language; what was open is shown again in it."""
    spoken = [Spoken(code) for code in world.languages]
    chosen = ask(Choice("code", _("Which language do you want to use?"), spoken))
    return Done(_("We speak English now."), effects=(Speak(chosen.code),), again=True)
