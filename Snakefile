# From data to executed notebooks, for one machine or a cluster.
#
# `emnist-lab run` drives this file; plain Snakemake works too, from the project's folder:
#     snakemake --cores 2 --config profile=quick
# docs/scaling.md has it on a cluster; `workers`, `strategy` and `listen` are settings too.
# The fingerprint of a study is a parameter of its rule, so Snakemake runs again exactly what
# `emnist-lab status` calls stale. Needed studies come first, but their new runs do not make
# others stale. A study that reads what those before it left waits for those in this run.

import sys

from emnist_lab.config import load_profile
from emnist_lab.results.fingerprint import digest_of
from emnist_lab.results.freshness import notebook_parts
from emnist_lab.studies import STUDIES, find_study, studies_before

PROFILE = config.get("profile", "quick")
# Those asked for: looking at another might read data that nothing here needs.
WANTED = [find_study(name) for name in config.get("studies", ",".join(STUDIES)).split(",")]
DATA_DIR = config.get("data_dir") or None
COMMAND = f"{sys.executable} -m emnist_lab study"
OPTIONS = f"--profile {PROFILE}" + "".join(
    f" --{name.replace('_', '-')} '{config[name]}'"
    for name in ("data_dir", "workers", "strategy", "listen")
    if config.get(name)
)


def stamp(study):
    return f"runs/{PROFILE}/{study}/study.json"


def before(study):
    shown = studies_before(study.name) if study.reads_others else []
    return list(dict.fromkeys([*study.needs, *(other.name for other in shown if other in WANTED)]))


rule all:
    input:
        [stamp(study.name) for study in WANTED],


for study in WANTED:

    rule:
        name:
            study.name
        input:
            needed=ancient([stamp(name) for name in before(study)]),
        output:
            stamp(study.name),
            f"runs/{PROFILE}/{study.name}/notebook.ipynb",
        params:
            command=f"{COMMAND} {study.name} {OPTIONS}",
            fingerprint=digest_of(notebook_parts(study, load_profile(PROFILE), DATA_DIR)),
        log:
            f"runs/{PROFILE}/{study.name}/study.log",
        shell:
            "{params.command} > {log} 2>&1"
