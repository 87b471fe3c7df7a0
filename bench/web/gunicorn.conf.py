"""The production server's own settings, for another site: only what is served differs."""

import os
import runpy
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
globals().update(
    {
        name: value
        for name, value in runpy.run_path(str(_ROOT / "deploy" / "gunicorn.conf.py")).items()
        if not name.startswith("_") and name not in {"on_starting", "os", "Path"}
    }
)
wsgi_app = os.environ["BENCH_APPLICATION"]
chdir = os.environ.get("BENCH_FOLDER", str(_ROOT))
