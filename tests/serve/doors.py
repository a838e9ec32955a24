"""serve.py and kally-sandbox as an attacker finds them: raw bytes on loopback. What the tests and the long run of serve.py share."""
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = Path(os.environ.get("KALLY_SANDBOX", ROOT / "build/release/kally-sandbox"))


class Door:
    """A server in a process of its own; `said` is what it has printed, once it has ended."""

    def __init__(self, command, where=None):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(command(Path(self.folder.name)), cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.port = int(self.process.stdout.readline().split("http://", 1)[1].split(":")[1].split()[0])
        self.said, self.lines = None, []
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stdout))  # or a full pipe stops it
        self.reader.start()

    def ask(self, data, seconds=5):
        """Everything that comes back for these bytes until the server closes or is silent, b"" when nothing does."""
        if isinstance(data, str):
            data = data.encode("latin-1")
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as wire:
            answer = b""
            try:
                wire.sendall(data)
                while part := wire.recv(1 << 16):
                    answer += part
            except (ConnectionError, TimeoutError):
                pass
        return answer

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.reader.join()
        self.process.stdout.close()
        self.said = "".join(self.lines)
        self.folder.cleanup()


def site(folder):
    (folder / "index.html").write_text("<!doctype html>hello")
    (folder / "callback.html").write_text("back")
    return folder


def serve_door():
    """serve.py with files only."""
    return Door(lambda folder: [sys.executable, str(ROOT / "serve.py"), "--static", str(site(folder)), "--no-open", "--port", "0"])


def sandbox_door():
    return Door(lambda folder: [str(BUILT), "--state", str(folder / "state.json"), "--clock", "frozen"])


def status_of(answer):
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else None
