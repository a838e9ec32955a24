"""The long run of serve.py: 200 connections that are held open slowly while others work, 10,000 requests in all. Prints one line.

usage: soak.py [slow connections] [requests]"""
import http.client
import socket
import sys
import threading
import time
from typing import NamedTuple

from doors import serve_door

WORKERS, FRESH = 2, 10  # every tenth request opens a connection of its own


class Figure(NamedTuple):
    requests: int
    failures: int
    p50_ms: float
    p99_ms: float


def slow_clients(port, slow, requests):
    """`slow` connections send a byte of a request now and then and begin again when they are let go, while `requests` are answered."""
    ended = threading.Event()

    def drip():
        wires, at = [], 0
        while not ended.wait(0.01):
            if len(wires) < slow:
                for _ in range(min(20, slow - len(wires))):
                    wires.append(socket.create_connection(("127.0.0.1", port), timeout=5))
            for wire in wires[at % 10::10]:
                try:
                    wire.send(b"GET /"[:1] if at < 10 else b"x")
                except OSError:
                    wires.remove(wire)
            at += 1
        for wire in wires:
            wire.close()

    times, failures, lock = [], [], threading.Lock()

    def work(count):
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for number in range(count):
            fresh = number % FRESH == 0
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10) if fresh else kept
            path = "/nothing" if number % 7 == 0 else "/"
            started = time.perf_counter()
            try:
                connection.request("GET", path, headers={"Host": f"localhost:{port}"})
                answer = connection.getresponse()
                answer.read()
                good = answer.status in (200, 404)
            except (OSError, http.client.HTTPException):
                good = False
                connection.close()
            with lock:
                times.append(time.perf_counter() - started)
                if not good:
                    failures.append(number)
            if fresh:
                connection.close()
        kept.close()

    dripping = threading.Thread(target=drip)
    dripping.start()
    time.sleep(0.3)
    workers = [threading.Thread(target=work, args=(requests // WORKERS,)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ended.set()
    dripping.join()
    times.sort()
    return Figure(len(times), len(failures), times[len(times) // 2] * 1000, times[len(times) * 99 // 100] * 1000)


def main():
    slow, requests = (int(text) for text in (sys.argv[1:3] or ("200", "10000")))
    door = serve_door()
    try:
        figure = slow_clients(door.port, slow, requests)
    finally:
        door.close()
    good = figure.failures == 0 and figure.p99_ms < 50
    print(f"serve.py with {slow} connections held open slowly: {figure.requests:,} requests, {figure.failures} failures (at most 0), p50 {figure.p50_ms:.1f} ms, p99 {figure.p99_ms:.1f} ms (under 50){'' if good else '  OVER'}")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
