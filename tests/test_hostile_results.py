"""Kept results whose every string is an attack are shown as text, or refused in one message."""

import http.server
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from browser import needs_chromium, show
from changed_results import change_one_value

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "docs" / "results-cpu"
SECRET = "what only this machine knows"
RAN = "document.body.dataset.ran = 1"
ATTACKS = " ".join(
    [
        f"<script>{RAN}</script> <img src=x onerror='{RAN}'> <iframe src=http://NEIGHBOR/f>",
        f"[a](javascript:{RAN}) ![b](SECRET) ![c](http://NEIGHBOR/x.png) $(touch PWN)",
        '`<script src="http://NEIGHBOR/s.js"></script>`{=html} `#read("SECRET")`{=typst}',
        '`#import "@preview/x:0.1.0": *`{=typst} {{< include SECRET >}} {{ 7 * 191 }} [@x] \x1b[2J',
        f"\n\n---\nbibliography: SECRET\n---\n\n```{{=html}}\n<script>{RAN}</script>\n```\n\n",
        "\n::: {.callout-note}\n{% include 'SECRET' %}\n# A heading of others\n\n| a |\n|---|\n",
    ]
)
NAMED = ("device", "python", "commit", "data", "accelerator", "started")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture
def project(copy_project, tmp_path) -> Path:
    """Return a project, and what an attack must not get at beside it."""
    root = copy_project(tmp_path / "project")
    (tmp_path / "secret.txt").write_text(SECRET)
    shutil.copytree(KEPT, tmp_path / "kept")
    return root


@pytest.fixture
def neighbor():
    """Return an address that strings lead to, and a list of who asked there for anything."""
    asked = []

    class Asked(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", asked
        server.shutdown()


def everything(folder: Path, *but: Path) -> dict[Path, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file: file.read_bytes() for file in files if not {*but} & {*file.parents}}


def render(project: Path) -> subprocess.CompletedProcess:
    """Render what was received; nothing but a run's and a rendering's own places may change."""
    own = [project / name for name in ("runs", "build", "_site", "data/cache")]
    before = everything(project.parent, *own)
    done = subprocess.run(
        [sys.executable, "-m", "emnist_lab", "render", "--kept", str(project.parent / "kept")],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(ROOT), "EMNIST_LAB_ROOT": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    after = everything(project.parent, *own)
    written = ("_variables.yml", "report/report.values.js", "report/report.provenance.json")
    changed = {f for f in before.keys() | after.keys() if before.get(f) != after.get(f)}
    assert changed <= {project / name for name in written}
    assert not list(project.parent.rglob("PWN"))
    return done


def shown_without_harm(project: Path, scratch: Path) -> None:
    for page in (project / "_site").rglob("*.html"):
        shown = show(page, scratch)
        assert not shown.requested, page
        assert "data-ran" not in shown.html, page
        assert SECRET not in shown.html, page
        assert not [tag for tag in ("<iframe", "A heading of others</h") if tag in shown.html], page
    for file in (project / "_site").rglob("*.[dp][op][ct]x"):
        with zipfile.ZipFile(file) as document:
            assert SECRET.encode() not in b"".join(map(document.read, document.namelist()))


@needs_chromium
def test_a_folder_hostile_in_all_its_strings_is_shown_as_text(project, tmp_path, neighbor):
    address, asked = neighbor
    attack = ATTACKS.replace("SECRET", str(tmp_path / "secret.txt")).replace("NEIGHBOR", address)
    kept = tmp_path / "kept"
    splits = json.loads((kept / "splits.json").read_text())
    for dataset in splits["datasets"].values():
        dataset["description"] = attack
    (kept / "splits.json").write_text(json.dumps(splits))
    trials = pd.read_csv(kept / "trials.csv", dtype=str, keep_default_na=False)
    provenance = [json.loads(text) for text in trials["provenance"]]
    for made in provenance:
        made.update(dict.fromkeys(NAMED, attack))
        made["packages"] = {**dict.fromkeys(made["packages"], attack), attack: attack}
    trials = trials.assign(provenance=[json.dumps(made) for made in provenance], reason=attack)
    trials.to_csv(kept / "trials.csv", index=False)
    done = render(project)
    assert done.returncode == 0, done.stderr[-3000:]
    shown_without_harm(project, tmp_path)
    assert asked == [], "neither the rendering nor the browser asked for anything"
    assert "onerror" in (project / "_site/report/report.html").read_text()
    assert "onerror" in (project / "_site/build/results/records.js").read_text()


@needs_chromium
def test_folders_changed_at_random_are_shown_or_refused(project, tmp_path, shortened):
    whole = everything(tmp_path / "kept")
    rendered = 0
    for seed in range(2 if shortened else 10):
        for file, content in whole.items():
            file.write_bytes(content)
        choose = random.Random(seed).choice
        tables = sorted(file for file in whole if file.suffix in (".json", ".csv"))
        # More changes than these leave no folder that is not refused.
        for _ in range(1 + seed % 2):
            change_one_value(choose(tables), choose)
        done = render(project)
        if done.returncode == 0:
            rendered += 1
            shown_without_harm(project, tmp_path)
        else:
            assert done.stderr.startswith("Error: ")
            assert len(done.stderr.splitlines()) <= 3, done.stderr
        shutil.rmtree(project / "runs", ignore_errors=True)
    assert shortened or rendered >= 3
