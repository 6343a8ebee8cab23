"""A Calotype that is started for a measurement, and whoever asks it: shared by what stands beside this and by scripts/bench-*."""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading


class Process:
    """A program that runs until the block ends, and has said the line that begins with `awaited`."""

    def __init__(self, command, settings, awaited=""):
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | settings)
        self.line = next((line for line in self.process.stdout if line.startswith(awaited)), None)
        if self.line is None:
            sys.exit(f"{' '.join(map(str, command))} did not start")
        # Read on, so that it never waits for us.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)

    def memory(self, field="VmRSS"):
        """Bytes, as /proc/PID/status has them."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))

    def forget_peak(self):
        """VmHWM begins anew."""
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as file:
            file.write("5")


class Server(Process):
    """`calotype serve` on a free port, without rate limits, on a folder that is thrown away."""

    def __init__(self, calotype, **settings):
        self.temporary = tempfile.TemporaryDirectory(prefix="calotype-bench-")
        self.folder = self.temporary.name
        super().__init__(
            [calotype, "serve", "--port", "0", "--data-dir", self.folder], {"CALOTYPE_RATE_LIMITS": "off"} | settings,
            awaited="listening on ")
        self.port = int(self.line.rsplit(":", 1)[1])

    def __exit__(self, *exception):
        super().__exit__(*exception)
        self.temporary.cleanup()


class Client:
    """One connection that is kept, and a token."""

    def __init__(self, port, token=None, base=""):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = token
        self.base = base

    def ask(self, method, path, body=None, media_type="application/json"):
        """The JSON of what was answered. `body` is bytes, or what JSON is made of."""
        content = body if body is None or isinstance(body, bytes) else json.dumps(body)
        headers = {} if body is None else {"Content-Type": media_type}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.connection.request(method, self.base + path, content, headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status not in (200, 201):
            sys.exit(f"{method} {path}: {response.status} {answer[:200]!r}")
        return json.loads(answer)


def registered(port):
    """The token of a new account."""
    client = Client(port, base="/api/v1/auth")
    account = {"username": "bench", "password": "benchmarks"}
    client.ask("POST", "/register", account | {"email": "bench@example.com", "display_name": "Bench"})
    return client.ask("POST", "/login", account)["access_token"]
