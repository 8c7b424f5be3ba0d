"""Seaborn plots and Markdown tables of tidy frames."""
