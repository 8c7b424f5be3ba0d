"""From the Quarto sources to the documents without Quarto: nbformat, pandoc and typst.

The order that a document takes: `project` (what to render), `sources` (Markdown with includes),
`shortcodes` and `notebooks` (numbers and labeled cells), `references` (every label and citation
resolves), `pages` (pandoc and typst), `site` (all of it, side by side).
"""
