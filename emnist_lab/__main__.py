"""`python -m emnist_lab` is the `emnist-lab` command."""

from emnist_lab.cli import main

main()
