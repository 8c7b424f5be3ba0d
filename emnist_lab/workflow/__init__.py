"""Run studies: one through papermill, many through Snakemake, with their progress shown."""
