#!/usr/bin/env python3
"""Subsets Inter and Lucide to what the interface uses.

usage: generate_fonts.py web|native TOKENS.json NODE_MODULES OUTPUT_DIR
web:    woff2 for CSS; fails when Inter's variable Latin passes 40 KB or the icons 16 KB.
native: static TTF files, one a face.
Latin only: the browser (natively the system) draws every other script."""
import json
import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# Basic Latin, Latin-1, the letters of Spanish, French, Portuguese, German and Nordic names, punctuation, arrows, currency.
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x160, 0x161, 0x178, 0x17D, 0x17E, 0x2C6, 0x2DA, 0x2DC,
         0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022, 0x2026, 0x2030, 0x2039, 0x203A,
         0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2264, 0x2265]
# Headings and numbers only: no need for the rest.
DISPLAY = [*range(0x20, 0x7F), 0xA1, 0xBF, 0xE1, 0xE9, 0xED, 0xF1, 0xF3, 0xFA, 0xFC, 0xC1, 0xC9, 0xCD, 0xD1, 0xD3, 0xDA, 0xDC, 0x2026, 0x20AC, 0x201C, 0x201D, 0x2019, 0xAB, 0xBB]
DISPLAY_SIZE, TEXT_SIZE = 32, 14
LIMITS = {"inter": 40 * 1024, "icons": 16 * 1024}


def inter(folder, italic=False):
    name = "inter-latin-standard-" + ("italic" if italic else "normal") + ".woff2"
    return TTFont(folder / "@fontsource-variable/inter/files" / name)


def cut(font, codes):
    options = subset.Options()
    options.layout_features = []  # neither kerning nor ligatures: the canvas sets letter by letter
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [1, 2, 6]
    options.notdef_outline = True
    worker = subset.Subsetter(options)
    worker.populate(unicodes=codes)
    worker.subset(font)
    return font


def used_icons(source, names):
    """Those that the interface's source names."""
    text = "".join(path.read_text() for path in sorted(source.rglob("*.cpp")))
    seen = set(re.findall(r"\bIcon::(\w+)", text))
    return [name for name in names if "".join(part.capitalize() for part in name.split("-")) in seen]


def save(font, path, flavor):
    font.flavor = flavor
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    return path.stat().st_size


def main():
    kind, tokens, modules, out = sys.argv[1], json.loads(Path(sys.argv[2]).read_text()), Path(sys.argv[3]), Path(sys.argv[4])
    codepoints = json.loads((modules / "lucide-static/font/codepoints.json").read_text())
    used = used_icons(Path(sys.argv[2]).parents[1], tokens["iconSet"])
    icons = cut(TTFont(modules / "lucide-static/font/lucide.ttf"), [codepoints[name] for name in used])
    for name in icons.getGlyphOrder():
        # Lucide's outlines name the origin as their corner; saving finds the true one, and the side bearing has to follow.
        glyph = icons["glyf"][name]
        glyph.recalcBounds(icons["glyf"])
        icons["hmtx"][name] = (icons["hmtx"][name][0], glyph.xMin)

    def instance(limits, italic=False, codes=LATIN):
        return instancer.instantiateVariableFont(cut(inter(modules, italic), codes), limits)

    if kind == "web":
        sizes = {
            "inter": save(instance({"wght": (400, 600), "opsz": TEXT_SIZE}), out / "inter.woff2", "woff2"),
            "inter-display": save(instance({"wght": 600, "opsz": DISPLAY_SIZE}, codes=DISPLAY), out / "inter-display.woff2", "woff2"),
            "icons": save(icons, out / "icons.woff2", "woff2"),
        }
        for name, limit in LIMITS.items():
            if sizes[name] > limit:
                raise SystemExit(f"{name}.woff2 is {sizes[name]} bytes, at most {limit} are allowed: use fewer glyphs")
        return
    for weight in (400, 500, 600):
        save(instance({"wght": weight, "opsz": TEXT_SIZE}), out / f"inter-{weight}.ttf", None)
    save(instance({"wght": 400, "opsz": TEXT_SIZE}, italic=True), out / "inter-italic.ttf", None)
    save(instance({"wght": 600, "opsz": DISPLAY_SIZE}, codes=DISPLAY), out / "inter-display-600.ttf", None)
    save(icons, out / "icons.ttf", None)


if __name__ == "__main__":
    main()
