"""Put a newly rendered site in the place of the old one, whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def new_site(root: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes `_site`, unless an error leaves the block first."""
    site, build = root / "_site", root / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build, prefix="site-") as scratch:
        fresh, replaced = Path(scratch) / "fresh", Path(scratch) / "replaced"
        fresh.mkdir()
        yield fresh
        if site.exists():
            site.rename(replaced)
        fresh.rename(site)
