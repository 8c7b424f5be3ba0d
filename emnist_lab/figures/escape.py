"""Texts in Markdown that show letter by letter, whatever signs they hold."""

import re

from markupsafe import Markup

# What Markdown, Quarto or typst might read as more than itself; two dashes or dots would become
# one sign.
_SPECIAL = re.compile(r"""([\\`*_{}\[\]<>#|~^$@&=+:/!"']|-(?=-)|(?<=-)-|\.(?=\.)|(?<=\.)\.)""")
# The number of a list's item, also as a letter or in parentheses, or its dash.
_BLOCK_START = re.compile(r"\A(\(?\w+)(?=[.)](\s|\Z))|\A(?=-)")


def escaped(text: str) -> Markup:
    """Return a text so that Markdown shows it letter by letter, on one line."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return Markup(_BLOCK_START.sub(lambda begin: f"{begin[0]}\\", line))
