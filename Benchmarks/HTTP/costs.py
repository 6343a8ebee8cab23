#!/usr/bin/env python3
"""What an answer costs: costs.py CALOTYPE [PYTHON WITH THE PEER'S PACKAGES]

Starts `CALOTYPE serve` and the peer (`peer_server.py`, under uvicorn) one after the other, sends each the same 120 photos,
and prints a table: processor time of the server for each kind of request (user and system, over seconds of keep-alive
requests of one connection), the 99th percentile with eight connections, and the ratio of the two. "First" are requests that
nobody has sent before: each has another number in its query. Uploads are of 2 and of
12 megapixels, beside libjpeg-turbo's own decode of the same files at half scale. nginx serving a file stands beside the
previews where it is installed.
"""

import http.client
import io
import itertools
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from PIL import Image, ImageDraw, ImageFilter

API = "/api/v1"
SECONDS = 3.0
CONNECTIONS = 8
HERE = pathlib.Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")


def pictures(width, height, count):
    """JPEGs that differ in more than a byte, of something between a photograph and noise."""
    noise = Image.effect_noise((width // 4, height // 4), 90).resize((width, height), Image.Resampling.BICUBIC)
    slope = Image.linear_gradient("L").resize((width, height))
    ground = Image.merge("RGB", (noise, slope, Image.blend(noise, slope, 0.5))).filter(ImageFilter.GaussianBlur(1))
    for number in range(count):
        picture = ground.copy()
        draw = ImageDraw.Draw(picture)
        step = width // 16
        for bit in range(8):
            if number >> bit & 1:
                draw.rectangle((bit * step, 0, bit * step + step // 2, height // 4), fill=(255, 40 * bit % 255, 0))
        bytes_ = io.BytesIO()
        picture.save(bytes_, "JPEG", quality=90)
        yield bytes_.getvalue()


def half_scale_decode(jpeg):
    """Milliseconds of processor time."""
    times = []
    for _ in range(7):
        picture = Image.open(io.BytesIO(jpeg))
        picture.draft("RGB", (picture.width // 2, picture.height // 2))
        start = time.process_time()
        picture.load()
        times.append(1e3 * (time.process_time() - start))
    return statistics.median(times)


class Server:
    def __init__(self, command, environment, folder):
        self.log = open(folder / "log", "w")
        self.process = subprocess.Popen(command, env=os.environ | environment, stdout=self.log, stderr=subprocess.DEVNULL)

    def ticks(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def cpu(self, work):
        """Milliseconds of the server's processor time that some work takes, for each of its parts."""
        before = self.ticks()
        parts = work()
        return 1e3 * (self.ticks() - before) / TICK / parts

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.log.close()


class Connection:
    """As little work between us and the server as there can be."""

    def __init__(self, port, path, token, numbers=None):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.path, self.numbers = path.encode(), numbers
        self.rest = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    def send(self):
        number = b"" if self.numbers is None else (b"&n=%d" if b"?" in self.path else b"?n=%d") % next(self.numbers)
        self.socket.sendall(b"GET " + self.path + number + self.rest)

    def receive(self):
        answer = self.socket.recv(1 << 18)
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(1 << 18)
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            sys.exit(f"{self.path!r}: {head[:200]!r}")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        missing = length - len(body)
        while missing > 0:
            missing -= len(self.socket.recv(1 << 18))


def costs(server, port, path, token, first=False):
    """Microseconds of the server's for a request, and the 99th percentile in milliseconds with several at once."""
    numbers = itertools.count() if first else None
    alone = Connection(port, path, token, numbers)

    def work():
        end, count = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            for _ in range(20):
                alone.send()
                alone.receive()
            count += 20
        return count

    alone.send()
    alone.receive()
    micros = 1e3 * server.cpu(work)
    many = [Connection(port, path, token, numbers) for _ in range(CONNECTIONS)]
    times, end = [], time.monotonic() + SECONDS
    while time.monotonic() < end:
        started = []
        for each in many:
            started.append(time.perf_counter())
            each.send()
        for each, start in zip(many, started):
            each.receive()
            times.append(1e3 * (time.perf_counter() - start))
    times.sort()
    return micros, times[len(times) * 99 // 100]


def send_photo(port, token, jpeg, number):
    boundary = "bench"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{number}.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n").encode() + jpeg + f"\r\n--{boundary}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(
        "POST", API + "/image-files/new-photo", body,
        {"Content-Type": f"multipart/form-data; boundary={boundary}", "Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 201:
        sys.exit(f"upload: {answer.status} {content[:200]!r}")
    return json.loads(content)["photo_hothash"]


def measure(server, port, token, small, sets):
    """Every figure of one server, by name."""
    hothash = [send_photo(port, token, jpeg, number) for number, jpeg in enumerate(small)][-1]
    figures = {}
    for name, path in (
        ("a photo", f"/photos/{hothash}"), ("a list of 100", "/photos?limit=100"),
        ("a hotpreview", f"/photos/{hothash}/hotpreview"),
    ):
        figures[name] = costs(server, port, API + path, token)
        figures[name + ", first"] = costs(server, port, API + path, token, first=True)
    for name, jpegs in sets.items():
        send_photo(port, token, jpegs[0], 0)

        def work():
            for number, jpeg in enumerate(jpegs[1:]):
                send_photo(port, token, jpeg, number)
            return len(jpegs) - 1

        figures[name] = (server.cpu(work), None)
    return figures


def of_calotype(program, small, sets):
    with tempfile.TemporaryDirectory(prefix="calotype-bench-") as folder:
        folder = pathlib.Path(folder)
        server = Server(
            [program, "serve", "--port", "0", "--data-dir", str(folder / "data")],
            {"CALOTYPE_RATE_LIMITS": "off", "CALOTYPE_WORKERS": "0"}, folder)
        try:
            port = wait_for(lambda: [
                int(line.rsplit(":", 1)[1]) for line in open(folder / "log") if line.startswith("listening on ")][0])
            account = {"username": "bench", "email": "bench@example.com", "password": "benchmarks"}
            ask(port, "/auth/register", account | {"display_name": "Bench"})
            token = ask(port, "/auth/login", {k: account[k] for k in ("username", "password")})["access_token"]
            return measure(server, port, token, small, sets)
        finally:
            server.stop()


def of_peer(python, small, sets):
    with tempfile.TemporaryDirectory(prefix="calotype-peer-") as folder:
        folder = pathlib.Path(folder)
        port = free_port()
        server = Server(
            [python, "-m", "uvicorn", "peer_server:app", "--app-dir", str(HERE), "--port", str(port), "--no-access-log"],
            {"PEER_FOLDER": str(folder)}, folder)
        try:
            token = wait_for(lambda: (socket.create_connection(("127.0.0.1", port)).close(), folder / "token")[1].read_text())
            return measure(server, port, token, small, sets)
        finally:
            server.stop()


def of_nginx(content):
    """Of a file of so many bytes, by one worker; nil where there is no nginx."""
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if not program:
        return None
    with tempfile.TemporaryDirectory(prefix="calotype-nginx-") as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        (folder / "x.jpg").write_bytes(content)
        port = free_port()
        (folder / "conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log /dev/null; events {{}}\n"
            f"http {{ access_log off; sendfile on; keepalive_requests 100000000;"
            f" server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n")
        server = Server([program, "-c", str(folder / "conf")], {}, folder)
        try:
            wait_for(lambda: socket.create_connection(("127.0.0.1", port)).close() or True)
            return costs(server, port, "/x.jpg", "none")
        finally:
            server.stop()


def ask(port, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", API + path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status not in (200, 201):
        sys.exit(f"{path}: {answer.status} {content[:200]!r}")
    return json.loads(content)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(look):
    end = time.monotonic() + 30
    while True:
        try:
            return look()
        except (OSError, IndexError):
            if time.monotonic() > end:
                sys.exit("a server did not start")
            time.sleep(0.1)


def main(program, python=None):
    small = list(pictures(640, 480, 120))
    sets = {"an upload of 2 MP": list(pictures(1632, 1224, 21)), "an upload of 12 MP": list(pictures(4000, 3000, 13))}
    floors = {name: half_scale_decode(jpegs[0]) for name, jpegs in sets.items()}
    ours = of_calotype(program, small, sets)
    peers = of_peer(python, small, sets) if python else {}
    nginx = of_nginx(bytes(12_000))

    print(f"{'':22} {'CPU':>10} {'p99':>9} {'peer: CPU':>11} {'p99':>9} {'ratio':>6}")
    for name, (cpu, p99) in ours.items():
        unit = "ms" if p99 is None else "µs"
        line = f"{name:22} {cpu:7.1f} {unit} {'' if p99 is None else f'{p99:6.2f} ms':>9}"
        if name in peers:
            other, late = peers[name]
            line += f" {other:8.1f} {unit} {'' if late is None else f'{late:6.2f} ms':>9} {other / cpu:6.1f}"
        if name in floors:
            line += f"   {cpu / floors[name]:.2f} of a half-scale decode, {floors[name]:.1f} ms"
        print(line)
    if nginx:
        print(f"{'nginx, a file of 12 kB':22} {nginx[0]:5.1f} µs {nginx[1]:6.2f} ms")


if __name__ == "__main__":
    main(*sys.argv[1:])
