"""What the records say beside the source's figures, in sentences."""

import numpy as np
import pandas as pd

from emnist_lab.config import Profile, Study
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.partition import profile_partition
from emnist_lab.evidence.statistics import SOURCE_TEST_IMAGES, accuracy_difference
from emnist_lab.figures.numbers import count, percent
from emnist_lab.figures.tables import compatibility
from emnist_lab.reporting.words import amount, is_or_are, listed, probability, size_of

# A tenth of the source's 94,000 training images: from there on a ranking begins to mean something.
TELLING_TRAIN_IMAGES = 9_400
SOURCE_SCALE = "94,000 real images for up to 100 epochs"


def agreement(
    summary: pd.DataFrame, published: pd.DataFrame, source_images: int = SOURCE_TEST_IMAGES
) -> str:
    """Count the variants whose test accuracy is compatible with the source's.

    Parameters
    ----------
    summary, published : pandas.DataFrame
        Our variants, and the source's figures with `variant` and `test_acc`.
    source_images : int
        Images that the source measured them on (`emnist_lab.evidence.published.source_images`).

    Returns
    -------
    str
        A Markdown sentence.
    """
    source = published.set_index("variant")["test_acc"].dropna()
    readings = [
        compatibility(row, source[name], source_images)
        for name, row in summary.iterrows()
        if name in source and np.isfinite(source[name]) and row["completed"]
    ]
    parts = [
        f"{readings.count(reading)} {is_or_are(readings.count(reading))} {words}"
        for reading, words in (
            ("yes", "within noise of the source's"),
            ("no, lower here", "lower beyond chance"),
            ("no, higher here", "higher beyond chance"),
        )
        if reading in readings
    ]
    if not parts:
        return "No variant with a published test accuracy completed."
    measured = "test accuracy" if len(readings) == 1 else "test accuracies"
    return f"Of {len(readings)} {measured} with a published one beside, {listed(parts)}."


def published_contrast(published: pd.DataFrame, first: str, second: str) -> str:
    """Compare two of the source's test accuracies, with what its 1,024 images allow.

    Parameters
    ----------
    published : pandas.DataFrame
        The source's figures, with `variant` and `test_acc`.
    first, second : str
        The variants; the sentence is about the first.

    Returns
    -------
    str
        A Markdown sentence.
    """
    source = published.set_index("variant")["test_acc"]
    found = accuracy_difference(
        source[first], SOURCE_TEST_IMAGES, source[second], SOURCE_TEST_IMAGES
    )
    return (
        f"In the source `{first}` reads {percent(source[first])}, {amount(found.difference)} "
        f"`{second}`; on {count(SOURCE_TEST_IMAGES)} images such a difference has a standard error "
        f"of {size_of(found.standard_error)} points ({probability(found.p_value)})."
    )


def scale_difference(profile: Profile, split: Split) -> str:
    """Say how far the data and the size of a run are from the source's.

    Parameters
    ----------
    profile : Profile
        The profile.
    split : emnist_lab.datasets.load.Split
        The split that its trials learn from.

    Returns
    -------
    str
        A Markdown sentence.
    """
    train_images = len(profile_partition(split, profile, profile.seeds[0]).train)
    kind = split.origin.kind
    scales = (
        f"The source trained on {SOURCE_SCALE}, the `{profile.name}` profile on "
        f"{count(train_images)} {kind} images for at most {profile.max_epochs} epochs"
    )
    if train_images >= TELLING_TRAIN_IMAGES and kind == "real":
        return f"{scales}."
    return f"{scales}: where they differ, the scale is the first suspect."


def own_sizes(study: Study, profile: Profile) -> str:
    """Say which sizes a study's trials have of their own in a profile, or nothing.

    Parameters
    ----------
    study, profile : Study, Profile
        What is trained, and at which size.

    Returns
    -------
    str
        A Markdown sentence, empty where the study has the profile's sizes.
    """
    named: dict[str, tuple[str, ...]] = {study.title: (study.name,)}
    named |= {section.title: (study.name, section.name) for section in study.sections}
    sized = {title: profile.sized(*names) for title, names in named.items()}
    of_study = sized.pop(study.title)
    sentences = []
    if of_study != profile:
        sentences.append(f"In this profile its trials take {_sizes(of_study)}.")
    sentences += [
        f"Those of *{title}* take {_sizes(own)}." for title, own in sized.items() if own != of_study
    ]
    return " ".join(sentences)


def _sizes(profile: Profile) -> str:
    images = (
        "all images" if profile.train_images is None else f"{count(profile.train_images)} images"
    )
    epochs = f"{profile.max_epochs} epoch{'s' if profile.max_epochs > 1 else ''}"
    return f"{images}, those held out for validation included, and at most {epochs}"
