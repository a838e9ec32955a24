"""serve.py's build as a person sees it, in a small project whose tools are stand-ins that note how they were called."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("cmake", "ninja", "emcc", "node", "npm", "c++")
# What the real build leaves behind, as far as serve.py looks at it.
CMAKE = """case "$*" in
  '--build --preset web') mkdir -p build/web/dist && echo site > build/web/dist/index.html ;;
  *kally-sandbox) mkdir -p build/release
    printf '#!/bin/sh\\necho kally-sandbox listening on http://127.0.0.1:9\\nexec sleep 60\\n' > build/release/kally-sandbox
    chmod +x build/release/kally-sandbox ;;
esac
"""


class BuildTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name).resolve()
        self.project, self.tools, self.modules, self.calls = self.top / "project", self.top / "tools", self.top / "modules", self.top / "calls"
        for one in (self.project / "cmake", self.project / "src", self.tools, self.modules):
            one.mkdir(parents=True)
        for name in ("serve.py", "web/headers.json", "docs/api/kallyai.openapi.yaml"):
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.project / name)
        for name in ("CMakeLists.txt", "CMakePresets.json", "package-lock.json", "src/main.cpp"):
            (self.project / name).write_text("{}")
        self.script(self.project / "cmake/fetch_dependencies.sh")
        for name in PROGRAMS:
            self.tool(name, CMAKE if name == "cmake" else "")
        for name in ("sh", "mkdir", "chmod", "sleep", "env"):
            (self.tools / name).symlink_to(shutil.which(name))
        for name in ("fontTools", "brotli"):
            self.module(name, f"open({str(self.calls)!r}, 'a').write('import {name}\\n')\n")

    def script(self, path, body=""):
        path.write_text(f'#!/bin/sh\necho "${{0##*/}} $*" >> "{self.calls}"\n{body}')
        path.chmod(0o755)

    def tool(self, name, body=""):
        self.script(self.tools / name, body)

    def module(self, name, body):
        (self.modules / f"{name}.py").write_text(body)

    def environment(self, variables):
        return {"PATH": str(self.tools), "PYTHONPATH": str(self.modules), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(self.top), **variables}

    def serve(self, *arguments, **variables):
        self.calls.unlink(missing_ok=True)
        result = subprocess.run([sys.executable, "serve.py", *arguments], cwd=self.project, env=self.environment(variables), capture_output=True, text=True, timeout=60)
        self.called = self.calls.read_text().splitlines() if self.calls.exists() else []
        return result

    def without_apt(self, *arguments, **variables):
        return self.serve("--build-only", *arguments, **{"EMSDK": str(self.top), "IMGUI_DIR": str(self.top), "MD4C_DIR": str(self.top), **variables})

    def as_person(self):
        """serve.py --build-only for who is not root."""
        program = "import os, sys\nos.geteuid = lambda: 1000\nsys.argv = ['serve.py', '--build-only']\nimport serve\nserve.main()"
        return subprocess.run([sys.executable, "-c", program], cwd=self.project, env=self.environment({}), capture_output=True, text=True, timeout=60)

    def assert_refused(self, result, *words):
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertNotIn("Traceback", result.stderr)
        lines = result.stderr.strip().splitlines()
        self.assertEqual(len(lines), 2, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def test_without_apt_every_tool_and_variable_is_enough(self):
        (self.tools / "emcc").unlink()  # EMSDK has its own
        result = self.without_apt()
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        self.assertIn("Built: build/web/dist", result.stdout)
        self.assertIn("fetch_dependencies.sh imgui md4c", self.called)

    def test_without_apt_what_is_missing_is_named_with_all_that_is_needed(self):
        (self.tools / "ninja").unlink()
        (self.tools / "emcc").unlink()
        self.module("brotli", "raise ImportError")
        result = self.without_apt(EMSDK="", MD4C_DIR="")
        self.assert_refused(result, "no apt-get", "EMSDK", "IMGUI_DIR", "CATCH2_DIR", "nlohmann-json", "cpp-httplib", "libcurl", "SDL2", "OpenGL", "fontTools")
        missing = result.stderr.splitlines()[0]
        for word in ("ninja", "emcc", "'s brotli", "MD4C_DIR"):
            self.assertIn(word, missing)
        for word in ("cmake", "node", "fontTools", "IMGUI_DIR"):
            self.assertNotIn(word, missing)
        self.assertEqual([line for line in self.called if not line.startswith("import")], [])

    def test_a_compiler_is_asked_for_with_the_sandbox_only(self):
        (self.tools / "c++").unlink()
        self.assert_refused(self.without_apt(), "c++ or g++")
        result = self.without_apt("--api", "https://api.kallyai.com")
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        self.assertNotIn("cmake --preset release", self.called)
        self.tool("apt-get")
        shown = self.serve("--build-only", "--api", "https://api.kallyai.com", EMSDK=str(self.top)).stdout
        for name in ("g++", "libsdl2-dev", "libcurl4-openssl-dev", "libcpp-httplib-dev", "libgl-dev"):
            self.assertNotIn(name, shown)

    def test_with_apt_the_packages_are_named_before_they_are_installed(self):
        (self.tools / "ninja").unlink()
        self.module("fontTools", "raise ImportError")
        self.tool("apt-get", 'echo "apt-get runs, $DEBIAN_FRONTEND"\n')
        result = self.serve("--build-only")
        self.assertEqual(result.returncode, 0, result.stderr)
        installed = next(line for line in self.called if line.startswith("apt-get") and " install " in line).split()
        self.assertIn("ninja-build", installed)
        self.assertIn("python3-fonttools", installed)
        for name in ("cmake", "python3-brotli", "node-acorn"):  # the stand-in for emcc is not Debian's
            self.assertNotIn(name, installed)
        self.assertLess(result.stdout.index("ninja-build"), result.stdout.index("apt-get runs, noninteractive"))

    def test_without_root_sudo_is_used(self):
        (self.tools / "ninja").unlink()
        self.tool("apt-get")
        self.tool("sudo", 'env -u DEBIAN_FRONTEND "$@"\n')
        result = self.as_person()
        self.assertEqual(result.returncode, 0, result.stderr)
        asked = [line for line in self.calls.read_text().splitlines() if line.startswith("sudo")]
        self.assertEqual(len(asked), 2, asked)
        self.assertRegex(asked[1], r"DEBIAN_FRONTEND=noninteractive apt-get .*install .*ninja-build")

    def test_acorn_belongs_to_debians_emscripten(self):
        sys.path.insert(0, str(ROOT))
        import serve
        asked = []
        real = serve.shutil.which, serve.os.path.realpath, serve.present, os.environ.pop("EMSDK", None)
        try:
            serve.present = lambda mark: asked.append(mark) or True
            for emcc, target, sdk, wanted in ((None, "", "", True), ("/usr/bin/emcc", "/usr/share/emscripten/wrapper", "", True),
                                              ("/opt/emcc", "/opt/emcc", "", False), ("/usr/bin/emcc", "/usr/share/emscripten/wrapper", "/opt/emsdk", False)):
                asked.clear()
                os.environ["EMSDK"] = sdk
                serve.shutil.which = lambda name: emcc if name == "emcc" else f"/usr/bin/{name}"
                serve.os.path.realpath = lambda name: target
                serve.install_missing(True)
                self.assertEqual(any("acorn" in mark for mark in asked), wanted, (emcc, sdk))
        finally:
            serve.shutil.which, serve.os.path.realpath, serve.present = real[:3]
            os.environ.pop("EMSDK", None)
            if real[3] is not None:
                os.environ["EMSDK"] = real[3]

    def test_neither_root_nor_sudo_is_one_clear_line_and_the_command(self):
        (self.tools / "ninja").unlink()
        self.tool("apt-get")
        result = self.as_person()
        self.assert_refused(result, "needs root", "apt-get install --no-install-recommends", "ninja-build")
        self.assertIn("will be installed", result.stdout)

    def test_a_failed_step_is_named_with_its_log(self):
        self.tool("cmake", "echo 'main.cpp:3: error: no such thing'\nexit 1\n")
        result = self.without_apt()
        self.assertEqual(result.returncode, 1)
        self.assertNotIn("Traceback", result.stderr)
        self.assertIn("serve.py: configuring the web client failed\n", result.stderr)
        self.assertIn("build/serve.log", result.stderr)
        self.assertIn("main.cpp:3: error", result.stderr)
        self.assertFalse((self.project / "build/serve.stamp").exists())

    def test_a_step_that_cannot_run_is_named_too(self):
        (self.project / "cmake/fetch_dependencies.sh").unlink()
        self.assert_refused(self.without_apt(), "fetching Dear ImGui and MD4C failed", "cmake/fetch_dependencies.sh")

    def test_after_a_failed_build_the_older_one_does_not_count(self):
        self.assertEqual(self.without_apt().returncode, 0)
        source = self.project / "src/main.cpp"
        times = source.stat()
        source.write_text("other")
        self.tool("cmake", 'case "$*" in *kally-sandbox) exit 1 ;; esac\n')
        self.assertEqual(self.without_apt().returncode, 1)
        source.write_text("{}")
        os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
        self.tool("cmake", CMAKE)
        self.assertEqual(self.without_apt().returncode, 0)
        self.assertIn("cmake --build --preset web", self.called)

    def test_a_second_start_builds_nothing_and_runs_no_command(self):
        self.assertIn("…", self.without_apt().stdout)
        self.assertEqual(len([line for line in self.called if line.startswith("cmake")]), 4, self.called)
        result = self.without_apt()
        self.assertEqual((result.stdout, result.stderr, self.called), ("Built: build/web/dist\n", "", []))
        # Nor does it need a tool any more.
        for path in self.tools.iterdir():
            if path.name not in ("sh", "sleep"):
                path.unlink()
        result = self.without_apt()
        self.assertEqual((result.stdout, result.stderr), ("Built: build/web/dist\n", ""))
        command = [sys.executable, "serve.py", "--no-open", "--port", "0"]
        variables = {"EMSDK": str(self.top), "IMGUI_DIR": str(self.top), "MD4C_DIR": str(self.top)}
        with subprocess.Popen(command, cwd=self.project, env=self.environment(variables), stdout=subprocess.PIPE, text=True) as process:
            try:
                self.assertRegex(process.stdout.readline(), r"^http://localhost:\d+ ")
            finally:
                process.terminate()
                process.wait(timeout=10)

    def test_the_figure_of_a_second_start_is_measured(self):
        (self.project / "tests/serve").mkdir(parents=True)
        shutil.copy(ROOT / "tests/serve/second_start.py", self.project / "tests/serve")
        variables = {"EMSDK": str(self.top), "IMGUI_DIR": str(self.top), "MD4C_DIR": str(self.top)}

        def measure():
            return subprocess.run([sys.executable, "tests/serve/second_start.py"], cwd=self.project, env=self.environment(variables), capture_output=True, text=True, timeout=60)
        first = measure()
        self.assertEqual(first.returncode, 1, first.stdout)
        self.assertIn("not a second start", first.stderr)
        self.without_apt()
        second = measure()
        self.assertRegex(second.stdout, r"^Second start of \./serve\.py, s, median of 5 +\d+\.\d\d   at most 2\n$", second.stderr)

    def test_what_the_build_reads_is_built_again_when_it_changes(self):
        self.without_apt()
        for change in (lambda: (self.project / "src/main.cpp").write_text("changed"), lambda: (self.project / "CMakeLists.txt").write_text("changed"),
                       lambda: (self.project / "build/web/dist/index.html").unlink(), lambda: (self.project / "build/release/kally-sandbox").unlink()):
            change()
            self.without_apt()
            self.assertIn("cmake --build --preset web", self.called)
            self.assertEqual(self.without_apt().stdout, "Built: build/web/dist\n")
        self.without_apt(IMGUI_DIR=str(self.tools))
        self.assertIn("cmake --build --preset web", self.called)


if __name__ == "__main__":
    unittest.main()
