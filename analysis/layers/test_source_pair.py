"""The source's figures stand beside ours, whichever of its variants a profile trains."""

from study_records import found_in

from analysis.layers.study import STUDY
from emnist_lab.reporting.study_values import section_values


def test_the_tour_quotes_the_sources_pair_although_it_trains_half_of_it_by_that_recipe(
    project, tiny_profile, say
):
    tour = tiny_profile.model_copy(update={"variants": "tour"})
    values = section_values(found_in(tour.part_of(STUDY), tour))
    assert (values["source"]["blocks"]["first"], values["source"]["blocks"]["second"]) == (
        "layer_4_2",
        "layer_4_1",
    )
    study = {**values, "compares": lambda name: name in ("blocks", "recipe")}
    says = say("report/_sentences.qmd", "step", study, "blocks", "Shorter blocks")
    assert "By the short recipe: `layer_4_2`" in says
    assert "In the source `layer_4_2` reads 89.3" in says


def test_a_profile_with_all_variants_quotes_the_same_pair(project, tiny_profile):
    values = section_values(found_in(STUDY, tiny_profile))
    assert values["source"]["blocks"] == values["source"]["blocks_source"]
