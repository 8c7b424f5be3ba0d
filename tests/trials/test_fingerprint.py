"""A fingerprint changes with what a result depends on, and with nothing else."""

from emnist_lab.trials.fingerprint import digest_of


def test_digest_ignores_the_order_of_keys():
    assert digest_of({"a": 1, "b": [2, 3]}) == digest_of({"b": [2, 3], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})
