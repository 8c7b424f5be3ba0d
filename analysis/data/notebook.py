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
# # The data
#
# **Command.** `emnist-lab run data --profile quick`
#
# **Time on two cores.** A minute, most of it spent drawing the synthetic handwriting the first
# time; seconds after that.
#
# **The source's result.** It learns from *balanced*, 112,800 training and 18,800 test images of 47
# classes, and holds 18,800 of the training images out for validation. (It says 18,799 in two
# places: probably, this is inferred, a CSV reader took the first row of each file for a header.)

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
from IPython.display import Markdown

from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.origin import available_splits
from emnist_lab.datasets.partition import profile_partition
from emnist_lab.figures.data import class_counts_plot, plot_class_examples, plot_split_examples
from emnist_lab.figures.data_tables import partition_table, split_table
from emnist_lab.figures.theme import for_slide, set_theme
from emnist_lab.reporting.filters import escaped
from emnist_lab.search.run import run_study

set_theme()
run = run_study("data", profile, data_dir)
dataset = run.study.dataset
splits = [load_split(name, data_dir, dataset) for name in available_splits(data_dir, dataset)]
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# EMNIST takes one collection of handwriting, NIST's Special Database 19, and cuts it in six ways.
# What does each cut hold, and which one should a network learn from?

# %%
#| label: tbl-splits
#| tbl-cap: "The splits in the data at hand, with the sizes of the official files beside. The last column compares the training images of the rarest and the commonest class."
Markdown(split_table(splits))

# %%
#| label: fig-counts
#| fig-cap: "Images of each class in every split at hand, test images on top of training images."
#| fig-alt: "Bar charts, one panel a split and one bar a class. Bars are level in balanced splits; in bymerge and byclass the digits are many times as frequent as most letters."
class_counts_plot(splits)

# %% [markdown]
# Where some classes are many times as frequent as others, a network gains by guessing the frequent
# one: a `0` for an `O`. The studies therefore learn from *balanced*, as the source does.
#
# ## What a network sees

# %%
#| label: fig-examples
#| fig-cap: "Training images of each of the 47 classes of the balanced split. Fifteen small letters share a class with their capital."
#| fig-alt: "A sheet of small gray images of single characters: a row of nine a class, three columns of classes, from the digits through the capitals to the eleven small letters."
plot_class_examples(run.split)

# %%
#| label: fig-examples-slide
#| fig-cap: "Training images of each of the 47 classes of the balanced split. Fifteen small letters share a class with their capital."
#| fig-alt: "A sheet of small gray images of single characters: a row of nine a class, three columns of classes, from the digits through the capitals to the eleven small letters."
for_slide(plot_class_examples, run.split)

# %%
#| label: fig-split-examples
#| fig-cap: "Training images of every class of every split at hand."
#| fig-alt: "One panel a split, each class as a character with examples of its images below it."
plot_split_examples(splits)

# %% [markdown]
# Some pairs are often too alike in shape to be told apart: `0` and `O`, `1`, `I` and `L`,
# `9` and `q`, `5` and `S`, `2` and `Z`. Part of the error may be out of reach.
#
# ## The part this profile uses
#
# Training images are drawn with the class proportions kept, and a share of them is held out. The
# held-out images decide when to stop and which variant is chosen; the test images only report.

# %%
#| label: tbl-partition
#| tbl-cap: "Images of the balanced split that a trial of this profile uses where its study has no sizes of its own."
partition = profile_partition(run.split, run.profile, run.profile.seeds[0])
Markdown(partition_table(partition, run.split))

# %% [markdown]
# ## Doubt
#
# The official files do not say who wrote what, so the held-out images share their writers with the
# training images: validation accuracy may flatter a network that knows a hand. Where the images are
# synthetic, every writer is drawn anew, and the figures say nothing of people's handwriting at all.
