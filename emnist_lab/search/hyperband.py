"""Hyperband over a study's search space, decided by the seed and the records alone.

L. Li, K. Jamieson, G. DeSalvo, A. Rostamizadeh and A. Talwalkar, "Hyperband: A Novel Bandit-Based
Approach to Hyperparameter Optimization", JMLR 18, 2018: algorithm 1.
"""

from typing import Any

import keras_tuner
from keras_tuner.engine.trial import Trial, TrialStatus
from keras_tuner.oracles import HyperbandOracle

from emnist_lab.config import Variant
from emnist_lab.search.oracle import SEARCH_DIGEST, PlanOracle
from emnist_lab.search.space import EPOCHS, add_space, drawn_variant, score
from emnist_lab.trials.draws import Draws, search_digest, write_draws
from emnist_lab.trials.fingerprint import digest_of
from emnist_lab.trials.plan import TrialPlan, drawn_trial
from emnist_lab.trials.record import TrialRecord

ENDED = (TrialStatus.COMPLETED, TrialStatus.FAILED)


class SearchOracle(PlanOracle, HyperbandOracle):
    """Hands out a study's own variants, then Hyperband's draws, the best of which train for longer.

    Keras Tuner's Hyperband promotes a trial as soon as enough others have ended, so that which one
    hangs on who is fastest. Here a rung ends as a whole before the next one begins, and meanwhile
    the next bracket is drawn: the same seed and the same records lead to the same trials, after
    every kill and with any number of workers. A promoted trial starts from new weights, since its
    learning rate falls along a longer cosine.

    `plans` are the trials of the study's own variants; drawn variants learn from the data of
    `data_digest`.
    """

    goal = keras_tuner.Objective("score", "max")

    def __init__(self, plans: list[TrialPlan], data_digest: str):
        self.study, self.profile = plans[0].study, plans[0].profile
        self.data_digest = data_digest
        if self.study.search is None:
            raise ValueError(f"the study {self.study.name} has no search space")
        self.space_drawn_from = self.study.search
        size = self.profile.search
        super().__init__(
            plans,
            max_epochs=size.epochs,
            factor=self.space_drawn_from.factor,
            # Keras Tuner takes 0 for none.
            seed=self.space_drawn_from.seed + 1,
        )
        self.min_epochs = size.first_epochs
        most = self._get_num_brackets()
        # The ids of each rung's trials by bracket, the bracket that halves most often first.
        self.rungs: dict[int, list[list[str]]] = {
            bracket: [[] for _ in range(bracket + 1)]
            for bracket in range(most - 1, max(most - size.brackets, 0) - 1, -1)
        }
        self.variants: dict[str, Variant] = {}
        self.exhausted = False

    def search_space(self) -> keras_tuner.HyperParameters:
        """Return what is drawn from, and the digest of all that the search depends on."""
        space = keras_tuner.HyperParameters()
        add_space(self.space_drawn_from, space)
        own = [plan.fingerprint() for plan in self.plans]
        digest = digest_of([*own, search_digest(self.study, self.profile), self.data_digest])
        space.Fixed(SEARCH_DIGEST, digest)
        return space

    def objective_of(self, record: TrialRecord) -> float:
        """Return the score of a trial's record."""
        return score(self.space_drawn_from, record)

    def plan_of(self, trial: Trial) -> TrialPlan:
        """Return the plan that a trial of Keras Tuner stands for."""
        values = trial.hyperparameters.values
        if "variant" in values:
            return super().plan_of(trial)
        variant = drawn_variant(self.space_drawn_from, values)
        return drawn_trial(self.study, variant, self.profile, self.data_digest)

    def populate_space(self, trial_id: str) -> dict[str, Any]:
        """Return the values of the next variant, draw or promotion, or that there is none."""
        own = super().populate_space(trial_id)
        if own["status"] == TrialStatus.RUNNING:
            return own
        for bracket, rungs in self.rungs.items():
            number = self._open_rung(bracket)
            if number is None:
                continue
            values = self._values(bracket, number)
            if values is not None:
                rungs[number].append(trial_id)
                self.variants[trial_id] = drawn_variant(self.space_drawn_from, values)
                self._note_draws(complete=False)
                return {"status": TrialStatus.RUNNING, "values": values}
        if self.ongoing_trials or self.not_started:
            return {"status": TrialStatus.IDLE}
        self._note_draws(complete=True)
        return {"status": TrialStatus.STOPPED}

    def _has_more(self) -> bool:
        return super()._has_more() or any(self._open_rung(b) is not None for b in self.rungs)

    def _open_rung(self, bracket: int) -> int | None:
        """Return the number of the rung that a bracket's next trial belongs to, None for none."""
        for number, rung in enumerate(self.rungs[bracket]):
            if number == 0:
                most = len(rung) if self.exhausted else self._get_size(bracket, 0)
            else:
                most = len(self._promoted(bracket, number))
            if len(rung) < most:
                return number
            if not all(self.trials[id_].status in ENDED for id_ in rung):
                return None
        return None

    def _values(self, bracket: int, number: int) -> dict | None:
        """Return the values of a rung's next trial, None where nothing new can be drawn."""
        if number:
            place = len(self.rungs[bracket][number])
            values = self._promoted(bracket, number)[place].hyperparameters.values
        else:
            values = self._random_values()
            self.exhausted = values is None
        return values and {**values, EPOCHS: self._get_epochs(bracket, number)}

    def _promoted(self, bracket: int, number: int) -> list:
        """Return the best trials of the rung before, best first, all of which have ended."""
        before = [self.trials[id_] for id_ in self.rungs[bracket][number - 1]]
        completed = [trial for trial in before if trial.status == TrialStatus.COMPLETED]
        # Equal scores stay in the order of the draws.
        return sorted(completed, key=lambda t: -t.score)[: self._get_size(bracket, number)]

    def _note_draws(self, complete: bool) -> None:
        drawn = [id_ for rungs in self.rungs.values() for rung in rungs for id_ in rung]
        variants = tuple(self.variants[id_] for id_ in drawn)
        write_draws(self.study, self.profile, Draws(variants, complete))
