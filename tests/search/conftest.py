"""A project whose tiny study every process of a search finds by its name."""

from search_project import search_project  # noqa: F401
