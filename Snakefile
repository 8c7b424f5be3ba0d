# From data to executed notebooks on a cluster; on one machine, `emnist-lab run` does the same.
#
#     pip install 'emnist_lab[cluster]'
#     snakemake --cores 2 --config profile=quick
# from the project's folder. docs/scaling.md has it on a cluster; `data_dir`, `workers`, `strategy`
# and `listen` are settings too. Snakemake reads them as YAML: a profile named 1e3 needs quotes.
# The fingerprint of a study is a parameter of its rule, so Snakemake runs again exactly what
# `emnist-lab status` calls stale. Needed studies come first, but their new runs do not make
# others stale. A study that reads what those before it left waits for those in this run.

import sys

from emnist_lab.project import Project
from emnist_lab.profile import load_profile
from emnist_lab.trials.fingerprint import digest_of
from emnist_lab.trials.freshness import notebook_parts
from emnist_lab.studies import find_studies, find_study
from emnist_lab.workflow.order import must_come_before

PROFILE = config.get("profile", "tour")
# Those asked for: looking at another might read data that nothing here needs.
PROJECT = Project.find()
NAMES = config.get("studies", ",".join(find_studies(PROJECT)))
WANTED = [find_study(PROJECT, name) for name in NAMES.split(",")]
DATA_DIR = config.get("data_dir") or None
OPTIONS = [
    part
    for name in ("data_dir", "workers", "strategy", "listen")
    if config.get(name)
    for part in (f"--{name.replace('_', '-')}", str(config[name]))
]


def stamp(study):
    return f"runs/{PROFILE}/{study}/study.json"


rule all:
    input:
        [stamp(study.name) for study in WANTED],


for study in WANTED:

    rule:
        name:
            study.name
        input:
            needed=ancient([stamp(name) for name in must_come_before(study, WANTED)]),
        output:
            stamp(study.name),
            f"runs/{PROFILE}/{study.name}/notebook.ipynb",
        params:
            command=[sys.executable, "-m", "emnist_lab", "study", study.name]
            + ["--profile", PROFILE, *OPTIONS],
            fingerprint=digest_of(notebook_parts(study, load_profile(PROJECT, PROFILE), DATA_DIR)),
        log:
            f"runs/{PROFILE}/{study.name}/study.log",
        shell:
            "{params.command:q}"
