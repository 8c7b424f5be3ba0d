"""The variants of all studies side by side, as far as they read the same test images."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from emnist_lab.dataset import DataSet
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.comparison import read_by_variant
from emnist_lab.evidence.data_seen import alike_groups
from emnist_lab.evidence.statistics import ranked_on_validation
from emnist_lab.evidence.summary import of_task, variant_summary
from emnist_lab.evidence.verdict import OF_STUDY
from emnist_lab.profile import Profile
from emnist_lab.studies import find_studies
from emnist_lab.training.predictions import Predictions
from emnist_lab.training.structure import read_structure
from emnist_lab.trials.histories import read_histories
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import study_records
from emnist_lab.trials.table import results_frame


@dataclass(frozen=True)
class Pool:
    """The trials of all studies that learned one task from the same data.

    `results` has one row a trial and `label`, which tells variants apart; `predictions` those of
    each label that left any, one a seed; `summary` has a row for each of these labels, best
    validation accuracy first. `dataset` is what they learned from.
    """

    profile: Profile
    dataset: DataSet
    results: pd.DataFrame
    summary: pd.DataFrame
    predictions: dict[str, list[Predictions]]

    @cached_property
    def groups(self) -> list[list[str]]:
        """The labels in groups trained on as many images for as long, best on validation first."""
        return alike_groups(self.summary)

    @property
    def ranking(self) -> list[str]:
        """The labels that compare: the first of these groups."""
        return self.groups[0]

    @property
    def apart(self) -> list[str]:
        """The labels of all other groups, best validation accuracy first."""
        return list(self.summary.index[~self.summary.index.isin(self.ranking)])

    def trial_folders(self, label: str) -> dict[int, Path]:
        """Return the folders of a label's completed trials by seed."""
        return {
            trial.seed: self.profile.trial_dir(trial.study, trial.variant, trial.seed)
            for trial in self._completed(label).itertuples()
        }

    def histories(self, label: str) -> pd.DataFrame:
        """Return one row an epoch of a label's completed trials, with `seed` and `kept`.

        The epochs of a base that it fine-tunes come first. `kept` is true for the epoch whose
        weights the model has.
        """
        trials = self._completed(label)
        histories = read_histories(self.profile, trials)
        best_epoch = histories["seed"].map(trials.set_index("seed")["best_epoch"])
        before = histories.groupby("seed")["of_base"].transform("sum")
        kept = histories["epoch"] + 1 - before == best_epoch
        return histories.assign(kept=kept & ~histories["of_base"])

    def structure(self, label: str) -> pd.DataFrame:
        """Return one row a layer of a label's model."""
        return read_structure(next(iter(self.trial_folders(label).values())))

    def _completed(self, label: str) -> pd.DataFrame:
        own = self.results["label"] == label
        return self.results[own & (self.results["status"] == "completed")]


def read_pool(profile: Profile, digest: str, dataset: DataSet) -> Pool:
    """Read what the studies that ran so far left.

    Parameters
    ----------
    digest : str
        The digest of the data set's default split at hand; trials made with other data are left
        out.

    Raises
    ------
    EmnistLabError
        If no trial completed.
    """
    results = pooled_results(pooled_records(profile, digest), dataset)
    found = read_by_variant(profile, results, by="label")
    predictions = {label: of_seeds for label, of_seeds in found.items() if of_seeds}
    if not predictions:
        raise EmnistLabError(
            "no study has a completed trial with predictions to report on",
            where=profile.runs_dir,
            fix=f"emnist-lab run --profile {profile.name}",
        )
    summary = pooled_summary(results)
    ranking = [name for name in ranked_on_validation(summary) if name in predictions]
    return Pool(profile, dataset, results, summary.loc[ranking], predictions)


def pooled_records(profile: Profile, digest: str) -> list[TrialRecord]:
    """Return the records of all studies' trials that were made with the data of a digest.

    Bases are among them, whatever they read: what fine-tunes them tells what they saw.
    """
    return [
        record
        for study in find_studies(profile.project).values()
        for record in study_records(study, profile)
        if record.data == digest or record.hyperparameters.leaves_out is not None
    ]


def can_be_chosen(record: TrialRecord, dataset: DataSet) -> bool:
    """Return whether validation may choose a trial over all studies: it learned the common task.

    That is the first task of the data set on its first split.
    """
    chosen = record.hyperparameters
    learned = (record.status, chosen.split, chosen.task)
    validated = record.figures.val_acc is not None
    return learned == ("completed", *_common_task(dataset)) and validated


def pooled_results(records: list[TrialRecord], dataset: DataSet) -> pd.DataFrame:
    """Return the trials of several studies that learned the same task, each once.

    Parameters
    ----------
    records : list of TrialRecord
        Trial records of any studies; those of another split or task are left out, and so is a
        trial that one study shares with an earlier one (equal fingerprints).

    Returns
    -------
    pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`) and `label`: the variant's
        name, with its study's where another study has a variant of that name.
    """
    comparable = of_task(results_frame(records), *_common_task(dataset))
    results = comparable.drop_duplicates("fingerprint", ignore_index=True)
    studies = results.groupby("variant")["study"].transform("nunique")
    named_with_study = results["variant"] + OF_STUDY + results["study"]
    return results.assign(label=results["variant"].where(studies == 1, named_with_study))


def _common_task(dataset: DataSet) -> tuple[str, str]:
    return dataset.split_names[0], dataset.tasks[0].name


def pooled_summary(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row a label (`emnist_lab.evidence.summary.variant_summary`), with its `study`."""
    summary = variant_summary(results, by="label")
    return summary.assign(study=results.groupby("label")["study"].first())
