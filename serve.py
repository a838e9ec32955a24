#!/usr/bin/env python3
"""Builds the KallyAI web client and serves it on this machine only, with the sandbox or the real service behind it.

Python's standard library only. `./serve.py --help` explains the options."""
import argparse
import errno
import glob
import hashlib
import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
import webbrowser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build"
DIST, SANDBOX = BUILD / "web/dist", BUILD / "release/kally-sandbox"
# Debian package: what shows that it is there (a program, a Python import or a header's path) and what it is for.
PACKAGES = {
    "cmake": ("cmake", "describes the build"),
    "ninja-build": ("ninja", "runs the build"),
    "emscripten": ("emcc", "compiles the client to WebAssembly"),
    "node-acorn": ("/usr/share/nodejs/acorn", "Debian's Emscripten needs it for an optimised link"),
    "nodejs": ("node", "Emscripten and the packaging run on it"),
    "npm": ("npm", "brings Inter, Lucide and the minifier"),
    "xz-utils": ("/usr/bin/xz", "unpacks Dear ImGui's source"),
    "nlohmann-json3-dev": ("/usr/include/nlohmann/json.hpp", "reads and writes JSON"),
    "python3-fonttools": ("import fontTools", "cuts the fonts to what is used"),
    "python3-brotli": ("import brotli", "compresses the site"),
}
SANDBOX_PACKAGES = {
    "g++": ("c++|g++|clang++", "compiles the sandbox server"),
    "libcpp-httplib-dev": ("/usr/include/httplib.h", "the sandbox server's HTTP"),
    "libcurl4-openssl-dev": ("/usr/include/curl/curl.h|/usr/include/*/curl/curl.h", "native HTTP, configured along with the sandbox server"),
    "libsdl2-dev": ("/usr/include/SDL2/SDL.h", "native window, likewise"),
    "libgl-dev": ("/usr/include/GL/gl.h", "native window, likewise"),
}
SOURCES = {"IMGUI_DIR": "imgui", "MD4C_DIR": "md4c"}
TOOLS = ("cmake, ninja, Emscripten (emcc), node, npm, python3 with fontTools and brotli, nlohmann-json's headers; "
         "for the sandbox server also a C++ compiler, cpp-httplib, libcurl, SDL2 and OpenGL with their headers")
VARIABLES = "EMSDK (or emcc on the PATH), IMGUI_DIR, MD4C_DIR (source folders; the tests also need CATCH2_DIR)"

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".wasm": "application/wasm",
         ".json": "application/json", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".png": "image/png",
         ".webmanifest": "application/manifest+json"}
HASHED = re.compile(r"\.[0-9a-f]{10}\.[a-z0-9]+$")
HEADERS = json.loads((ROOT / "web/headers.json").read_text())  # go with every answer, whatever its status
HEAD_LIMIT, BODY_LIMIT, ANSWER_LIMIT, PIECE, CONNECTIONS = 24 << 10, 1 << 20, 64 << 20, 1 << 16, 512
CONNECT_SECONDS, UPSTREAM_SECONDS, IDLE_SECONDS, REQUEST_SECONDS, LINGER_SECONDS = 15, 310, 30, 10, 5
# What a request begins with, to the letter: a folded line, a bare line feed or a blank before a colon is read otherwise elsewhere.
HEAD = re.compile(rb"[A-Z]{1,16} [!-~]+ HTTP/1\.[01]\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}:[\t -~\x80-\xff]*\r\n){0,100}\r\n")
PASSED_ON = {"accept", "accept-language", "authorization", "content-type", "idempotency-key", "origin", "sec-fetch-site"}
PASSED_BACK = {"retry-after", "location"}
# Dot segments and backslashes; encoded, also more than once, dots, slashes, backslashes and control characters; a '%' that begins no escape.
UNSAFE = re.compile(r"/\.\.?(?=[/;]|\Z)|\\|%(?:25)*(?:2[ef]|5c|[01][0-9a-f]|7f)|%(?![0-9a-f]{2})", re.I)
SANDBOX_PAGES = [(re.compile(path), methods) for path, methods in (
    (r"/sandbox/(style\.css|recordings/[\w-]+\.wav)", {"GET"}), (r"/sandbox/consent", {"POST"}), (r"/sandbox/(checkout/[\w-]+|portal/account)", {"GET", "POST"}))]


def operations(description):
    """What is relayed: (path, methods) for each path that the service's description names."""
    found = []
    for line in description.splitlines():
        if path := re.fullmatch(r"  (/v1/[\w./{}-]+):", line):
            found.append((re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path[1]))), set()))
        elif method := re.fullmatch(r"    (get|post|delete):", line):
            found[-1][1].add(method[1].upper())
    return found


OPERATIONS = operations((ROOT / "docs/api/kallyai.openapi.yaml").read_text())


def fail(what, remedy):
    print(f"serve.py: {what}\n          {remedy}", file=sys.stderr)
    raise SystemExit(1)


# ---------------------------------------------------------------- build
def build_python():
    """The python3 that cmake/generate.cmake takes."""
    return "/usr/bin/python3" if Path("/usr/bin/python3").exists() else shutil.which("python3")


def present(mark):
    if mark.startswith("import "):
        return bool(build_python()) and subprocess.run([build_python(), "-c", mark], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    return any(glob.glob(one) if one.startswith("/") else shutil.which(one) for one in mark.split("|"))


def install_missing(with_sandbox):
    needed = {**PACKAGES, **(SANDBOX_PACKAGES if with_sandbox else {})}
    emcc = shutil.which("emcc")
    if os.environ.get("EMSDK"):
        del needed["emscripten"]
    if os.environ.get("EMSDK") or emcc and not os.path.realpath(emcc).startswith("/usr/share/emscripten/"):
        del needed["node-acorn"]
    if not shutil.which("apt-get"):
        return check_tools(needed)
    missing = {name: why for name, (mark, why) in needed.items() if not present(mark)}
    if not missing:
        return
    print("These packages are missing and will be installed through apt-get:")
    for name, why in missing.items():
        print(f"  {name:22} {why}", flush=True)
    sudo = [] if os.geteuid() == 0 else ["sudo"] if shutil.which("sudo") else None
    if sudo is None:
        fail("installing needs root, and there is no sudo", f"As root: apt-get install --no-install-recommends {' '.join(missing)}")
    for command in (["apt-get", "-q", "update"], ["apt-get", "-q", "install", "-y", "--no-install-recommends", *missing]):
        if subprocess.run([*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *command]).returncode != 0:  # sudo clears the environment
            fail(f"'{' '.join(command[:3])}' failed", "Look at its last lines above; check the network and the package sources, then start again.")


def check_tools(needed):
    """Without apt-get nothing is installed. Programs, modules and source folders are named; headers may be anywhere, so CMake looks for them."""
    missing = [mark.replace("import ", f"{build_python() or 'python3'}'s ").replace("|", " or ") for mark, _ in needed.values() if not mark.startswith("/") and not present(mark)]
    deps = Path(os.environ.get("KALLY_DEPS_DIR", BUILD / "deps"))
    missing += [name for name, folder in SOURCES.items() if not os.environ.get(name) and not (deps / folder / ".version").exists()]
    if missing:
        fail(f"this machine has no apt-get, and these are missing: {', '.join(missing)}", f"Install {TOOLS}; these variables point at what is elsewhere: {VARIABLES}.")


def fingerprint():
    """Names, sizes and times of everything the build reads: an unchanged tree is not built again."""
    seen = hashlib.sha256()
    for folder in ("src", "shell", "web", "cmake"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                info = path.stat()
                seen.update(f"{path}{info.st_size}{info.st_mtime_ns}".encode())
    for name in ("CMakeLists.txt", "CMakePresets.json", "package-lock.json"):
        seen.update((ROOT / name).read_bytes())
    for name in ("EMSDK", *SOURCES):
        seen.update(f"{name}={os.environ.get(name)}".encode())
    return seen.hexdigest()


def run(step, command, log):
    print(f"  {step} …", flush=True)
    failed = f"{step[0].lower()}{step[1:]} failed"
    with open(log, "ab") as out:
        try:
            code = subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT).returncode
        except OSError as problem:
            fail(failed, f"{command[0]} does not run: {problem.strerror}; mend that and start again.")
    if code != 0:
        tail = Path(log).read_text(errors="replace").splitlines()
        for line in [line for line in tail if "error" in line.lower()][:3] or tail[-3:]:
            print(f"    {line[:200]}", file=sys.stderr)
        fail(failed, f"The whole output is in {Path(log).relative_to(ROOT)}; mend what it names and start again.")


def build(with_sandbox):
    stamp, now = BUILD / "serve.stamp", fingerprint() + ("+sandbox" if with_sandbox else "")
    if stamp.exists() and stamp.read_text().startswith(now) and (DIST / "index.html").exists() and (SANDBOX.exists() or not with_sandbox):
        return
    install_missing(with_sandbox)
    BUILD.mkdir(exist_ok=True)
    stamp.unlink(missing_ok=True)  # until all of it is built again
    log = BUILD / "serve.log"
    log.write_bytes(b"")
    print("Building, which takes a few minutes the first time:", flush=True)
    run("Fetching Dear ImGui and MD4C", ["cmake/fetch_dependencies.sh", *SOURCES.values()], log)
    if not (ROOT / "node_modules/.package-lock.json").exists() or (ROOT / "package-lock.json").stat().st_mtime > (ROOT / "node_modules/.package-lock.json").stat().st_mtime:
        run("Fetching fonts and the minifier", ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], log)
    run("Configuring the web client", ["cmake", "--preset", "web"], log)
    run("Compiling the web client", ["cmake", "--build", "--preset", "web"], log)
    if with_sandbox:
        run("Configuring the sandbox server", ["cmake", "--preset", "release"], log)
        run("Compiling the sandbox server", ["cmake", "--build", "--preset", "release", "--target", "kally-sandbox"], log)
    stamp.write_text(now)


def set_aside(state):
    """Renames an account file that cannot be read, so that nothing is lost and the next start is a clean one."""
    count, kept = 1, state.with_name(state.name + ".unreadable")
    while kept.exists():
        count, kept = count + 1, state.with_name(f"{state.name}.unreadable.{count + 1}")
    try:
        state.rename(kept)
    except OSError as problem:
        fail(f"the sandbox's account in {state} cannot be read, and not be set aside either: {problem.strerror}", "Move it away, or name another file: ./serve.py --state FILE")
    print(f"The sandbox's account in {state.name} cannot be read: it is kept as {kept}, and a new one begins.", file=sys.stderr)


def start_sandbox(origin, state, account):
    command = [os.environ.get("KALLY_SANDBOX", str(SANDBOX)), "--port", "0", "--page-origin", origin, "--state", str(state), "--account", account, "--clock", "fast"]
    if state.is_file() and not os.access(state, os.R_OK):
        set_aside(state)
    while True:
        try:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        except OSError as problem:
            fail(f"the sandbox server did not start: {problem.strerror}", "Delete build/serve.stamp and start again to build it anew.")
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        if found:
            threading.Thread(target=lambda: sys.stderr.writelines(process.stderr), daemon=True).start()
            return process, f"http://127.0.0.1:{found[1]}"
        said = process.communicate()[1]
        if "was not written by this program" not in said or not state.is_file():
            sys.stderr.write(said)
            fail("the sandbox server ended at once", f"Run '{' '.join(command)}' to see why.")
        set_aside(state)


# ---------------------------------------------------------------- serve
class Site:
    """What is served: a folder, a relay, and the policy that goes with every answer."""

    def __init__(self, folder, upstream, service, relayed=OPERATIONS):
        self.folder, self.service, self.relayed = folder.resolve(), service, relayed
        self.upstream = urllib.parse.urlsplit(upstream) if upstream else None
        self.hosts = set()
        self.account = "demo"
        self.tls = ssl.create_default_context() if upstream and upstream.startswith("https:") else None

    def config(self):
        sandbox = self.service == "sandbox"
        direct = "" if sandbox else f"{self.upstream.scheme}://{self.upstream.netloc}" if self.upstream else ""
        hosts = ["checkout.stripe.com", "billing.stripe.com"]
        return {"api_base": "", "mode": "relay", "sign_in_base": direct, "flow": "loopback", "service": self.service,
                "service_name": "the sandbox" if sandbox else (self.upstream.netloc if self.upstream else ""), "callback": "callback", "sandbox_account": self.account,
                "checkout_hosts": sorted(self.hosts) if sandbox else hosts}

    def file(self, path):
        """The file of a path below the folder, or None: no way out of it, no dot files, no folders."""
        try:
            name = urllib.parse.unquote(path, errors="strict")
        except UnicodeDecodeError:
            return None
        if "\0" in name or "\\" in name or "//" in name or any(part.startswith(".") for part in name.split("/")):
            return None
        if name == "/callback":
            name = "/callback.html"
        if name.endswith("/"):
            name += "index.html"
        try:
            target = (self.folder / name.lstrip("/")).resolve()
            return target if target.is_file() and self.folder in target.parents and target.suffix in TYPES else None
        except OSError:  # a name longer than names can be
            return None

    def relays(self, path):
        """The methods that are relayed at a path; none where nothing is."""
        if not self.upstream or UNSAFE.search(path):
            return set()
        return next((methods for pattern, methods in [*self.relayed, *(SANDBOX_PAGES if self.service == "sandbox" else [])] if pattern.fullmatch(path)), set())


class Incoming(io.RawIOBase):
    """What comes in on a connection until a moment: drops in time hold it no longer than that."""

    def __init__(self, connection):
        self.connection, self.until = connection, 0

    def readable(self):
        return True

    def readinto(self, buffer):
        self.connection.settimeout(max(self.until - time.monotonic(), 0.001))
        return self.connection.recv_into(buffer)

    def within(self, seconds):
        self.until = time.monotonic() + seconds


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS  # for each piece that is written
    disable_nagle_algorithm = True  # or each answer on a kept connection waits 40 ms between its headers and its body
    site = None

    def setup(self):
        super().setup()
        self.incoming = Incoming(self.connection)
        self.rfile = io.BufferedReader(self.incoming)

    def handle_one_request(self):
        self.command, self.path, self.requestline, self.request_version, self.close_connection = None, "/", "", "HTTP/1.1", True
        try:
            self.incoming.within(IDLE_SECONDS)
            if not self.rfile.peek(1):
                return
            self.incoming.within(REQUEST_SECONDS)
            head = self.read_head()
            if len(head) > HEAD_LIMIT:
                return self.refuse(431, "The headers are too large")
            if not HEAD.fullmatch(head):
                return self.refuse(400, "Bad request")
            self.raw_requestline, _, rest = head.partition(b"\n")
            wire, self.rfile = self.rfile, io.BytesIO(rest)
            usable = self.parse_request()
            self.rfile = wire
            if not usable:
                return
            method = getattr(self, f"do_{self.command}", None)
            if method:
                method()
            else:
                self.refuse(501, "This method is not used here")
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def read_head(self):
        """Up to the first empty line, or the limit and a bit."""
        head = line = b""
        while line not in (b"\r\n", b"\n") and len(head) <= HEAD_LIMIT:
            line = self.rfile.readline(HEAD_LIMIT + 1 - len(head))
            if not line:
                break
            head += line
        return head

    def send_response(self, code, message=None):  # http.server's names the program and its version
        self.send_response_only(code, message)
        self.send_header("Date", self.date_time_string())

    def log_message(self, *_):
        pass  # what http.server would print holds the query

    def note(self, status):
        if not self.server.quiet:
            print(f"{time.strftime('%H:%M:%S')} {self.command or '?'} {re.sub(r'[^ -~]', '?', re.split('[?#]', self.path)[0])[:120]} {status}", flush=True)

    def answer(self, status, body=b"", content_type="text/plain; charset=utf-8", extra=None):
        headers = {**HEADERS, "Content-Type": content_type, "Cache-Control": "no-store", **(extra or {})}
        self.connection.settimeout(self.timeout)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.note(status)  # before the answer leaves: who has it, finds the line
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            for start in range(0, len(body), PIECE):  # the time limit holds for a piece, so a slow reader gets all of it
                self.wfile.write(body[start:start + PIECE])

    def refuse(self, status, words, extra=None):
        self.close_connection = True
        self.answer(status, (words + "\n").encode(), extra=extra)
        self.linger()

    def linger(self):
        """Takes what is still on its way: a connection closed over unread bytes is reset, and the answer may be lost with it."""
        until = time.monotonic() + LINGER_SECONDS
        try:
            self.connection.shutdown(socket.SHUT_WR)
            self.incoming.within(1)
            while time.monotonic() < until and self.rfile.read1(PIECE):
                self.incoming.within(1)
        except OSError:
            pass

    def send_error(self, code, message=None, explain=None):  # malformed requests come here from http.server itself
        self.refuse(code, message or "Bad request")

    def handle_any(self):
        path = self.path.partition("?")[0]
        if (self.headers.get("Host") or "") not in self.site.hosts or len(self.headers.get_all("Host") or []) != 1:
            return self.refuse(421, "This server answers to localhost only")
        if not re.fullmatch(r'/[!"$-~]{0,16383}', self.path):  # no spaces, no fragment, nothing beyond ASCII
            return self.refuse(400, "Bad request")
        if self.headers.get("Upgrade") is not None or self.headers.get("Transfer-Encoding") is not None or len(self.headers.get_all("Content-Length") or []) > 1:
            return self.refuse(400, "One plain Content-Length, please, and no other protocol")
        length = self.headers.get("Content-Length", "0")
        if not re.fullmatch(r"\d{1,9}", length):
            return self.refuse(400, "Content-Length is not a number")
        if self.is_foreign():
            return self.refuse(403, "Another site may not ask for this")
        if int(length) > BODY_LIMIT:
            return self.refuse(413, "The body is too large")
        relayed = self.site.relays(path)
        if not relayed and path.startswith(("/v1/", "/sandbox/")):
            return self.refuse(404, "Nothing is relayed here")
        allowed = relayed or {"GET", "HEAD"}
        if self.command not in allowed:
            return self.refuse(405, "This method is not used here", {"Allow": ", ".join(sorted(allowed))})
        body = self.rfile.read(int(length))
        if len(body) < int(length):  # who asked went away in the middle: half a request is none
            self.close_connection = True
            return
        if relayed:
            return self.relay(body)
        if path == "/config.json" and self.site.service:
            return self.answer(200, json.dumps(self.site.config()).encode(), TYPES[".json"])
        self.static(path)

    do_GET = do_HEAD = do_POST = do_DELETE = do_PUT = do_PATCH = do_OPTIONS = do_TRACE = handle_any

    def is_foreign(self):
        """Whether a page of another origin asks, for more than to be shown something."""
        origin = self.headers.get("Origin")
        fetched = self.headers.get("Sec-Fetch-Site", "none")
        ours = {f"http://{host}" for host in self.site.hosts} | ({"null"} if fetched == "same-origin" else set())  # of a page that sends no referrer
        if origin is not None and self.command not in ("GET", "HEAD") and origin not in ours:
            return True
        visits = self.command == "GET" and self.headers.get("Sec-Fetch-Mode") == "navigate" and self.headers.get("Sec-Fetch-Dest", "document") == "document"
        return fetched not in ("same-origin", "none") and not visits

    def static(self, path):
        target = self.site.file(path)
        if not target:
            return self.answer(404, b"There is nothing at this address\n")
        extra = {"Vary": "Accept-Encoding"}
        if HASHED.search(target.name):
            extra["Cache-Control"] = "public, max-age=31536000, immutable"
        accepted = {part.split(";")[0].strip() for part in self.headers.get("Accept-Encoding", "").split(",") if not re.search(r";\s*q=0(\.0*)?\s*$", part)}
        body = None
        for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
            packed = target.with_name(target.name + suffix)
            if encoding in accepted and packed.exists():
                body, extra["Content-Encoding"] = packed.read_bytes(), encoding
                break
        self.answer(200, target.read_bytes() if body is None else body, TYPES[target.suffix], extra)

    def relay(self, body):
        """One request to the one upstream. Redirects are passed on, not followed; cookies never travel."""
        upstream = self.site.upstream
        kind = http.client.HTTPSConnection if upstream.scheme == "https" else http.client.HTTPConnection
        options = {"context": self.site.tls} if self.site.tls else {}
        connection = kind(upstream.hostname, upstream.port, timeout=CONNECT_SECONDS, **options)
        try:
            try:
                connection.connect()
                connection.sock.settimeout(UPSTREAM_SECONDS)
            except (OSError, ValueError):
                return self.problem(502, "upstream_unreachable", "The service could not be reached")
            headers = {name: value for name, value in self.headers.items() if name.lower() in PASSED_ON}
            if body:
                headers["Content-Length"] = str(len(body))
            try:
                connection.request(self.command, self.path, body=body or None, headers=headers)
                answer = connection.getresponse()
                content = answer.read(ANSWER_LIMIT + 1)
                # What http.client read with a bound may be shorter than promised, without a word.
                if len(content) > ANSWER_LIMIT or answer.length:
                    raise http.client.HTTPException
            except (OSError, http.client.HTTPException):
                return self.problem(504, "upstream_unanswered", "The connection broke before the answer came")
            back = {name: value for name, value in answer.getheaders() if name.lower() in PASSED_BACK}
            if self.site.service == "sandbox" and (policy := answer.getheader("Content-Security-Policy")):
                back["Content-Security-Policy"] = policy  # its pages hold forms
            self.answer(answer.status, content, answer.getheader("Content-Type", "application/octet-stream"), back)
        finally:
            connection.close()

    def problem(self, status, code, words):
        self.answer(status, json.dumps({"error": {"code": code, "message": words}}).encode(), TYPES[".json"])


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    quiet = False

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.places = threading.BoundedSemaphore(CONNECTIONS)

    def process_request(self, request, client_address):
        if self.places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()

    def handle_error(self, request, client_address):
        pass  # a client that went away is no error of ours


def make_server(site, port, quiet=False):
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = Server(("127.0.0.1", port), handler)
    server.quiet = quiet
    number = server.server_address[1]
    site.hosts = {f"{name}:{number}" if number != 80 else name for name in ("localhost", "127.0.0.1")}
    return server


def is_address(text):
    found = re.fullmatch(r"https?://[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*(:(\d{1,5}))?/?", text)
    return bool(found) and 0 < int(found[3] or 443) <= 65535


def open_port(site, port, quiet):
    if not 0 <= port <= 65535:
        fail(f"there is no port {port}", "Choose one from 1024 to 65535, or 0 for a free one: ./serve.py --port 8976")
    try:
        return make_server(site, port, quiet)
    except PermissionError:
        fail(f"port {port} is not open to this account", "Ports below 1024 are often the system's own; choose a higher one: ./serve.py --port 8976")
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            fail(f"port {port} cannot be opened: {problem.strerror}", "Choose another: ./serve.py --port 0 takes a free one")
        fail(f"port {port} is busy on this machine", f"End what uses it, or choose another: ./serve.py --port {port + 1 if port < 65535 else 0}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], formatter_class=argparse.RawDescriptionHelpFormatter, epilog=(
        "Without apt-get, install " + TOOLS + ".\nVariables that point at what is elsewhere: " + VARIABLES + "."))
    parser.add_argument("--port", type=int, default=8976, metavar="N", help="port on localhost (8976); 0 takes a free one")
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument("--build-only", action="store_true", help="build, then stop")
    parser.add_argument("--api", default="sandbox", metavar="sandbox|URL", help="sandbox (default): starts kally-sandbox and relays to it, no account is needed; "
                        "or the service's address (https://api.kallyai.com): relays /v1/*, the sign-in page is the service's own")
    parser.add_argument("--static", metavar="DIR", help="serve the site in DIR as it is, with its own config.json and without a relay")
    parser.add_argument("--dist", metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument("--state", metavar="FILE", default=str(BUILD / "sandbox.json"), help="where the sandbox keeps its account (build/sandbox.json)")
    parser.add_argument("--account", choices=("demo", "empty"), default="demo", help="what a new account of the sandbox holds: a week of work (default), or nothing")
    parser.add_argument("--quiet", action="store_true", help="print no line for each request")
    options = parser.parse_args()
    sandbox = options.api == "sandbox" and not options.static
    if not sandbox and not options.static and not is_address(options.api):
        fail(f"'{options.api}' is neither 'sandbox' nor an address", "Try --api sandbox or --api https://api.kallyai.com")
    if options.static and not (Path(options.static) / "index.html").is_file():
        fail(f"there is no index.html in '{options.static}'", "Name the folder of a built site, for example build/web/dist")

    folder = Path(options.static or options.dist or DIST)
    site = Site(folder, None if options.static or sandbox else options.api.rstrip("/"), None if options.static else "sandbox" if sandbox else "live")
    site.account = options.account
    # The port is taken before the build, so that a busy one is known at once.
    server = None if options.build_only else open_port(site, options.port, options.quiet)
    if not options.static and not options.dist:
        build(sandbox)
    if options.build_only:
        print(f"Built: {DIST.relative_to(ROOT)}")
        return
    site.folder = folder.resolve()
    address = f"http://localhost:{server.server_address[1]}"
    process = None
    try:
        signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        if sandbox:
            process, upstream = start_sandbox(address, Path(options.state), options.account)
            site.upstream = urllib.parse.urlsplit(upstream)
        print(f"{address}   ({'sandbox: nothing real is called or charged' if sandbox else options.static or options.api}; Ctrl-C ends it)", flush=True)
        if not options.no_open:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
        if process:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130)
