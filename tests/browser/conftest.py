"""A headless Chromium, driven over its own protocol through two pipes: no package, no port, no network."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
KEYS = {
    "Enter": ("\r", 13),
    "Tab": ("", 9),
    "Escape": ("", 27),
    "ArrowLeft": ("", 37),
    "ArrowUp": ("", 38),
    "ArrowRight": ("", 39),
    "ArrowDown": ("", 40),
}


class Browser:
    """One tab of Chromium (protocol: https://chromedevtools.github.io/devtools-protocol)."""

    def __init__(self, program, profile):
        ours, theirs = os.pipe(), os.pipe()

        def wire():  # commands come in at 3, answers go out at 4; first out of each other's way
            os.dup2(ours[0], 13)
            os.dup2(theirs[1], 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        self._process = subprocess.Popen(
            [
                *(program, "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}"),
                *(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--hide-scrollbars",
                ),
                *("--host-resolver-rules=MAP * ~NOTFOUND", "--force-device-scale-factor=1", "about:blank"),
            ],
            preexec_fn=wire,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(ours[0])
        os.close(theirs[1])
        self._out, self._in = os.fdopen(ours[1], "wb"), os.fdopen(theirs[0], "rb")
        self._pending = b""
        self._last = 0
        self._session = None
        self.events = []
        targets = self.call("Target.getTargets")["targetInfos"]
        target = next(info["targetId"] for info in targets if info["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
        self.call("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)

    def call(self, method, session=None, **parameters):
        """The answer to a command; events that come before it are kept."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if session or self._session:
            message["sessionId"] = session or self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while True:
            answer = self._receive()
            if answer.get("id") == self._last:
                assert "error" not in answer, answer["error"]
                result = answer["result"]
                return result
            self.events.append(answer)

    def _receive(self):
        while b"\0" not in self._pending:
            chunk = os.read(self._in.fileno(), 1 << 20)
            assert chunk, "Chromium has gone"
            self._pending += chunk
        message, _, self._pending = self._pending.partition(b"\0")
        answer = json.loads(message)
        return answer

    def open(self, path, fragment="", width=1400, height=900, dark=False):
        """Load a file; what happened before is forgotten."""
        self._go("about:blank")
        self.events.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self._go(path.as_uri() + fragment)
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def _go(self, address):
        loader = self.call("Page.navigate", url=address)["loaderId"]
        while not any(self._loaded(event, loader) for event in self.events):
            self.events.append(self._receive())

    @staticmethod
    def _loaded(event, loader):
        told = event.get("params", {})
        return event["method"] == "Page.lifecycleEvent" and (told["name"], told["loaderId"]) == (
            "load",
            loader,
        )

    def frame(self):
        """The session of the frame in the page, which has an origin, and so a process, of its own."""
        while True:
            for event in self.events:
                told = event.get("params", {})
                if event["method"] == "Target.attachedToTarget" and told["targetInfo"]["type"] == "iframe":
                    session = told["sessionId"]
                    return session
            self.events.append(self._receive())

    def evaluate(self, expression, session=None):
        """The value of a JavaScript expression in the page, or in a frame of it."""
        wanted = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self.call("Runtime.evaluate", session, **wanted)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def click(self, selector):
        """Press the mouse where the middle of an element is seen, whatever lies there."""
        x, y = self.evaluate(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [r.left + r.width / 2, r.top + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key):
        text, code = KEYS[key]
        same = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **same)
        self.call("Input.dispatchKeyEvent", type="keyUp", **same)

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def requests(self):
        """What the page has asked for; a font inside it is no request."""
        self.evaluate("new Promise(done => setTimeout(done, 100))")
        asked = (e["params"] for e in self.events if e["method"] == "Network.requestWillBeSent")
        addresses = [params["request"]["url"] for params in asked]
        return [address for address in addresses if not address.startswith("data:font/")]

    def complaints(self):
        """Errors of scripts and refusals of the page's policy."""
        entries = [e["params"]["entry"]["text"] for e in self.events if e["method"] == "Log.entryAdded"]
        thrown = (e["params"] for e in self.events if e["method"] == "Runtime.exceptionThrown")
        return entries + [json.dumps(params["exceptionDetails"]) for params in thrown]

    def close(self):
        self._session = None
        self.call("Browser.close")
        self._process.wait(timeout=30)
        self._out.close()
        self._in.close()


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium on PATH: apt-get install chromium")
    tab = Browser(program, tmp_path_factory.mktemp("chromium"))
    yield tab
    tab.close()
