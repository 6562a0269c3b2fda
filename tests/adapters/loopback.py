"""A server on loopback for as long as a `with` block lasts. What it answers is its subclass's."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Loopback:
    """It listens on a free port. `over` is set at the end: what hangs is let go."""

    def __init__(self) -> None:
        """Take the port."""
        self.over = threading.Event()
        answering = self

        class Listener(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                answering.serve(self)

            do_GET = do_POST  # noqa: N815 - the name that http.server calls

            def log_message(self, *_: object) -> None:
                """Say nothing: tests read what the product logs."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, and let go of what hangs."""
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def serve(self, listener: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        raise NotImplementedError
