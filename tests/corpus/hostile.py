"""A server on this machine that does what servers on the web do, and writes down every request."""

from __future__ import annotations

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

REPORT = "<html><head><title>年度报告</title></head><body><p>政府信息公开工作年度报告</p>{}</body></html>"
PDF = b"%PDF-1.4\n" + b"x" * 400 + b"\n%%EOF\n"


class Hostile:
    """`log` has each request in order: seconds, path as it was sent, headers."""

    def __init__(self, robots="User-agent: *\nDisallow: /secret\n"):
        self.log, self.robots, self.pages = [], robots, {}
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self.hold_at = None  # the number of a request that is not answered until `go_on` is set
        self.held, self.go_on = threading.Event(), threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self):
                outer.answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    @property
    def base(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def paths(self):
        return [path for _, path, _ in self.log]

    def times(self, path):
        return [when for when, asked, _ in self.log if asked == path]

    def answer(self, request):
        length = int(request.headers.get("Content-Length") or 0)
        request.sent = request.rfile.read(length).decode()
        with self.lock:
            self.log.append((time.monotonic(), request.path, dict(request.headers)))
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            held = len(self.log) == self.hold_at
        if held:
            self.held.set()
            self.go_on.wait(60)
        try:
            path = urlsplit(request.path).path
            if path == "/robots.txt":
                self.send(request, self.robots.encode(), kind="text/plain")
            elif path in self.pages:
                self.pages[path](request)
            else:
                self.send(request, b"<html>no such page</html>", status=404)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the guest has left
        finally:
            with self.lock:
                self.at_once -= 1

    def send(self, request, body, status=200, kind="text/html; charset=utf-8", length=None, **headers):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    def page(self, path, body, **how):
        """A path that answers with those bytes, or with those of a function of the request."""
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = lambda request: self.send(request, data, **how)

    def moved(self, path, target, status=302):
        self.pages[path] = lambda request: self.send(request, b"", status=status, Location=target)

    def busy(self, path, times, status, after):
        """A path that asks to come back later so many times before it answers."""
        left = [times]

        def answer(request):
            if left[0] > 0:
                left[0] -= 1
                self.send(request, b"", status=status, Retry_After=after)
            else:
                self.send(request, REPORT.format(path).encode())

        self.pages[path] = answer

    def dripping(self, path):
        """A body that comes a byte at a time and would take for ever."""

        def answer(request):
            request.send_response(200)
            request.end_headers()
            for _ in range(400):
                request.wfile.write(b"<")
                request.wfile.flush()
                time.sleep(0.02)

        self.pages[path] = answer

    def endless(self, path):
        def answer(request):
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
            for _ in range(20_000):
                request.wfile.write(b"<p>more</p>" * 1000)

        self.pages[path] = answer

    def bomb(self, path):
        body = gzip.compress(b"0" * 50_000_000)
        self.page(path, body, Content_Encoding="gzip")
