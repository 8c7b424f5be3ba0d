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
# # Candidates
#
# **Command.** `emnist-lab run candidates --profile quick`
#
# **Time on two cores.** `tour` 1 minute, `quick` 6 minutes, `cpu` 33 for the 16 variants
# of the two rounds. `paper` was not measured.
#
# **The source's result.** Of the first round VGG16, MobileNet and EfficientNetB1 failed to learn; it
# prints no result of ShuffleNet. It saw vanishing gradients in most models. Of the second round
# (Wide ResNet, DenseNet121, Dual Path Network) it trained DenseNet121 and went on with it.

# %% tags=["parameters"]
profile = "tour"
data_dir = None

# %%
from IPython.display import Markdown

from analysis.candidates.figures import plot_catalog, plot_first_gradients, plot_gradient_norms
from analysis.candidates.ranking import catalog_ranking, contradicted_columns
from analysis.candidates.step_costs import step_costs
from analysis.candidates.study import (
    DOCUMENTED,
    FIRST_ROUND,
    LEARNER,
    MOMENTUM_PAIRS,
    NETWORKS,
    REMEDIES,
    REMEDY_CONTRASTS,
    SECOND_ROUND,
    THIRD_ROUND,
)
from analysis.candidates.tables import (
    catalog_table,
    gradient_table,
    ranking_table,
    step_cost_table,
)
from analysis.candidates.values import (
    contradiction_values,
    own_values,
    ranking_values,
    step_cost_values,
)
from emnist_lab.evidence.gradients import gradient_summary
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import study_results
from emnist_lab.figures.comparison_tables import comparison_table
from emnist_lab.figures.learning import plot_learning_curves, plot_validation
from emnist_lab.figures.tables import recipe_table, results_table, slide_table
from emnist_lab.figures.theme import for_slide, set_theme
from emnist_lab.figures.tradeoff import plot_tradeoff
from emnist_lab.reporting.filters import escaped
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study

set_theme()
run = run_study("candidates", profile, data_dir)
found = study_results(run.study, run.profile, run.results)
summary, comparisons = found.summary, found.comparisons
first_round, remedies, second_round, documented, third_round = (
    [variant.name for variant in variants]
    for variants in (FIRST_ROUND, REMEDIES, SECOND_ROUND, DOCUMENTED, THIRD_ROUND)
)


def trials_of(names):
    return run.results[run.results["variant"].isin(names)]


def trained_of(names):
    return summary.loc[[name for name in names if name in summary.index]]


catalog = published_figures("candidates/catalog")
features = published_figures("candidates/features")
ranking = catalog_ranking(catalog, published_figures("candidates/ranking"))
normalized = published_figures("candidates/normalized")
gradients = gradient_summary(run.gradients, LEARNER)
Markdown(escaped(run.split.origin.description))

# %% [markdown]
# ## Question
#
# Which published network is worth starting from? The source began with a catalog, ranked it by
# published figures, tried a round of networks of which most did not learn, and went on with
# DenseNet121.
#
# ## The catalog
#
# All figures of the catalog are those that others published for photographs (ImageNet). They say
# what a network can do, not what it does with characters of 28 pixels a side.

# %%
#| label: tbl-candidates-catalog
#| tbl-cap: "The source's catalog of published models, by year, with what it notes of each. Accuracies are those on ImageNet. It gives the layers of four, in a column without a heading."
Markdown(catalog_table(catalog.merge(features, on="model")))

# %%
#| label: fig-candidates-catalog
#| fig-cap: "The same models by parameters, by time on a GPU and by top-5 accuracy, the best at the top. A model without a figure is missing from the panel."
#| fig-alt: "Three dot plots with the catalog's models sorted by parameters, by GPU time per step, both on logarithmic axes, and by top-5 accuracy."
plot_catalog(catalog)

# %% [markdown]
# The ranking brings top-5 accuracy, GPU time and parameters to a scale from 0 (the worst model that
# has the figure) to 1 (the best), and adds the three up.

# %%
#| label: tbl-candidates-ranking
#| tbl-cap: "The ranking computed from the catalog, beside the source's scores. Bold: a score that is off by more than half a hundredth."
Markdown(ranking_table(ranking))

# %% [markdown]
# ## Method
#
# Every network reads 32x32 pixels in three equal channels. All are trained with Adam, without
# augmentation, and start from random weights. The source names no learning rate for its heads but
# says that one of them had the optimizer's default: the others have half of it here.

# %%
#| label: tbl-candidates-recipes
#| tbl-cap: "The variants of the candidates study and their recipes at the size of this profile."
Markdown(recipe_table(run.study, run.results))

# %% [markdown]
# ## Result

# %%
#| label: tbl-candidates
#| tbl-cap: "The candidates: means over the completed trials of each, with the 95&nbsp;% Wilson interval of the test accuracy. Bold: the choice of validation. The column *to choice* is the difference to it in points, † beyond chance, ≈ within noise (paired test, corrected by Holm). Latency is the median time for one image."
Markdown(results_table(summary, comparisons))

# %%
#| label: fig-candidates-curves
#| fig-cap: "Candidates: accuracy on training and validation images by epoch, a line a seed. Training accuracy is an epoch's running mean, so it may stay below validation."
#| fig-alt: "A panel for each candidate of the two rounds with two lines, training dashed and validation solid: accuracy in percent against the epoch."
plot_learning_curves(run.histories, trials_of([*first_round, *second_round]), "accuracy")

# %%
#| label: fig-candidates-loss
#| fig-cap: "Candidates: the same for the loss, on a logarithmic axis."
#| fig-alt: "A panel for each candidate of the two rounds with two lines, training dashed and validation solid: cross-entropy loss against the epoch."
plot_learning_curves(run.histories, trials_of([*first_round, *second_round]), "loss")

# %%
#| label: fig-candidates-tradeoff
#| fig-cap: "Test accuracy of one variant a network with its 95&nbsp;% interval, against the median time for one image and against the number of parameters, both on logarithmic axes."
#| fig-alt: "Two scatter plots that share the axis of test accuracy, one point with an error bar for each network: left against milliseconds for one image, right against millions of parameters."
plot_tradeoff(trained_of(NETWORKS))

# %% [markdown]
# ## Does the first round fail, and why?
#
# A layer whose gradients vanish gets no signal. Before the training, its first steps were taken once
# for looking only, and the norm of the loss's gradient in each layer's weights was noted, beside
# DenseNet121, which the source saw learn.

# %%
#| label: fig-candidates-gradients
#| fig-cap: "Norm of the gradient in each convolution and dense layer over the first steps of the training, from light to dark, on a logarithmic axis. DenseNet121 is the network that the source saw learn."
#| fig-alt: "A panel for each network: gradient norm on a logarithmic axis against the layer's place from input to output, a line for each of the first steps."
plot_gradient_norms(run.gradients, run.histories)

# %%
#| label: fig-candidates-gradients-slide
#| fig-cap: "Norm of the gradient in each convolution and dense layer in the first step of the training, on a logarithmic axis."
#| fig-alt: "A line for each network, named at its end: gradient norm on a logarithmic axis against the layer's place from output to input."
for_slide(plot_first_gradients, run.gradients)

# %%
#| label: tbl-candidates-gradients
#| tbl-cap: "The same as medians: over all layers in the first and in the last of these steps, over the steps in the layer next to the input and in the one next to the output, and over all in multiples of DenseNet121's."
Markdown(gradient_table(gradients))

# %% [markdown]
# There is a second way to fail. Batch normalization keeps running statistics for use outside of
# training. With Keras's momentum of 0.99 they need some 500 steps to settle. A network that has made
# fewer may have learned and still read nothing, because validation sees it with the statistics of a
# network that no longer exists. Two networks were trained twice, with this momentum and with one
# chosen by the number of steps.

# %%
#| label: fig-candidates-momentum
#| fig-cap: "Networks with the momentum of batch normalization chosen by the steps in an epoch, and with 0.99."
#| fig-alt: "Two panels for each network, with two lines, training dashed and validation solid: accuracy in percent against the epoch."
pairs = [name for pair in MOMENTUM_PAIRS for name in pair]
plot_learning_curves(run.histories, trials_of(pairs), "accuracy")

# %%
#| label: fig-candidates-momentum-slide
#| fig-cap: "Validation accuracy of networks with the momentum of batch normalization chosen by the steps in an epoch, and with 0.99."
#| fig-alt: "A line for each network, named at its end: validation accuracy in percent against the epoch."
for_slide(plot_validation, run.histories, trials_of(pairs))

# %% [markdown]
# ## The source's two reasons, put to the test
#
# Too large a batch, and a few more layers than LeNet has: each is taken away alone. The log
# recommends fewer layers if VGG16 is to be used at all, and rather to shorten ResNet.

# %%
#| label: tbl-candidates-remedies
#| tbl-cap: "Networks with small batches, with batch normalization and with fewer layers, each beside the same without: the difference in points with its unadjusted 95&nbsp;% interval, and the p value of the paired test, corrected by Holm for all comparisons of this study. With one training each it is two networks that are compared, not their recipes."
Markdown(comparison_table(comparisons.tested(REMEDY_CONTRASTS.values())))

# %%
#| label: fig-candidates-remedies
#| fig-cap: "How they learned, each beside what it is compared with: accuracy on training and validation images by epoch, a line a seed."
#| fig-alt: "A panel for each network with two lines, training dashed and validation solid: accuracy in percent against the epoch."
compared = list(dict.fromkeys(name for pair in REMEDY_CONTRASTS.values() for name in pair[::-1]))
plot_learning_curves(run.histories, trials_of(compared), "accuracy")

# %%
#| label: tbl-candidates-remedies-slide
#| tbl-cap: "The source's two reasons taken away: small batches, and batch normalization or fewer layers. Bold: of the rows shown, the best on validation."
Markdown(slide_table(trained_of(["vgg16_head_512", *remedies])))

# %% [markdown]
# ## The second round

# %%
#| label: tbl-candidates-second
#| tbl-cap: "The networks of the second round, compared pair by pair on the test images that both read: the difference in points with its unadjusted 95&nbsp;% interval, and the p value of the paired test, corrected by Holm for all comparisons of this study. With one training each it is two networks that are compared, not their recipes."
Markdown(comparison_table(comparisons.among(second_round)))

# %% [markdown]
# ## VGG16 at 224x224 pixels
#
# The source tried VGG16 on images of 224x224 pixels and found it hard to train for its size. A few
# steps, each side in a process of its own, say what one costs.

# %%
#| label: tbl-candidates-step-costs
#| tbl-cap: "What a training step of VGG16, its head two layers of 512, costs by the side of its images: seconds, without the first step, and the most memory that its process held for it."
costs = step_costs(run.profile, trained_here=run.split.origin.has_images)
Markdown(step_cost_table(costs))

# %% [markdown]
# ## A third round
#
# The log planned to test every model of TensorFlow: here is a small one of each further family of
# `keras.applications` that takes images of 32x32 pixels. Xception, InceptionV3 and
# InceptionResNetV2 do not.

# %%
#| label: tbl-candidates-third
#| tbl-cap: "Other families of keras.applications, and DenseNet121 trained as the source's log has it, beside DenseNet121: the difference in points with its unadjusted 95&nbsp;% interval, and the p value of the paired test, corrected by Holm for all comparisons of this study. With one training each it is two networks that are compared, not their recipes."
others = [*third_round, *documented]
Markdown(comparison_table(comparisons.tested((name, LEARNER) for name in others)))

# %%
#| label: fig-candidates-third
#| fig-cap: "How they learned: accuracy on training and validation images by epoch, a line a seed."
#| fig-alt: "A panel for each network with two lines, training dashed and validation solid: accuracy in percent against the epoch."
plot_learning_curves(run.histories, trials_of([LEARNER, *others]), "accuracy")

# %%
#| label: tbl-candidates-third-slide
#| tbl-cap: "Other families of keras.applications beside DenseNet121. Bold: of the rows shown, the best on validation."
Markdown(slide_table(trained_of([LEARNER, *third_round])))

# %%
#| label: tbl-candidates-slide
#| tbl-cap: "One variant a network. Bold: of the rows shown, the best on validation."
Markdown(slide_table(trained_of(NETWORKS)))

# %% [markdown]
# ## What the documents quote

# %%
leave_values(
    run,
    found,
    **own_values(found, run.histories, gradients, len(run.split.classes)),
    ranking=ranking_values(catalog, ranking),
    step_costs=step_cost_values(costs),
    contradiction=contradiction_values(normalized, contradicted_columns(catalog, normalized)),
)

# %% [markdown]
# ## Doubt
#
# A gradient's norm depends on the scale of a layer's weights and inputs, so that networks of
# different make compare by orders of magnitude only. The costliest networks get fewer epochs than the others in
# small profiles. Wide ResNet and Dual Path Network come in many sizes; the source does not say
# which it took.
