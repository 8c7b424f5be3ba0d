"""Execute a study's notebook through papermill."""

import os
from pathlib import Path

from emnist_lab import paths
from emnist_lab.config import load_profile
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import whole_file
from emnist_lab.results.freshness import write_stamp
from emnist_lab.studies import find_study

KERNEL = "python3"


def execute_study(name: str, profile: str, data_dir: Path | None = None) -> Path:
    """Run a study's notebook, which trains what is missing, and keep it with its outputs.

    Parameters
    ----------
    name : str
        The study; its notebook is `analysis/<name>.py`.
    profile : str
        The profile.
    data_dir : Path, optional
        A folder of EMNIST files.

    Returns
    -------
    Path
        The executed notebook.

    Raises
    ------
    EmnistLabError
        If a cell raises; the notebook as far as it got lies beside as `failed.ipynb`.
    """
    study, sizes = find_study(name), load_profile(profile)
    executed = paths.executed_notebook(profile, name)
    with whole_file(executed) as temporary:
        source = temporary.with_suffix(".source.ipynb")
        try:
            _write_source(paths.analysis_dir() / f"{name}.py", source)
            _execute(source, temporary, profile, data_dir, executed.with_name("failed.ipynb"))
        finally:
            source.unlink(missing_ok=True)
    write_stamp(study, sizes, data_dir)
    return executed


def _write_source(script: Path, notebook: Path) -> None:
    import jupytext

    content = jupytext.read(script)
    # papermill refuses a notebook whose kernelspec names no language.
    content.metadata["kernelspec"] = {
        "name": KERNEL,
        "display_name": "Python 3",
        "language": "python",
    }
    notebook.parent.mkdir(parents=True, exist_ok=True)
    jupytext.write(content, notebook)


def _execute(source: Path, target: Path, profile: str, data_dir: Path | None, failed: Path) -> None:
    # A kernel of the same name in the user's home must not take the place of this environment's.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    import papermill
    from papermill.exceptions import PapermillExecutionError

    parameters = {"profile": profile, "data_dir": str(data_dir) if data_dir else None}
    # papermill chooses its writer by the ending.
    output = target.with_suffix(".output.ipynb")
    try:
        papermill.execute_notebook(
            str(source),
            str(output),
            parameters=parameters,
            kernel_name=KERNEL,
            cwd=str(paths.project_root()),
            progress_bar=False,
        )
        output.replace(target)
    except PapermillExecutionError as error:
        output.replace(failed)
        raise EmnistLabError(
            f"cell {error.cell_index} raised {error.ename}: {error.evalue}",
            where=failed,
            mend="mend the cause and run the same command: done trials are kept",
        ) from error
    finally:
        output.unlink(missing_ok=True)
