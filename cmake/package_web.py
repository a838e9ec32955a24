#!/usr/bin/env python3
"""Makes the static site: minified script, content hashes in names, .gz and .br beside, licences, a size report and gate.

usage: package_web.py SOURCE_DIR BUILD_DIR BUILD_TYPE"""
import gzip
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import brotli

import draw_icon
import hosting

FIRST_LOAD_LIMIT, REQUEST_LIMIT, CALLBACK_LIMIT = 350 * 1024, 10, 4 * 1024
FACES = [("Inter", "400 600", "inter.woff2"), ("Inter Display", "600", "inter-display.woff2"), ("Lucide", "400", "icons.woff2")]
CONFIG = {
    "api_base": "https://api.kallyai.com", "mode": "direct", "sign_in_base": "https://api.kallyai.com", "flow": "loopback",
    "service": "live", "service_name": "api.kallyai.com", "callback": "callback.html",
    "checkout_hosts": ["checkout.stripe.com", "billing.stripe.com"],
}


def minified(source, text, optimise):
    if not optimise:
        return text
    terser = source / "node_modules/.bin/terser"
    result = subprocess.run([str(terser), "--compress", "passes=2,top_retain=Module", "--mangle", "reserved=[Module]", "--toplevel"], input=text, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"terser failed: {result.stderr.strip()[:400]}")
    return result.stdout


def smaller(module):
    """The module once more through the optimiser, which finds some more after the link; as it is where there is none."""
    tool = shutil.which("wasm-opt")
    if tool is None:
        return module.read_bytes()
    out = module.with_suffix(".small.wasm")
    result = subprocess.run([tool, "--enable-mutable-globals", "--enable-sign-ext", "--enable-bulk-memory", "-Oz", str(module), "-o", str(out)], capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"wasm-opt failed: {result.stderr.strip()[:400]}")
    return out.read_bytes()


def licences(source):
    """The texts of everything that is in the site, from where each was installed."""
    deps = Path(os.environ.get("KALLY_DEPS_DIR", source / "build/deps"))
    modules = source / "node_modules"

    def folder(variable, name):
        return Path(os.environ.get(variable, deps / name))

    texts = [
        ("KallyAI web client", source / "LICENSE"),
        ("Dear ImGui", folder("IMGUI_DIR", "imgui") / "LICENSE.txt"),
        ("MD4C", folder("MD4C_DIR", "md4c") / "LICENSE.md"),
        ("nlohmann JSON", Path("/usr/share/doc/nlohmann-json3-dev/copyright")),
        ("Emscripten, with musl and libc++", Path("/usr/share/doc/emscripten/copyright")),
        ("Inter", modules / "@fontsource-variable/inter/LICENSE"),
        ("Lucide", modules / "lucide-static/LICENSE"),
    ]
    parts = []
    for name, path in texts:
        body = path.read_text(errors="replace") if path.exists() else "The licence text was not installed beside it; see the project's site."
        parts.append(f"{name}\n{'=' * len(name)}\n\n{body.strip()}\n")
    return "\n\n".join(parts)


def catalogue(path):
    """Name -> (English, Spanish), from the one catalogue of words. A line that cannot be read fails the build."""
    words, string = {}, r'"((?:[^"\\]|\\[n"\\])+)"'
    entry = re.compile(rf"KALLY_TEXT\((\w+), {string}, {string}\)")
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith(("//", "#")):
            continue
        found = entry.fullmatch(line)
        if not found or found[1] in words:
            raise SystemExit(f"{path.name}:{number}: expected KALLY_TEXT(Name, \"English\", \"Spanish\") under a name of its own")
        words[found[1]] = tuple(re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text) for text in found.groups()[1:])
    return words


def filler(source, names):
    """fill(file) is a file of shell/ with its {{...}} filled in: names of files, words of the catalogue, colours and sizes of the tokens."""
    words = catalogue(source / "src/ui/strings.def")
    tokens = json.loads((source / "src/ui/tokens.json").read_text())

    def token(path):
        value = tokens
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def value(kind, key, script):
        if kind is None:
            return names.get(key)
        if kind == "color":
            color = token(f"color.{key}")
            return color if isinstance(color, str) else None
        if kind == "size":
            size = token(key)
            return f"{size}px" if isinstance(size, (int, float)) else None
        if key not in words:
            return None
        return json.dumps(words[key], ensure_ascii=False) if script else html.escape(words[key][1 if kind == "text.es" else 0])

    def fill(name):
        missing = []

        def one(found):
            filled = value(found[1], found[2], name.endswith(".js"))
            if filled is None:
                missing.append(found[0])
            return filled or ""

        text = re.sub(r"\{\{(?:(text|text\.es|color|size):)?([\w.]+)\}\}", one, (source / "shell" / name).read_text())
        if missing or "{{" in text:
            raise SystemExit(f"shell/{name} asks for {', '.join(missing) or 'what the packager cannot read'}: no such file, word of strings.def or value of tokens.json")
        return text

    return fill


def main():
    source, build, kind = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    optimise = kind == "MinSizeRel"
    dist, generated = build / "dist", build / "generated"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir(parents=True)
    names, first_load = {}, []
    fill = filler(source, names)

    def hashed(name, data, counts=True):
        data = data.encode() if isinstance(data, str) else data
        stem, dot, suffix = name.rpartition(".")
        result = f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{dot}{suffix}"
        (dist / result).write_bytes(data)
        names[name] = result
        if counts:
            first_load.append(result)
        return result

    faces = []
    for family, weight, file in FACES:
        url = hashed(file, (generated / "fonts" / file).read_bytes())
        faces.append(f"@font-face{{font-family:'{family}';font-weight:{weight};font-display:swap;src:url({url}) format('woff2')}}")
    style = (generated / "shell/tokens.css").read_text() + "\n".join(faces) + "\n" + re.sub(r"/\*.*?\*/", "", fill("style.css"), flags=re.S)
    hashed("style.css", style)
    hashed("icon.svg", fill("icon.svg"))
    wasm = (build / ("primary.wasm" if optimise else "kally.wasm")).read_bytes()
    hashed("kally.wasm", wasm)
    names["pages.wasm"] = hashed("pages.wasm", (build / "pages.wasm").read_bytes(), counts=False) if optimise else "" # only what is optimised is split
    script = (build / "kally.js").read_text()
    hashed("kally.js", minified(source, script, optimise))
    hashed("boot.js", minified(source, fill("boot.js"), optimise))
    hashed("sandbox.wasm", (build / "sandbox.wasm").read_bytes(), counts=False)
    hashed("callback.js", fill("callback.js"), counts=False)
    names["kally.wasm.size"] = str(len(wasm))
    for name, pixels, maskable in (("icon.small.png", 192, False), ("icon.large.png", 512, False), ("icon.mask.png", 512, True)):
        hashed(name, draw_icon.png(fill("icon.svg"), pixels, maskable), counts=False)

    for page in ("index.html", "callback.html"):
        (dist / page).write_text(fill(page))
    (dist / "app.webmanifest").write_text(fill("app.webmanifest"))
    (dist / "config.json").write_text(json.dumps(CONFIG, indent=2) + "\n")
    (dist / "licences.txt").write_text(licences(source))
    first_load += ["index.html", "config.json"]
    # The worker keeps the application, the module of the other pages too; any change of it is a new version of the worker.
    kept = sorted([*first_load, *filter(None, [names["pages.wasm"]])])
    names["worker.files"] = json.dumps(kept)
    names["worker.version"] = hashlib.sha256(b"".join((dist / name).read_bytes() for name in kept)).hexdigest()[:10]
    (dist / "worker.js").write_text(minified(source, fill("worker.js"), optimise))

    for name, text in hosting.hosting_files(source, [path.name for path in dist.iterdir()], CONFIG["api_base"]).items():
        target = dist if name == "_headers" else build / "hosting"  # the one is read there by the host, the others are no part of the site
        target.mkdir(exist_ok=True)
        (target / name).write_text(text)

    callback = (dist / "callback.html").stat().st_size + (dist / names["callback.js"]).stat().st_size
    if callback >= CALLBACK_LIMIT:
        raise SystemExit(f"the callback page is {callback} bytes, it must stay under {CALLBACK_LIMIT}")

    sizes = {}
    for path in sorted(dist.iterdir()):
        data = path.read_bytes()
        if path.suffix in (".woff2", ".png") or path.name == "_headers":
            sizes[path.name] = len(data)
            continue
        packed = brotli.compress(data, quality=11 if optimise else 4)
        (dist / (path.name + ".br")).write_bytes(packed)
        (dist / (path.name + ".gz")).write_bytes(gzip.compress(data, 9, mtime=0))
        sizes[path.name] = len(packed)
    total = sum(sizes[name] for name in first_load)
    lines = [f"{sizes[name]:8d}  {name}" for name in sorted(first_load, key=lambda n: -sizes[n])]
    behind = f"{sizes[names['pages.wasm']]:8d}  {names['pages.wasm']}, behind the first frame" if optimise else ""
    report = "\n".join([*lines, behind, f"{total:8d}  first load, brotli, {len(first_load)} requests (at most {FIRST_LOAD_LIMIT}, {REQUEST_LIMIT})"])
    (build / "sizes.txt").write_text(report + "\n")
    print(report)
    if optimise and (total > FIRST_LOAD_LIMIT or len(first_load) > REQUEST_LIMIT):
        raise SystemExit("the first load is over its limit")


if __name__ == "__main__":
    main()
