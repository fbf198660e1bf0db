"""Plain text as HTML: paragraphs, lists, links, and the numbers of hotlines to tap."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

LINK = re.compile(r"https?://[^\s<>\u2066-\u2069]+[^\s<>\u2066-\u2069.,;:!?)]")


def paragraphs(text: str, numbers: list[str]) -> Markup:
    """A text of several paragraphs. `numbers` are the hotlines, as they are printed."""
    html = []
    for block in re.split(r"\n{2,}", text.strip()):
        items = [line.removeprefix("\u200f").removeprefix("- ") for line in block.split("\n")]
        if all(line.removeprefix("\u200f").startswith("- ") for line in block.split("\n")):
            html.append(Markup("<ul>{}</ul>").format(Markup("").join(_item(each, numbers) for each in items)))
        else:
            html.append(Markup("<p>{}</p>").format(linked(block, numbers)))
    return Markup("").join(html)


def _item(text: str, numbers: list[str]) -> Markup:
    return Markup("<li>{}</li>").format(linked(text, numbers))


def linked(text: str, numbers: list[str]) -> Markup:
    """Escape a text, and make its web addresses and hotlines into links."""
    phones = "|".join(re.escape(number) for number in sorted(numbers, key=len, reverse=True))
    pattern = rf"(?P<url>{LINK.pattern})" + (rf"|(?<![\w/.])(?P<phone>{phones})(?![\w/])" if phones else "")
    html, at = Markup(""), 0
    for found in re.finditer(pattern, text):
        html += lines(escape(text[at : found.start()]))
        if found["url"]:
            html += Markup('<a href="{}" rel="noopener noreferrer" target="_blank" dir="ltr">{}</a>').format(
                found["url"], _short(found["url"])
            )
        else:
            number = found["phone"]
            html += Markup('<a href="tel:{}" dir="ltr">{}</a>').format(number.replace(" ", ""), number)
        at = found.end()
    return html + lines(escape(text[at:]))


def _short(url: str) -> str:
    """An address as it is shown: its site, which is what a reader can judge."""
    return urlsplit(url).netloc.removeprefix("www.")


def lines(html: Markup) -> Markup:
    return Markup("<br>").join(html.split("\n"))
