"""Execute notebooks in this process: a kernel of their own would import everything for each."""

import base64
import sys
from pathlib import Path

import jupytext
import matplotlib as mpl
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from emnist_lab.profile import load_profile
from emnist_lab.project import Project


def execute(study: str, profile: str, data_dir: Path) -> None:
    """Execute a study's notebook and leave it where a run would; a cell that raises is raised."""
    main = sys.modules["__main__"]
    shell = InteractiveShell.instance()
    # A shell takes its place, which has none of what multiprocessing asks of it.
    sys.modules["__main__"] = main
    with mpl.rc_context({"backend": "agg"}):
        select_figure_formats(shell, {"png"})
        shell.reset(new_session=False)
        notebook = jupytext.read(Project.find().notebook_source(study))
        cells = []
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cells.append(new_markdown_cell(cell.source))
                continue
            source = cell.source
            if "parameters" in cell.metadata.get("tags", []):
                source = f"profile, data_dir = {profile!r}, {str(data_dir)!r}"
            ran = shell.run_cell(source, store_history=False)
            ran.raise_error()
            cells.append(new_code_cell(cell.source, outputs=_outputs(shell, ran.result)))
    notebook.cells = cells
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    executed = load_profile(Project.find(), profile).executed_notebook(study)
    executed.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, executed)


def _outputs(shell: InteractiveShell, result) -> list:
    if result is None:
        return []
    shown, noted = shell.display_formatter.format(result)
    texts = {
        kind: base64.b64encode(data).decode() if isinstance(data, bytes) else data
        for kind, data in shown.items()
    }
    return [new_output("display_data", texts, metadata=noted)]
