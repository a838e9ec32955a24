"""Prints how long a second start of ./serve.py takes until its address line; fails when it builds anything."""
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def second_start():
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "serve.py"), "--no-open", "--port", "0", "--state", f"{folder}/sandbox.json"]
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            line = process.stdout.readline()
            seconds = time.monotonic() - started
        finally:
            process.terminate()
            process.communicate(timeout=30)
    if not re.match(r"http://localhost:\d+ ", line):
        raise SystemExit(f"second_start.py: not a second start, the first line is '{line.strip()}'; run ./serve.py --build-only first")
    return seconds


if __name__ == "__main__":
    median = sorted(second_start() for _ in range(5))[2]
    print(f"{'Second start of ./serve.py, s, median of 5':72} {median:10.2f}   at most 2")
