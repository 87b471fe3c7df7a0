"""Static files on a server: stylesheets joined, names hashed, contents compressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from portal.bundles import BUNDLES, HUE, bundle_name, join_sources


class BundlingStorage(CompressedManifestStaticFilesStorage):
    """Joins the bundles of `portal.bundles` while static files are gathered.

    Each bundle is written once for each hue, then hashed and compressed like any file, so
    a page of the public waits for one stylesheet.
    """

    serves_bundles = True

    def post_process(self, paths: dict, dry_run: bool = False, **options: Any) -> Iterator:
        """Beside what Django does: yields the bundles too. ValueError if a file is missing."""
        if not dry_run:
            paths |= {name: (self, name) for name in self._write_bundles(paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _write_bundles(self, paths: dict) -> Iterator[str]:
        def read(path: str) -> str:
            if path not in paths:
                raise ValueError(f"portal.bundles names {path}, which is not there.")
            storage, inner = paths[path]
            with storage.open(inner) as file:
                return file.read().decode()

        for hue in _hues(paths):
            for name in BUNDLES:
                target = bundle_name(name, hue)
                self.delete(target)
                self.save(target, ContentFile(join_sources(name, hue, read).encode()))
                yield target


def _hues(paths: dict) -> list[str]:
    folder = PurePosixPath(HUE).parent
    return sorted(path.stem for path in map(PurePosixPath, paths) if path.parent == folder)
