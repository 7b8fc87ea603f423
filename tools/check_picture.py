"""Check that a picture of the window shows something: not blank, a varied map, panels at the sides.

Usage: python3 tools/check_picture.py PICTURE.png
Reads 8-bit RGB(A) PNG files with the standard library only. Exits 1 with what is wrong.
"""

import struct
import sys
import zlib


def read_png(path):
    """Width, height and rows of (r, g, b) of a PNG file."""
    data = open(path, "rb").read()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        sys.exit(f"{path}: not a PNG file")
    at, body, width, height, channels = 8, b"", 0, 0, 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", chunk[:10])
            channels = {2: 3, 6: 4}.get(colour)
            if depth != 8 or channels is None:
                sys.exit(f"{path}: expected 8-bit RGB or RGBA")
        elif kind == b"IDAT":
            body += chunk
        at += 12 + length
    raw, stride, rows = zlib.decompress(body), width * channels, []
    before = bytearray(stride)
    for row in range(height):
        start = row * (stride + 1)
        filter_type, line = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for i in range(stride):
            left = line[i - channels] if i >= channels else 0
            up = before[i]
            corner = before[i - channels] if i >= channels else 0
            if filter_type == 1:
                line[i] = (line[i] + left) & 255
            elif filter_type == 2:
                line[i] = (line[i] + up) & 255
            elif filter_type == 3:
                line[i] = (line[i] + (left + up) // 2) & 255
            elif filter_type == 4:
                p = left + up - corner
                a, b, c = abs(p - left), abs(p - up), abs(p - corner)
                predictor = left if a <= b and a <= c else up if b <= c else corner
                line[i] = (line[i] + predictor) & 255
        rows.append([tuple(line[x : x + 3]) for x in range(0, stride, channels)])
        before = line
    return width, height, rows


def colours(rows, left, top, right, bottom):
    """Number of different colours in a rectangle given in shares of the picture."""
    height, width = len(rows), len(rows[0])
    part = rows[int(top * height) : int(bottom * height)]
    return len({pixel for row in part for pixel in row[int(left * width) : int(right * width)]})


def main():
    width, height, rows = read_png(sys.argv[1])
    found = {
        "map": colours(rows, 0.4, 0.35, 0.65, 0.75),
        "left panel": colours(rows, 0.0, 0.1, 0.2, 0.9),
        "right panel": colours(rows, 0.8, 0.1, 1.0, 0.9),
        "top bar": colours(rows, 0.0, 0.0, 1.0, 0.06),
    }
    print(f"{sys.argv[1]}: {width} x {height}, colours {found}")
    least = {"map": 1000, "left panel": 20, "right panel": 20, "top bar": 20}
    wrong = [name for name, count in found.items() if count < least[name]]
    if wrong:
        sys.exit(f"too plain: {', '.join(wrong)}")


main()
