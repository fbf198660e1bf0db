"""Ready sentences of the desks: sent in the person's language, read in the operator's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages import Text, _

CANNED: Mapping[str, Text] = {
    "hello": _("Hello, how can I help you?"),
    "moment": _("One moment, please. I am looking into it."),
    "more": _("Can you tell me a little more, so that I understand?"),
    "document": _("Can you send me a photo of the document? Cover what is not needed."),
    "come": _("It is best that you come to the desk with your documents. You can book an appointment here."),
    "interpreter": _("An interpreter can help us. When do you have time?"),
    "wait": _("I must ask a colleague. I will write to you here."),
    "anything": _("Is there anything else that I can do for you?"),
    "goodbye": _("I am glad that I could help. Goodbye!"),
}
