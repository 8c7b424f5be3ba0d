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
# **Time on two cores.** Not measured yet.
#
# **The source's result.** Nesterov at 0.01 and batch 1024 0.904 of 1,024 test images.

# %% tags=["parameters"]
profile = "quick"
data_dir = None

# %%
from IPython.display import Markdown

from emnist_lab.figures.tables import recipe_table, results_table
from emnist_lab.figures.theme import set_theme
from emnist_lab.reporting.findings import lost_trials
from emnist_lab.results.summary import variant_summary
from emnist_lab.search.run import run_study

set_theme()
run = run_study("hyperparameters", profile, data_dir)
summary = variant_summary(run.results)
Markdown(f"{run.split.origin.description} {lost_trials(run.results)}")

# %%
#| label: tbl-hyperparameters-optimizer-recipes
#| tbl-cap: "The learning rates and optimizers, at the size of this profile."
Markdown(recipe_table(run.study.section("optimizer"), run.profile))

# %%
#| label: tbl-hyperparameters-optimizer
#| tbl-cap: "DenseNet121 by optimizer, learning rate and batch size."
Markdown(results_table(summary))
