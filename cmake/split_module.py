#!/usr/bin/env python3
"""Splits the page's module: what the first screens do not need becomes a second one, which is fetched behind the first frame.

usage: split_module.py EMNM OBJECTS_FOLDER MODULE PRIMARY SECONDARY NEVER_RUN SOURCE...

Runs in the folder of the build. OBJECTS_FOLDER holds the objects that MODULE (linked with its symbols' names) was made of. What goes to SECONDARY: the functions that
the objects of the SOURCEs (as views/goals.cpp) define for themselves, those of the file NEVER_RUN (bench/web/first_screens.mjs: a line with the CRC-32 of each name),
and those that only these call. Binaryen's wasm-split leaves placeholders for them in PRIMARY, which boot.js fills in. Both come out
without names. Ends with 1 when a source has no object or nothing was found to move."""
import re
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

OURS = re.compile(r"\$_ZZ?NK?5kally")  # Not what the standard library makes of our types, which is the same for many.
WHOLE = 60  # Lines of a function that is its own source's for sure.
FEATURES = ["--enable-bulk-memory", "--enable-mutable-globals", "--enable-sign-ext", "--enable-nontrapping-float-to-int"]


def functions(emnm, objects):
    """Names of what the objects define: (for others, for themselves)."""
    said = subprocess.run([emnm, "--defined-only", *map(str, objects)], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in said.splitlines()]
    return tuple({row[2] for row in rows if len(row) == 3 and row[1] == kind} for kind in "Tt")


def calls(module):
    """(name -> names that it calls, names that are called through the table or from outside, name -> lines of its text)."""
    text = subprocess.run(["wasm-dis", *FEATURES, module], capture_output=True, text=True, check=True).stdout
    graph, outside, lines, inside = {}, set(), {}, None
    for line in text.splitlines():
        if line.startswith(" (func $"):
            name = line.split()[1]
            inside = graph.setdefault(name, set())
        elif line.startswith(" (elem"):
            outside.update(re.findall(r"\$\S+?(?=[\s)])", line))
        elif line.startswith(" (export"):
            outside.update(re.findall(r"\(func (\$[^\s)]+)", line))
        elif inside is not None:
            lines[name] = lines.get(name, 0) + 1
            inside.update(re.findall(r"\(call (\$\S+)", line))
    return graph, outside, lines


def main():
    emnm, folder, module, primary, secondary, never_run, *sources = sys.argv[1:]
    built = Path("compile_commands.json").read_text()  # the folder may hold objects of earlier builds too
    objects = [one for one in Path(folder).rglob("*.o") if f"-o {one.relative_to(Path.cwd())} " in built and "sandbox" not in one.parent.name]  # that is a module by itself
    moved = [one for one in objects if any(str(one).endswith(f"/{source}.o") for source in sources)]
    if len(moved) != len(sources):
        raise SystemExit(f"{len(moved)} objects for {len(sources)} sources: {' '.join(sources)}")
    graph, outside, lines = calls(module)
    (shared, own), (other_shared, other_own) = functions(emnm, moved), functions(emnm, [one for one in objects if one not in moved])
    # What only they call follows from the calls. A small function may since have been merged with one of others that does the same,
    # so that its name tells nothing.
    behind = {name for name in graph if name[1:] in shared - other_shared}
    behind |= {name for name in graph if lines.get(name, 0) >= WHOLE and OURS.match(name) and re.sub(r"\.\d+$", "", name[1:]) in own - other_own}
    never = {int(line, 16) for line in Path(never_run).read_text().split("\n")[1:] if line}
    behind |= {name for name in graph if zlib.crc32(name[1:].encode()) in never}
    if not behind:
        raise SystemExit("no function of these sources is in the module")
    callers = {}
    for name, called in graph.items():
        for one in called:
            callers.setdefault(one, set()).add(name)
    more = True
    while more:
        more = {name for name in graph if name not in behind and name not in outside and callers.get(name) and callers[name] <= behind}
        behind |= more
    with tempfile.TemporaryDirectory() as temporary:
        names, whole = Path(temporary) / "names", [Path(temporary) / name for name in ("primary", "secondary")]
        names.write_text("\n".join(sorted(name[1:] for name in behind)))
        subprocess.run(["wasm-split", *FEATURES, f"--split-funcs=@{names}", "--export-prefix=%", module, "-o1", whole[0], "-o2", whole[1]], check=True)
        for one, into in zip(whole, (primary, secondary)):
            subprocess.run(["wasm-opt", *FEATURES, "-Oz", "--one-caller-inline-max-function-size=40", "--strip-debug", one, "-o", into], check=True)


if __name__ == "__main__":
    main()
