"""Figures are printed by their unit, and every text as it is, in every format."""

import re
import shutil
import subprocess

import pypandoc
import pytest
import typst
from real_templates import printed, said

from emnist_lab.reporting.filters import UNITS
from emnist_lab.reporting.values import Figure

HOSTILE = [
    "![](x) is no picture",
    "<script>alert(1)</script>",
    "{{< include x >}} and {{% include y %}}",
    "a `tick`, ``two`` and ```three```",
    "costs $5 and $6, or $$x^2$$",
    "see @fig-x and [@cohen2017]",
    "first\nsecond\n\n## third\n\n    fourth",
    "1. not a list",
    "(1) not a list",
    "a) not a list",
    "- not a list",
    "* not a list",
    "+ not a list",
    "> not a quote",
    "# not a heading {#sec-x .y}",
    "::: {.callout-note}",
    ": not a definition",
    "| a | b |",
    "--profile cpu --- or -- nothing",
    r"C:\new\table and \LaTeX{} and \alpha",
    "*starred* _lined_ ~~struck~~ H~2~O x^2^",
    "[a link](https://example.org) <https://example.org> https://example.org",
    "a footnote[^1] and ^[another]",
    "&amp; &lt; &#42;",
    ':smile: #let x = 1 #include "x"',
    "a=b == c // d /* e */",
    'it\'s a "quoted" word',
    "{= x =} {% if x %} {## x ##}",
    "100 % & more",
]
PANDOC = "markdown"


def in_html(markdown: str) -> str:
    return pypandoc.convert_text(markdown, "html", format=PANDOC, extra_args=["--wrap=none"])


def in_typst(markdown: str) -> str:
    return pypandoc.convert_text(markdown, "typst", format=PANDOC, extra_args=["--wrap=none"])


def words_of(text: str, source: str) -> str:
    """Return a page's words one space apart, as a reader sees them."""
    plain = pypandoc.convert_text(
        text, "plain", format=source, extra_args=["--wrap=none", "--columns=9999"]
    )
    return " ".join(plain.split())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("template", ["{= x =}", "Because {= x =}.", "- {= x =}"])
def test_a_text_is_shown_as_it_is_in_html(template, text):
    page = in_html(printed(template, x=text))
    one_line = " ".join(text.split())
    begins, ends = template.removeprefix("- ").split("{= x =}")
    shown = " ".join(re.sub(r"</?(p|ul|li)>", "", page).split())
    assert "<" not in shown, page
    item = "- " if template.startswith("- ") else ""
    assert words_of(page, "html") == f"{item}{begins}{one_line}{ends}"


def test_dots_stay_dots_on_a_page():
    """Pandoc leaves them bare for typst, which draws one sign of three."""
    page = in_html(printed("Because {= x =}.", x="and so on ..."))
    assert words_of(page, "html") == "Because and so on ...."


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_as_it_is_in_typst(text):
    page = in_typst(printed("Because {= x =}.", x=text))
    assert words_of(page, "typst") == f"Because {' '.join(text.split())}."


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_texts_are_shown_as_they_are_in_a_pdf(tmp_path):
    sentences = [printed("Because {= x =}.", x=text) for text in HOSTILE]
    file = tmp_path / "texts.typ"
    file.write_text("#set page(width: 60cm)\n" + in_typst("\n\n".join(sentences)))
    typst.compile(str(file), output=str(file.with_suffix(".pdf")))
    command = ["pdftotext", "-layout", file.with_suffix(".pdf"), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    shown = " ".join(done.stdout.split())
    for text in HOSTILE:
        assert f"Because {' '.join(text.split())}." in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reason_is_shown_as_it_is_in_the_sentence_on_lost_trials(text):
    lost = [{"variant": "a", "seeds": [Figure(0, "count")], "status": "failed", "reason": text}]
    trials = {
        "all": Figure(1, "count"),
        "completed": Figure(0, "count"),
        "lost": lost,
        "earlier": [],
    }
    page = words_of(in_html(said("trials", {"trials": trials})), "html")
    assert page.endswith(f"a with seed 0 failed ({' '.join(text.split())}).")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_description_and_what_was_noticed_in_data_are_shown_as_they_are(text):
    data = {"description": text, "warnings": [{"split": "balanced", "text": f"{text}."}]}
    shown = words_of(in_html(said("data_origin", data)), "html")
    one_line = " ".join(text.split())
    assert shown == f"{one_line} In balanced, {one_line}."


@pytest.mark.parametrize("name", ["a`b", "`", "``a", "a*b_c", "<b>", "$x$", "@x", "a\nb"])
def test_a_name_as_code_is_shown_as_it_is(name):
    page = in_html(printed("{= x | code =}", x=name))
    assert page.count("<code") == 1
    assert words_of(page, "html") == " ".join(name.split())


def test_a_name_as_code_is_no_shortcode():
    assert "{{<" not in printed("{= x | code =}", x="{{< include x >}}")


def test_long_reasons_are_cut():
    shown = printed("{= x | shortened =}", x="a" * 500)
    assert shown == "a" * 160 + " …"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.8623, "share", "86.2 %"),
        (0.95, "percent", "95 %"),
        (-0.0123, "points", "\u22121.2"),
        (0.0004, "p", "p < 0.001"),
        (0.034, "p", "p = 0.03"),
        (14546, "count", "14,546"),
        (2_152_667, "parameters", "2.15 M"),
        (65_104, "parameters", "65 k"),
        (1.423, "ms", "1.42 ms"),
        (5.91, "s", "5.9 s"),
        (720, "duration", "12 min"),
        (3.42, "times", "3.4 times"),
        (0.035, "number", "0.035"),
        (1.238, "loss", "1.24"),
        (0.001, "rate", "0.001"),
        (0.1234, "score", "0.123"),
    ],
)
def test_a_figure_is_printed_by_its_unit(value, unit, words):
    assert printed("{= x =}", x=Figure(value, unit)).replace("\u00a0", " ") == words


def test_every_unit_has_a_printed_form():
    for unit in UNITS:
        assert printed("{= x =}", x=Figure(1, unit))


def test_figures_in_sentences():
    low, high = Figure(-0.012, "points"), Figure(0.03, "points")
    assert printed("{= [low, high] | interval =}", low=low, high=high) == "\u22121.2 to +3.0"
    assert printed("{= x | than =} y", x=high) == "3.0 points more than y"
    assert printed("{= x | than =} y", x=low) == "1.2 points less than y"
    assert printed("{= x | than =} y", x=Figure(0.0001, "points")) == "as much as y"
    assert printed('{= x | plural("is", "are") =}', x=Figure(1, "count")) == "is"
    assert printed('{= x | plural("is", "are") =}', x=["a", "b"]) == "are"
    assert printed("{= x | listed =}", x=["a", "b_c", "d"]) == "a, b\\_c and d"
    assert printed('{= x | listed("or") =}', x=["a", "b"]) == "a or b"
    assert printed("{= x | code =}", x=["a", "b"]) == "`a` and `b`"
