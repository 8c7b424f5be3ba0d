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
# # Hyperparameters
#
# **Command.** `emnist-lab run hyperparameters --profile quick`
#
# **Time on two cores.** `tour` 1 minute, `quick` 7 minutes, `cpu` 36. `paper` was not measured.
#
# **The source's result.** Of 1,024 test images (in its table of optimizers that is assumed):
# Nesterov at a learning rate of 0.01 and batch 1024 0.904, ELU 0.895, dropout of 0.3 before the last
# layer 0.907, augmentation 0.882 to 0.894; its augmentation with brightness collapsed to 0.027.

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
import pandas as pd
from IPython.display import Markdown

from analysis.hyperparameters.brightness import plot_brightness_ways
from analysis.hyperparameters.rates import (
    mean_over_rates,
    plot_own_rates,
    plot_rate_curves,
    plot_rate_grid,
)
from analysis.hyperparameters.sections import plot_sections, section_table
from analysis.hyperparameters.values import own_values
from emnist_lab.evidence.published import published_figures, published_together
from emnist_lab.evidence.section import study_results
from emnist_lab.figures.comparison_tables import comparison_table
from emnist_lab.figures.learning import plot_learning_curves
from emnist_lab.figures.source_tables import source_losses_table, source_times_table
from emnist_lab.figures.tables import recipe_table, slide_table
from emnist_lab.figures.theme import for_slide, set_theme
from emnist_lab.reporting.filters import escaped
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study

set_theme()
run = run_study("hyperparameters", profile, data_dir)
whole = study_results(run.study, run.profile, run.results)
optimizer, activation, dropout, augmentation, brightness = whole.sections.values()
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# Which settings does DenseNet121 learn best with? The source asked four times, one setting after
# the other: learning rate and optimizer, activation, place and rate of dropout, augmentation. Each
# is a section here with its own table. A fifth section is this project's own: which ways
# of changing the brightness of images make a network collapse, as the source's did with `aug_5`?
#
# ## Method
#
# All but the last section train DenseNet121 on three equal channels of 32 pixels a side. Every
# training lowers its learning rate when the validation loss rests, stops when it has not improved
# for eight epochs, and keeps the weights of its best epoch. From the second section on, the recipe
# is Nesterov's momentum at a learning rate of 0.001. The source's tables do not say which of its
# earlier choices each keeps; here each keeps them all: dropout is tried with ELU, augmentation with
# ELU and `dropout_1_1`.

# %%
#| label: tbl-hyperparameters-recipes
#| tbl-cap: "The recipes of one variant of each section, at the size of this profile: within a section only the setting in question changes."
examples = tuple(section.variants[0] for section in run.study.sections[:-1])
Markdown(recipe_table(run.study.model_copy(update={"variants": examples}), run.results))

# %% [markdown]
# A section's variants are tested against the one that validation chooses in it: the paired test on
# the test images that both read, corrected by Holm for all pairs of the section.
#
# ## Learning rate and optimizer

# %%
#| label: fig-hyperparameters-rates
#| fig-cap: "Validation accuracy in percent by optimizer and learning rate: here (above) and in the source (below), for its two batch sizes. Brighter is higher, on one scale."
#| fig-alt: "Four heat maps, two of this run above two of the source, a row an optimizer and a column a learning rate, with the validation accuracy in each cell."
published_rates = published_figures(optimizer.section.reference)
plot_rate_grid(run.results, published_rates)

# %%
#| label: fig-hyperparameters-rates-slide
#| fig-cap: "Validation accuracy in percent by optimizer, learning rate and batch size. Brighter is higher."
#| fig-alt: "A heat map, a row an optimizer and a column a learning rate and batch size, with the validation accuracy in each cell."
for_slide(plot_own_rates, run.results, published_rates)

# %%
#| label: fig-hyperparameters-rate-curves
#| fig-cap: "Validation accuracy by epoch, a panel an optimizer; a marker stands at the last epoch of a trial."
#| fig-alt: "A panel for each optimizer with a line for each learning rate and batch size: validation accuracy in percent against the epoch."
plot_rate_curves(run.histories, published_rates)

# %%
#| label: tbl-hyperparameters-optimizer
#| tbl-cap: "Learning rate and optimizer: accuracies with the 95&nbsp;% Wilson interval of the test accuracy, and the source's. Bold: the choice of validation. The column *to choice* is the difference to it in points, † beyond chance, ≈ within noise. The last column is a two-proportion test at 5&nbsp;%. ‡ its 1,024 test images are assumed: too few digits to tell, or no multiple of 1/1024."
Markdown(section_table(optimizer, changes=False))

# %% [markdown]
# ## Activation, dropout, augmentation

# %%
#| label: fig-hyperparameters-sections
#| fig-cap: "Test accuracy with its 95&nbsp;% interval in three sections, here and in the source, whose figures come from 1,024 images. A diamond marks the choice of validation."
#| fig-alt: "Three panels with a line for each variant of activation, dropout and augmentation: a point with an error bar for its test accuracy here, and another for the source's."
plot_sections([activation, dropout, augmentation])

# %%
#| label: fig-hyperparameters-activation-slide
#| fig-cap: "Test accuracy by activation with its 95&nbsp;% interval, here and in the source, whose figures come from 1,024 images."
#| fig-alt: "A line for each activation: a point with an error bar for its test accuracy here, and another for the source's."
for_slide(plot_sections, [activation])

# %%
#| label: fig-hyperparameters-dropout-slide
#| fig-cap: "Test accuracy by place and rate of dropout with its 95&nbsp;% interval, here and in the source, whose figures come from 1,024 images."
#| fig-alt: "A line for each place and rate of dropout: a point with an error bar for its test accuracy here, and another for the source's."
for_slide(plot_sections, [dropout])

# %%
#| label: fig-hyperparameters-augmentation-slide
#| fig-cap: "Test accuracy by augmentation with its 95&nbsp;% interval, here and in the source, whose figures come from 1,024 images."
#| fig-alt: "A line for each augmentation: a point with an error bar for its test accuracy here, and another for the source's."
for_slide(plot_sections, [augmentation])

# %%
#| label: tbl-hyperparameters-activation
#| tbl-cap: "Activation after every batch normalization; columns as in the table of optimizers."
Markdown(section_table(activation))

# %%
#| label: tbl-hyperparameters-dropout
#| tbl-cap: "Place and rate of dropout; columns as in the table of optimizers. The source gives no test accuracy for five of its seven."
Markdown(section_table(dropout))

# %%
#| label: tbl-hyperparameters-augmentation
#| tbl-cap: "Random changes of the training images; columns as in the table of optimizers. A plus sign adds to the variant above."
Markdown(section_table(augmentation))

# %%
#| label: fig-hyperparameters-curves
#| fig-cap: "Hyperparameters of DenseNet121: accuracy on training and validation images by epoch for activation, dropout and augmentation. Training accuracy is an epoch's running mean, with dropout and augmentation at work, so it may stay below validation."
#| fig-alt: "A panel for each variant with two lines, training dashed and validation solid: accuracy in percent against the epoch."
three = [name for found in (activation, dropout, augmentation) for name in found.summary.index]
plot_learning_curves(run.histories, run.results[run.results["variant"].isin(three)], "accuracy")

# %%
#| label: tbl-hyperparameters-contrasts
#| tbl-cap: "Pairs that were named before any figure was known: larger batches at equal optimizer and rate, Nesterov's rate, what the source left out for its time, and each augmentation beside none. The difference in points with its unadjusted 95&nbsp;% interval, and the p value of the paired test, corrected by Holm for all pairs of the section, or of the study where a pair reaches across sections."
named = [*optimizer.section.contrasts.values(), *run.study.contrasts.values()]
Markdown(comparison_table(whole.comparisons.tested(named)))

# %%
#| label: fig-hyperparameters-loss
#| fig-cap: "Hyperparameters of DenseNet121: the same for the loss, on a logarithmic axis."
#| fig-alt: "A panel for each variant with two lines, training dashed and validation solid: cross-entropy loss against the epoch."
plot_learning_curves(run.histories, run.results[run.results["variant"].isin(three)], "loss")

# %% [markdown]
# ## Times and losses beside the source

# %%
#| label: tbl-hyperparameters-optimizer-times
#| tbl-cap: "The source's times in seconds with, in parentheses, their multiples of the row that reads 1.00, and ours as multiples of the same row: machines differ, so that only multiples compare. Each is the mean over the learning rates. Ours were taken by each trial itself, beside whatever else the machine did, and not in turns, which alone can double a time: only large multiples mean anything."
Markdown(source_times_table(*mean_over_rates(whole.summary, published_rates)))

# %%
#| label: tbl-hyperparameters-activation-times
#| tbl-cap: "The source's times in seconds with, in parentheses, their multiples of the row that reads 1.00, and ours as multiples of the same row: machines differ, so that only multiples compare. Ours were taken by each trial itself, beside whatever else the machine did, and not in turns, which alone can double a time: only large multiples mean anything."
published_activations = published_figures(activation.section.reference)
Markdown(source_times_table(whole.summary, published_activations))

# %%
#| label: tbl-hyperparameters-regularization-times
#| tbl-cap: "The source's times in seconds with, in parentheses, their multiples of the row that reads 1.00, and ours as multiples of the same row: machines differ, so that only multiples compare. The source prints times of evaluation and inference for two placements of dropout. Ours were taken by each trial itself, beside whatever else the machine did, and not in turns, which alone can double a time: only large multiples mean anything."
regularized = published_together([dropout.section.reference, augmentation.section.reference])
# The one that augmentation was added to comes first: it is what the others are divided by.
from_dropout = regularized.sort_values(
    "variant", key=lambda names: names != "dropout_1_1", kind="stable"
)
Markdown(source_times_table(whole.summary, from_dropout))

# %%
#| label: tbl-hyperparameters-optimizer-losses
#| tbl-cap: "Validation loss in nats and validation accuracy by optimizer, learning rate and batch size, in the source and here."
Markdown(source_losses_table(whole.summary, published_rates))

# %%
#| label: tbl-hyperparameters-losses
#| tbl-cap: "Losses in nats and accuracies by activation, dropout and augmentation, in the source and here, as far as the source prints them."
Markdown(source_losses_table(whole.summary, pd.concat([published_activations, regularized])))

# %% [markdown]
# ## Which ways of changing the brightness make a network collapse?
#
# Keras has three ways of changing the brightness that were made for gray values in 0 to 255, and
# networks here read values in 0 to 1; the source does not say how it scaled its own. Two are in `ImageDataGenerator`: up to
# 2020 it stretched each image to 0 to 255 and left it there; since then it stores the image as
# bytes, and of values in 0 to 1 only whole numbers are left. The layer `RandomBrightness` adds a share
# of 255 unless told otherwise. Validation and test images are not augmented, and stay in 0 to 1.

# %%
#| label: fig-hyperparameters-brightness-ways
#| fig-cap: "Six training images after each way of changing the brightness, by the change drawn. Each row is drawn in its own range of gray values, which stands at its right; the network reads validation and test images in 0 to 1."
#| fig-alt: "Rows of six handwritten characters: unchanged, changed within the range, stretched to 0 to 255, cut to integers, and shifted by shares of 255."
plot_brightness_ways(run.split, 6, 0.2)

# %% [markdown]
# Each way trains the same network, a smaller DenseNet with Adam that learns in every profile, with
# the moves of `aug_4` and a brightness change of up to 0.2; the first leaves the brightness alone.

# %%
#| label: tbl-hyperparameters-brightness-recipes
#| tbl-cap: "The experiment on brightness, at the size of this profile."
Markdown(recipe_table(brightness.section, run.results))

# %%
#| label: tbl-hyperparameters-brightness
#| tbl-cap: "What each way of changing the brightness does to a network; columns as in the table of optimizers."
Markdown(section_table(brightness))

# %%
#| label: tbl-hyperparameters-slide
#| tbl-cap: "What each way of changing the brightness does to a network. Bold: the choice of validation."
Markdown(slide_table(brightness.summary))

# %%
#| label: fig-hyperparameters-brightness-curves
#| fig-cap: "Accuracy on training images, as the network sees them, and on validation images, by epoch."
#| fig-alt: "A panel for each way of changing the brightness with two lines, training dashed and validation solid: accuracy in percent against the epoch."
plot_learning_curves(run.histories, brightness.results, "accuracy")

# %% [markdown]
# ## What the documents quote

# %%
leave_values(run, whole, **own_values(whole, run.histories, len(run.split.classes)))

# %% [markdown]
# ## Doubt
#
# The source tried one setting after the other, so what it says of each may hang on those it had
# chosen before. Few epochs favor large learning rates: a rate that is right for a hundred epochs
# looks bad after a few. `relu` and `nesterov_0.001_1024` are one and the same training; the source
# gives the two different figures, so something else changed between its tables. The sizes of shift,
# shear, zoom and brightness are this project's choice. The experiment shows which ways of changing
# the brightness would leave a network at chance, not which of them the source used.
