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
# # Layers
#
# **Command.** `emnist-lab run layers --profile quick`
#
# **Time on two cores.** `tour` a minute, `quick` 7 minutes beside other work. `cpu` took 21 for the short
# recipe alone. `paper` was not measured.
#
# **The source's result.** `layer_4_1` 0.898 of 1,024 test images with 2,152,667 parameters: the
# base of its final model.

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
import pandas as pd
from IPython.display import Markdown

from analysis.layers.values import recipe_values, supplemented_values
from emnist_lab.evidence.published import published_beside, published_figures
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
run = run_study("layers", profile, data_dir)
found = study_results(run.study, run.profile, run.results)
published = published_beside(run.study)
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# DenseNet121 was made for photographs of 224 pixels a side. These images have 28. How small may a
# DenseNet get before accuracy suffers, and how much faster does it become?
#
# ## Method
#
# A DenseNet is a chain of dense blocks, in each of which every layer sees the output of all layers
# before it, with transitions that compress between blocks. The variants shorten the blocks, leave
# some out, compress harder, read one gray channel in place of three, or thin out the stem. All have
# ELU activations, average pooling in the stem and dropout before the last layer.
#
# Each is trained by two recipes. *source's recipe* is the one that the source prints for its final model:
# batches of 1,024, a learning rate of 0.001 that follows the performance, Nesterov's momentum, ELU
# and `aug_4`. The short recipe is this project's: Adam with small rotations, shifts and zooms, which
# learns in fewer epochs.

# %%
#| label: tbl-layers-recipes
#| tbl-cap: "The variants of the layers study and their recipe at the size of this profile."
Markdown(recipe_table(run.study, run.results))

# %% [markdown]
# ## Result

# %%
#| label: tbl-layers
#| tbl-cap: "The DenseNet variants: means over the completed trials of each, with the 95&nbsp;% Wilson interval of the test accuracy. Bold: the choice of validation. The column *to choice* is the difference to it in points, † beyond chance, ≈ within noise (paired test, corrected by Holm). Latency is the median time for one image."
Markdown(results_table(found.summary, found.comparisons))

# %%
#| label: tbl-layers-compared
#| tbl-cap: "The DenseNet variants compared image by image: difference in test accuracy in points with its unadjusted 95&nbsp;% interval, the share of the test images that only one of the two reads, and the p value of the paired test, corrected by Holm for all pairs that this study tests. With one training each it is two networks that are compared, not their recipes."
Markdown(comparison_table(found.comparisons))

# %%
#| label: fig-layers-curves
#| fig-cap: "A smaller DenseNet: accuracy on training and validation images by epoch, a line a seed. Training accuracy is an epoch's running mean, with dropout and augmentation at work, so it may stay below validation."
#| fig-alt: "A panel for each DenseNet variant with two lines, training dashed and validation solid: accuracy in percent against the epoch."
plot_learning_curves(run.histories, run.results, "accuracy")

# %%
#| label: fig-layers-loss
#| fig-cap: "A smaller DenseNet: the same for the loss, on a logarithmic axis."
#| fig-alt: "A panel for each DenseNet variant with two lines, training dashed and validation solid: cross-entropy loss against the epoch."
plot_learning_curves(run.histories, run.results, "loss")

# %%
#| label: fig-layers-tradeoff
#| fig-cap: "Test accuracy of the DenseNet variants with its 95&nbsp;% interval, against the median time for one image and against the number of parameters, both on logarithmic axes."
#| fig-alt: "Two scatter plots that share the axis of test accuracy, one point with an error bar for each DenseNet variant: left against milliseconds for one image, right against millions of parameters."
plot_tradeoff(found.summary)

# %%
#| label: fig-layers-tradeoff-slide
#| fig-cap: "Test accuracy of the smaller DenseNets with its 95&nbsp;% interval, against the time for one image."
#| fig-alt: "Test accuracy of the DenseNet variants in percent with intervals against milliseconds for one image, each named beside its point."
plot_tradeoff(found.summary, slide=True)

# %% [markdown]
# ## Beside the source

# %%
#| label: tbl-layers-source
#| tbl-cap: "Test accuracy of the DenseNet variants by the source's recipe, here and in the source, with the standard error that 1,024 images leave the source. The last column is a two-proportion test at 5&nbsp;%; data and scale may differ, as stated in the text. ‡ its 1,024 test images are assumed: too few digits to tell, or no multiple of 1/1024."
repeated = found.summary.index.isin(published["variant"])
Markdown(published_table(found.summary[repeated], published))

# %%
# The source's DenseNet121 with the same augmentation, which these are to be faster than.
densenet121 = published_figures("hyperparameters/augmentation").query("variant == 'aug_4'")

# %%
#| label: tbl-layers-times
#| tbl-cap: "The source's times in seconds with, in parentheses, their multiples of the row that reads 1.00, and ours as multiples of the same row: machines differ, so that only multiples compare. Rows without *source's*: by the short recipe, where the source's was not trained. DenseNet121 with rotation to zoom has the recipe of the source's final model. Ours were taken by each trial itself, beside whatever else the machine did, and not in turns, which alone can double a time: only large multiples mean anything."
Markdown(source_times_table(found.summary, pd.concat([densenet121, published])))

# %%
#| label: tbl-layers-losses
#| tbl-cap: "Losses in nats and accuracies of the DenseNet variants in the source and here, as far as the source prints them. Rows without *source's*: by the short recipe, where the source's was not trained. Validation figures are those of the epoch that is kept."
Markdown(source_losses_table(found.summary, published))

# %%
#| label: tbl-layers-slide
#| tbl-cap: "The DenseNet variants. Bold: the choice of validation."
Markdown(slide_table(found.summary, published))

# %% [markdown]
# ## What the documents quote

# %%
leave_values(
    run,
    found,
    recipes=recipe_values(found),
    supplemented=supplemented_values(run.results),
)

# %% [markdown]
# ## Doubt
#
# The source's table of this study does not repeat the recipe that it prints for its final model: that
# it was trained by it is inferred. The number of parameters says little about
# time: on a processor, a network of many thin layers may wait for memory and for the calls
# themselves, and one gray channel saves almost nothing after the stem.
