"""What documents say of the source, held against the figures that it published.

Each of these was once told otherwise, or is told in words that a figure could contradict.
"""

import pandas as pd
import pytest

from analysis.candidates.ranking import contradicted_columns
from emnist_lab.evidence.published import fits_images, published_figures, published_together

BATCH = 1024
WITH_FOUR_DIGITS = (
    "hyperparameters/activation",
    "hyperparameters/dropout",
    "hyperparameters/augmentation",
    "layers/source",
    "transfer/source",
)
# The five variants that its final model is made of, and the table of each.
FINAL_PICKS = {
    "elu": "hyperparameters/activation",
    "dropout_1_1": "hyperparameters/dropout",
    "aug_4": "hyperparameters/augmentation",
    "layer_4_1": "layers/source",
    "transfer_2": "transfer/source",
}


def table(name: str) -> pd.DataFrame:
    return published_figures(name).set_index("variant")


def best(figures: pd.Series) -> str:
    return figures.astype(float).idxmax()


def test_21_of_22_test_accuracies_and_all_22_top5_figures_are_counts_of_1024_images():
    published = published_together(WITH_FOUR_DIGITS).dropna(subset=["test_acc"])
    fits = published["test_acc"].map(lambda share: fits_images(share, BATCH))
    assert (len(fits), fits.sum()) == (22, 21)
    assert published.loc[~fits, "variant"].tolist() == ["transfer_4"]
    assert published["top5_acc"].map(lambda share: fits_images(share, BATCH)).sum() == 22


@pytest.mark.parametrize("name", ["baselines/source", "hyperparameters/optimizer"])
def test_of_figures_with_fewer_digits_1024_images_are_assumed(name):
    accuracies = published_figures(name)["test_acc"].dropna()
    assert len(accuracies)
    assert not accuracies.map(lambda share: fits_images(share, BATCH)).any()


def test_one_share_in_ten_fits_1024_images_by_chance():
    shares = [fits_images(number / 10_000, BATCH) for number in range(1, 10_000)]
    assert sum(shares) / len(shares) == pytest.approx(0.1, abs=0.005)


@pytest.mark.parametrize(("pick", "name"), FINAL_PICKS.items())
def test_the_five_final_picks_are_the_best_on_validation(pick, name):
    published = table(name)
    assert best(published["val_acc"].drop(published.filter(like="_base", axis=0).index)) == pick


def test_on_test_other_variants_read_as_much_or_more_than_three_of_the_picks():
    tests = {pick: table(name)["test_acc"] for pick, name in FINAL_PICKS.items()}
    ahead = {pick: [*of.index[of > of[pick]]] for pick, of in tests.items()}
    assert ahead == {
        "elu": ["swish"],
        "dropout_1_1": [],
        "aug_4": ["aug_2", "aug_3"],
        "layer_4_1": [],
        "transfer_2": ["transfer_1"],
    }


def test_layer_4_is_third_of_four_on_validation_and_best_of_them_on_test():
    first_table = table("layers/source").loc[["layer_1", "layer_2", "layer_3", "layer_4"]]
    assert first_table["val_acc"].rank(ascending=False)["layer_4"] == 3
    assert best(first_table["test_acc"]) == "layer_4"


def test_nesterov_at_a_rate_of_0001_is_seventh_of_ten_on_validation_and_001_the_best():
    smaller_batch = table("hyperparameters/optimizer").query("batch_size == 1024")
    assert len(smaller_batch) == 10
    assert smaller_batch["val_acc"].rank(ascending=False)["nesterov_0.001_1024"] == 7
    assert best(smaller_batch["val_acc"]) == best(smaller_batch["test_acc"])
    assert best(smaller_batch["test_acc"]) == "nesterov_0.01_1024"
    assert best(-smaller_batch["val_loss"]) == "adamax_0.01_1024"


def test_the_final_recipe_is_printed():
    recipe = published_figures("final/training").iloc[0]
    assert recipe.to_dict() == {
        "batch_size": 1024,
        "learning_rate": 0.001,
        "scheduler": "on performance",
        "optimizer": "nesterov",
        "activation": "elu",
        "augmentation": "aug_4",
    }


def test_the_report_of_2020_counted_909_full_batches():
    printed = {"convnet_digit_letter": 93.26784240924093, "convnet_47": 91.09598459845985}
    published = table("bymerge/source")
    assert 116_352 == 909 * 128
    assert -(-116_323 // 128) == 909
    for variant, percent in printed.items():
        right = percent / 100 * 116_352
        assert right == pytest.approx(round(right), abs=1e-6)
        assert published["test_images"][variant] == 116_323
        assert published["test_acc"][variant] == round(round(right) / 116_323, 4)
    assert published["test_acc"].reindex([*printed]).tolist() == [0.9329, 0.9112]


def test_the_report_of_2020_prints_55_losses_of_every_thousandth_step():
    losses = published_figures("bymerge/losses")
    assert losses.groupby("task").size().to_dict() == {"digit_or_letter": 30, "characters": 25}
    assert set(losses["step"]) == {1000, 2000, 3000, 4000, 5000}


def test_resnet_50_was_changed_in_six_steps():
    accuracies = table("baselines/source").filter(like="resnet50", axis=0)["test_acc"]
    assert len(accuracies) - 1 == 6
    assert accuracies.tolist() == [0.879, 0.76, 0.906, 0.906, 0.904, 0.884, 0.887]


def test_an_epoch_of_resnet_50_takes_what_documents_say():
    seconds = table("baselines/source").filter(like="resnet50", axis=0)["seconds_per_epoch"]
    assert seconds.tolist() == [21, 20, 20, 20, 20, 23, 6]
    assert seconds["resnet50_zero_padding"] < seconds["resnet50_augmentation"] / 3


def test_the_dropout_model_has_the_lowest_of_the_three_printed_losses_of_resnet_50():
    losses = table("baselines/source")["test_loss"].dropna()
    assert (len(losses), losses.idxmin()) == (3, "resnet50_dropout")


def test_parameters_are_printed_of_two_baselines_and_inferred_of_the_others():
    published = table("baselines/source")
    printed = published.index[published["parameters_printed"] == "yes"]
    assert [*printed] == ["lenet5_new", "resnet50_dropout"]


def test_efficientnet_b3s_score_is_off_by_more_than_the_exchanged_column():
    catalog = published_figures("candidates/catalog")
    wrong = contradicted_columns(catalog, published_figures("candidates/normalized"))
    own = wrong[wrong["model"] == "EfficientNetB3"].set_index("criterion")
    assert own["printed"].to_dict() == {"top5": 0.9, "speed": 0.9}
    assert own["computed"].round(3).to_dict() == {"top5": 0.922, "speed": 0.907}


def test_no_augmentation_reads_more_test_images_than_none_did():
    augmented = table("hyperparameters/augmentation")["test_acc"]
    plain = table("hyperparameters/dropout")["test_acc"]["dropout_1_1"]
    assert augmented.max() < plain


def test_the_two_optimizers_left_out_are_those_that_took_longest_at_batch_2048():
    larger_batch = table("hyperparameters/optimizer").query("batch_size == 2048")
    times = larger_batch.groupby("optimizer")["train_time_s"].mean().sort_values()
    assert [*times.index[-2:]] == ["rmsprop", "nadam"]
    assert times.round().tolist()[-2:] == [616, 762]
    assert (times.round().iloc[0], times.round().iloc[-3]) == (523, 562)


def test_the_training_time_of_the_final_model_is_that_of_both_its_stages():
    stages = table("transfer/source")["train_time_s"]
    both = stages["transfer_2_base"] + stages["transfer_2"]
    assert table("final/source")["train_time_s"]["transfer_2"] == pytest.approx(both)


def test_the_first_four_small_densenets_took_longer_to_train_than_densenet121():
    small = table("layers/source").loc[["layer_1", "layer_2", "layer_3", "layer_4"]]
    assert small["train_time_s"].min() > table("hyperparameters/augmentation")["train_time_s"].aug_4


def test_of_the_small_densenets_only_layer_3_is_evaluated_more_slowly_than_densenet121():
    densenet121 = table("hyperparameters/augmentation").loc["aug_4"]
    small = table("layers/source")
    assert [*small.index[small["eval_time_s"] > densenet121["eval_time_s"]]] == ["layer_3"]
    assert (small["inference_time_s"] < densenet121["inference_time_s"]).all()


def test_the_parts_of_the_printed_structure_that_have_parameters_fit_its_total():
    parameters = published_figures("final/structure").set_index("layer")["parameters"]
    assert parameters["trainable"] + parameters["not trainable"] == parameters["total"] == 2_152_667
    assert parameters["conv1 (Conv2D)"] == 7 * 7 * 64
    assert parameters["dense"] == 453 * 47
