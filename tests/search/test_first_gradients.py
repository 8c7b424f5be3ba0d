"""A trial that notes its first gradients ends as one that does not."""

import numpy as np

from emnist_lab.search.trial import train_trial
from emnist_lab.training.history import HISTORY_COLUMNS, read_gradients, read_history
from emnist_lab.training.predictions import read_predictions
from emnist_lab.training.reuse import TracedModels
from emnist_lab.trials.plan import TrialPlan


def test_noting_gradients_leaves_the_training_alone(project, tiny_study, tiny_profile, tiny_split):
    unseen = tiny_study.variant("learns")
    seen = unseen.model_copy(update={"name": "seen", "gradient_steps": 2})
    plans = [
        TrialPlan(tiny_study, variant, tiny_profile, 0, tiny_split.digest)
        for variant in (unseen, seen)
    ]
    for plan in plans:
        _, status, reason, _ = train_trial(plan, tiny_split, TracedModels())
        assert status == "completed", reason
    first, second = (plan.folder for plan in plans)
    assert np.array_equal(read_predictions(first).p_true, read_predictions(second).p_true)
    figures = [column for column in HISTORY_COLUMNS if column != "epoch_time_s"]
    assert read_history(first)[figures].equals(read_history(second)[figures])
    assert not (first / "gradients.csv").exists()
    assert read_gradients(second)["step"].unique().tolist() == [1, 2]


def test_the_steps_noted_are_part_of_the_fingerprint_where_there_are_any(tiny_study, tiny_profile):
    variant = tiny_study.variant("learns")
    noting = variant.model_copy(update={"gradient_steps": 2})
    plain, noted = (
        TrialPlan(tiny_study, each, tiny_profile, 0, "tiny") for each in (variant, noting)
    )
    assert "gradient_steps" not in plain.hyperparameters().plain()
    assert plain.fingerprint() != noted.fingerprint()
