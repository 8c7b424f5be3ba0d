"""A project whose study is finished: data, records and all that lies beside them, made by hand."""

import gzip
import io
import json
import struct
import zipfile
from pathlib import Path

import h5py
import nbformat
import numpy as np
import pandas as pd
from nbformat.v4 import new_code_cell, new_notebook, new_output
from study_records import Outcome, changed_record, trial_record

from emnist_lab.config import Study
from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.partition import partition_split
from emnist_lab.evidence.section import study_results
from emnist_lab.profile import Profile, load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.prepare import prepare_documents
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study
from emnist_lab.training.predictions import Predictions, write_predictions
from emnist_lab.trials.freshness import write_stamp
from emnist_lab.trials.plan import TrialPlan, plan_trials
from emnist_lab.trials.records import load_records, write_record
from emnist_lab.trials.table import results_frame, write_results

PROFILE = """
description: for tests
validation_fraction: 0.25
max_epochs: 2
seeds: [0]
latency_runs: 20
"""
SCRIPT = """
# %% tags=["parameters"]
profile = "quick"
data_dir = None

# %%
#| label: tbl-accuracy
from IPython.display import Markdown

from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.trials.records import load_records

records = load_records("layers", load_profile(Project.find(), profile))
rows = [f"| {r.variant} | {r.figures.test_acc or 0:.3f} |" for r in records]
Markdown("\\n".join(["| variant | accuracy |", "|:---|---:|", *rows]))

# %%
Markdown(f"There are {len(rows)} variants.")

# %%
from emnist_lab.evidence.section import study_results
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study

run = run_study("layers", profile, data_dir)
leave_values(run, study_results(run.study, run.profile, run.results))
"""
REPORT = """---
title: Tiny
---

{{< include ../build/emnist-lab-run-writes-report.qmd >}}
"""
PARTS = "{{% for study in studies %}}\n{{= part('{}', study) =}}\n\n{{% endfor %}}\n"
TEMPLATES = {
    "report/_report.qmd": PARTS.format("section.qmd"),
    "report/_slides.qmd": PARTS.format("slides.qmd"),
    "report/_abstract.qmd": "Nothing.\n",
    "report/_absent.qmd": "{= heading =}\n",
    "analysis/layers/section.qmd": """## Layers {#sec-layers}

Validation chooses {= layers.choice.name | named =} [@a], which
reads {= layers.choice.test_acc =} of the images.

- It needs {= layers.choice.latency_ms =}, see @tbl-accuracy.

{{< embed ../build/notebooks/layers.ipynb#tbl-accuracy >}}
""",
}
STUDY_SCRIPT = """
from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST

STUDY = Study(
    dataset=EMNIST,
    name="layers",
    title="Tiny",
    question="Does the way hold?",
    variants=tuple(
        Variant(name=name, change="none", model="lenet5_new")
        for name in ("layer_4_1", "layer_4_2", "diverges")
    ),
)
"""
_defined: dict = {}
exec(STUDY_SCRIPT, _defined)
STUDY: Study = _defined["STUDY"]


def finish_project(root: Path, data: Path) -> list[TrialPlan]:
    """Write the data, and all that a run and a preparation leave, and return the plans."""
    write_idx(data)
    Project.find().profile_file("tiny").parent.mkdir(parents=True)
    Project.find().profile_file("tiny").write_text(PROFILE)
    Project.find().notebook_source("layers").parent.mkdir()
    Project.find().notebook_source("layers").write_text(SCRIPT)
    (Project.find().analysis_dir / "layers" / "study.py").write_text(STUDY_SCRIPT)
    Project.find().report_dir.mkdir()
    (Project.find().report_dir / "report.qmd").write_text(REPORT)
    for name, text in TEMPLATES.items():
        (root / name).write_text(text)
    (root / "_quarto.yml").write_text("project:\n  render: [report/report.qmd]\n")
    split, profile = load_split("balanced", data), load_profile(Project.find(), "tiny")
    plans = plan_trials(STUDY, profile, {"balanced": split.digest})
    for plan, accuracy in zip(plans, (0.75, 0.7, None), strict=True):
        _write_trial(plan, split, accuracy)
    records = {record.variant: record for record in load_records("layers", profile)}
    write_results("layers", profile, results_frame([records[plan.variant.name] for plan in plans]))
    nbformat.write(_notebook(profile), profile.executed_notebook("layers"))
    run = run_study("layers", "tiny", data)
    leave_values(run, study_results(run.study, profile, run.results))
    write_stamp(STUDY, profile, data)
    prepare_documents(profile, data)
    return plans


def write_idx(folder: Path) -> None:
    """Write 80 training and 40 test images of four classes as EMNIST keeps them."""
    folder.mkdir()
    generator = np.random.default_rng(3)
    for part, count in (("train", 80), ("test", 40)):
        labels = np.arange(count, dtype=np.uint8) % 4
        images = generator.integers(0, 256, (count, 28, 28), np.uint8)
        for kind, values in (("images", images), ("labels", labels)):
            header = struct.pack(f">I{values.ndim}I", 0x0800 | values.ndim, *values.shape)
            name = f"emnist-balanced-{part}-{kind}-idx{values.ndim}-ubyte.gz"
            (folder / name).write_bytes(gzip.compress(header + values.tobytes()))


def _write_trial(plan: TrialPlan, split, accuracy: float | None) -> None:
    diverged = Outcome(status="diverged", reason="a loss was no number in epoch 1")
    outcome = diverged if accuracy is None else Outcome(accuracy=accuracy, validation=accuracy)
    record = trial_record(plan, outcome)
    plan.folder.mkdir(parents=True)
    if accuracy is not None:
        test = partition_split(split, 0.25, plan.seed).test.all_labels()
        figures = {
            **_write_predictions(plan.folder, test, accuracy),
            **_write_history(plan.folder, accuracy),
            "parameters": _write_model(plan, record.fingerprint),
        }
        record = changed_record(record, {f"figures/{name}": figures[name] for name in figures})
    write_record(plan.folder, record)


def _write_predictions(folder: Path, true: np.ndarray, accuracy: float) -> dict:
    right = np.arange(len(true)) < round(accuracy * len(true))
    p_true = np.where(right, 0.9, 0.05).astype(np.float32)
    predicted = np.where(right, true, (true + 1) % 4).astype(np.uint8)
    sure = np.full(len(true), 0.9, np.float16)
    second = np.where(right, (true + 1) % 4, true).astype(np.uint8)
    write_predictions(folder, Predictions(true, predicted, second, p_true, sure))
    return {
        "test_images": len(true),
        "test_acc": float(right.mean()),
        "test_loss": float(-np.log(p_true).mean()),
    }


def _write_history(folder: Path, accuracy: float) -> dict:
    columns = {
        "epoch": [0, 1],
        "loss": [1.0, 0.8],
        "val_loss": [0.9, 0.6],
        "val_accuracy": [0.5, accuracy],
        "learning_rate": [0.001, 0.0005],
        "epoch_time_s": [2.0, 1.0],
        "steps": [3, 3],
        "out_of_time": [False, False],
    }
    pd.DataFrame(columns).to_csv(folder / "history.csv", index=False)
    figures = {"epochs": 2, "best_epoch": 2, "train_time_s": 3.0, "steps": 6, "out_of_time": False}
    rates = {"first_learning_rate": 0.001, "lowest_learning_rate": 0.0005}
    ending = {"most_epochs": 2, "ended_by": "epochs"}
    return figures | rates | ending | {"val_loss": 0.6, "val_acc": accuracy}


def _write_model(plan: TrialPlan, fingerprint: str) -> int:
    card = {"study": "layers", "variant": plan.variant.name, "fingerprint": fingerprint}
    content = io.BytesIO()
    with h5py.File(content, "w") as weights:
        weights["layers/dense/vars/0"] = np.zeros((6, 4))
        weights["layers/dense/vars/1"] = np.zeros(4)
        weights["optimizer/vars/0"] = np.zeros(99)
    with zipfile.ZipFile(plan.folder / "model.keras", "w") as archive:
        archive.writestr("model.weights.h5", content.getvalue())
        archive.writestr(
            "emnist_lab.json", json.dumps(card | {"image": plan.variant.image.model_dump()})
        )
    return 28


def _notebook(profile: Profile):
    rows = [
        f"| {record.variant} | {record.figures.test_acc or 0:.3f} |"
        for record in load_records("layers", profile)
    ]
    table = "\n".join(["| variant | accuracy |", "|:---|---:|", *rows])
    shown = [
        ('profile = "quick"', None),
        ('# Parameters\nprofile = "tiny"', None),
        ("#| label: tbl-accuracy\nMarkdown(table)", table),
        ("Markdown(count)", "There are 3 variants."),
    ]
    cells = [
        new_code_cell(
            source, outputs=[new_output("display_data", {"text/markdown": text})] if text else []
        )
        for source, text in shown
    ]
    return new_notebook(cells=cells)
