"""A small project with everything that a document may hold."""

import base64
import io
import json
import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, ImageDraw

from emnist_lab.reporting.parts import BODIES, START
from emnist_lab.reporting.provenance import PROVENANCE_FILE, SCRIPT_FILE
from emnist_lab.reporting.results_page import COLUMNS

# What stands behind the one number of the report.
VALUES: dict = {
    "profile": "tiny",
    "verify": "emnist-lab verify",
    **{name: {} for name in ("values", "rows", "columns", "trials")},
    "often": [],
}
START_PAGE = """- [Report](report/report.html), [PDF](report/report.pdf), [Word](report/report.docx)
- [Slides](report/slides.html), [PowerPoint](report/slides.pptx), [results](report/results.html)
"""
ANCHORS = ("layers-layer_4_1-seed0", "layers-layer_4_2-seed0")
CELLS = {"text": "layers", "curve": [0.1, 0.8], "count": 3}
REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = ("_quarto.yml", "index.qmd", "search.qmd", "LICENSE", "CITATION.cff")
# What the sample has in `build/`.
BUILT = {"notebooks", "results", *(BODIES[body] for body in (START, "_results.qmd", "_moved.qmd"))}
REPORT_FILES = (
    "prepare.py",
    "moved.qmd",
    "fit.lua",
    "value-links.lua",
    "value-cards.css",
    "value-cards.js",
    "floats.lua",
    "pictures.lua",
    "data-links.lua",
    "page.css",
    "slides.css",
    "fit-slide.html",
    "scrolling-tables.html",
    "pdf.typ",
    "reference.docx",
    "reference.pptx",
)

FIXTURES = Path(__file__).with_name("fixtures")


def picture(width: int, height: int, dpi: int = 200) -> str:
    """Return a PNG with a frame and a diagonal, base64 encoded as in a notebook."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width - 1, height - 1), outline="navy", width=6)
    draw.line((0, height, width, 0), fill="darkorange", width=10)
    content = io.BytesIO()
    image.save(content, "PNG", dpi=(dpi, dpi))
    return base64.b64encode(content.getvalue()).decode()


def figure_cell(label: str, caption: str, alt: str, size: tuple[int, int]):
    source = f'#| label: {label}\n#| fig-cap: "{caption}"\n#| fig-alt: "{alt}"\nplot()'
    shown = {"image/png": picture(*size), "text/plain": "<Figure>"}
    return new_code_cell(source, outputs=[new_output("display_data", shown)])


def table_cell(label: str, caption: str, table: str):
    source = f'#| label: {label}\n#| tbl-cap: "{caption}"\nMarkdown(table)'
    shown = {"text/markdown": table, "text/plain": "<Markdown>"}
    return new_code_cell(source, outputs=[new_output("execute_result", shown, execution_count=1)])


def pipe_table(columns: int, rows: int) -> str:
    names = ["variant"] + [f"figure_{number}_s" for number in range(1, columns)]
    lines = ["| " + " | ".join(names) + " |", "|:---" + "|---:" * (columns - 1) + "|"]
    for row in range(rows):
        cells = [f"lenet5_variant_{row}"] + [
            f"{row * 1234.5 + column:,.1f}" for column in range(1, columns)
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def sample_notebook():
    notebook = new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        }
    )
    parameters = new_code_cell(
        '# Parameters\nprofile = "quick"\ndata_dir = "/home/ada/images"',
        metadata={"tags": ["injected-parameters"], "papermill": {"duration": 1.0}},
    )
    notebook.metadata["papermill"] = {"input_path": "/home/ada/work/notebook.ipynb"}
    printed = new_output("stream", name="stdout", text="10 %\r100 %\n\x1b[31mdone\x1b[0m\n")
    notebook.cells = [
        new_markdown_cell("# How much data\n\nThe question. See @fig-counts."),
        parameters,
        new_code_cell('import os\n\nprint("done")', outputs=[printed], execution_count=3),
        figure_cell(
            "fig-counts",
            "Images per class, with a *starred* word",
            "Bars of 'like' height",
            (1600, 900),
        ),
        table_cell("tbl-results", "Test accuracy of each variant", pipe_table(4, 5)),
        table_cell("tbl-wide", "Every figure of each variant", pipe_table(11, 4)),
        table_cell("tbl-small", "Two columns only", pipe_table(2, 4)),
        figure_cell("fig-tall", "One row a class", "A tall frame with a diagonal", (1000, 1900)),
        figure_cell("fig-other", "Another one", "A frame", (1600, 900)),
        new_code_cell('#| label: fig-empty\n#| fig-cap: "Nothing"\npass'),
    ]
    return notebook


def write_results(root: Path) -> None:
    """Write the page of all results with two trials."""
    template = (REPOSITORY / "report" / "_results.qmd").read_text()
    raw = template.partition("{% raw %}\n")[2].partition("{% endraw %}")[0]
    (root / "build" / BODIES["_results.qmd"]).write_text(raw)
    folder = root / "build" / "results"
    folder.mkdir()
    row = [CELLS.get(unit, 0.5) for _, _, unit, _ in COLUMNS]
    names = ("name", "title", "unit", "shown")
    trials = {
        "columns": [dict(zip(names, column, strict=True)) for column in COLUMNS],
        "rows": [row for _ in ANCHORS],
        "anchors": ANCHORS,
        "seen": ["9 by 2", "9 by 3"],
        "alike": ["a", "b"],
    }
    record = {"says": "", "hyperparameters": {}, "figures": [], "provenance": {}, "curve": {}}
    record |= {"confused": [], "right": "", "images": 0, "tested": ""}
    for name, content in (
        ("trials", trials),
        ("records", dict.fromkeys(ANCHORS, record)),
    ):
        script = f"var result{name.title()} = {json.dumps(content)};"
        (folder / f"{name}.js").write_text(script)


def write_sample(root: Path) -> Path:
    """Write the sample project, with the repository's settings, into `root` and return it."""
    shutil.copytree(FIXTURES, root, dirs_exist_ok=True)
    (root / "build" / "notebooks").mkdir(parents=True)
    for name in (*SHARED, *(f"report/{file}" for file in REPORT_FILES)):
        shutil.copyfile(REPOSITORY / name, root / name)
    shutil.copytree(REPOSITORY / "report" / "results", root / "report" / "results")
    shutil.copyfile(REPOSITORY / "report" / "results.qmd", root / "report" / "results.qmd")
    (root / "build" / BODIES[START]).write_text(START_PAGE)
    (root / "build" / BODIES["_moved.qmd"]).write_text("These were compared with no others.\n")
    (root / "report" / SCRIPT_FILE).write_text(f"window.reportValues = {json.dumps(VALUES)};\n")
    (root / "report" / PROVENANCE_FILE).write_text(json.dumps(VALUES))
    write_results(root)
    nbformat.write(sample_notebook(), root / "build/notebooks/data.ipynb")
    return root
