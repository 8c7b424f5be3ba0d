"""What a study's executed notebook shows."""

from pathlib import Path

import nbformat


def markdown_outputs(file: Path) -> dict[str, str]:
    """Return a notebook's Markdown outputs by the label of their cell, or numbered in order."""
    outputs: dict[str, str] = {}
    for cell in nbformat.read(file, as_version=4).cells:
        label = cell.source.partition("#| label: ")[2].partition("\n")[0].strip()
        shown = [output.get("data", {}).get("text/markdown") for output in cell.get("outputs", [])]
        text = "\n".join(text for text in shown if text)
        if text:
            outputs[label or f"output {len(outputs) + 1}"] = text
    return outputs
