"""Pages as headless Chromium shows them, and what they ask the network for."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed"
)


@dataclass(frozen=True)
class Shown:
    """A page's HTML once its scripts have run, and the addresses over the network it asked for."""

    html: str
    requested: set[str]


def show(page: Path, scratch: Path) -> Shown:
    """Open a page in a narrow window, for three seconds of its own time."""
    log = scratch / "net.json"
    done = subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *(f"--user-data-dir={scratch / 'profile'}", f"--log-net-log={log}"),
            *("--window-size=500,800", "--virtual-time-budget=3000", "--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    events = json.loads(log.read_text())["events"]
    params = [event.get("params", {}) for event in events]
    # The browser's own requests have no page as initiator.
    requested = {
        p["url"]
        for p in params
        if p.get("initiator", "not an origin") != "not an origin" and p["url"].startswith("http")
    }
    return Shown(done.stdout, requested)
