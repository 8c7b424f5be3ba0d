"""Execute a study's notebook through papermill."""

import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from emnist_lab import errors
from emnist_lab.config import Study
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import whole_file
from emnist_lab.profile import Profile
from emnist_lab.project import Project
from emnist_lab.trials.freshness import write_stamp

if TYPE_CHECKING:
    from papermill.exceptions import PapermillExecutionError

KERNEL = "python3"
# A busy machine may take a minute to import all that a kernel needs.
START_TIMEOUT_S = 300
GOES_ON = "fix the cause and run the same command: done trials are kept"


def execute_study(study: Study, profile: Profile, data_dir: Path | None = None) -> Path:
    """Run a study's notebook, which trains what is missing, and return it with its outputs.

    What its cells and its kernel say goes to `study.log` beside it; several studies may run in
    threads of one process.

    Raises
    ------
    EmnistLabError
        If a cell raises; the notebook as far as it got lies beside as `failed.ipynb`.
    """
    executed = profile.executed_notebook(study.name)
    with whole_file(executed) as temporary, profile.study_log(study.name).open("w") as log:
        source = temporary.with_suffix(".source.ipynb")
        parameters = {"profile": profile.name, "data_dir": str(data_dir) if data_dir else None}
        try:
            _write_source(profile.project.notebook_source(study.name), source)
            _execute(source, temporary, profile.project, parameters, log)
        except Exception:
            traceback.print_exc(file=log)
            raise
        finally:
            source.unlink(missing_ok=True)
    write_stamp(study, profile, data_dir)
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
    jupytext.write(content, notebook)


def _execute(source: Path, target: Path, project: Project, parameters: dict, log: TextIO) -> None:
    # A kernel of the same name in the user's home must not take the place of this environment's.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from emnist_lab.workflow.kernel import StudyKernel, keep_caches_writable, kernel_settings

    keep_caches_writable(project)
    failed = target.with_name("failed.ipynb")
    try:
        with kernel_settings(Path(log.name)) as settings:
            papermill.execute_notebook(
                _literally(source),
                _literally(target),
                parameters=parameters,
                kernel_name=KERNEL,
                start_timeout=START_TIMEOUT_S,
                kernel_manager_class=StudyKernel,
                config=settings,
                # Not `cwd`: papermill would take the whole process there, all studies' threads.
                resources={"metadata": {"path": str(project.root)}},
                progress_bar=False,
                stdout_file=log,
                stderr_file=log,
            )
    except PapermillExecutionError as error:
        target.replace(failed)
        raise _cell_error(error, failed) from error
    except RuntimeError as error:
        # How both nbclient and jupyter_client say that a kernel died, or never came up.
        raise _kernel_error(error, Path(log.name)) from error


def _literally(file: Path) -> str:
    # To papermill braces in a path are the place of a parameter.
    return str(file).replace("{", "{{").replace("}", "}}")


def _cell_error(error: "PapermillExecutionError", failed: Path) -> EmnistLabError:
    """Return what a cell raised: an error of ours says by itself where and what to do."""
    if issubclass(getattr(errors, error.ename, object), EmnistLabError):
        return EmnistLabError(error.evalue)
    return EmnistLabError(
        f"cell {error.cell_index} raised {error.ename}: {error.evalue}", where=failed, fix=GOES_ON
    )


def _kernel_error(error: RuntimeError, log: Path) -> EmnistLabError:
    last_words = log.read_text(errors="replace").splitlines()[-3:]
    return EmnistLabError(
        "\n  ".join([f"the notebook's process: {error}", *last_words]), where=log, fix=GOES_ON
    )
