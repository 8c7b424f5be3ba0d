# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     name: python3
#     display_name: Python 3
#     language: python
# ---

# %% [markdown]
# # Transfer
#
# **Command.** `emnist-lab run transfer --profile quick`
#
# **Time on two cores.** `tour` 1 minute; `quick` 3 minutes and `cpu` 25 for the short recipe alone.
# `paper` was not measured.
#
# **The source's result.** `transfer_1` 0.908, `transfer_2` 0.907, its final model, of 1,024 test
# images of balanced; `layer_4_1` without transfer 0.898.

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
from IPython.display import Markdown

from analysis.transfer.stages import plot_stages, stage_slide_table, stage_table
from analysis.transfer.study import TRANSFERRED_BY_SOURCE
from analysis.transfer.values import own_values
from emnist_lab.datasets.load import load_splits
from emnist_lab.evidence.published import published_beside
from emnist_lab.evidence.section import study_results
from emnist_lab.figures.comparison_tables import comparison_table
from emnist_lab.figures.data_tables import overlap_table
from emnist_lab.figures.learning import plot_learning_curves
from emnist_lab.figures.source_tables import source_losses_table, source_times_table
from emnist_lab.figures.tables import published_table, recipe_table
from emnist_lab.figures.theme import for_slide, set_theme
from emnist_lab.reporting.filters import escaped
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study
from emnist_lab.trials.overlaps import study_overlaps

set_theme()
run = run_study("transfer", profile, data_dir)
found = study_results(run.study, run.profile, run.results)
summary, comparisons = found.summary, found.comparisons
published = published_beside(run.study)
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# ByMerge and ByClass hold six times the training images of Balanced, ByClass more classes as well.
# Does a model that first saw those read Balanced better than one that did not?
#
# ## Method
#
# A base is trained on ByMerge or ByClass. Its last layer is replaced by a new one for the 47 classes
# of Balanced, and the whole network trains on. All is done by both recipes of the layers study: the
# source's (*source's*), and the short one. Both stages are trials with figures of their own, the base's on test images of its
# own split. The splits of EMNIST share training images; a base leaves out those that validate what
# fine-tunes it, or validation would choose it for having seen them. Beside each, the same network
# starts from nothing on Balanced alone and may train on as many images, counted over all epochs, as
# both stages together; early stopping may end it before.

# %%
#| label: tbl-transfer-recipes
#| tbl-cap: "The stages of the transfer study and their recipe at the size of this profile."
Markdown(recipe_table(run.study, run.results))

# %% [markdown]
# ## Result

# %%
#| label: tbl-transfer
#| tbl-cap: "Each stage on the test images of its own split, with the 95&nbsp;% Wilson interval; images seen are those trained on, over all epochs."
Markdown(stage_table(run.study, summary))

# %%
#| label: fig-transfer
#| fig-cap: "Test accuracy on balanced after transfer, and of the same model from scratch with as many training images, with 95&nbsp;% intervals."
#| fig-alt: "A row for each recipe with two points and their intervals: the transferred model and the one from scratch, test accuracy in percent."
plot_stages(run.study, summary)

# %%
#| label: fig-transfer-slide
#| fig-cap: "Test accuracy on balanced after transfer, and of the same model from scratch with as many training images, with 95&nbsp;% intervals."
#| fig-alt: "A row for each recipe with two points and their intervals: the transferred model and the one from scratch, test accuracy in percent."
for_slide(plot_stages, run.study, summary)

# %%
#| label: tbl-transfer-pairs
#| tbl-cap: "Pairs on the same test images: the difference in points with its unadjusted 95&nbsp;% interval, the images that only one of the two reads, and the p value of the paired test, corrected by Holm for all comparisons of this study. With one training each it is two networks that are compared, not their recipes."
Markdown(comparison_table(comparisons.tested(run.study.contrasts.values())))

# %%
#| label: fig-transfer-curves
#| fig-cap: "Transfer: accuracy on training and validation images by epoch, a line a seed: base, transferred stage and the same from scratch, a recipe after the other. What fine-tunes a base shows that one's epochs first, up to the dotted line; bases are validated on their own split."
#| fig-alt: "A panel for each stage of each recipe with two lines, training dashed and validation solid: accuracy in percent against the epoch."
plot_learning_curves(run.histories, run.results, "accuracy")

# %%
#| label: fig-transfer-loss
#| fig-cap: "Transfer: the same for the loss, on a logarithmic axis."
#| fig-alt: "A panel for each stage of each recipe with two lines, training dashed and validation solid: cross-entropy loss against the epoch."
plot_learning_curves(run.histories, run.results, "loss")

# %%
#| label: tbl-transfer-overlap
#| tbl-cap: "Images that a base's split shares with balanced, pixel by pixel: left out, since balanced holds them out for validation; in both, those of balanced's test images that the base was trained on."
splits = load_splits(run.study.splits, data_dir, run.study.dataset)
Markdown(overlap_table(study_overlaps(run.study, run.profile, splits)))

# %% [markdown]
# ## Beside the source

# %%
#| label: tbl-transfer-source
#| tbl-cap: "Test accuracy of the models transferred by the source's recipe, here and in the source, with the standard error that 1,024 images leave the source. The last column is a two-proportion test at 5&nbsp;%; data and scale may differ, as stated in the text. ‡ its 1,024 test images are assumed: too few digits to tell, or no multiple of 1/1024."
transferred = [variant.name for variant in TRANSFERRED_BY_SOURCE if variant.name in summary.index]
Markdown(published_table(summary.loc[transferred], published))

# %%
#| label: tbl-transfer-times
#| tbl-cap: "The source's times in seconds with, in parentheses, their multiples of the row that reads 1.00, and ours as multiples of the same row: machines differ, so that only multiples compare. Rows without *source's*: by the short recipe, where the source's was not trained. A base's time is that of its own stage. Ours were taken by each trial itself, beside whatever else the machine did, and not in turns, which alone can double a time: only large multiples mean anything."
Markdown(source_times_table(summary, published))

# %%
#| label: tbl-transfer-losses
#| tbl-cap: "Losses in nats and accuracies of both stages in the source and here, as far as the source prints them. Rows without *source's*: by the short recipe, where the source's was not trained. Validation figures are those of the epoch that is kept."
Markdown(source_losses_table(summary, published))

# %%
#| label: tbl-transfer-slide
#| tbl-cap: "Test accuracy of each stage, the base's on its own split."
Markdown(stage_slide_table(run.study, summary))

# %% [markdown]
# ## What the documents quote

# %%
leave_values(run, found, **own_values(run.study, found))

# %% [markdown]
# ## Doubt
#
# The splits are drawn from the same forms, so writers come back even where images do not. The source prints
# the recipe of its final model (Nesterov's momentum, `aug_4`) but not which of it each stage had;
# Nesterov's momentum at a rate of 0.1 and Adam at 0.001 are this project's choice. The same budget is the same number of images seen, not the same time.
