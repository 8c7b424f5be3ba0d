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
# # The Pareto front
#
# **Command.** `emnist-lab run frontier --profile quick`
#
# **Time on two cores.** `tour` 1 minute, `quick` 2 minutes, `cpu` 125. `paper` was not measured.
#
# **The source's result.** No such study. Its aim was the right combination of accuracy and
# inference time, and it chose by hand: `layer_4_1`, 0.898 of 1,024 test images.

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
from dataclasses import replace

from IPython.display import Markdown

from analysis.frontier.figures import (
    front_slide_table,
    front_table,
    interleaved_table,
    plot_front,
    space_table,
)
from analysis.frontier.front import timed_front
from analysis.frontier.study import MODERN, REFERENCE
from analysis.frontier.values import own_values, passing_pair, recipe_values, timed_summary
from emnist_lab.datasets.load import load_splits
from emnist_lab.evidence.section import study_results
from emnist_lab.figures.comparison_tables import comparison_table
from emnist_lab.figures.data_tables import overlap_table
from emnist_lab.figures.learning import plot_learning_curves
from emnist_lab.figures.tables import recipe_table, results_table
from emnist_lab.figures.theme import set_theme
from emnist_lab.reporting.filters import escaped
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study
from emnist_lab.trials.overlaps import study_overlaps

set_theme()
run = run_study("frontier", profile, data_dir)
everything = timed_front(run, REFERENCE.name)
summary = timed_summary(run.results, run.profile)
found = study_results(run.study, run.profile, run.results, passing_pair(summary))
found, comparisons = replace(found, summary=summary), found.comparisons
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# Which networks does none other beat in both accuracy and time for one image, and does any of them
# pass the source's choice: more accurate at no more latency, on the same images?
#
# ## Method
#
# With one image at a time, the calls of the operations cost more than their arithmetic. The small
# network therefore has few layers that are wide. Its recipe is that of networks of the last years:
# AdamW, a learning rate that rises for one epoch and falls along a cosine, smoothed labels, images
# that are moved and bent but for the last epochs, and a moving average of the weights, which is what
# is validated and, at the end, kept. Validation keeps the plain loss, so that its figures compare
# between recipes. `compact_mixed` also cuts parts of its images from others; so does `fine_mixed`,
# another small network, which looks at the image at full side before it halves it. That network is
# also trained on ByMerge, less what Balanced holds out, with copies of rare classes' images, shifted
# half as far, so that all classes are as common as in Balanced. `fine_transferred` is fine-tuned from
# there, for a short while at a low rate, since Balanced's images are among those that the base saw.
#
# Beside variants set by hand a search draws others, from the DenseNets and from the small networks,
# by Hyperband: many train for a few epochs, the best third of them anew for three times as long, and
# so on. A trial's score is its validation accuracy less a point for every doubling of its measured
# latency. The draws follow from a seed. Which of them go on follows from the measured latency too,
# so that another machine may choose others.

# %%
#| label: tbl-frontier-recipes
#| tbl-cap: "The variants set by hand and their recipe at the size of this profile."
Markdown(recipe_table(run.study, run.results))

# %%
#| label: tbl-frontier-space
#| tbl-cap: "What the search draws from. Labels make up the names of the drawn variants, which end in their epochs."
Markdown(space_table(run.study.search))

# %% [markdown]
# ## Result

# %%
#| label: tbl-frontier
#| tbl-cap: "All variants of this study: those set by hand, then those drawn, shorter trainings first. Test accuracy has its 95&nbsp;% Wilson interval, and is that of each variant's own split. Bold: the choice of validation. The column *to choice* is the difference to it in points, † beyond chance, ≈ within noise (paired test, corrected by Holm)."
Markdown(results_table(summary, comparisons))

# %% [markdown]
# Each time for one image was taken when its training ended, within a second, by a machine that does
# more at some times than at others. Therefore networks that may be on the Pareto front and those set by
# hand are timed once more, all in one process, ten images each, interleaved: what else the machine does
# falls on all alike. A network's time does not hang on its weights, so that models of one network
# share a row. These times decide, with validation accuracy, what is on the Pareto front; models that were
# far from it keep the time of their training.

# %%
#| label: tbl-frontier-interleaved
#| tbl-cap: "The time for one image, networks interleaved: the median over the rounds, the median share of the time of the source's network in the same round, and the 95&nbsp;% interval of that median."
Markdown(interleaved_table(everything.shares, everything.summary))

# %%
#| label: fig-frontier
#| fig-cap: "The best models of all studies: accuracy against the median time for one image, interleaved for those named. The line joins the models that none other beats in both, of those trained on as many images, and for as many epochs, as the source's network; ≈ marks those whose place is within noise. Hollow circles: the source's network, and what had more images. Triangles at the lower edge read less than the axis shows. Validation accuracy, left, decides what is on the line; test accuracy, right, reports."
#| fig-alt: "Two scatter plots of accuracy in percent against milliseconds for one image on a logarithmic axis: validation on the left, test on the right. Named points on a line are the Pareto front; gray points are all other models."
plot_front(everything)

# %%
#| label: fig-frontier-slide
#| fig-cap: "The best models of all studies; the line joins the Pareto front, ≈ a place within noise. Hollow circles had more images, or are the source's network."
#| fig-alt: "Test accuracy in percent against milliseconds for one image; named points on a line are the Pareto front, gray points all other models."
plot_front(everything, slide=True)

# %%
#| label: tbl-frontier-front
#| tbl-cap: "The models on the Pareto front, fastest first: of those trained on as many images, for as many epochs, as the source's network. The test accuracy has its 95&nbsp;% Wilson interval. Times are the interleaved ones, and models are in the order of their share of the source's network's time. ≈ the place is within noise: neither time nor the validation images tell the model from those of the last column, which may beat it in both."
Markdown(front_table(everything))

# %%
#| label: tbl-frontier-pairs
#| tbl-cap: "Pairs on the same test images: the difference in points with its unadjusted 95&nbsp;% interval, the images that only one of the two reads, and the p value of the paired test, corrected by Holm for all comparisons of this study. With one training each it is two networks that are compared, not their recipes."
Markdown(comparison_table(comparisons.tested(run.study.contrasts.values())))

# %%
#| label: tbl-frontier-overlap
#| tbl-cap: "Images that ByMerge shares with balanced, pixel by pixel: left out, since balanced holds them out for validation; trained on, different images, copies of rare classes not counted; in both, those of balanced's test images that the base was trained on."
splits = load_splits(run.study.splits, data_dir, run.study.dataset)
Markdown(overlap_table(study_overlaps(run.study, run.profile, splits)))

# %%
#| label: fig-frontier-curves
#| fig-cap: "The Pareto front: accuracy on training and validation images by epoch, for the variants set by hand; what fine-tunes a base shows that one's epochs first, up to the dotted line. With mixed images training accuracy counts the larger part of each; validation sees averaged weights."
#| fig-alt: "A panel for each variant set by hand with two lines, training dashed and validation solid: accuracy in percent against the epoch."
plot_learning_curves(run.histories, run.set_by_hand, "accuracy")

# %%
#| label: tbl-frontier-slide
#| tbl-cap: "The models on the Pareto front, fastest first. ≈ the place is within noise of time and validation."
Markdown(front_slide_table(everything))

# %% [markdown]
# ## What the documents quote

# %%
leave_values(run, found, **own_values(found, run.profile), recipe=recipe_values(MODERN))

# %% [markdown]
# ## Doubt
#
# Latency holds for one machine and one library: where single operations cost less, deep and thin
# networks lose less. The Pareto front is picked from many models by validation accuracy, so that the
# validation figures of those on it are a little too good; the test figures are not. Networks and
# recipes set by hand were chosen on validation images of the same data and on images of ByMerge and
# ByClass that Balanced does not hold.
