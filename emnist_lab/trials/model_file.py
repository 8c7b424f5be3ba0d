"""Where a trained model lies."""

from pathlib import Path

from emnist_lab.profile import load_profile
from emnist_lab.project import Project

# In the folder of its trial.
MODEL_FILE = "model.keras"


def get_model_path(study: str, profile: str, variant: str, seed: int = 0) -> Path:
    """Return the file of a trained model, which `load_model` reads.

    Parameters
    ----------
    study, profile : str
        As for `run_study`.
    variant : str
        The variant's name in the study.
    seed : int
        Which of the variant's trials.

    Returns
    -------
    Path
        A `.keras` file; there is none where the trial has not completed.
    """
    project = Project.find()
    return load_profile(project, profile).trial_dir(study, variant, seed) / MODEL_FILE
