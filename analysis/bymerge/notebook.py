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
# # ByMerge under a time limit
#
# **Command.** `emnist-lab run bymerge --profile quick`
#
# **Time on two cores.** `tour` less than a minute, `quick` 2 minutes, `cpu` 20 by its limit. `cpu` and `paper` were not measured; the limit is 6 seconds a trial in `quick`, 90 in `cpu` and the report's 15 minutes in `paper`.
#
# **The source's result.** A residual ConvNet of 2020: 0.933 for digit or letter and 0.911 for 47
# characters, trained in 13.6 and 11.5 minutes on one GPU.

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
from IPython.display import Markdown

from analysis.bymerge.ablations import plot_differences
from analysis.bymerge.limits import time_table
from analysis.bymerge.losses import plot_printed_losses
from analysis.bymerge.study import ABLATIONS, LARGER_ROW_READERS, POOLINGS
from analysis.bymerge.values import own_values
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import study_results
from emnist_lab.evidence.summary import of_task
from emnist_lab.figures.comparison_tables import comparison_table
from emnist_lab.figures.learning import plot_learning_curves
from emnist_lab.figures.tables import published_table, recipe_table, results_table, slide_table
from emnist_lab.figures.theme import for_slide, set_theme
from emnist_lab.figures.tradeoff import plot_tradeoff
from emnist_lab.reporting.filters import escaped
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study

set_theme()
run = run_study("bymerge", profile, data_dir)
found = study_results(run.study, run.profile, run.results)
summary, comparisons = found.summary, found.comparisons
characters = of_task(summary, "bymerge", "characters")
networks = characters[characters.index.isin(["convnet_47", "lstm_47", "gru_47"])]
kinds = of_task(summary, "bymerge", "digit_or_letter")
published = published_figures(run.study.reference)
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# The 2020 report trained for at most a quarter of an hour on all of ByMerge, whose classes are as
# unequal as they are in writing. What can be learned in that time, by which kind of network, and
# what does each part of the recipe add?
#
# ## Method
#
# Two tasks on the same images: digit or letter, and 47 characters. Three networks: the report's
# residual ConvNet as its listing has it, and an LSTM and a GRU that read an image row by row, these
# with more units and with two layers too. The steps by which the report came to its ConvNet are
# then undone, all together and one at a time, and each change of the recipe is made to it alone:
# no batch normalization and dropout, which the report tried; a falling learning rate, images held
# out (without, all are trained on, and the last epoch is kept), and rare classes filled up with
# augmented copies, which it only proposed. One, two and three max-poolings stand beside each other.
#
# The limit counts the epochs with their validation, not the making and tracing of a model. A
# training stops after the last step that leaves time to validate, and keeps its best epoch. How far
# it gets hangs on the machine, so a trial that ran out of time will not be repeated bit by bit.

# %%
#| label: tbl-bymerge-recipes
#| tbl-cap: "The variants of the ByMerge study and their recipe at the size of this profile."
Markdown(recipe_table(run.study, run.results))

# %% [markdown]
# ## The limit

# %%
#| label: tbl-bymerge-time
#| tbl-cap: "How far each variant got in its time. The last epoch of one that ran out of time may be a part of one; images are those of an epoch, copies included."
Markdown(time_table(summary, run.results))

# %% [markdown]
# ## Digit or letter

# %%
#| label: tbl-bymerge-tasks
#| tbl-cap: "Digit or letter: means over the completed trials, with the 95&nbsp;% Wilson interval of the test accuracy. Bold: the choice of validation."
Markdown(slide_table(kinds, published))

# %% [markdown]
# ## 47 characters

# %%
#| label: tbl-bymerge
#| tbl-cap: "47 characters: means over the completed trials of each variant, with the 95&nbsp;% Wilson interval of the test accuracy. Bold: the choice of validation; without images held out there is none. The column *to choice* is the difference to it in points, † beyond chance, ≈ within noise (paired test, corrected by Holm). Latency is the median time for one image."
Markdown(results_table(characters, comparisons))

# %%
#| label: fig-bymerge-tradeoff
#| fig-cap: "Test accuracy of the networks for 47 characters with its 95&nbsp;% interval, against the median time for one image and against the number of parameters, both on logarithmic axes."
#| fig-alt: "Two scatter plots that share the axis of test accuracy, one point with an error bar each for ConvNet, LSTM and GRU: left against milliseconds for one image, right against millions of parameters."
plot_tradeoff(networks)

# %%
#| label: fig-bymerge-curves
#| fig-cap: "ByMerge under a time limit: accuracy on training and validation images by epoch, a line a seed; without images held out there is no validation."
#| fig-alt: "A panel for each variant with two lines, training dashed and validation solid: accuracy in percent against the epoch."
plot_learning_curves(run.histories, run.results, "accuracy")

# %% [markdown]
# ## Losses

# %%
#| label: fig-bymerge-loss
#| fig-cap: "ByMerge under a time limit: loss on training and validation images by epoch, a line a seed, on a logarithmic axis."
#| fig-alt: "A panel for each variant with two lines, training dashed and validation solid: cross-entropy loss against the epoch."
plot_learning_curves(run.histories, run.results, "loss")

# %% [markdown]
# ## What each part adds

# %%
changes = comparisons.tested((variant.name, "convnet_47") for variant in ABLATIONS)
others = comparisons.tested(
    run.study.contrasts[each.name] for each in LARGER_ROW_READERS + POOLINGS
)

# %%
#| label: fig-bymerge-ablations
#| fig-cap: "What each change does to the test accuracy of the ConvNet with 47 classes, in points with the unadjusted 95&nbsp;% interval of the paired difference. Filled: beyond chance after Holm's correction."
#| fig-alt: "A row for each changed variant with a point and an interval: its test accuracy less that of the unchanged ConvNet, beside a line at zero."
plot_differences(changes, "convnet_47")

# %%
#| label: fig-bymerge-ablations-slide
#| fig-cap: "What each change does to the test accuracy of the ConvNet with 47 classes, in points with the unadjusted 95&nbsp;% interval of the paired difference. Filled: beyond chance after Holm's correction."
#| fig-alt: "A row for each changed variant with a point and an interval: its test accuracy less that of the unchanged ConvNet, beside a line at zero."
for_slide(plot_differences, changes, "convnet_47")

# %%
#| label: tbl-bymerge-ablations
#| tbl-cap: "Each change beside the network that it was made to, on the same test images: the difference in points with its unadjusted 95&nbsp;% interval, the images that only one of the two reads, and the p value of the paired test, corrected by Holm for all comparisons of this study. With one training each it is two networks that are compared, not their recipes."
Markdown(comparison_table([*changes, *others]))

# %% [markdown]
# ## Beside the source

# %%
#| label: tbl-bymerge-source
#| tbl-cap: "Test accuracy here and in the 2020 report. The report counts 116,352 test images, 909 full batches; its accuracies are recomputed for the 116,323 that ByMerge has."
Markdown(
    published_table(
        summary[summary.index.isin(published["variant"])],
        published,
    )
)

# %%
#| label: fig-bymerge-losses
#| fig-cap: "Training loss against the images seen, both axes logarithmic: the 55 losses that the report printed, each of one batch, and here the mean of each epoch."
#| fig-alt: "Two panels, digit or letter and characters: dots scattered around a slowly falling level for the report, a falling line for this run."
plot_printed_losses(published_figures("bymerge/losses"), run.histories, run.results)

# %%
#| label: tbl-bymerge-slide
#| tbl-cap: "47 characters. Bold: of the rows shown, the best on validation."
Markdown(slide_table(networks, published))

# %% [markdown]
# ## What the documents quote

# %%
leave_values(run, found, **own_values(found))

# %% [markdown]
# ## Doubt
#
# The report prints its network as a listing, and this is it, down to the epsilon of the batch
# normalization; first weights are as Keras has them and the momentum of the batch normalization
# follows the steps of an epoch, as in every study here. Its plain version it only describes: it
# says 6x6 maps before the dense layers, where two poolings and the listing's padding leave 7x7. Most
# of the ablations have no figures in the report. A limit in seconds measures the machine along with
# the network: a network that trains fast on this one may not on another, and a trial beside others
# gets less done. The LSTM and the GRU share the ConvNet's recipe, which was made for it.
