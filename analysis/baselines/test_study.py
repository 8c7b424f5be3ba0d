"""Each step of ResNet-50 is compared with the one before it, in the source's order."""

from analysis.baselines.study import STUDY
from emnist_lab.evidence.published import published_figures


def test_every_step_of_resnet50_is_compared_with_the_one_before_it():
    published = published_figures(STUDY.reference)["variant"]
    steps = [name for name in published if name.startswith("resnet50")]
    contrasts = [pair for pair in STUDY.contrasts.values() if pair[0].startswith("resnet50")]
    assert contrasts == list(zip(steps[1:], steps, strict=False))


def test_batch_normalization_is_all_that_the_two_lenets_differ_in():
    with_it, without = map(STUDY.variant, STUDY.contrasts["lenet5_batchnorm"])
    same = {"name": "", "label": "", "change": "", "options": {}}
    assert with_it.model_copy(update=same) == without.model_copy(update=same)
    assert with_it.options == {"batchnorm": True}
