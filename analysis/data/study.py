"""The data: what EMNIST holds, and which part of it the other studies use.

Command: `emnist-lab run data --profile quick`
Time on 2 cores: a minute, most of it drawing the synthetic handwriting the first time.
Source: balanced, 112,800 training and 18,800 test images of 47 classes; 94,000 / 18,800 after the
validation split.
"""

from emnist_lab.config import Study
from emnist_lab.datasets.emnist.entry import EMNIST

# What the source's studies trained on, for all that set their figures beside.
SOURCE_SCALE = "94,000 real images with early stopping"

STUDY = Study(
    dataset=EMNIST,
    name="data",
    order=10,
    title="The data",
    question="What does each split hold, and which one do the studies learn from?",
    show_splits=True,
)
