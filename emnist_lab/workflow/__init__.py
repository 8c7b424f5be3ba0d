"""Run studies: which are due, in which order, each through papermill, with progress shown."""
