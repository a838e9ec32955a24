"""What serve.py and kally-sandbox refuse, by tables: hosts, paths, framings, other sites. Every entry must be refused by both."""
import http.client
import http.server
import json
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from doors import BUILT, ROOT, Door, sandbox_door, serve_door, site, status_of

sys.path.insert(0, str(ROOT))
import serve  # noqa: E402
import soak  # noqa: E402


def hostile_hosts(port):
    """Names that a page, a resolver or a proxy may be talked into: none is ours."""
    other = port + 1 if port < 65535 else port - 1
    names = ["evil.example", "localhost.evil.example", "evil-localhost", "evillocalhost", "localhost.", "localhost..", ".localhost", "local host", "localhost.localdomain", "localhost6", "ip6-localhost", "app.localhost",
             "kally.localhost", "LOCALHOST", "Localhost", "lOcAlHoSt", "loc\u0430lhost", "localhos\u0442", "xn--loclhost-2fh", "localhost%00", "localhost%2eevil.example", "%6cocalhost", "localhost%20", "localhost\t", "localhost\\", "localhost/",
             "localhost#", "localhost?", "localhost;", "localhost,evil.example", "localhost evil.example", "localhost@evil.example", "evil.example@localhost", "user:pass@localhost", "@localhost", "localhost@",
             "http://localhost", "https://localhost", "//localhost", "127.0.0.1.", "127.0.0.1.evil.example", "127.0.0.1.nip.io", "127-0-0-1.sslip.io", "127.0.0.1.xip.io", "lvh.me", "localtest.me", "vcap.me", "rebind.network",
             "7f000001.c0a80001.rbndr.us", "127.0.0.2", "127.1", "127.0.1", "127.0.0.0", "127.255.255.254", "0", "0.0.0.0", "0.0.0.0.", "0x7f.1", "0x7f000001", "0x7F.0x0.0x0.0x1", "0177.0.0.1", "0177.1", "017700000001", "2130706433",
             "127.0.0.01", "127.00.0.1", "127.000.000.001", "0127.0.0.1", "127.0.0.1%00", "127.0.0.1\u3002", "127\uff0e0\uff0e0\uff0e1", "\u2460\u2461\u2466.0.0.1", "10.0.0.1", "192.168.0.1", "169.254.169.254", "172.17.0.1", "224.0.0.1", "255.255.255.255",
             "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::1]", "[::01]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::1%25lo]", "[::1%lo]", "[fe80::1]", "[fe80::1%25eth0]", "::1", "[::1", "::1]", "[]", "[localhost]",
             "[127.0.0.1]", "", "-", "*", "*.localhost", "null", "undefined", "about:blank", "file://", "metadata.google.internal", "host.docker.internal", "kubernetes.default", "wpad", "router", "broadcasthost", "localhost'", "\"localhost\"", "<localhost>",
             "localhost|", "localhost&", "localhost=1", "localhost+", "localhost~", "localhost!", "localhost$", "localhost_", "-localhost", "localhost:", "localhost::", "local-host", "l0calhost", "1ocalhost", "localh\u00f6st", "127.0.0.1:127.0.0.1", "127.0.0.1@evil.example", "evil.example@127.0.0.1", "127.0.0.1,evil.example", "127.O.0.1", "127..0.0.1", "127.0.0.256", "127.0.0.1e0", "a" * 64, "a." * 120 + "localhost"]
    ports = ["", f":{other}", ":0", ":80", ":443", ":", f":{port}.", f":0{port}", f":+{port}", f":-{port}", f":{port}x", f":x{port}", f":{port}:{port}", f":{port + 65536}", f":{port:x}", f":{port}/", f":{port}#", f":{port}@evil.example",
             f": {port}", f":{port} evil.example", f":{port},evil.example", f":{port};", f":{port}%20", f":{port}\t1"]
    hosts = [f"{name}:{port}" for name in names] + names[:20] + [f"{name}{end}" for name in ("localhost", "127.0.0.1") for end in ports]
    return [host.encode() for host in dict.fromkeys(hosts)]


TRAVERSAL = ["/../outside.txt", "/../../outside.txt", "/./../outside.txt", "/a/../../outside.txt", "/a/b/../../../outside.txt", "/..", "/../", "/.", "/...", "/.../outside.txt", "/....//outside.txt", "/..;/outside.txt", "/..;x=1/outside.txt",
             "/%2e%2e/outside.txt", "/%2E%2E/outside.txt", "/.%2e/outside.txt", "/%2e./outside.txt", "/..%2foutside.txt", "/..%2Foutside.txt", "/%2e%2e%2foutside.txt", "/%2e%2e%5coutside.txt", "/..%5coutside.txt", "/..\\outside.txt",
             "/\\..\\outside.txt", "\\..\\outside.txt", "/a\\..\\..\\outside.txt", "/%252e%252e/outside.txt", "/%252e%252e%252foutside.txt", "/..%252foutside.txt", "/%25252e%25252e/outside.txt", "/..%c0%afoutside.txt", "/%c0%ae%c0%ae/outside.txt",
             "/%e0%80%ae%e0%80%ae/outside.txt", "/%uff0e%uff0e/outside.txt", "/%u002e%u002e/outside.txt", "/..%00/outside.txt", "/outside.txt%00", "/../outside.txt%00.html", "/index.html%00", "/index.html%00.txt", "/%00", "/%0d%0a", "/%0a",
             "/%ff", "/%", "/%2", "/%zz", "/%80", "//outside.txt", "///outside.txt", "//../outside.txt", "/%2foutside.txt", "/%2f%2foutside.txt", "/%2f..%2foutside.txt", "/etc/passwd", "/%2fetc%2fpasswd", "/file:///etc/passwd", "/file:/etc/passwd",
             "/proc/self/environ", "/dev/stdin", "/C:/outside.txt", "/C:\\outside.txt", "/c%3a/outside.txt", "/.git/config", "/.hidden.txt", "/%2ehidden.txt", "/.env", "/serve.py", "/web/headers.json", "/build/sandbox.json", "/link.txt", "/folder", "/folder/",
             "/index.html/", "/index.html/../../outside.txt", "/index.html;.txt", "/INDEX.HTML", "/Index.html", "/index.html.", "/index.html%20", "/index.html::$DATA", "/index.html~", "/index.html.bak", "/index.html.br", "/INDEX~1.HTM", "/con.txt", "/nul.html",
             "/*", "/~", "/~root/", "/" + "a" * 300, "/" + "a/" * 2000, "/" + "../" * 500 + "outside.txt", "/@fs/etc/passwd", "/index.html%3fraw", "/sandbox/../v1/calls", "/sandbox/checkout/../dials", "/v1/../sandbox/dials", "/v1/%2e%2e/sandbox/dials",
             "/sandbox/recordings/../dials", "/sandbox/recordings/..%2fdials.wav", "/sandbox/recordings/%2e%2e.wav", "/sandbox/style.css/../dials", "/sandbox/style%2ecss", "/sandbox//style.css", "/SANDBOX/style.css"]


def framings(host):
    """Requests whose end two readers would find at different places; behind each stands another request, which nobody may answer."""
    second = f"GET /hidden HTTP/1.1\r\nHost: {host}\r\n\r\n"

    def post(headers, body=""):
        return f"POST /v1/calls HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n\r\n{body}{second}"

    chunked = "0\r\n\r\n"
    return [post("Content-Length: 5\r\nTransfer-Encoding: chunked", chunked), post("Transfer-Encoding: chunked\r\nContent-Length: 5", chunked), post("Transfer-Encoding: chunked", chunked), post("Transfer-Encoding: identity"),
            post("Transfer-Encoding: \tchunked", chunked), post("Transfer-Encoding : chunked", chunked), post("Transfer-Encoding:\x0bchunked", chunked), post("transfer-encoding: CHUNKED", chunked), post("Transfer-Encoding: xchunked", chunked),
            post("Transfer-Encoding: chunked, identity", chunked), post("Transfer-Encoding: gzip, chunked", chunked), post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", chunked), post("X: y\nTransfer-Encoding: chunked", chunked), post(" Transfer-Encoding: chunked", chunked),
            post("Transfer-Encoding:\r\n chunked", chunked), post("Transfer-Encoding:", chunked), post("Content-Length: 5\r\nContent-Length: 6", "hello"), post("Content-Length: 0\r\nContent-Length: 40"), post("Content-Length: 5\r\ncontent-length: 5", "hello"), post("Content-Length: 5, 5", "hello"),
            post("Content-Length: +5", "hello"), post("Content-Length: -5", "hello"), post("Content-Length: 0x5", "hello"), post("Content-Length: 5 5", "hello"), post("Content-Length: 5e0", "hello"), post("Content-Length: 5.0", "hello"), post("Content-Length: five", "hello"),
            post("Content-Length: 99999999999999999999", "hello"), post("Content-Length : 5", "hello"), post("Content-Length\t: 5", "hello"), post("Content-Length:\r\n 5", "hello"), post(" Content-Length: 5", "hello"), post("X: y\r\n Content-Length: 5", "hello"), post("X: y\r\n\tz", ""),
            post("X: y\rContent-Length: 5", "hello"), post("X: \0", ""), post("X\0: y", ""), post("X", ""), post(": y", ""), post("X Y: z", ""), post("X(: z", ""), post("Host: evil.example", ""), post(f"Host: {host}", ""), post("Upgrade: websocket\r\nConnection: Upgrade", ""), post("Upgrade: h2c\r\nHTTP2-Settings: x", ""),
            f"GET / HTTP/1.1\nHost: {host}\n\n{second}", f"GET / HTTP/1.1\rHost: {host}\r\r{second}", f"GET / HTTP/1.1\r\n Host: {host}\r\n\r\n{second}", f"GET /\r\nHost: {host}\r\n\r\n{second}", f"GET / HTTP/0.9\r\nHost: {host}\r\n\r\n{second}", f"GET / HTTP/2.0\r\nHost: {host}\r\n\r\n{second}", f"GET / HTTP/1.1.1\r\nHost: {host}\r\n\r\n{second}",
            f"GET / http/1.1\r\nHost: {host}\r\n\r\n{second}", f"GET  / HTTP/1.1\r\nHost: {host}\r\n\r\n{second}", f"GET / x HTTP/1.1\r\nHost: {host}\r\n\r\n{second}", f"GET\t/\tHTTP/1.1\r\nHost: {host}\r\n\r\n{second}", f"get / HTTP/1.1\r\nHost: {host}\r\n\r\n{second}", f"\r\n\r\n{second[3:]}", f"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n{second}",
            f"GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n{second}", f"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n{second}", f"OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n{second}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + second, f"TRACE / HTTP/1.1\r\nHost: {host}\r\n\r\n{second}", f"GET / HTTP/1.1\r\n\r\n{second}", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + second,
            f"GET / HTTP/1.1\r\nHost: {host}\r\n" + "X: y\r\n" * 5000 + "\r\n" + second, f"GET / HTTP/1.1\r\nHost: {host}\r\nX: {'y' * 70000}\r\n\r\n{second}", f"GET /{'a' * 70000} HTTP/1.1\r\nHost: {host}\r\n\r\n{second}"]


class ClosedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.doors = {"serve.py": serve_door(), **({"kally-sandbox": sandbox_door()} if BUILT.exists() else {})}

    @classmethod
    def tearDownClass(cls):
        for door in cls.doors.values():
            if door.said is None:
                door.close()

    def each(self):
        return [(name, door, f"localhost:{door.port}") for name, door in self.doors.items()]

    def test_no_other_host_is_answered(self):
        for name, door, own in self.each():
            hosts = hostile_hosts(door.port)
            self.assertGreaterEqual(len(hosts), 200)
            if name == "kally-sandbox":
                hosts.remove(b"%%6cocalhost:%d" % door.port)  # its library decodes values of headers; no browser sends such a name
            requests = [b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n" for host in hosts]
            requests += [b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n", f"GET / HTTP/1.1\r\nHost: {own}\r\nHost: evil.example\r\n\r\n".encode(), f"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: {own}\r\n\r\n".encode(),
                         f"GET / HTTP/1.1\r\nHost: {own}\r\nHost: {own}\r\n\r\n".encode(), f"GET / HTTP/1.1\r\nX-Forwarded-Host: {own}\r\nHost: evil.example\r\n\r\n".encode(), f"GET / HTTP/1.1\r\nForwarded: host={own}\r\nHost: evil.example\r\n\r\n".encode()]
            accepted = [request for request in requests if status_of(door.ask(request)) not in (400, 421)]
            self.assertEqual(accepted, [])
            print(f"{name}: {len(requests)} hostile hosts, 0 accepted")
            for host in (own, f"127.0.0.1:{door.port}"):
                self.assertIn(status_of(door.ask(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")), (200, 404))

    def test_no_path_leads_anywhere_else(self):
        for name, door, own in self.each():
            for path in TRAVERSAL:
                answer = door.ask(f"GET {path} HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n")
                self.assertIn(status_of(answer), (400, 401, 404, 414, 431), path)
            print(f"{name}: {len(TRAVERSAL)} paths, 0 lead anywhere else")

    def test_no_request_hides_another(self):
        for name, door in self.doors.items():
            host = f"localhost:{door.port}"
            shapes = framings(host)
            self.assertGreaterEqual(len(shapes), 60)
            for shape in shapes:
                with self.subTest(name, shape=shape[:90]):
                    answer = door.ask(shape, seconds=2)
                    self.assertLessEqual(answer.count(b"HTTP/1.1 "), 1)
                    self.assertNotIn(b"HTTP/1.1 1", answer)
                    if name == "serve.py":
                        self.assertIn(status_of(answer), (400, 404, 405, 413, 421, 431, 501))
            print(f"{name}: {len(shapes)} framings, 0 hide a second request")

    def test_methods_are_a_table(self):
        for _, door, own in self.each():
            for method in ("PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "DELETE", "POST"):
                status = status_of(door.ask(f"{method} / HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n"))
                self.assertIn(status, (400, 401, 404, 405, 501), method)

    def test_large_bodies_and_pages_of_other_sites_are_refused(self):
        for _, door, own in self.each():
            self.assertIn(status_of(door.ask(f"POST /v1/calls HTTP/1.1\r\nHost: {own}\r\nContent-Length: {2 << 20}\r\n\r\n" + "x" * (2 << 20))), (404, 413, None))
            for site in ("cross-site", "same-site", "evil"):
                status = status_of(door.ask(f"POST /sandbox/dials HTTP/1.1\r\nHost: {own}\r\nContent-Type: application/json\r\nSec-Fetch-Site: {site}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"))
                self.assertEqual(status, 403, site)

    def test_serve_py_shows_itself_to_visitors_and_gives_other_sites_nothing(self):
        door = self.doors["serve.py"]
        for method, headers, status in (("GET", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n", 200), ("GET", "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n", 200),
                                        ("GET", "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n", 200), ("GET", "", 200), ("GET", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n", 403),
                                        ("GET", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nOrigin: https://evil.example\r\n", 403), ("GET", "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n", 403),
                                        ("GET", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n", 403), ("POST", "Origin: https://evil.example\r\n", 403), ("POST", "Origin: null\r\n", 403), ("POST", "Origin: null\r\nSec-Fetch-Site: same-origin\r\n", 405), ("POST", "Origin: null\r\nSec-Fetch-Site: cross-site\r\n", 403),
                                        ("POST", f"Origin: http://localhost:{door.port + 1}\r\n", 403), ("POST", f"Origin: https://localhost:{door.port}\r\n", 403), ("POST", f"Origin: http://localhost:{door.port}\r\n", 405),
                                        ("DELETE", "Origin: https://evil.example\r\nSec-Fetch-Site: same-origin\r\n", 403)):
            answer = door.ask(f"{method} / HTTP/1.1\r\nHost: localhost:{door.port}\r\n{headers}Connection: close\r\n\r\n")
            self.assertEqual(status_of(answer), status, (method, headers))
            self.assertNotIn(b"Access-Control", answer)

    def test_only_this_machine_reaches_them(self):
        for name, door in self.doors.items():
            listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"]
            listening += [line.split() for line in Path("/proc/net/tcp6").read_text().splitlines()[1:] if line.split()[3] == "0A"] if Path("/proc/net/tcp6").exists() else []
            self.assertEqual([line[1] for line in listening if int(line[1].split(":")[1], 16) == door.port], [f"0100007F:{door.port:04X}"], name)

    def test_slow_connections_hold_up_nobody(self):
        for name, door in self.doors.items():
            figure = soak.slow_clients(door.port, slow=60, requests=400)
            self.assertEqual(figure.failures, 0, name)

    def test_who_is_slow_for_too_long_is_let_go(self):
        program = "import serve, sys\nserve.REQUEST_SECONDS = 0.3\nsys.argv = ['serve.py', '--static', sys.argv[1], '--no-open', '--port', '0']\nserve.main()"
        door = Door(lambda folder: [sys.executable, "-c", program, str(site(folder))], ROOT)
        try:
            with socket.create_connection(("127.0.0.1", door.port), timeout=10) as wire:
                started = time.monotonic()
                ended = False
                for byte in b"GET / HTTP/1.1\r\nX-Slow: " + b"x" * 200:
                    try:
                        wire.send(bytes([byte]))
                    except ConnectionError:
                        ended = True
                        break
                    time.sleep(0.05)
                self.assertTrue(ended)
                self.assertLess(time.monotonic() - started, 8)
        finally:
            door.close()


class RelayTest(unittest.TestCase):
    def test_what_is_relayed_is_what_the_description_names(self):
        site = serve.Site(ROOT, "http://127.0.0.1:9", "live")
        self.assertEqual(len(serve.OPERATIONS), 56)
        for path, methods in (("/v1/calls", {"GET", "POST"}), ("/v1/calls/c1", {"GET"}), ("/v1/calls/c1/cancel", {"POST"}), ("/v1/subscriptions/pending-change", {"DELETE"}), ("/v1/auth/cli", {"GET"}), ("/v1/coordination/goals/a%20b/budget", {"GET"})):
            self.assertEqual(site.relays(path), methods, path)
        for path in ("/v1", "/v1/", "/v1/admin", "/v1/calls/", "/v1/calls/a/b/c", "/v1/calls/a/../b", "/v1/calls//cancel", "/v1/auth/cli/x", "/v1/auth/", "/v1/users", "/v1/users/you/subscription", "/V1/calls", "/v1/Calls", "/v1/calls;x", "/v2/calls", "/v1/calls\n", "/sandbox/style.css"):
            self.assertEqual(site.relays(path), set(), path)

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_a_service_that_cannot_prove_who_it_is_gets_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            key, certificate = f"{folder}/key.pem", f"{folder}/certificate.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1", "-keyout", key, "-out", certificate],
                           check=True, stderr=subprocess.DEVNULL)
            seen = []

            class Impostor(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    seen.append(self.path)

            impostor = http.server.HTTPServer(("127.0.0.1", 0), Impostor)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            impostor.socket = context.wrap_socket(impostor.socket, server_side=True)
            impostor.handle_error = lambda *_: None
            server = serve.make_server(serve.Site(Path(folder), f"https://127.0.0.1:{impostor.server_address[1]}", "live"), 0, quiet=True)
            for one in (impostor, server):
                threading.Thread(target=one.serve_forever, daemon=True).start()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
                connection.request("GET", "/v1/stripe/plans", headers={"Host": f"localhost:{server.server_address[1]}", "Authorization": "Bearer canary"})
                answer = connection.getresponse()
                self.assertEqual((answer.status, json.loads(answer.read())["error"]["code"]), (502, "upstream_unreachable"))
                connection.close()
                self.assertEqual(seen, [])
            finally:
                for one in (impostor, server):
                    one.shutdown()
                    one.server_close()


class OutputTest(unittest.TestCase):
    def test_no_token_and_no_query_is_ever_printed(self):
        canary = "canary-7Qx0pZ"
        doors = [serve_door(), *([sandbox_door()] if BUILT.exists() else [])]
        for door in doors:
            host = f"Host: localhost:{door.port}\r\nConnection: close\r\n"
            for request in (f"GET /callback?access_token={canary}&refresh_token={canary} HTTP/1.1\r\n{host}\r\n", f"GET /nothing?x={canary} HTTP/1.1\r\n{host}\r\n", f"GET /v1/calls?x={canary} HTTP/1.1\r\n{host}Authorization: Bearer {canary}\r\n\r\n",
                            f"GET / HTTP/1.1\r\n{host}Referer: http://x/?{canary}\r\nCookie: a={canary}\r\nUser-Agent: {canary}\r\n\r\n", f"{canary} / HTTP/1.1\r\n{host}\r\n", f"GET ?{canary} HTTP/1.1\r\n{host}\r\n", f"GET /#{canary} HTTP/1.1\r\n{host}\r\n",
                            f"POST /v1/auth/refresh HTTP/1.1\r\n{host}Content-Length: 40\r\n\r\n" + f'{{"refresh_token":"{canary}"}}'.ljust(40), f"GET / HTTP/1.1\r\nHost: {canary}\r\n\r\n", f"GET /callback?access_token={canary}\x1b[31m HTTP/1.1\r\n{host}\r\n",
                            f"GET /callback?{canary} HTTP/1.1\r\n{host}Content-Length: {canary}\r\n\r\n", f"GET /callback?{'x' * 20000}{canary} HTTP/1.1\r\n{host}\r\n"):
                door.ask(request)
            door.close()
            self.assertNotIn(canary, door.said)
            self.assertNotRegex(door.said, "[^\n -~]")


if __name__ == "__main__":
    unittest.main()
