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
# # The chosen model
#
# **Command.** `emnist-lab run final --profile quick`
#
# **Time on two cores.** Seconds in any profile: it trains nothing and reads what the other studies
# left. It can be run when only some of them have been.
#
# **The source's result.** `transfer_2` 0.907 of 1,024 test images, beside LeNet-5 with 0.869 and
# ResNet-50 with 0.904. It plans a confusion matrix and does not ask what the errors are made of.

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
from IPython.display import Markdown

from analysis.final.choice import final_figures
from analysis.final.figures import plot_reliability
from analysis.final.folded_structure import folded_structure
from analysis.final.source_itself import counts_table, itself_values, source_rows
from analysis.final.source_structure import source_network, source_structure_table
from analysis.final.tables import (
    agreement_table,
    baseline_table,
    groups_table,
    placebo_table,
    reach_table,
    structure_table,
)
from analysis.final.values import own_values
from emnist_lab.evidence.confusion import row_normalized
from emnist_lab.evidence.placebo import placebo_tests
from emnist_lab.evidence.pool import read_pool
from emnist_lab.evidence.published import published_figures
from emnist_lab.figures.confusion import (
    plot_class_accuracies,
    plot_confused_pairs,
    plot_confusion_matrix,
)
from emnist_lab.figures.learning import plot_model_curves
from emnist_lab.figures.tables import slide_table
from emnist_lab.figures.theme import for_slide, set_theme
from emnist_lab.reporting.filters import escaped
from emnist_lab.reporting.values import write_values
from emnist_lab.search.run import run_study

set_theme()
run = run_study("final", profile, data_dir)
classes = run.split.classes
pool = read_pool(run.profile, run.split.digest, run.study.dataset)
figures = final_figures(pool, classes)
layers = pool.structure(figures.label)
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# Validation has chosen one model out of those that were trained on the same images for as long. What does it look like, how did it
# learn, and what does it get wrong? And how much of its error could a better model take away: is
# the rest in the shapes themselves?
#
# ## The model

# %%
#| label: tbl-final-structure
#| tbl-cap: "The chosen model from input to output. Parts of many layers, such as dense blocks, are folded into one row, which counts its layers by kind."
Markdown(structure_table(folded_structure(layers)))

# %%
#| label: tbl-final-source-structure
#| tbl-cap: "The source's final model as it prints it, and the same network as it is built here. The source prints no figures of its blocks; here each is followed by its transition, but for the last."
Markdown(source_structure_table(published_figures("final/structure"), source_network(pool)))

# %%
#| label: fig-final-curves
#| fig-cap: "The chosen model by epoch: accuracy on the left, loss on the right, a line a seed. The dot marks the epoch whose weights were kept. What fine-tunes a base shows that one's epochs first, validated on the base's split, up to the dotted line. Training figures are an epoch's running mean, with dropout and augmentation at work."
#| fig-alt: "Two line charts against the epoch, training dashed and validation solid: accuracy in percent, and cross-entropy loss on a logarithmic axis. A dot on the validation line marks the epoch that was kept."
plot_model_curves(pool.histories(figures.label))

# %%
#| label: tbl-final-groups
#| tbl-cap: "All models that learned the common task, in groups of those that had the same number of training images, of epochs allowed, and of images of a base that they fine-tune: of each the best on validation. Bold: the group that is ranked, the one of most images without a base. Between groups data and training differ as well as networks."
Markdown(groups_table(pool))

# %% [markdown]
# ## Beside the baselines

# %%
#| label: tbl-final
#| tbl-cap: "The chosen model (bold) beside the models of the source's final table, here and in the source. *To choice* is the difference in points, † beyond chance, ≈ within noise (paired test, corrected by Holm); the last column compares with the source, whose figures come from 1,024 images, ‡ as is assumed."
Markdown(baseline_table(pool.summary, figures.comparisons, figures.published, figures.label))

# %%
#| label: tbl-final-slide
#| tbl-cap: "The chosen model (bold) beside the models of the source's final table, as far as this run trained them. ‡ test images assumed."
shown = pool.summary.loc[[figures.label, *figures.beside]]
Markdown(slide_table(shown, figures.published, best=figures.label))

# %% [markdown]
# ## What it gets wrong

# %%
#| label: fig-final-confusion
#| fig-cap: "Confusion matrix of the chosen model on the test images, in percent of each true class. A row is a true class, a column what it is read as; errors of 5&nbsp;% and more carry their number."
#| fig-alt: "A square of 47 by 47 cells, dark along the diagonal. Off the diagonal, darker cells with numbers mark classes that are taken for each other."
plot_confusion_matrix(row_normalized(figures.confusion), classes)

# %%
#| label: fig-final-pairs
#| fig-cap: "The pairs of classes that the chosen model confuses most, with test images that it misreads, those first of which it is surest. Dark ink on white."
#| fig-alt: "Panels in two columns, one a pair of characters: a line of small gray images of the first that are read as the second, and a line the other way round. Most could be either."
plot_confused_pairs(figures.pairs, figures.predictions[0], run.split, run.profile)

# %%
#| label: fig-final-pairs-slide
#| fig-cap: "The pairs of classes that the chosen model confuses most, with test images that it misreads, those first of which it is surest. Dark ink on white."
#| fig-alt: "Panels in two columns, one a pair of characters: a line of small gray images of the first that are read as the second, and a line the other way round. Most could be either."
for_slide(plot_confused_pairs, figures.pairs, figures.predictions[0], run.split, run.profile)

# %%
#| label: fig-final-classes
#| fig-cap: "Accuracy of the chosen model by class with its 95&nbsp;% Wilson interval, hardest first. Above each class, the character that it is most often misread as."
#| fig-alt: "A point with an error bar for each of the 47 classes, rising from the hardest on the left to the easiest on the right; a second line of characters at the top names what each is misread as."
plot_class_accuracies(figures.accuracies)

# %% [markdown]
# ## Does it know when it is right?
#
# A network names a probability with every guess. If these are worth anything, guesses of 80 % are
# right four times out of five. The expected calibration error is the mean distance from that.

# %%
#| label: fig-final-reliability
#| fig-cap: "Reliability of the chosen model on the test images: the share read correctly against the probability it gives its guess, with 95&nbsp;% Wilson intervals (left), and how the images are spread over these probabilities (right)."
#| fig-alt: "Left, points with error bars beside a dashed diagonal: percent read correctly against percent probability of the guess. Right, a histogram of images by that probability."
plot_reliability(figures.bins)

# %% [markdown]
# ## How much of the error is out of reach?
#
# Three questions bound it from different sides. How much is left if characters that share a shape
# count as one? How often is the truth the second guess? And do models of different make misread
# the same images in the same way?

# %%
#| label: tbl-final-reach
#| tbl-cap: "The best models by validation: test accuracy as it is, with look-alikes counted as one class, the share of errors that this takes away, and accuracy if the second guess counts too."
Markdown(reach_table(figures.reach))

# %%
#| label: tbl-final-agreement
#| tbl-cap: "What the best models by validation make of the same test images; of several seeds, the first is taken."
Markdown(agreement_table(figures.agreement))

# %% [markdown]
# ## The source against itself
#
# Test and top-5 accuracies of the source as counts of one batch of 1,024 images.

# %%
#| label: tbl-final-counts
#| tbl-cap: "The source's accuracies with four digits as counts of 1,024 images: each is a whole number of them, or none is near enough to round to it."
Markdown(counts_table(source_rows()))

# %% [markdown]
# ## Do the tests call equal recipes different?
#
# Trainings of one variant differ in their seeds alone. As two networks they may well differ; as
# recipes they are the same, and a test at 5 % may call one in twenty of them different.

# %%
#| label: tbl-final-placebo
#| tbl-cap: "Trainings that differ in nothing but their seeds: of the pairs of a variant's networks, how many McNemar's test calls different; of the ways of parting its seeds in two, how many the test of recipes does. p below 0.05, not corrected."
Markdown(placebo_table(placebo_tests(pool.predictions)))

# %% [markdown]
# ## What the documents quote

# %%
values = own_values(figures, pool, layers, classes) | {"itself": itself_values(source_rows())}
write_values("final", run.profile, values, figures.comparisons)

# %% [markdown]
# ## Doubt
#
# The look-alikes are a list made by people before any figure was known; other pairs may be as hard,
# and some of these can be told apart by a careful hand. Models of one family share their blind
# spots, so what all of them misread is an upper bound of what is out of reach for good, not a
# measure of it. And where the images are synthetic, the errors say what the drawing program
# overlaps, not what people write.
