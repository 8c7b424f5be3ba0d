"""A small project with everything that a document may hold, made in code."""

import base64
import io
import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, ImageDraw

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = ("_quarto.yml", "index.qmd")
REPORT_FILES = ("tables.lua", "theme.scss", "slides.scss", "reference.docx", "reference.pptx")

VARIABLES = """\
profile:
  name: quick
  words: "the *quick* profile, a few minutes on two cores"
best:
  model: layer_4_1
  accuracy: "85.5 %"
"""

BIBLIOGRAPHY = """\
@inproceedings{cohen2017,
  author = {Cohen, Gregory and Afshar, Saeed and Tapson, Jonathan and van Schaik, Andr{\\'e}},
  title = {{EMNIST}: Extending {MNIST} to Handwritten Letters},
  booktitle = {International Joint Conference on Neural Networks},
  year = {2017},
  pages = {2921--2926}
}
"""

REPORT = """\
---
title: Reading handwriting
subtitle: A sample with everything in it
author: [Ada Lovelace, "Charles Babbage"]
date: 2026-11-21
abstract: |
  The best model, {{< var best.model >}}, reads {{< var best.accuracy >}} of the test split.
format:
  html: default
  typst: default
  docx: default
---

## Question {#sec-question}

Computed with {{< var profile.words >}}. The images are those of EMNIST [@cohen2017]; see @fig-counts,
[Tables @tbl-results and @tbl-wide]{.content-visible unless-format="pptx"} and @sec-method. Write `@fig-nothing` or
`{{{< var x >}}}` for code.

::: {.callout-note title="Synthetic images"}
These images were **drawn by the project**, not written by people.
:::

::: {.callout-warning}
A warning without a title of its own.
:::

{{< include _method.qmd >}}

## Results

{{< embed ../build/notebooks/data.ipynb#fig-counts >}}

Between the figure and the table stands a paragraph, long enough to run over more than one line on a page, so that the
measure of the text and the space around a figure can be judged by eye. $E = \\frac{1}{n}\\sum_i e_i^2$.

{{< embed ../build/notebooks/data.ipynb#tbl-results >}}

### A wide table

{{< embed ../build/notebooks/data.ipynb#tbl-wide >}}

::: {.content-visible when-format="html"}
Only in a browser.
:::

::: {.content-hidden when-format="html"}
Only on paper.
:::

| left | right |
|:-----|------:|
| a    |     1 |

: A table written by hand {#tbl-hand}

The last one is @tbl-hand, after @fig-tall.

{{< embed ../build/notebooks/data.ipynb#fig-tall >}}

## References {.unnumbered}

::: {#refs}
:::
"""

METHOD = """\
## Method {#sec-method}

Included text. Back to @sec-question.

- a list
- of two
"""

SLIDES = """\
---
title: Reading handwriting
subtitle: The same in brief
author: Ada Lovelace
date: 2026-11-21
format:
  revealjs: default
  pptx: default
---

## Question

- Which model reads best? {{< var best.model >}}, says @fig-counts
- How sure are we? See @tbl-results

::: {.notes}
Words for the speaker.
:::

## Counts

{{< embed ../build/notebooks/data.ipynb#fig-counts >}}

## Results

{{< embed ../build/notebooks/data.ipynb#tbl-results >}}

## All figures

{{< embed ../build/notebooks/data.ipynb#tbl-wide >}}

## Two columns

::: {.columns}
::: {.column width="40%"}
What the picture shows:

- one thing
- and another, with more words so that the line breaks

::: {.callout-important}
Mind the scale.
:::
:::
::: {.column width="60%"}
{{< embed ../build/notebooks/data.ipynb#fig-tall >}}
:::
:::

## A table in a column

::: {.columns}
::: {.column width="45%"}
Words beside the table.
:::
::: {.column width="55%"}
{{< embed ../build/notebooks/data.ipynb#tbl-small >}}
:::
:::
"""


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
        cells = [f"lenet5_variant_{row}"] + [f"{row * 1234.5 + column:,.1f}" for column in range(1, columns)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def sample_notebook():
    notebook = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    printed = new_output("stream", name="stdout", text="10 %\r100 %\n\x1b[31mdone\x1b[0m\n")
    notebook.cells = [
        new_markdown_cell("# How much data\n\nThe question. See @fig-counts."),
        new_code_cell('print("done")', outputs=[printed]),
        figure_cell("fig-counts", "Images per class, with a *starred* word", "Bars of 'like' height", (1600, 900)),
        table_cell("tbl-results", "Test accuracy of each variant", pipe_table(4, 5)),
        table_cell("tbl-wide", "Every figure of each variant", pipe_table(11, 4)),
        table_cell("tbl-small", "Two columns only", pipe_table(2, 4)),
        figure_cell("fig-tall", "One row a class", "A tall frame with a diagonal", (1000, 1900)),
        new_code_cell('#| label: fig-empty\n#| fig-cap: "Nothing"\npass'),
    ]
    return notebook


def write_sample(root: Path) -> Path:
    """Write the sample project into the folder `root`, with the repository's settings, and return it."""
    files = {
        "_variables.yml": VARIABLES,
        "report/report.qmd": REPORT,
        "report/_method.qmd": METHOD,
        "report/slides.qmd": SLIDES,
        "report/references.bib": BIBLIOGRAPHY,
    }
    for folder in ("report", "build/notebooks"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name in (*SHARED, *(f"report/{file}" for file in REPORT_FILES)):
        shutil.copyfile(REPOSITORY / name, root / name)
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    nbformat.write(sample_notebook(), root / "build/notebooks/data.ipynb")
    return root
