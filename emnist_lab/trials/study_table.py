"""A table that a study leaves beside its trials, and that is kept with its results."""

from dataclasses import dataclass

import pandas as pd

from emnist_lab.files import whole_file
from emnist_lab.profile import Profile


@dataclass(frozen=True)
class StudyTable:
    """One table of every study that has it.

    `name` is that of its file, in a study's folder and in one of kept results alike; `columns` are
    those that are written.
    """

    name: str
    columns: tuple[str, ...]

    def write(self, study: str, profile: Profile, rows: pd.DataFrame) -> None:
        """Write the columns of the rows to the study's folder, whole or not at all."""
        with whole_file(profile.study_dir(study) / self.name) as temporary:
            rows[list(self.columns)].to_csv(temporary, index=False)

    def read(self, study: str, profile: Profile) -> pd.DataFrame:
        """Return the rows as they were written, none where the study left none."""
        file = profile.study_dir(study) / self.name
        return pd.read_csv(file) if file.is_file() else pd.DataFrame(columns=list(self.columns))
