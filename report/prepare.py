"""Write what the documents quote before Quarto reads them: numbers and executed notebooks.

Quarto runs this with whatever Python it finds, so it uses the standard library alone and hands over
to the project's own.
"""

import os
import subprocess
import sys
from pathlib import Path

root = Path(__file__).resolve().parent.parent
candidates = [root / ".venv" / "bin" / "python", root / ".venv" / "Scripts" / "python.exe"]
python = next((str(path) for path in candidates if path.exists()), sys.executable)

# `emnist-lab render` has prepared already, for the profile its caller named.
if not os.environ.get("EMNIST_LAB_PREPARED"):
    sys.exit(subprocess.run([python, "-m", "emnist_lab", "prepare"], cwd=root).returncode)
