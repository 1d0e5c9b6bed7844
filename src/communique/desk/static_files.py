"""The desk's own files, packed once a process, and kept by browsers as long as they stay the same."""

from __future__ import annotations

import gzip
from functools import lru_cache
from os import PathLike, stat_result
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKED = (".js", ".css", ".svg", ".json", ".txt")
LEAST = 1_000
"""Bytes from which packing pays."""
FOR_EVER = "public, max-age=31536000, immutable"


class PackedFiles(StaticFiles):
    """Static files; only these are packed, since packing pages with secrets in them would give these away (BREACH)."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The answer with a file."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        # The address has a hash of the file in it, see `frame.static`; without it the browser asks whether it changed.
        versioned = scope.get("query_string", b"").startswith(b"v=")
        answer.headers["Cache-Control"] = FOR_EVER if versioned else "no-cache"
        path = Path(full_path)
        if path.suffix not in PACKED or stat_result.st_size < LEAST:
            return answer
        answer.headers["Vary"] = "Accept-Encoding"
        if not isinstance(answer, FileResponse) or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return answer
        packed = _packed(path, stat_result.st_mtime_ns)
        headers = {name: answer.headers[name] for name in ("cache-control", "vary", "last-modified")}
        headers |= {"content-encoding": "gzip", "etag": answer.headers["etag"].rstrip('"') + '-gzip"'}
        if self.is_not_modified(Headers(headers), Headers(scope=scope)):
            return Response(None, 304, {name: headers[name] for name in ("cache-control", "vary", "etag")})
        body = packed if scope["method"] != "HEAD" else b""
        return Response(body, status_code, headers | {"content-length": str(len(packed))}, media_type=answer.media_type)


@lru_cache(maxsize=200)
def _packed(path: Path, changed: int) -> bytes:
    # When it was changed is part of the key alone.
    return gzip.compress(path.read_bytes(), 9, mtime=0)
