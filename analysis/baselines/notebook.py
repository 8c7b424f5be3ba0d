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
# # Baselines
#
# **Command.** `emnist-lab run baselines --profile quick`
#
# **Time on two cores.** `tour` half a minute, `quick` 2 minutes, `cpu` 15. `paper` was not measured.
#
# **The source's result.** `lenet5_old` 0.861, `lenet5_new` 0.869, ResNet-50 between 0.760 and 0.906
# test accuracy, taken to be of 1,024 images.

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
from IPython.display import Markdown

from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import study_results
from emnist_lab.figures.comparison_tables import comparison_table
from emnist_lab.figures.learning import plot_learning_curves
from emnist_lab.figures.source_tables import source_losses_table, source_times_table
from emnist_lab.figures.tables import published_table, recipe_table, results_table, slide_table
from emnist_lab.figures.theme import set_theme
from emnist_lab.figures.tradeoff import plot_tradeoff
from emnist_lab.reporting.filters import escaped
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study

set_theme()
run = run_study("baselines", profile, data_dir)
found = study_results(run.study, run.profile, run.results)
published = published_figures(run.study.reference)
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# What do well-known networks reach on these images, and at what cost? Two stand for the ends of the
# scale: LeNet-5, made for handwritten digits in 1998, and ResNet-50, made for photographs and some
# 360 times as large.
#
# ## Method
#
# LeNet-5 comes in two forms: as published, with its table of connections between S2 and C3,
# trainable sub-sampling and radial basis functions at the output; and as it is built today, with
# ReLU and softmax, the latter with batch normalization too. ResNet-50 is changed in six steps, each of which keeps those before it.

# %%
#| label: tbl-baselines-recipes
#| tbl-cap: "The variants of the baselines study and their recipes at the size of this profile. A plus sign adds to the source's step before."
Markdown(recipe_table(run.study, run.results))

# %% [markdown]
# Training stops when the validation loss has not improved for eight epochs, and the weights of the
# best epoch are kept.
#
# ## Result

# %%
#| label: tbl-baselines
#| tbl-cap: "The baselines: means over the completed trials of each variant, with the 95&nbsp;% Wilson interval of the test accuracy. Bold: the choice of validation. The column *to choice* is the difference to it in points, † beyond chance, ≈ within noise (paired test, corrected by Holm). Latency is the median time for one image."
Markdown(results_table(found.summary, found.comparisons))

# %%
#| label: tbl-baselines-compared
#| tbl-cap: "The baselines compared image by image: difference in test accuracy in points with its unadjusted 95&nbsp;% interval, the share of the test images that only one of the two reads, and the p value of the paired test, corrected by Holm for all pairs that this study tests. With one training each it is two networks that are compared, not their recipes."
Markdown(comparison_table(found.comparisons))

# %%
#| label: fig-baselines-curves
#| fig-cap: "Baselines: accuracy on training and validation images by epoch, a line a seed. Training accuracy is an epoch's running mean, with dropout and augmentation at work, so it may stay below validation."
#| fig-alt: "A panel for each baseline with two lines, training dashed and validation solid: accuracy in percent against the epoch."
plot_learning_curves(run.histories, run.results, "accuracy")

# %%
#| label: fig-baselines-loss
#| fig-cap: "Baselines: the same for the loss, on a logarithmic axis."
#| fig-alt: "A panel for each baseline with two lines, training dashed and validation solid: cross-entropy loss against the epoch."
plot_learning_curves(run.histories, run.results, "loss")

# %%
#| label: fig-baselines-tradeoff
#| fig-cap: "Test accuracy of the baselines with its 95&nbsp;% interval, against the median time for one image and against the number of parameters, both on logarithmic axes."
#| fig-alt: "Two scatter plots that share the axis of test accuracy, one point with an error bar for each baseline: left against milliseconds for one image, right against millions of parameters."
plot_tradeoff(found.summary)

# %%
#| label: fig-baselines-tradeoff-slide
#| fig-cap: "Test accuracy of the baselines with its 95&nbsp;% interval, against the time for one image."
#| fig-alt: "Test accuracy of the baselines in percent with intervals against milliseconds for one image, each named beside its point."
plot_tradeoff(found.summary, slide=True)

# %% [markdown]
# ## Beside the source
#
# The source's figures are taken to be measured on one batch of 1,024 images, as those of its later
# tables are: these have too few digits to tell. They carry a standard error of about one point then,
# so that most steps of its ResNet-50 cannot be told apart.

# %%
#| label: tbl-baselines-source
#| tbl-cap: "Test accuracy of the baselines here and in the source, with the standard error that 1,024 images leave the source. The last column is a two-proportion test at 5&nbsp;%; data and scale may differ, as stated in the text. ‡ its 1,024 test images are assumed: too few digits to tell, or no multiple of 1/1024."
Markdown(published_table(found.summary, published))

# %%
# Those of ResNet-50 first: its default is what the others are divided by.
in_steps = published.sort_values(
    "variant", key=lambda names: names.str.startswith("lenet5"), kind="stable"
)

# %%
#| label: tbl-baselines-times
#| tbl-cap: "The source's times in seconds with, in parentheses, their multiples of the row that reads 1.00, and ours as multiples of the same row: machines differ, so that only multiples compare. Ours were taken by each trial itself, beside whatever else the machine did, and not in turns, which alone can double a time: only large multiples mean anything."
Markdown(source_times_table(found.summary, in_steps))

# %%
#| label: tbl-baselines-losses
#| tbl-cap: "Losses in nats and accuracies of the baselines in the source and here, as far as the source prints them. Validation figures are those of the epoch that is kept."
Markdown(source_losses_table(found.summary, published))

# %%
#| label: tbl-baselines-slide
#| tbl-cap: "The baselines. Bold: the choice of validation. ‡ test images assumed."
Markdown(slide_table(found.summary, published))

# %% [markdown]
# ## What the documents quote

# %%
leave_values(run, found)

# %% [markdown]
# ## Doubt
#
# The steps are cumulative and were taken in one order: what a step adds may depend on those before
# it. One recipe serves LeNet-5 and another ResNet-50, so the two are compared together with their
# recipes. ResNet-50 gets few epochs in small profiles, fewer than it needs.
