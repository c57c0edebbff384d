#!/usr/bin/env python3
"""Draws the summary of a co-simulation as a terminal: make -s demo 2>/dev/null | python3 docs/demo-picture.py > docs/demo.svg

Of the table of cores the first three rows are shown.
"""
import html
import sys

CHAR, LINE, LEFT, TOP, SHOWN_CORES = 6.9, 16, 18, 54, 3

lines = ["$ make demo"] + sys.stdin.read().strip("\n").split("\n")
shown, cores = [], 0
for line in lines:
    in_cores = any("cycles went" in l for l in shown) and not any("Bus traffic" in l for l in shown + [line])
    if in_cores and line.strip()[:1].isdigit():
        cores += 1
        if cores == SHOWN_CORES + 1:
            shown.append(" ...")
        if cores > SHOWN_CORES:
            continue
    if line.strip() or (shown and shown[-1].strip()):
        shown.append(line.rstrip())

width = int(2 * LEFT + CHAR * max(len(l) for l in shown))
height = TOP + LINE * len(shown)
print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="Summary that make demo prints">')
print("""  <style>
    .window { fill: #0d1117; stroke: #8c959f; }
    text { font: 11.5px ui-monospace, "DejaVu Sans Mono", monospace; fill: #e6edf3; white-space: pre; }
    .ok { fill: #7ee787; } .head { font-weight: 700; } .cmd { fill: #79c0ff; }
  </style>""")
print(f'  <rect class="window" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>')
print('  <circle cx="20" cy="18" r="5" fill="#ff5f57"/><circle cx="38" cy="18" r="5" fill="#febc2e"/><circle cx="56" cy="18" r="5" fill="#28c840"/>')
for i, line in enumerate(shown):
    text, y = line.lstrip(), TOP + LINE * i
    if not text:
        continue
    x = LEFT + CHAR * (len(line) - len(text))
    if set(text) == {"─"}:
        print(f'  <path d="M{x:.1f} {y - 4} h{CHAR * len(text):.1f}" stroke="#57606a"/>')
        continue
    kind = "cmd" if text.startswith("$") else "ok" if "integer reference on" in text else "head" if text.startswith(("Layers,", "Where ", "Bus traffic")) else ""
    attribute = f' class="{kind}"' if kind else ""
    print(f'  <text{attribute} x="{x:.1f}" y="{y}" textLength="{CHAR * len(text):.1f}" xml:space="preserve">{html.escape(text)}</text>')
print("</svg>")
