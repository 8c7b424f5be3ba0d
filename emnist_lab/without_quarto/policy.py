"""What a browser may load for our pages: nothing from outside, and no script but their own.

Strings that others chose are escaped where documents are written; should one get through, this is
what keeps it from running or fetching anything. Pages lie on a disk, where an origin is `file:`.
"""

import base64
import hashlib
import re
from pathlib import Path

_SCRIPT = re.compile(r"<script>(.*?)<\\?/script>", re.DOTALL)


def content_policy(scripts: list[str]) -> str:
    """Return a Content-Security-Policy for a page that has these scripts in its text.

    Parameters
    ----------
    scripts : list of str
        As they stand between their tags; what else a page runs are files of the site.

    Returns
    -------
    str
        The policy, for a `meta` tag.
    """
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"script-src 'self' file:{hashes}; style-src 'self' file: 'unsafe-inline'; "
        "img-src 'self' file: data:; font-src 'self' file: data:; frame-src 'self' file:"
    )


def scripts_in(file: Path) -> list[str]:
    """Return the scripts in the text of an HTML file, or of one that a script writes."""
    text = file.read_text(encoding="utf-8")
    # JavaScript doubles backslashes in the text that it writes.
    return _SCRIPT.findall(text.replace("\\\\", "\\") if file.suffix == ".js" else text)
