"""One table of headers, web/headers.json: what serve.py sends, and what the configurations for other hosts say, by themselves and in nginx and Caddy."""
import http.client
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "cmake")]
import hosting  # noqa: E402
import serve  # noqa: E402

API = "https://api.kallyai.com"
FILES = {"index.html": "<!doctype html>page", "callback.html": "back", "kally.0123456789.js": "1;", "kally.0123456789.wasm": "\0asm", "config.json": "{}"}
TABLE = json.loads((ROOT / "web/headers.json").read_text())
HOSTED = {**TABLE, "Content-Security-Policy": TABLE["Content-Security-Policy"].replace("connect-src 'self'", f"connect-src 'self' {API}"), "Strict-Transport-Security": "max-age=31536000"}
KEPT = "public, max-age=31536000, immutable"


def headers_of(port, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers


class HostingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.site = self.top / "site"
        self.site.mkdir()
        self.top.chmod(0o755)
        for name, text in FILES.items():
            (self.site / name).write_text(text)
        self.files = hosting.hosting_files(ROOT, list(FILES), API)
        (self.site / "_headers").write_text(self.files["_headers"])

    def assert_table(self, headers, table, where):
        for name, value in table.items():
            self.assertEqual(headers.get_all(name), [value], f"{where} {name}")
        self.assertEqual(len(headers.get_all("Cache-Control")), 1, where)
        for name in ("X-Powered-By", "Set-Cookie", "Access-Control-Allow-Origin"):
            self.assertIsNone(headers[name], where)

    def test_the_policy_lets_nothing_in_that_is_not_ours(self):
        policy = {part.split()[0]: part.split()[1:] for part in TABLE["Content-Security-Policy"].split(";")}
        self.assertEqual(policy["default-src"], ["'none'"])
        self.assertEqual(policy["script-src"], ["'self'", "'wasm-unsafe-eval'"])
        self.assertEqual((policy["require-trusted-types-for"], policy["trusted-types"]), (["'script'"], ["kally"]))
        for name in ("base-uri", "form-action", "frame-ancestors"):
            self.assertEqual(policy[name], ["'none'"], name)
        for name, sources in policy.items():
            if name.endswith("-src"):
                self.assertLessEqual(set(sources), {"'none'", "'self'", "'wasm-unsafe-eval'", "blob:"}, name)

    def test_serve_py_sends_the_table_with_every_status(self):
        site = serve.Site(self.site, "http://127.0.0.1:9", "live")
        server = serve.make_server(site, 0, quiet=True)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port, seen = server.server_address[1], set()
        host = f"Host: localhost:{port}\r\n"
        for request in (f"GET / HTTP/1.1\r\n{host}", f"GET /callback?access_token=x HTTP/1.1\r\n{host}", f"HEAD / HTTP/1.1\r\n{host}", f"GET /kally.0123456789.js HTTP/1.1\r\n{host}",
                        f"GET /config.json HTTP/1.1\r\n{host}", f"GET /nothing HTTP/1.1\r\n{host}", f"GET /v1/nothing HTTP/1.1\r\n{host}", f"POST / HTTP/1.1\r\n{host}", f"PUT /v1/calls HTTP/1.1\r\n{host}",
                        f"BREW / HTTP/1.1\r\n{host}", "GET / HTTP/1.1\r\nHost: evil.example\r\n", f"GET /\u00e9 HTTP/1.1\r\n{host}", f"GET / HTTP/3.0\r\n{host}", f"GET /v1/stripe/plans HTTP/1.1\r\n{host}",
                        f"GET / HTTP/1.1\r\n{host}Sec-Fetch-Site: cross-site\r\n", f"POST /v1/calls HTTP/1.1\r\n{host}Content-Length: 99999999\r\n", f"GET / HTTP/1.1\r\n{host}X: {'x' * 30000}\r\n",
                        f"GET / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
                wire.sendall(request.encode() + b"Connection: close\r\n\r\n")
                answer = http.client.HTTPResponse(wire, method=request.split()[0])
                answer.begin()
                seen.add(answer.status)
                self.assert_table(answer.headers, TABLE, request[:60])
                self.assertIsNone(answer.headers["Server"])
                self.assertIsNone(answer.headers["Strict-Transport-Security"], "HTTP on this machine")
                kept = answer.status == 200 and "0123456789" in request
                self.assertEqual(answer.headers["Cache-Control"], KEPT if kept else "no-store", request[:60])
        self.assertEqual(seen, {200, 400, 403, 404, 405, 413, 421, 431, 501, 502})

    def test_headers_files_say_the_same(self):
        blocks = {block.split("\n")[0]: dict(line.strip().split(": ", 1) for line in block.strip().split("\n")[1:]) for block in self.files["_headers"].split("\n\n")}
        self.assertEqual(blocks["/*"], HOSTED)
        self.assertEqual({path: block["Cache-Control"] for path, block in blocks.items() if path != "/*"},
                         {"/": "no-store", "/callback": "no-store", **{f"/{name}": KEPT if "0123456789" in name else "no-store" for name in FILES}})
        said = dict(re.findall(r'^    add_header (\S+) "(.*)" always;$', self.files["nginx.conf"], re.M))
        self.assertEqual(said, HOSTED)
        said = dict(re.findall(r'^\t\t([A-Z][\w-]+) "(.*)"$', self.files["Caddyfile"], re.M))
        self.assertEqual(said, HOSTED)
        for name in ("nginx.conf", "Caddyfile"):
            self.assertNotIn("{{", self.files[name])

    def assert_hosted(self, command, port):
        process = subprocess.Popen(command, cwd=self.top, env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(self.top)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            for end in range(100):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    self.assertIsNone(process.poll(), process.stderr.read() if process.poll() is not None else "")
                    time.sleep(0.1)
            for path, method, status, cache in (("/", "GET", 200, "no-store"), ("/callback.html?access_token=x", "GET", 200, "no-store"), ("/kally.0123456789.js", "GET", 200, KEPT), ("/kally.0123456789.js", "HEAD", 200, KEPT),
                                                ("/gone.9876543210.js", "GET", 404, "no-store"), ("/nothing", "GET", 404, "no-store"), ("/_headers", "GET", 404, "no-store"), ("/", "POST", None, "no-store")):
                got, headers = headers_of(port, path, method)
                self.assertEqual(got, status or max(got, 403), (path, method))
                self.assert_table(headers, HOSTED, f"{method} {path}")
                self.assertEqual(headers["Cache-Control"], cache, path)
            self.assertEqual(headers_of(port, "/kally.0123456789.wasm")[1]["Content-Type"], "application/wasm")
        finally:
            process.terminate()
            process.wait(timeout=10)
            process.stderr.close()
        for log in self.top.glob("*.log"):
            self.assertNotIn("access_token", log.read_text())

    def free_port(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return free.getsockname()[1]

    @unittest.skipUnless(shutil.which("nginx"), "nginx is not installed")
    def test_nginx_sends_it(self):
        port = self.free_port()
        text = re.sub(r"    ssl_.*\n", "", self.files["nginx.conf"]).replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}").replace("/srv/kally", str(self.site)).replace("/var/log/nginx", str(self.top))
        temporary = " ".join(f"{kind}_temp_path {self.top}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.top / "main.conf").write_text(f"daemon off; pid {self.top}/pid; error_log stderr crit; events {{}} http {{ {temporary}\n{text} }}")
        self.assert_hosted([shutil.which("nginx"), "-p", str(self.top), "-c", str(self.top / "main.conf")], port)

    @unittest.skipUnless(shutil.which("caddy"), "Caddy is not installed")
    def test_caddy_sends_it(self):
        port = self.free_port()
        (self.top / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + self.files["Caddyfile"].replace("assistant.example", f"http://localhost:{port}").replace("/srv/kally", str(self.site)))
        self.assert_hosted([shutil.which("caddy"), "run", "--config", str(self.top / "Caddyfile"), "--adapter", "caddyfile"], port)


if __name__ == "__main__":
    unittest.main()
