#!/usr/bin/env python3
"""Renders a command's coloured terminal output as an SVG.

    Tools/terminal_to_svg.py Documentation/images/classify.svg swiftlet classify Samples/chelsea.png Samples/coffee.png

Runs the command under a pseudo-terminal, so that it colours its output, and understands the few escape sequences that
it uses (SGR: bold, dim, the eight colours).
"""

import html
import os
import pty
import re
import subprocess
import sys

COLOURS = ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#e6edf3"]
FOREGROUND, BACKGROUND, DIM = "#e6edf3", "#0d1117", "#8b949e"
CELL, LINE, MARGIN = 8.4, 19, 20


def capture(command):
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    ours, theirs = pty.openpty()
    # Without standard error, which would draw a progress bar.
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    chunks = []
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    if process.wait() != 0:
        sys.exit(f"{command[0]} failed")
    return b"".join(chunks).decode().replace("\r\n", "\n")


def spans(line):
    """(text, style) pieces of a line."""
    colour, bold, dim = None, False, False
    for text, codes in re.findall(r"([^\x1b]+)|\x1b\[([0-9;]*)m", line):
        if text:
            yield text, colour or (DIM if dim else FOREGROUND), bold
            continue
        for code in [int(code or 0) for code in codes.split(";")]:
            if code == 0:
                colour, bold, dim = None, False, False
            elif code == 1:
                bold = True
            elif code == 2:
                dim = True
            elif 30 <= code <= 37:
                colour = COLOURS[code - 30]
            elif code == 39:
                colour = None


def blocks(text, x, y, colour):
    """Bars as rectangles, so that they look the same with every font; the text with spaces in their place."""
    shapes = []
    for bar in re.finditer("[\u2588-\u258f]+", text):
        width = sum((0x2590 - ord(character)) / 8 for character in bar[0]) * CELL
        shapes.append(
            f'<rect x="{x + bar.start() * CELL:.2f}" y="{y - 12}" width="{width:.2f}" height="13" fill="{colour}"/>')
    return shapes, re.sub("[\u2588-\u258f]", " ", text)


def render(lines, command):
    columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = columns * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{html.escape(command)}">',
        f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>',
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" '
        'font-size="14">',
    ]
    for row, line in enumerate(lines):
        x, y = MARGIN, MARGIN + 14 + row * LINE
        for text, colour, bold in spans(line):
            shapes, rest = blocks(text, x, y, colour)
            out += shapes
            if rest.strip():
                indent = len(rest) - len(rest.lstrip())
                length = len(rest.strip())
                weight = ' font-weight="bold"' if bold else ""
                out.append(
                    f'<text x="{x + indent * CELL:.2f}" y="{y}" textLength="{length * CELL:.2f}" fill="{colour}"{weight} '
                    f'xml:space="preserve">{html.escape(rest.strip())}</text>')
            x += len(text) * CELL
    return "\n".join(out + ["</g>", "</svg>", ""])


destination, *command = sys.argv[1:]
shown = " ".join([os.path.basename(command[0]), *command[1:]])
prompt = f"\x1b[32m$\x1b[0m \x1b[1m{shown}\x1b[0m"
output = capture(command).rstrip("\n").split("\n")
with open(destination, "w", encoding="utf-8") as file:
    file.write(render([prompt, *output], shown))
