#!/usr/bin/env python3
"""Turns src/ui/tokens.json into C++ (ui/tokens.h, ui/icons.h, platform/face_factors.h, sandbox/page_colors.h) and CSS (shell/tokens.css), so that
no colour or size is typed twice.  usage: generate_tokens.py TOKENS.json CODEPOINTS.json OUTPUT_DIR"""
import json
import re
import sys
from pathlib import Path

KEYWORDS = {"default", "inline", "switch", "delete", "new", "union", "register"}
# The order of text::Type and platform::Face: the generated tables are indexed by them.
FACES = ["ui400", "ui500", "ui600", "italic", "display600", "mono400", "icon"]
FACTORS = ["ui", "ui", "ui", "ui", "display", "mono", "icon"]
TYPES = ["display", "title1", "title2", "heading", "body", "bodyStrong", "ui", "uiMedium", "uiStrong", "small", "smallMedium",
         "caption", "captionMedium", "micro", "code"]


def snake(name):
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return name + "_" if name in KEYWORDS else name


def abgr(value):
    digits = value.lstrip("#")
    red, green, blue = (int(digits[i:i + 2], 16) for i in (0, 2, 4))
    alpha = int(digits[6:8], 16) if len(digits) == 8 else 255
    return f"0x{alpha:02X}{blue:02X}{green:02X}{red:02X}u"


def palette(colors):
    light = colors["light"]
    lines = ["struct Palette {"]
    for group, members in light.items():
        name = snake(group)
        lines.append(f"    struct {name.rstrip('_').capitalize()}Colors {{")
        lines.append("        Color " + ", ".join(snake(m) for m in members) + ";")
        lines.append(f"    }} {name};")
    lines.append("};")
    for theme in ("light", "dark"):
        lines.append(f"inline constexpr Palette {theme}_palette {{")
        for group, members in light.items():
            values = ", ".join(abgr(colors[theme][group][m]) for m in members)
            lines.append(f"    {{ {values} }},")
        lines.append("};")
    return lines


def sizes(tokens):
    out = []

    def walk(prefix, value):
        if isinstance(value, bool):
            return
        if isinstance(value, (int, float)):
            out.append(f"inline constexpr float {prefix} = {float(value)}f;")
        elif isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{prefix}_{snake(key).rstrip('_')}", inner)

    for group in ("space", "radius", "control", "icon", "panel", "breakpoint", "focus"):
        walk(group, tokens[group])
    walk("motion", tokens["motion"]["duration"])
    return [line for line in out if not line.startswith("inline constexpr float radius_use")]


def types(tokens):
    def face(entry):
        family = entry["family"]
        return FACES.index({"ui": f"ui{entry['weight']}", "display": "display600", "mono": "mono400"}[family])

    rows = [(tokens["type"][name], face(tokens["type"][name])) for name in TYPES]
    rows.append((tokens["type"]["body"], FACES.index("italic")))
    rows.append((tokens["type"]["small"], FACES.index("ui600")))
    rows.append((tokens["type"]["input"], FACES.index("ui400")))
    lines = ["/// Face (index of platform::Face), CSS em size and line height, in the order of text::Type.",
             "struct TypeToken { int face; float size, line; };", "inline constexpr TypeToken type_tokens[] = {"]
    lines += [f"    {{ {index}, {float(entry['size'])}f, {float(entry['line'])}f }}," for entry, index in rows]
    return lines + ["};"]


def css(colors):
    def block(theme):
        rows = []
        for group, members in colors[theme].items():
            for member, value in members.items():
                rows.append(f"--{snake(group).rstrip('_').replace('_', '-')}-{snake(member).rstrip('_').replace('_', '-')}:{value};")
        return "".join(rows) + f"color-scheme:{theme}"

    dark = block("dark")
    return (f":root{{{block('light')}}}\n@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
            f":root[data-theme=dark]{{{dark}}}\n")


# What the sandbox's own pages (src/sandbox/server/pages.cpp) call the colours they use.
PAGE_COLORS = {
    "paper": "surface.panel", "card": "surface.raised", "ink": "text.primary", "muted": "text.secondary", "line": "border.default",
    "control": "border.control", "accent": "accent.solid", "accent-hover": "accent.solidHover", "on": "accent.on", "tint": "accent.tint", "ring": "focus.ring",
}


def page_colors(colors):
    def block(theme):
        values = {name: token.split(".") for name, token in PAGE_COLORS.items()}
        return " ".join(f"--{name}: {colors[theme][group][member]};" for name, (group, member) in values.items())

    return ["namespace kally::sandbox::pages {", "", "/// The colours as CSS variables, light and dark.", 'inline constexpr char colors[] = R"css(',
            f":root {{ color-scheme: light dark; {block('light')} }}",
            f"@media (prefers-color-scheme: dark) {{ :root {{ {block('dark')} }} }}", ')css";', "", "} // namespace kally::sandbox::pages", ""]


def icons(names, codepoints):
    lines = ["/// Glyphs of the icon font.", "enum class Icon : std::uint16_t {"]
    for name in sorted(names):
        if name not in codepoints:
            raise SystemExit(f"the icon '{name}' is not in Lucide's list")
        pascal = "".join(part.capitalize() for part in name.split("-"))
        lines.append(f"    {pascal} = 0x{codepoints[name]:X},")
    return lines + ["};"]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main():
    tokens = json.loads(Path(sys.argv[1]).read_text())
    codepoints = json.loads(Path(sys.argv[2]).read_text())
    out = Path(sys.argv[3])
    head = ["#pragma once", "// Generated from src/ui/tokens.json by cmake/generate_tokens.py.", "", "#include <cstdint>", "", "namespace kally::ui {", ""]
    body = ["using Color = std::uint32_t; ///< As Dear ImGui packs it: alpha, blue, green, red.", ""]
    body += palette(tokens["color"]) + ["", "namespace token {"] + sizes(tokens) + ["}", ""] + types(tokens)
    write(out / "ui/tokens.h", "\n".join(head + body + ["", "} // namespace kally::ui", ""]))
    write(out / "ui/icons.h", "\n".join(head + icons(tokens["iconSet"], codepoints) + ["", "} // namespace kally::ui", ""]))
    factors = ", ".join(f"{float(tokens['font']['imguiSizeFactor'][kind])}f" for kind in FACTORS)
    write(out / "platform/face_factors.h", "\n".join(["#pragma once", head[1], "", "namespace kally::platform {", "",
          "/// Dear ImGui's size (ascent minus descent) per CSS em, in the order of Face.",
          f"inline constexpr float face_factors[] = {{ {factors} }};", "", "} // namespace kally::platform", ""]))
    write(out / "sandbox/page_colors.h", "\n".join(["#pragma once", head[1], ""] + page_colors(tokens["color"])))
    write(out / "shell/tokens.css", css(tokens["color"]))


if __name__ == "__main__":
    main()
