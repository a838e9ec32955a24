"""cmake/fetch_dependencies.sh up to its first download, with a stand-in for apt-get that answers as apt does."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# site | origin | label, in the order of the machine's settings
ARCHIVES = """http://archive.aaa.example Example Example
http://mirror.example/debian-security Debian Debian-Security
http://mirror.example/debian Debian Debian"""
APT = """#!/bin/sh
if [ "$1" = indextargets ]; then
  case "$*" in *'Origin: Debian'*'Label: Debian'*) grep ' Debian Debian$' "$ARCHIVES" ;; *) cat "$ARCHIVES" ;; esac | cut -d' ' -f1
  exit 0
fi
echo "apt-get $*"
exit 100
"""


class FetchTest(unittest.TestCase):
    def fetch(self, *names, archives=ARCHIVES, apt=APT, **variables):
        with tempfile.TemporaryDirectory() as folder:
            top = Path(folder)
            (top / "archives").write_text(archives + "\n")
            (top / "tools").mkdir()
            path = f"{top}/tools:{os.environ['PATH']}"
            if apt:
                (top / "tools/apt-get").write_text(apt)
                (top / "tools/apt-get").chmod(0o755)
            else:
                path = f"{top}/tools"
                (top / "tools/dirname").symlink_to("/usr/bin/dirname")
            environment = {"PATH": path, "KALLY_DEPS_DIR": str(top / "deps"), "ARCHIVES": str(top / "archives"), **variables}
            result = subprocess.run(["/bin/bash", str(ROOT / "cmake/fetch_dependencies.sh"), *names], env=environment, capture_output=True, text=True, timeout=60)
            sources = top / "deps/apt/sources.list"
            self.sources = sources.read_text().splitlines() if sources.exists() else []
            return result

    def test_the_mirror_is_debians_own(self):
        self.fetch()
        self.assertGreater(len(self.sources), 0)
        for line in self.sources:
            self.assertIn("] http://mirror.example/debian ", line)
            self.assertIn("signed-by=", line)

    def test_without_a_mirror_the_next_step_is_told(self):
        result = self.fetch(archives="http://archive.aaa.example Example Example")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("run apt-get update first", result.stderr)
        self.assertEqual(self.sources, [])

    def test_only_what_is_named_and_not_elsewhere_is_fetched(self):
        self.fetch("imgui")
        self.assertEqual([line.split()[-2] for line in self.sources], ["forky", "sid"])
        result = self.fetch("imgui", "md4c", IMGUI_DIR="/elsewhere", MD4C_DIR="/elsewhere", apt="")
        self.assertEqual((result.returncode, result.stdout, result.stderr, self.sources), (0, "", "", []))

    def test_without_apt_the_variables_that_are_missing_are_named(self):
        result = self.fetch(IMGUI_DIR="/elsewhere", apt="")
        self.assertEqual(result.returncode, 1)
        self.assertIn("MD4C_DIR", result.stderr)
        self.assertIn("CATCH2_DIR", result.stderr)
        self.assertNotIn("IMGUI_DIR", result.stderr)


if __name__ == "__main__":
    unittest.main()
