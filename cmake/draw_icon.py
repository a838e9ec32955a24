"""Draws shell/icon.svg as PNG: a square with round corners and an upright gradient, lines with round ends, a disc. Nothing else is read."""
import re
import struct
import zlib


def colour(text):
    return tuple(int(text[i:i + 2], 16) for i in (1, 3, 5))


def read(svg):
    size = float(re.search(r'viewBox="0 0 (\S+)', svg)[1])
    stops = [colour(one) for one in re.findall(r'stop-color="(#\w{6})"', svg)]
    stroke = re.search(r'stroke="(#\w{6})" stroke-width="([\d.]+)"', svg)
    lines = []
    for x, y, kind, rest in re.findall(r"M([\d.]+) ([\d.]+)([vl])([\d. -]+)", re.search(r'<path d="([^"]+)"', svg)[1]):
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", rest)]
        dx, dy = (0, numbers[0]) if kind == "v" else numbers
        lines.append((float(x), float(y), dx, dy))
    disc = re.search(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)" fill="(#\w{6})"', svg)
    return {"size": size, "corner": float(re.search(r'rx="([\d.]+)"', svg)[1]), "stops": stops, "stroke": colour(stroke[1]), "half": float(stroke[2]) / 2,
            "lines": lines, "disc": tuple(float(disc[i]) for i in (1, 2, 3)), "dot": colour(disc[4])}


def png(svg, pixels, maskable=False):
    """`maskable`: the ground fills the square, the mark stands in its middle, inside what every mask leaves."""
    icon = read(svg)
    size, corner = icon["size"], 0 if maskable else icon["corner"]
    scale = size / pixels
    rows = []
    for row in range(pixels):
        line = bytearray(b"\0")
        y = (row + 0.5) * scale
        ground = tuple(round(a + (b - a) * y / size) for a, b in zip(*icon["stops"]))
        for column in range(pixels):
            x = (column + 0.5) * scale
            across, down = abs(x - size / 2) - size / 2 + corner, abs(y - size / 2) - size / 2 + corner
            outside = (max(across, 0) ** 2 + max(down, 0) ** 2) ** 0.5 + min(max(across, down), 0) - corner
            mx, my = ((x - size / 2) / 0.8 + size / 2, (y - size / 2) / 0.8 + size / 2) if maskable else (x, y)
            off = 99.0
            for x0, y0, dx, dy in icon["lines"]:
                along = max(0.0, min(1.0, ((mx - x0) * dx + (my - y0) * dy) / (dx * dx + dy * dy)))
                off = min(off, ((mx - x0 - along * dx) ** 2 + (my - y0 - along * dy) ** 2) ** 0.5 - icon["half"])
            cx, cy, radius = icon["disc"]
            dot = ((mx - cx) ** 2 + (my - cy) ** 2) ** 0.5 - radius
            pixel = ground
            for distance, ink in ((off, icon["stroke"]), (dot, icon["dot"])):
                cover = max(0.0, min(1.0, 0.5 - distance / scale))
                pixel = tuple(round(a + (b - a) * cover) for a, b in zip(pixel, ink)) if cover > 0 else pixel
            line += bytes((*pixel, round(255 * max(0.0, min(1.0, 0.5 - outside / scale)))))
        rows.append(bytes(line))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", pixels, pixels, 8, 6, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b"")
