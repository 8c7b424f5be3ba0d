"""Final: the model that validation chooses over all studies, looked at from every side.

Command: `emnist-lab run final --profile quick`
Time on 2 cores: seconds; it trains nothing and reads what the other studies left.
Source: transfer_2, 0.907 of 1,024 test images, beside LeNet-5 0.869 and ResNet-50 0.904.
"""

from analysis.final.claims import CLAIMS
from emnist_lab.config import Study
from emnist_lab.datasets.emnist.entry import EMNIST

STUDY = Study(
    dataset=EMNIST,
    name="final",
    order=90,
    title="The chosen model",
    question="What does the chosen model get wrong, and how much of that is out of reach?",
    reads_others=True,
    claims=CLAIMS,
)
