"""What a rendered site lacks by either route, added once it is written."""

from pathlib import Path

from emnist_lab.reporting.offered_tables import write_offered_tables
from emnist_lab.reporting.office_files import finish_document, finish_slides
from emnist_lab.reporting.site_search import write_search


def finish_site(site: Path) -> None:
    """Finish the files of a site that was just rendered, before it replaces the last one."""
    for file in site.rglob("*.docx"):
        finish_document(file)
    for file in site.rglob("*.pptx"):
        finish_slides(file)
    for file in (site / "report").glob("*.html"):
        write_offered_tables(file)
    write_search(site)
