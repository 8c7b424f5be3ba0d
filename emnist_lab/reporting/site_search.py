"""Search in a rendered site, and its table of contents for machines: both work from a disk."""

import json
from pathlib import Path

from emnist_lab.reporting.site_text import Passage, site_passages

_SCRIPT = Path(__file__).with_name("search.js")
_LONGEST_SUMMARY = 300
_FILES = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".pptx": "PowerPoint",
    ".csv": "CSV",
    ".ipynb": "notebook",
}


def write_search(site: Path) -> None:
    """Write `search.js`, which `search.html` runs, and `llms.txt` (llmstxt.org)."""
    passages = site_passages(site)
    if (site / "search.html").is_file():
        told = [[p.page, p.heading, p.text, p.href] for p in passages]
        data = json.dumps(told, separators=(",", ":"))
        script = f"const passages = {data};\n{_SCRIPT.read_text(encoding='utf-8')}"
        (site / "search.js").write_text(script, encoding="utf-8")
        # Quarto writes an index of its own, which needs a server.
        (site / "search.json").unlink(missing_ok=True)
    (site / "llms.txt").write_text(_contents_for_machines(site, passages), encoding="utf-8")


def _contents_for_machines(site: Path, passages: list[Passage]) -> str:
    titles = [passage for passage in passages if passage.level == 1]
    start = next((p for p in titles if p.href == "index.html"), None)
    lines = [f"# {start.page}" if start else "# Documents", ""]
    if start and start.text:
        lines += [f"> {_shortened(start.text)}", ""]
    lines += ["## Pages", "", *(_entry(title, _shortened(title.text)) for title in titles), ""]
    lines += ["## Sections", "", *(_entry(p, "") for p in passages if p.level == 2), ""]
    files = sorted(file for file in site.rglob("*") if file.suffix in _FILES)
    lines += ["## Files", ""]
    for file in files:
        path = file.relative_to(site).as_posix()
        lines.append(f"- [{path}]({path}): {_FILES[file.suffix]}")
    return "\n".join(lines) + "\n"


def _entry(passage: Passage, summary: str) -> str:
    text = passage.heading.replace("[", "(").replace("]", ")")
    return f"- [{text}]({passage.href})" + (f": {summary}" if summary else "")


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_SUMMARY:
        return text
    return text[:_LONGEST_SUMMARY].rpartition(" ")[0] + " …"
