"""What the report of 2020 claims; what it proposes without having tried it is no claim."""

from emnist_lab.claim import LITTLE, Claim, Contest, at_most, better_than

STEPS = "report of 2020, 3 (b)"
FINDINGS = "report of 2020, 4 (b)"
SIZES = "report of 2020, 3 (c)"


def _step(name: str, says: str, without: str) -> Claim:
    return Claim(name, says, STEPS, contests=better_than("convnet_47", (without,)))


CLAIMS = (
    Claim(
        name="convnet-first",
        says="Of CNN, LSTM and GRU a CNN is the most effective",
        where="report of 2020, 3 (a)",
        contests=better_than("convnet_47", ("lstm_47", "gru_47")),
    ),
    Claim(
        name="more-units",
        says="More units and layers gain an LSTM and a GRU little for their time",
        where="report of 2020, 3 (a)",
        contests=at_most(
            LITTLE,
            [
                (f"{model}_47_{what}", f"{model}_47")
                for model in ("lstm", "gru")
                for what in ("units", "layers")
            ],
        ),
    ),
    Claim(
        name="convnet-steps",
        says="Adaptive pooling, log-softmax and a skip connection better the plain network",
        where=STEPS,
        contests=(
            *better_than("convnet_47", ("plain_47",)),
            *better_than("convnet_digit_letter", ("plain_digit_letter",)),
        ),
    ),
    _step("adaptive-pooling", "Adaptive pooling is better than max-pooling", "max_pooling"),
    _step("log-softmax", "Log-softmax is better than softmax", "softmax"),
    _step("skip-connection", "A skip connection is better than none", "no_skip"),
    Claim(
        name="two-poolings",
        says="Up to two poolings make a network read more",
        where=FINDINGS,
        contests=better_than("max_pooling", ("poolings_1",)),
    ),
    Claim(
        name="three-poolings",
        says="A third pooling gains nothing, or costs accuracy",
        where=FINDINGS,
        contests=(Contest(("poolings_3",), ("max_pooling",), at_most=0.0),),
    ),
    Claim(
        name="batch-normalization",
        says="Without batch normalization the loss falls slowly, and may overflow",
        where=FINDINGS,
        contests=better_than("convnet_47", ("no_batchnorm",)),
    ),
    Claim(
        name="dropout-slows",
        says="The more dropout, the slower a network learns",
        where=FINDINGS,
        contests=(
            *better_than("convnet_47", ("dropout_0_2",)),
            *better_than("dropout_0_2", ("dropout_0_5",)),
        ),
    ),
    Claim(
        name="two-classes-epochs",
        says="Two classes gain with every epoch up to the sixth, the most that the limit allows",
        where=SIZES,
        untestable="no variant trains two classes for fewer or more epochs",
    ),
    Claim(
        name="overfit-after-five",
        says="47 classes overfit after the fifth epoch",
        where=SIZES,
        untestable="no variant trains 47 classes for more than five epochs",
    ),
)
