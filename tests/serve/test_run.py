"""tests/run and .ci/run as a person sees them, in a small project whose tools are stand-ins."""
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL = ("bash", "sh", "env", "dirname", "cat", "mkdir", "tail", "head", "grep", "nproc", "touch", "tee", "chmod", "cp")
PROGRAMS = ("chromium", "chromium-headless-shell", "firefox-esr", "Xvfb", "xauth", "xdotool", "import", "pdftotext", "node", "python3", "clang++", "ld.lld", "ctest", "cmake")
PARTS = ("Building the site and the sandbox server", "Building natively, with sanitizers", "Browser", "Libraries", "Contract: the description's own examples", "Contract: its checker", "Structure",
         "Firefox", "Web transport", "serve.py", "Native window")


class RunTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name).resolve()
        self.project, self.tools = self.top / "project", self.top / "tools"
        for one in ("tests", ".ci", "cmake", "build/web"):
            (self.project / one).mkdir(parents=True)
        self.tools.mkdir()
        shutil.copy(ROOT / "tests/run", self.project / "tests")
        shutil.copy(ROOT / ".ci/run", self.project / ".ci")
        (self.project / "build/web/sizes.txt").write_text("sizes\n")
        for name in REAL:
            (self.tools / name).symlink_to(shutil.which(name))
        for path in (self.project / "serve.py", self.project / "cmake/fetch_dependencies.sh", *(self.tools / name for name in PROGRAMS)):
            self.script(path)
        self.script(self.tools / "id", "echo 0")

    def script(self, path, body='echo "closing line of ${0##*/} $*"\ncase "${0##*/} $*" in $FAILS) exit 3 ;; esac'):
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def run_it(self, fails="nothing", name=".ci/run", arguments=()):
        return subprocess.run(["/bin/bash", str(self.project / name), *arguments], env={"PATH": str(self.tools), "FAILS": fails}, capture_output=True, text=True, timeout=60)

    def assert_stopped(self, result, *words):
        self.assertEqual((result.returncode, len(result.stderr.strip().splitlines())), (1, 1), result.stderr)
        self.assertTrue(result.stderr.startswith("tests/run: "), result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def test_all_parts_run_with_their_closing_lines_and_seconds(self):
        result = self.run_it()
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        for line in ("closing line of ctest --preset native", "closing line of node tests/browser/run.mjs", "closing line of python3 -m unittest", "sizes"):
            self.assertIn(line, result.stdout)
        self.assertEqual(re.findall(r"^== (.*): \d+ s$", result.stdout, re.M), list(PARTS))
        self.assertTrue(result.stdout.endswith("\n== All parts passed\n"))

    def test_any_part_that_fails_fails_the_whole_and_the_others_still_run(self):
        for fails in ("ctest *", "node tests/contract/*", "node --test tests/contract/", "node --test tests/structure/", "python3 *", "node --test tests/app/", "node --test tests/net/web/", "node --test tests/firefox/",
                      "node tests/browser/*"):
            result = self.run_it(fails)
            self.assertNotEqual(result.returncode, 0, fails)
            self.assertEqual(result.stdout.count("\nFAILED: "), 1, fails)
            self.assertIn("closing line of node tests/browser/run.mjs", result.stdout)
            self.assertEqual(len(re.findall(r"^== .*: \d+ s$", result.stdout, re.M)), len(PARTS))
            self.assertTrue(result.stdout.endswith("\n== Some parts failed\n"), fails)

    def test_a_build_that_fails_ends_it_at_once(self):
        for fails in ("serve.py *", "fetch_dependencies.sh*", "cmake --preset native", "cmake --build --preset native"):
            result = self.run_it(fails)
            self.assertNotEqual(result.returncode, 0, fails)
            self.assertNotIn("closing line of ctest", result.stdout)
            self.assertTrue(result.stdout.endswith("\n== Some parts failed\n"), fails)

    def test_figures_are_printed_whole_and_one_over_its_bound_fails(self):
        (self.project / "build/release/bench").mkdir(parents=True)
        self.script(self.project / "build/release/bench/kally-bench")
        for fails, code in (("nothing", 0), ("node tests/browser/figures.mjs", 1)):
            result = self.run_it(fails, "tests/run", ["--figures"])
            self.assertEqual((result.returncode, result.stderr), (code, ""), result.stdout)
            for line in ("kally-bench --benchmark_min_time=0.2", "python3 tests/serve/second_start.py", "node tests/browser/figures.mjs", "node bench/web/figures.mjs"):
                self.assertIn(f"closing line of {line}", result.stdout)
            self.assertNotIn("ctest", result.stdout)

    def test_the_long_runs_are_started_whole_and_a_finding_in_one_fails(self):
        for path in (*(f"build/native/tests/{name}/test_{name}" for name in ("session", "text", "store", "api")), *(f"build/soak/tests/{part}/test_{name}" for part, name in (("sim", "sim"), ("sim", "cuts"), ("store", "store"))), "tests/fuzz/run.sh"):
            (self.project / path).parent.mkdir(parents=True, exist_ok=True)
            self.script(self.project / path)
        for fails, code in (("nothing", 0), ("run.sh 7", 1), ("test_sim [[]messages]", 1), ("test_cuts ", 1)):
            result = self.run_it(fails, "tests/run", ["--soak", "7"])
            self.assertEqual((result.returncode, result.stderr), (code, ""), result.stdout)
            for line in ("test_sim [messages]", "test_sim [approvals]", "test_sim [tabs]", "test_cuts", "test_store [orders]", "node tests/browser/kills.mjs 1000", "test_session [corpus]", "test_store [corpus]", "python3 -m unittest discover -s tests/serve -p test_closed.py", "node --test tests/browser/closed.test.mjs", "test_api [mutations]", "python3 tests/serve/soak.py", "run.sh 7"):
                self.assertIn(f"closing line of {line}", result.stdout)
            self.assertNotIn("ctest", result.stdout)

    def test_without_apt_what_is_missing_is_one_line(self):
        for name in ("python3", "node", "chromium-headless-shell"):
            (self.tools / name).unlink()
        self.assert_stopped(self.run_it(), "without apt-get, install python3 nodejs chromium-headless-shell and start again")

    def test_without_root_and_sudo_the_command_is_one_line(self):
        (self.tools / "python3").unlink()
        self.script(self.tools / "apt-get")
        self.script(self.tools / "id", "echo 1000")
        self.assert_stopped(self.run_it(), "needs root or sudo", "as root: apt-get install --no-install-recommends python3")

    def test_python_is_installed_by_root_or_sudo(self):
        for user in (0, 1000):
            (self.tools / "python3").unlink()
            self.script(self.tools / "id", f"echo {user}")
            self.script(self.tools / "apt-get", f'case "$*" in *install*python3*) cp "{self.tools}/node" "{self.tools}/python3" ;; esac')
            self.script(self.tools / "sudo", f'touch "{self.top}/asked"\n"$@"')
            result = self.run_it()
            self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
            self.assertIn("== Installing python3", result.stdout)
            self.assertEqual((self.top / "asked").exists(), user == 1000)

    def test_an_installation_that_fails_is_one_line(self):
        (self.tools / "node").unlink()
        self.script(self.tools / "apt-get", "exit 100")
        self.assert_stopped(self.run_it(), "'apt-get update' failed")


if __name__ == "__main__":
    unittest.main()
