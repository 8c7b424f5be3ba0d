# ---
# jupyter:
#   kernelspec:
#     name: python3
#     display_name: Python 3
#     language: python
# ---

# %% tags=["parameters"]
profile = "tiny"
data_dir = None

# %%
from IPython.display import Markdown

from emnist_lab.datasets.partition import profile_partition
from emnist_lab.evidence.comparison import read_by_variant
from emnist_lab.evidence.confusion import (
    class_accuracies,
    confused_pairs,
    confusion_counts,
    row_normalized,
)
from emnist_lab.evidence.reach import reach_of_models
from emnist_lab.evidence.section import study_results
from emnist_lab.figures.confusion import (
    plot_class_accuracies,
    plot_confused_pairs,
    plot_confusion_matrix,
)
from emnist_lab.figures.data import class_counts_plot, plot_class_examples, plot_split_examples
from emnist_lab.figures.data_tables import partition_table, split_table
from emnist_lab.figures.learning import plot_learning_curves
from emnist_lab.figures.tables import recipe_table, results_table, slide_table
from emnist_lab.figures.theme import set_theme
from emnist_lab.figures.tradeoff import plot_tradeoff
from emnist_lab.reporting.filters import escaped
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study

set_theme()
run = run_study("lights", profile, data_dir)
found = study_results(run.study, run.profile, run.results)
summary = found.summary
classes = run.split.classes
Markdown(escaped(run.split.origin.description))

# %%
#| label: fig-lights-examples
#| fig-cap: "Pictures of each class."
#| fig-alt: "Two lines of small pictures: red discs, and green ones."
plot_class_examples(run.split, columns=1)

# %%
#| label: fig-lights-splits
#| fig-cap: "Pictures of each class, below its name."
#| fig-alt: "Red discs, and green ones."
plot_split_examples([run.split])

# %%
#| label: fig-lights-counts
#| fig-cap: "Pictures of each class."
#| fig-alt: "Two bars of the same height."
class_counts_plot([run.split])

# %%
#| label: tbl-lights-split
#| tbl-cap: "The pictures at hand."
Markdown(split_table([run.split]))

# %%
#| label: tbl-lights-parts
#| tbl-cap: "What a trial uses of them."
Markdown(partition_table(profile_partition(run.split, run.profile, 0), run.split))

# %%
#| label: tbl-lights-recipes
#| tbl-cap: "The variants."
Markdown(recipe_table(run.study, run.results))

# %%
#| label: tbl-lights
#| tbl-cap: "What the variants read of the test pictures."
Markdown(results_table(summary, found.comparisons))

# %%
#| label: tbl-lights-slide
#| tbl-cap: "What the variants read of the test pictures."
Markdown(slide_table(summary))

# %%
#| label: fig-lights-curves
#| fig-cap: "Accuracy by epoch."
#| fig-alt: "Two panels: with colors the line rises to the top, without it stays at a half."
plot_learning_curves(run.histories, run.results, "accuracy")

# %%
#| label: fig-lights-tradeoff
#| fig-cap: "Accuracy against time and size."
#| fig-alt: "Two points in each of two panels."
plot_tradeoff(summary)

# %%
predictions = read_by_variant(run.profile, run.results)
worse = predictions["brightness"]
counts = confusion_counts(worse, len(classes))

# %%
#| label: fig-lights-confusion
#| fig-cap: "What the network without colors reads as what."
#| fig-alt: "A square of two by two cells, all of them dark."
plot_confusion_matrix(row_normalized(counts), classes)

# %%
#| label: fig-lights-pairs
#| fig-cap: "Pictures that the network without colors misreads."
#| fig-alt: "A line of green discs read as red, or of red ones read as green."
plot_confused_pairs(confused_pairs(counts, classes), worse[0], run.split, run.profile)

# %%
#| label: fig-lights-classes
#| fig-cap: "The accuracy of each class without colors."
#| fig-alt: "Two points with error bars."
plot_class_accuracies(class_accuracies(counts, classes, len(worse)))

# %%
reach = reach_of_models(predictions, ["brightness"], classes, run.study.dataset.look_alikes)
Markdown(f"Without look-alikes, {reach.loc['brightness', 'errors_on_look_alikes']:.0%} of errors.")

# %%
leave_values(run, found)
