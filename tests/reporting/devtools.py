"""Chromium driven through its DevTools pipe: windows, keys, and what a page says of itself."""

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Page:
    """A tab of a headless Chromium that asks the network for nothing of its own."""

    def __init__(self, to_browser: int, from_browser: int):
        self._to, self._from = to_browser, from_browser
        self._sent, self._buffer = 0, b""
        self.session: str | None = None
        self.events: list[dict[str, Any]] = []

    def attach(self) -> None:
        """Open an empty tab and send all that follows to it."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        self.send("Page.enable")
        self.send("Network.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result; events that arrive meanwhile are kept."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._sent:
            self.events.append(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, file: Path, *, width: int = 1280, height: int = 800, dark: bool = False) -> None:
        """Show a file in a window of this size, and wait until it is loaded."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.send("Emulation.setEmulatedMedia", features=scheme)
        self.events.clear()
        self.send("Page.navigate", url=file.as_uri())
        while not self._saw("Page.loadEventFired"):
            self.events.append(self._read())

    def evaluate(self, script: str) -> Any:
        """Return what a script's value, or its promise's, is as JSON."""
        done = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"]["exception"]["description"])
        return done["result"].get("value")

    def press(self, key: str) -> None:
        """Press and let go one key, by its name."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[key]
        # Without its letter, Enter activates nothing.
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **text
            )

    def drag(self, points: list[tuple[float, float]]) -> None:
        """Press the mouse at the first point of the window, move it along the others, let it go."""
        moves = ["mousePressed", *["mouseMoved"] * (len(points) - 1), "mouseReleased"]
        for kind, (x, y) in zip(moves, [*points, points[-1]], strict=True):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def requested(self) -> set[str]:
        """Return the addresses over the network that the page asked for since it was opened."""
        asked = [e["params"]["request"]["url"] for e in self.events if _is_request(e)]
        return {address for address in asked if not address.startswith(("file:", "data:", "blob:"))}

    def picture(self, file: Path) -> None:
        """Write what the window shows as a PNG."""
        file.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def _saw(self, method: str) -> bool:
        return any(event.get("method") == method for event in self.events)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            chunk = os.read(self._from, 1 << 20)
            if not chunk:
                raise RuntimeError("Chromium ended")
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)


def _is_request(event: dict[str, Any]) -> bool:
    return event.get("method") == "Network.requestWillBeSent"


@contextmanager
def open_chromium(scratch: Path) -> Iterator[Page]:
    """Start Chromium with an empty profile, and end it with the block."""
    commands, to_browser = os.pipe()
    from_browser, answers = os.pipe()
    # The pipe's ends have to be the descriptors 3 and 4.
    browser = subprocess.Popen(
        [
            *("bash", "-c", f'exec "$@" 3<&{commands} 4>&{answers}', "chromium"),
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *(f"--user-data-dir={scratch / 'profile'}", "--remote-debugging-pipe"),
        ],
        pass_fds=(commands, answers),
        stderr=subprocess.DEVNULL,
    )
    os.close(commands)
    os.close(answers)
    try:
        page = Page(to_browser, from_browser)
        page.attach()
        yield page
        page.session = None
        page.send("Browser.close")
    finally:
        os.close(to_browser)
        os.close(from_browser)
        browser.terminate()
        browser.wait()
