"""A bar chart as SVG: each engine's speed on each network, the best peer's being 1."""
from html import escape

WIDTH, LEFT, RIGHT, TOP, BAR, GAP = 860, 190, 130, 84, 9, 12
# With a ground of its own it stays readable on any page, also where a viewer ignores the colour scheme.
STYLE = """
.ground { fill: #ffffff }
text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 } .small { font-size: 11px; fill: #59636e } .end { text-anchor: end }
.middle { text-anchor: middle } .strong { font-weight: 600 }
.grid { stroke: #d1d9e0; stroke-width: 1 } .one { stroke: #59636e; stroke-width: 1; stroke-dasharray: 3 3 }
.swiftlet { fill: #e0491f } .p0 { fill: #8c959f } .p1 { fill: #a98bc4 } .p2 { fill: #4f83b5 } .p3 { fill: #6fae8c }
.p4 { fill: #c9b063 } .p5 { fill: #c98a8a } .p6 { fill: #7fb0b8 }
@media (prefers-color-scheme: dark) {
  .ground { fill: #0d1117 } text { fill: #e6edf3 } .small { fill: #9198a1 } .grid { stroke: #3d444d } .one { stroke: #9198a1 }
  .swiftlet { fill: #ff7a4d }
}
"""


def text(x, y, content, style=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}">{escape(content)}</text>'


def line(x1, y1, x2, y2, style):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def speeds(results, threads):
    """[(network, swiftlet's milliseconds, [(engine, speed relative to the best peer)])], of the float32 engines that are right."""
    groups = []
    for name in results.names:
        best = results.best_peer(name, threads)
        if best is None:
            continue
        unit = results.milliseconds(name, threads, best)
        engines = [e for e in results.engines if results.is_float32(e) and results.agrees(name, threads, e)]
        bars = [(engine, unit / results.milliseconds(name, threads, engine)) for engine in engines]
        groups.append((name, results.milliseconds(name, threads, "swiftlet"), bars))
    return groups


def legend(engines, styles, titles, y):
    x = 16
    for engine in engines:
        yield f'<rect x="{x}" y="{y - 9}" width="10" height="10" class="{styles[engine]}"/>'
        yield text(x + 14, y, titles[engine], "strong" if engine == "swiftlet" else "")
        x += 30 + 7 * len(titles[engine])


def svg(results, threads, titles):
    groups, about = speeds(results, threads), results.about
    engines = [engine for engine in results.engines if any(engine == bar[0] for group in groups for bar in group[2])]
    peers = [engine for engine in engines if engine != "swiftlet"]
    styles = {"swiftlet": "swiftlet", **{engine: f"p{index}" for index, engine in enumerate(peers)}}
    most = max([1.25] + [speed for _, _, bars in groups for _, speed in bars])
    end = (int(most * 4) + 1) / 4
    scale = (WIDTH - LEFT - RIGHT) / end
    height = TOP + sum(len(bars) * BAR + GAP for _, _, bars in groups) + 44

    unit = "a picture" if results.batch == 1 else f"{results.batch} pictures"
    title = f"Speed relative to the best peer, {threads} thread{'s' * (threads > 1)}, {unit} at a time, float32"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" rx="6" class="ground"/>', text(16, 24, title, "title"),
        text(16, 42, f"{about['processor']}, {about['cores']} cores, {about['date']}. Longer is faster.", "small"),
        *legend(engines, styles, titles, 64),
    ]
    tick = 0.0
    while tick <= end + 1e-9:
        x = LEFT + tick * scale
        out.append(line(x, TOP - 6, x, height - 38, "one" if tick == 1 else "grid"))
        out.append(text(x, height - 22, f"{tick:g}×", "small middle"))
        tick += 0.25 if end <= 2.5 else 0.5
    y = TOP
    for name, milliseconds, bars in groups:
        middle = y + len(bars) * BAR / 2 + 4
        out.append(text(LEFT - 8, middle, name, "end"))
        for engine, speed in bars:
            out.append(
                f'<rect x="{LEFT}" y="{y}" width="{speed * scale:.1f}" height="{BAR - 1}" rx="1" class="{styles[engine]}">'
                f"<title>{escape(f'{titles[engine]}, {name}: {speed:.2f}×')}</title></rect>")
            if engine == "swiftlet":
                out.append(text(WIDTH - RIGHT + 8, middle, f"{speed:.2f}×  ({milliseconds:.2f} ms)", "strong"))
            y += BAR
        y += GAP
    out += [text(LEFT, height - 6, versions(about, peers, titles), "small"), "</svg>"]
    return "\n".join(out) + "\n"


def versions(about, peers, titles):
    words = [f"{titles[engine].split()[0] if engine.startswith('openvino') else titles[engine]} {about['versions'][engine]}"
             for engine in peers]
    return f"swiftlet {about['swiftlet']}; " + ", ".join(dict.fromkeys(words))
