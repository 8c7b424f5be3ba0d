"""Turn the prepared sources into documents, by whichever route this machine has."""

from pathlib import Path

from emnist_lab.without_quarto.site import render_without_quarto
from emnist_lab.workflow.quarto import find_quarto, render_with_quarto


def render(root: Path) -> list[Path]:
    """Render report, slides and site with Quarto if it is installed, and without it otherwise.

    Parameters
    ----------
    root : Path
        The folder that holds `_quarto.yml`.

    Returns
    -------
    list of Path
        The documents' files in `_site`, the same by both routes.

    Raises
    ------
    EmnistLabError
        If a source cannot be rendered.
    """
    quarto = find_quarto()
    return render_with_quarto(root, quarto) if quarto else render_without_quarto(root)
