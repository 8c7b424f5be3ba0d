"""Pages run their own scripts and nobody else's, whatever came into their text."""

import re

from browser import needs_chromium, show

from emnist_lab.without_quarto.policy import content_policy
from emnist_lab.without_quarto.site import render_without_quarto

STRANGERS = """

```{=html}
<script>document.body.dataset.ran = "script"</script>
<img src="x.png" onerror="document.body.dataset.ran = 'handler'">
<a id="stranger" href="javascript:document.body.dataset.ran = 'link'">x</a>
<script src="http://127.0.0.1:9/x.js"></script>
<iframe srcdoc="<script>parent.document.body.dataset.ran = 'frame'</script>"></iframe>
```
"""


def test_nothing_outside_is_allowed():
    allowed = content_policy(["run()"]).split()
    assert not [
        source for source in allowed if "//" in source or source in ("*", "http:", "https:")
    ]
    assert "'unsafe-eval'" not in allowed
    (scripts,) = [part for part in content_policy([]).split("; ") if part.startswith("script-src")]
    assert "unsafe" not in scripts


@needs_chromium
def test_a_strangers_script_does_not_run_and_the_pages_own_do(sample, tmp_path):
    for name in ("report", "slides"):
        file = sample / "report" / f"{name}.qmd"
        file.write_text(file.read_text() + STRANGERS)
    render_without_quarto(sample)
    pages = [show(sample / f"_site/report/{name}.html", tmp_path) for name in ("report", "slides")]
    for page in pages:
        assert 'id="stranger"' in page.html
        assert "data-ran" not in page.html
        assert not page.requested
    report, slides = (page.html for page in pages)
    # On a narrow screen its own script folds the contents; slides are set up by theirs.
    assert "<details open" not in report
    assert re.search(r'<div class="reveal [^"]*ready', slides)
