"""A project with a study of its own, and the commands that run it as processes of their own."""

from search_project import search_project  # noqa: F401
