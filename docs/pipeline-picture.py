#!/usr/bin/env python3
"""Draws a timeline as one lane for each layer: python3 docs/pipeline-picture.py TIMELINE.json > docs/figures/pipeline.svg

The timeline is that of `cimgen build DESIGN --timeline TIMELINE.json`. The darker, the more of the layer's cores work at a time.
"""
import html
import json
import sys

BINS, LEFT, TOP, LANE, WIDTH, SHADES = 300, 150, 26, 13, 750, 8

events = json.load(open(sys.argv[1], encoding="utf-8"))["traceEvents"]
names = {e["pid"]: e["args"]["name"] for e in events if e["name"] == "process_name"}
cores = {}
for e in events:
    if e["ph"] == "X":
        cores.setdefault(e["pid"], set()).add(e["tid"])
end = max(e["ts"] + e["dur"] for e in events if e["ph"] == "X")
busy = {layer: [0.0] * BINS for layer in names}
for e in events:
    if e["ph"] == "X":
        first, last = e["ts"] / end * BINS, (e["ts"] + e["dur"]) / end * BINS
        for i in range(int(first), min(BINS, int(last) + 1)):
            busy[e["pid"]][i] += max(0.0, min(last, i + 1) - max(first, i)) / len(cores[e["pid"]])

height = TOP + LANE * len(names) + 22
print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 20} {height}" width="{LEFT + WIDTH + 20}" height="{height}" role="img" aria-label="Layers over time: all work at once">')
print("<style>text { font: 10px system-ui, sans-serif; fill: #24292f; } rect { fill: #0550ae; }</style>")
print(f'<rect x="0" y="0" width="{LEFT + WIDTH + 20}" height="{height}" style="fill: #ffffff"/>')
print(f'<text x="{LEFT}" y="14">layers over {end:,.0f} microseconds; darker: more of the layer\'s cores work</text>')
for lane, layer in enumerate(sorted(names)):
    y = TOP + lane * LANE
    print(f'<text x="{LEFT - 6}" y="{y + 10}" text-anchor="end">{html.escape(names[layer])} ({len(cores.get(layer, []))})</text>')
    shades = [round(SHADES * min(1.0, b)) for b in busy[layer]]
    start = 0
    for i in range(1, BINS + 1):
        if i == BINS or shades[i] != shades[start]:
            if shades[start]:
                x, w = LEFT + start * WIDTH / BINS, (i - start) * WIDTH / BINS
                print(f'<rect x="{x:g}" y="{y + 1}" width="{w:g}" height="{LANE - 2}" opacity="{shades[start] / SHADES:g}"/>')
            start = i
print("</svg>")
