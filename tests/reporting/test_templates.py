"""Templates that name what is not there fail with their place, and print nothing half."""

import math

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.project import Project
from emnist_lab.reporting.templates import filled, template_environment
from emnist_lab.reporting.values import Figure


@pytest.fixture
def fill(project):
    """Return a function that fills a template of the project with values."""

    def fill(text: str, **values) -> str:
        file = project / "report" / "_part.qmd"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return filled(template_environment(Project(project)), file, values)

    return fill


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{= layers.nothing =}", "nothing"),
        ("{= nobody =}", "nobody"),
        ("{= layers.nothing.at_all =}", "nothing"),
        ("{% if layers.nothing %}a{% endif %}", "nothing"),
        ("{% for each in layers.nothing %}a{% endfor %}", "nothing"),
        ("{= layers.right / layers.trials =}", "zero"),
        ("{= layers.latency =}", "figure in ms has no number"),
        ("{= layers.latency | than =}", "no number"),
        ("{= [layers.low, layers.low] | interval =}", "no number"),
        ("{= layers.latency | unsigned =}", "no number"),
        ("{= layers.ratio / 3 =}", "has no form in a sentence"),
        ("{= layers.choice =}", "has no form in a sentence"),
        ("{= layers.names =}", "has no form in a sentence"),
        ("{= layers.completed =}", "has no form in a sentence"),
        ("{= layers.odd =}", "furlongs"),
        ("{% if %}", "Expected an expression"),
        ("{= layers.right | rounded =}", "rounded"),
    ],
)
def test_a_template_that_cannot_be_filled_is_named_with_its_line(fill, line, problem):
    layers = {
        "right": Figure(3, "count"),
        "trials": Figure(0, "count"),
        "latency": Figure(None, "ms"),
        "low": Figure(math.nan, "share"),
        "ratio": Figure(1, "times"),
        "odd": Figure(1, "furlongs"),
        "choice": None,
        "names": ["a", "b"],
        "completed": True,
    }
    with pytest.raises(EmnistLabError, match=problem) as error:
        fill(f"## A heading\n\nFine.\n{line}\n", layers=layers)
    assert str(error.value.where).endswith("report/_part.qmd:4")


def test_what_fails_inside_a_macro_is_named_with_the_macros_line(project, fill):
    fill("")
    (project / "report" / "_own.qmd").write_text(
        "{% macro of(x) %}\n{= x.lacking =}\n{% endmacro %}\n"
    )
    with pytest.raises(EmnistLabError, match="lacking") as error:
        fill('{% from "report/_own.qmd" import of %}\n\n{= of(x) =}\n', x={"name": "a"})
    assert str(error.value.where).endswith("report/_own.qmd:2")


def test_an_error_in_a_macros_file_is_named_with_that_file(project, fill):
    fill("")
    (project / "report" / "_own.qmd").write_text("Fine.\n{% macro of(x) %}\n{= x\n{% endmacro %}\n")
    with pytest.raises(EmnistLabError, match="cannot be filled") as error:
        fill('{% from "report/_own.qmd" import of %}\n{= of(1) =}\n')
    assert "report/_own.qmd:" in str(error.value.where)


def test_a_file_that_a_template_takes_from_and_that_is_not_there_is_named(fill):
    with pytest.raises(EmnistLabError, match="_none") as error:
        fill('One.\n{% from "report/_none.qmd" import of %}\n')
    assert str(error.value.where).endswith("report/_part.qmd:2")


def test_what_quarto_has_of_its_own_stays(fill):
    text = (
        "## Title {#sec-x}\n\n{{< embed ../build/notebooks/x.ipynb#fig-x >}}\n\n"
        "$E = \\frac{1}{n}$ [@cohen2017]{.content-visible}\n"
    )
    assert fill(text) == text


def test_a_macros_sentences_stand_on_one_line_wherever_they_are_put(project, fill):
    fill("")
    (project / "report" / "_own.qmd").write_text(
        "{% macro of(x) %}\nOne {= x =}.\n\n   Two.\n{% endmacro %}\n"
    )
    assert fill('{% from "report/_own.qmd" import of %}\n- {= of("a*b") =}\n- b\n') == (
        "- One a\\*b. Two.\n- b\n"
    )
