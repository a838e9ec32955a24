"""serve.py as a browser and as an attacker see it: over real sockets on loopback."""
import http.client
import http.server
import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
import serve  # noqa: E402


ANY = [(re.compile(r"/v1/.+"), {"GET", "POST", "DELETE"})]  # where a test is about how something is relayed, not what
LARGE = b"0123456789abcdef" * (3 << 20)  # 48 MB


class Upstream(http.server.BaseHTTPRequestHandler):
    """The service behind the relay: says what reached it."""
    protocol_version = "HTTP/1.1"
    seen = []

    def log_message(self, *_):
        pass

    def do_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Upstream.seen.append((self.command, self.path, dict(self.headers), body))
        if self.path.startswith("/v1/drop"):
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.path.startswith("/v1/empty"):
            self.send_response(204)
            self.end_headers()
            return
        status, extra = 200, {}
        if self.path.startswith("/v1/away"):
            status, extra = 302, {"Location": "http://localhost:1/callback?access_token=secret"}
        if self.path.startswith("/v1/busy"):
            status, extra = 429, {"Retry-After": "7"}
        content = LARGE if self.path.startswith("/v1/large") else json.dumps({"path": self.path}).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Set-Cookie": "a=b", "X-Secret": "1", **extra}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = do_any


def run(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class ServeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = Path(cls.folder.name) / "site"
        root.mkdir()
        (Path(cls.folder.name) / "outside.txt").write_text("outside")
        for name, text in {"index.html": "<!doctype html>hello", "callback.html": "back", "kally.0123456789.js": "1", "kally.0123456789.wasm": "\0asm",
                           "config.json": "{}", ".hidden.txt": "no", "program.sh": "no"}.items():
            (root / name).write_text(text)
        (root / "kally.0123456789.js.br").write_bytes(b"BR")
        (root / "kally.0123456789.js.gz").write_bytes(b"GZ")
        cls.upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        upstream_port = run(cls.upstream)
        cls.site = serve.Site(root, f"http://127.0.0.1:{upstream_port}", "live", ANY)
        cls.server = serve.make_server(cls.site, 0)
        cls.port = run(cls.server)
        cls.sandbox_site = serve.Site(root, f"http://127.0.0.1:{upstream_port}", "sandbox", ANY)
        cls.sandbox = serve.make_server(cls.sandbox_site, 0, quiet=True)
        cls.sandbox_port = run(cls.sandbox)

    @classmethod
    def tearDownClass(cls):
        for server in (cls.server, cls.sandbox, cls.upstream):
            server.shutdown()
            server.server_close()
        cls.folder.cleanup()

    def ask(self, path, method="GET", headers=None, body=None, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=10)
        out = io.StringIO()
        with redirect_stdout(out):
            connection.request(method, path, body=body, headers={"Host": f"localhost:{port or self.port}", **(headers or {})})
            answer = connection.getresponse()
            content = answer.read()
        self.printed = out.getvalue()
        connection.close()
        return answer, content

    def raw(self, data):
        with redirect_stdout(io.StringIO()), socket.create_connection(("127.0.0.1", self.port), timeout=10) as wire:
            wire.sendall(data)
            answer = b""
            try:
                while part := wire.recv(65536):
                    answer += part
                    if b"\r\n\r\n" in answer and b"keep-alive" not in answer and len(answer) > 20 and not data.endswith(b"KEEP"):
                        break
            except TimeoutError:
                pass
        return answer

    def test_files_have_exact_types_and_hashed_names_never_change(self):
        for path, kind in (("/", "text/html; charset=utf-8"), ("/kally.0123456789.wasm", "application/wasm"), ("/config.json", "application/json")):
            answer, _ = self.ask(path)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, kind))
        self.assertEqual(self.ask("/")[0].headers["Cache-Control"], "no-store")
        self.assertEqual(self.ask("/kally.0123456789.js")[0].headers["Cache-Control"], "public, max-age=31536000, immutable")

    def test_the_smallest_accepted_form_is_sent(self):
        for accepted, body, encoding in (("gzip, br", b"BR", "br"), ("gzip", b"GZ", "gzip"), ("", b"1", None), ("br;q=0, gzip", b"GZ", "gzip"),
                                         ("gzip;q=0.8, br;q=0.5", b"BR", "br"), ("br; q=0.000, gzip;q=0", b"1", None)):
            answer, content = self.ask("/kally.0123456789.js", headers={"Accept-Encoding": accepted})
            self.assertEqual((content, answer.headers["Content-Encoding"]), (body, encoding))

    def test_every_status_carries_the_policy(self):
        for path, method, status in (("/", "GET", 200), ("/nothing", "GET", 404), ("/", "POST", 405), ("/v1/away", "GET", 302), ("/v1/busy", "GET", 429)):
            answer, _ = self.ask(path, method)
            self.assertEqual(answer.status, status, path)
            policy = answer.headers["Content-Security-Policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe-inline", policy)
            self.assertNotIn("'unsafe-eval'", policy)
            for name, value in {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}.items():
                self.assertEqual(answer.headers[name], value, f"{path} {name}")

    def test_only_localhost_is_answered(self):
        port = self.port
        for host in ("evil.example", "localhost", f"localhost:{port + 1}", f"localhost.evil.example:{port}", f"evil.example:{port}", f"[::1]:{port}", f"localhost:{port}.",
                     f"127.0.0.1.nip.io:{port}", f"LOCALHOST:{port}@x", "", f"0.0.0.0:{port}", f"127.1:{port}", f"2130706433:{port}", f"localhost:{port} ,evil"):
            answer = self.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            self.assertTrue(answer.startswith(b"HTTP/1.1 421") or answer.startswith(b"HTTP/1.1 400"), (host, answer[:40]))
        doubled = self.raw(f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n\r\n".encode())
        self.assertTrue(doubled.startswith(b"HTTP/1.1 421"), doubled[:40])

    def test_no_path_leads_out_of_the_folder(self):
        for path in ("/../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt", "/%2e%2e%2foutside.txt", "/./../outside.txt", "/a/../../outside.txt", "//outside.txt",
                     "/..\\outside.txt", "/%5c..%5coutside.txt", "/.hidden.txt", "/%2ehidden.txt", "/program.sh", "/index.html%00.txt", "/%ff", "/index.html/", "/....//outside.txt",
                     "/" + "a" * 300, "/kally.0123456789.js/../../outside.txt", "/file:///etc/passwd", "/%252e%252e/outside.txt"):
            answer = self.raw(f"GET {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\n\r\n".encode())
            self.assertTrue(answer.startswith(b"HTTP/1.1 404"), (path, answer[:60]))
            self.assertNotIn(b"outside\n", answer)

    def test_the_callback_page_answers_and_its_query_is_never_printed(self):
        answer, content = self.ask("/callback?access_token=canary&state=x")
        self.assertEqual((answer.status, content), (200, b"back"))
        self.assertIn("GET /callback 200", self.printed)
        self.assertNotIn("canary", self.printed)

    def test_the_relay_carries_the_request_and_no_more(self):
        Upstream.seen.clear()
        answer, content = self.ask("/v1/coordination/message?x=1", "POST", {"Authorization": "Bearer at", "Content-Type": "application/json", "Cookie": "a=b", "X-Forwarded-For": "1", "Idempotency-Key": "k"}, b"{}")
        self.assertEqual((answer.status, json.loads(content)["path"]), (200, "/v1/coordination/message?x=1"))
        method, path, headers, body = Upstream.seen[0]
        self.assertEqual((method, body), ("POST", b"{}"))
        self.assertEqual((headers["Authorization"], headers["Idempotency-Key"]), ("Bearer at", "k"))
        for name in ("Cookie", "X-Forwarded-For", "Referer"):
            self.assertNotIn(name, headers)
        for name in ("Set-Cookie", "X-Secret"):
            self.assertIsNone(answer.headers[name])
        self.assertNotIn("x=1", self.printed)

    def test_redirects_are_passed_on_and_not_followed(self):
        Upstream.seen.clear()
        answer, _ = self.ask("/v1/away")
        self.assertEqual((answer.status, len(Upstream.seen)), (302, 1))
        self.assertTrue(answer.headers["Location"].startswith("http://localhost:1/"))
        self.assertEqual(self.ask("/v1/busy")[0].headers["Retry-After"], "7")

    def test_a_broken_connection_is_told_from_one_that_never_was(self):
        answer, content = self.ask("/v1/drop")
        self.assertEqual((answer.status, json.loads(content)["error"]["code"]), (504, "upstream_unanswered"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        gone = serve.make_server(serve.Site(self.site.folder, f"http://127.0.0.1:{port}", "live"), 0, quiet=True)
        try:
            answer, content = self.ask("/v1/stripe/plans", port=run(gone))
            self.assertEqual((answer.status, json.loads(content)["error"]["code"]), (502, "upstream_unreachable"))
        finally:
            gone.shutdown()
            gone.server_close()

    def test_only_listed_paths_are_relayed(self):
        for path in ("/sandbox/consent", "/admin", "/v2/x", "/sandbox/dials"):
            Upstream.seen.clear()
            self.assertIn(self.ask(path)[0].status, (404,), path)
            self.assertEqual(Upstream.seen, [])
        self.assertEqual(self.ask("/sandbox/style.css", port=self.sandbox_port)[0].status, 200)
        for path in ("/sandbox/dials", "/sandbox/orders", "/sandbox/consent/../dials"):
            self.assertEqual(self.ask(path, "POST", body=b"{}", port=self.sandbox_port)[0].status, 404, path)

    def test_encoded_ids_are_relayed_unchanged(self):
        for path in ("/v1/calls/a%20b", "/v1/calls/call%3A1", "/v1/calls/%C3%A9%40x", "/v1/calls/a+b%2Bc%3D%3D", "/v1/calls/50%25", "/v1/calls/%2541", "/v1/calls/%25zz", "/v1/calls/a..b/...",
                     "/v1/calls/%7Ex?next=%2F..%2F%2e%00", "/v1/coordination/goals/g%3Fx%23y/budget"):
            Upstream.seen.clear()
            answer, _ = self.ask(path)
            self.assertEqual((answer.status, [seen[1] for seen in Upstream.seen]), (200, [path]))

    def test_no_path_leads_out_of_the_relayed_one(self):
        Upstream.seen.clear()
        for path in ("/v1/../admin", "/v1/..", "/v1/.", "/v1/x/..", "/v1/./x", "/v1/x/../../admin", "/v1/..;/admin", "/v1/..\\admin", "/v1/x\\..\\y",
                     "/v1/%2e%2e/admin", "/v1/%2E%2E/admin", "/v1/.%2e/admin", "/v1/%2e./admin", "/v1/%2e", "/v1/a%2eb", "/v1/..%2fadmin", "/v1/..%2Fadmin", "/v1/x%2Fy", "/v1/..%5cadmin", "/v1/%5C",
                     "/v1/%00", "/v1/x%0d%0aHost:y", "/v1/x%1f", "/v1/x%7F", "/v1/%", "/v1/x%2", "/v1/x%g0", "/v1/x%%32e", "/v1/%u002e",
                     "/v1/%252e%252e/admin", "/v1/%252E", "/v1/..%252fadmin", "/v1/x%255C", "/v1/x%2500", "/v1/x%251F", "/v1/x%257f", "/v1/%25252e%25252e/admin", "/v1/x%25252525%252f",
                     "//v1/../admin", "/V1/x", "/v1", "/%761/x"):
            for method in ("GET", "POST", "DELETE"):
                answer = self.raw(f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\n\r\n".encode())
                self.assertRegex(answer, rb"^HTTP/1.1 40[045] ", path)
        self.assertEqual(Upstream.seen, [])

    def test_bodies_and_framing_have_limits(self):
        host = f"Host: localhost:{self.port}\r\n"
        for request, status in (
                (f"POST /v1/x HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
                (f"POST /v1/x HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
                (f"POST /v1/x HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n", 400),
                (f"POST /v1/x HTTP/1.1\r\n{host}Content-Length: +5\r\n\r\nhello", 400),
                (f"POST /v1/x HTTP/1.1\r\n{host}Content-Length: 99999999\r\n\r\n", 413),
                (f"GET /{'a' * 20000} HTTP/1.1\r\n{host}\r\n", 400),
                (f"GET /v1/\u00e9 HTTP/1.1\r\n{host}\r\n", 400),
                (f"GET /v1/x?\u00e9 HTTP/1.1\r\n{host}\r\n", 400),
                (f"GET /v1/x\1 HTTP/1.1\r\n{host}\r\n", 400),
                (f"GET /v1/x#/../../admin HTTP/1.1\r\n{host}\r\n", 400),
                (f"GET http://localhost:{self.port}/ HTTP/1.1\r\n{host}\r\n", 400),
                (f"BREW / HTTP/1.1\r\n{host}\r\n", 501)):
            answer = self.raw(request.encode())
            self.assertTrue(answer.startswith(f"HTTP/1.1 {status}".encode()), (request[:60], answer[:60]))

    def test_a_body_that_is_too_large_is_told_so_while_it_still_arrives(self):
        for path, size, status in (("/v1/x", 8 << 20, 413), ("/sandbox/dials", 1 << 20, 404), ("/", 1 << 20, 405)):
            for _ in range(5):
                self.assertEqual(self.ask(path, "POST", body=b"x" * size)[0].status, status)

    def test_half_a_request_is_not_relayed(self):
        Upstream.seen.clear()
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as wire:
            wire.sendall(f"POST /v1/half HTTP/1.1\r\nHost: localhost:{self.port}\r\nContent-Length: 100\r\n\r\n{{}}".encode())
            wire.shutdown(socket.SHUT_WR)
            self.assertEqual(wire.recv(100), b"")
        self.assertEqual(Upstream.seen, [])

    def test_a_large_answer_reaches_a_slow_reader_whole(self):
        server = serve.make_server(serve.Site(self.site.folder, f"http://127.0.0.1:{self.upstream.server_address[1]}", "live", ANY), 0, quiet=True)
        server.RequestHandlerClass.timeout = 0.5
        port = run(server)
        with socket.socket() as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
            wire.settimeout(10)
            wire.connect(("127.0.0.1", port))
            wire.sendall(f"GET /v1/large HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
            got, pause = 0, 0
            while part := wire.recv(1 << 20):
                got += len(part)
                if got > pause:
                    time.sleep(0.2)
                    pause += 6 << 20
        server.shutdown()
        server.server_close()
        self.assertGreater(got, len(LARGE))

    def test_a_kept_connection_answers_without_waiting(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.sandbox_port, timeout=10)
        times = []
        for _ in range(30):
            started = time.monotonic()
            connection.request("GET", "/", headers={"Host": f"localhost:{self.sandbox_port}"})
            self.assertEqual(connection.getresponse().read(), b"<!doctype html>hello")
            times.append(time.monotonic() - started)
        connection.close()
        self.assertLess(sorted(times[10:])[4], 0.035)  # a delayed acknowledgement takes 40 ms, each time

    def test_a_kept_connection_goes_on_after_answers_without_a_body(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.sandbox_port, timeout=10)
        for method, path, status, length in (("DELETE", "/v1/empty", 204, None), ("HEAD", "/", 200, "20"), ("GET", "/nothing", 404, "33"), ("HEAD", "/nothing", 404, "33"),
                                             ("GET", "/v1/busy", 429, "20"), ("GET", "/", 200, "20")):
            connection.request(method, path, headers={"Host": f"localhost:{self.sandbox_port}"})
            wire = connection.sock
            answer = connection.getresponse()
            answer.read()
            self.assertEqual((answer.status, answer.headers["Content-Length"]), (status, length), (method, path))
            self.assertIs(connection.sock, wire)
        connection.close()

    def test_the_configuration_names_the_relay(self):
        config = json.loads(self.ask("/config.json", port=self.sandbox_port)[1])
        self.assertEqual((config["api_base"], config["mode"], config["service"], config["flow"]), ("", "relay", "sandbox", "loopback"))
        live = json.loads(self.ask("/config.json")[1])
        self.assertEqual(live["service"], "live")

    def test_many_slow_clients_do_not_hold_up_others(self):
        slow = []
        try:
            for _ in range(60):
                wire = socket.create_connection(("127.0.0.1", self.sandbox_port), timeout=5)
                wire.sendall(b"GET / HTTP/1.1\r\nHost:")
                slow.append(wire)
            for _ in range(20):
                self.assertEqual(self.ask("/", port=self.sandbox_port)[0].status, 200)
        finally:
            for wire in slow:
                wire.close()


class CommandTest(unittest.TestCase):
    def call(self, *arguments):
        return subprocess.run([str(ROOT / "serve.py"), *arguments], capture_output=True, text=True, timeout=60)

    def assert_refused(self, result, *words):
        self.assertEqual((result.returncode, len(result.stderr.strip().splitlines())), (1, 2), result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def test_help_explains_every_option(self):
        text = self.call("--help").stdout
        for option in ("--port", "--no-open", "--build-only", "--api", "--static", "EMSDK", "IMGUI_DIR"):
            self.assertIn(option, text)

    def test_a_busy_port_is_one_clear_line_and_the_next_step(self):
        with socket.socket() as busy, tempfile.TemporaryDirectory() as folder:
            busy.bind(("127.0.0.1", 0))
            busy.listen()
            port = busy.getsockname()[1]
            (Path(folder) / "index.html").write_text("x")
            result = self.call("--static", folder, "--no-open", "--port", str(port))
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"port {port} is busy", result.stderr)
        self.assertIn("--port", result.stderr)

    def test_a_port_that_does_not_exist_is_one_clear_line_and_the_next_step(self):
        for port in ("70000", "-1"):
            self.assert_refused(self.call("--no-open", "--port", port), f"there is no port {port}", "--port 8976")

    def test_a_port_that_is_not_allowed_is_not_called_busy(self):
        program = ("import serve, sys\ndef refuse(*_): raise PermissionError(13, 'Permission denied')\nserve.Server.server_bind = refuse\n"
                   "sys.argv = ['serve.py', '--no-open', '--port', '80']\nserve.main()")
        result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60)
        self.assert_refused(result, "port 80 is not open to this account", "--port 8976")
        self.assertNotIn("busy", result.stderr)

    def test_the_highest_port_has_no_next_one(self):
        program = ("import errno, serve, sys\ndef refuse(*_): raise OSError(errno.EADDRINUSE, 'in use')\nserve.Server.server_bind = refuse\n"
                   "sys.argv = ['serve.py', '--no-open', '--port', '65535']\nserve.main()")
        result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60)
        self.assert_refused(result, "port 65535 is busy", "--port 0")

    def test_an_address_that_cannot_be_one_is_refused_at_once(self):
        for address in ("http://localhost:99999", "http://a..b", "ftp://x", "http://x:0", "http://", "http://é.example"):
            self.assert_refused(self.call("--no-open", "--api", address), "is neither", "--api https://api.kallyai.com")

    def test_wrong_arguments_end_with_the_remedy(self):
        self.assertIn("--api sandbox", self.call("--api", "nonsense", "--no-open").stderr)
        self.assertIn("no index.html", self.call("--static", "/nonexistent", "--no-open").stderr)

    def test_a_static_site_is_served_as_it_is(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "index.html").write_text("static")
            (Path(folder) / "config.json").write_text('{"service":"live"}')
            process = subprocess.Popen([str(ROOT / "serve.py"), "--static", folder, "--no-open", "--port", "0"], stdout=subprocess.PIPE, text=True)
            try:
                started = time.monotonic()
                line = process.stdout.readline()
                port = int(line.split("localhost:")[1].split()[0])
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", "/config.json", headers={"Host": f"localhost:{port}"})
                self.assertEqual(json.loads(connection.getresponse().read())["service"], "live")
                connection.close()
                self.assertLess(time.monotonic() - started, 30)
            finally:
                process.terminate()
                process.wait(timeout=10)
                process.stdout.close()


# Reads a file as kally-sandbox does: refuses what it did not write, by the same words and code.
STAND_IN = """#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = --state ] && state=$2; shift; done
if [ -f "$state" ] && [ "$(cat "$state")" != good ]; then echo "kally-sandbox: $state was not written by this program; --help explains" >&2; exit 2; fi
echo 'kally-sandbox listening on http://127.0.0.1:9'
echo 'kally-sandbox: a word of warning' >&2
exec sleep 60
"""
BUILT = Path(os.environ.get("KALLY_SANDBOX", ROOT / "build/release/kally-sandbox"))


class SandboxTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.state = self.top / "sandbox.json"
        (self.top / "index.html").write_text("x")
        (self.top / "stand-in").write_text(STAND_IN)
        (self.top / "stand-in").chmod(0o755)

    def start(self, program=None):
        """Starts, takes the first line, ends by SIGTERM; what was printed."""
        command = [sys.executable, str(ROOT / "serve.py"), "--dist", str(self.top), "--no-open", "--port", "0", "--state", str(self.state)]
        environment = {**os.environ, "KALLY_SANDBOX": str(program or self.top / "stand-in")}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        first = process.stdout.readline()
        process.terminate()
        rest, errors = process.communicate(timeout=20)
        self.assertNotIn("Traceback", errors)
        return first, errors, process.returncode

    def assert_begins_anew(self, program=None):
        for count, name in enumerate(("sandbox.json.unreadable", "sandbox.json.unreadable.2", "sandbox.json.unreadable.3")):
            self.state.write_text(f"broken {count}")
            first, errors, _ = self.start(program)
            self.assertIn("http://localhost:", first, errors)
            told = [line for line in errors.splitlines() if "word of warning" not in line]
            self.assertEqual(len(told), 1, errors)
            self.assertIn(name, told[0])
            self.assertEqual((self.top / name).read_text(), f"broken {count}")

    def test_an_unreadable_account_is_kept_and_a_new_one_begins(self):
        self.assert_begins_anew()

    @unittest.skipUnless(BUILT.exists(), "kally-sandbox is not built")
    def test_the_sandbox_server_itself_refuses_and_begins_anew(self):
        self.assert_begins_anew(BUILT)

    def test_a_good_account_stays_and_warnings_are_passed_on(self):
        self.state.write_text("good")
        first, errors, code = self.start()
        self.assertIn("http://localhost:", first)
        self.assertEqual((self.state.read_text(), code), ("good", 0))
        self.assertEqual([path.name for path in self.top.glob("*.unreadable*")], [])

    def test_a_folder_is_no_account_and_stays_where_it_is(self):
        self.state.mkdir()
        (self.top / "stand-in").write_text("#!/bin/sh\necho 'kally-sandbox: it was not written by this program' >&2\nexit 2\n")
        _, errors, code = self.start()
        self.assertEqual(code, 1)
        self.assertIn("ended at once", errors)
        self.assertTrue(self.state.is_dir())

    def test_a_sandbox_that_does_not_start_is_told_with_its_own_words(self):
        (self.top / "stand-in").write_text("#!/bin/sh\necho 'no such library' >&2\nexit 1\n")
        self.state.write_text("good")
        _, errors, code = self.start()
        self.assertEqual((code, self.state.read_text()), (1, "good"))
        self.assertIn("no such library", errors)
        self.assertIn("ended at once", errors)


if __name__ == "__main__":
    unittest.main()
