"""What a browser fetches by itself when it opens a page."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

LOADING = {
    **dict.fromkeys(("script", "img", "iframe", "audio", "video", "source", "embed"), ("src",)),
    "link": ("href",),
    "object": ("data",),
    "use": ("href", "xlink:href"),
}
STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")\s]+)|@import\s+['\"]([^'\"]+)")


class LoadedAddresses(HTMLParser):
    """Collects the addresses that a browser fetches by itself, unlike links."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.found += [values[name] for name in LOADING.get(tag, ()) if values.get(name)]
        self.found += addresses_in_style(values.get("style") or "")


def addresses_in_style(style: str) -> list[str]:
    return [one or other for one, other in STYLE_ADDRESS.findall(style)]


def loaded_addresses(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".css":
        return addresses_in_style(text)
    parser = LoadedAddresses()
    parser.feed(text)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL)
    return parser.found + [address for style in styles for address in addresses_in_style(style)]


def outside(address: str) -> bool:
    return bool(urlsplit(address).netloc)
