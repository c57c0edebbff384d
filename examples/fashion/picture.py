#!/usr/bin/env python3
"""Draws the first test images with what the generated Verilog took them for, from the report of 'cimgen cosim'.

Needs Debian's python3-pil, python3-numpy and fonts-dejavu-core.
Usage: /usr/bin/python3 examples/fashion/picture.py rtl-out/fashion-lenet/report/outputs.csv docs/fashion.png
"""
import csv
import gzip
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

IMAGES = Path(__file__).parent / "data" / "t10k-images-idx3-ubyte.gz"
CLASSES = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"]
SIDE, SCALE = 28, 3
COLUMNS, ROWS = 10, 3
MARGIN, CAPTION = 6, 30
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def main():
    report, picture = sys.argv[1:]
    with open(report, newline="") as file:
        outputs = list(csv.DictReader(file))[:COLUMNS * ROWS]
    with gzip.open(IMAGES) as file:
        file.read(16)
        pixels = np.frombuffer(file.read(SIDE * SIDE * len(outputs)), np.uint8).reshape(-1, SIDE, SIDE)

    side = SIDE * SCALE
    width, height = side + MARGIN, side + CAPTION + MARGIN
    canvas = Image.new("RGB", (COLUMNS * width + MARGIN, ROWS * height + MARGIN), "white")
    pen = ImageDraw.Draw(canvas)
    font = ImageFont.truetype(FONT, 12)
    for i, (row, image) in enumerate(zip(outputs, pixels)):
        x, y = MARGIN + i % COLUMNS * width, MARGIN + i // COLUMNS * height
        canvas.paste(Image.fromarray(255 - image).resize((side, side), Image.NEAREST), (x, y))
        label, predicted = int(row["label"]), int(row["predicted"])
        right = label == predicted
        pen.text((x + side / 2, y + side + 2), CLASSES[predicted], fill="black" if right else "#c00000", font=font, anchor="ma")
        if not right:
            pen.text((x + side / 2, y + side + 15), f"is {CLASSES[label]}", fill="#606060", font=font, anchor="ma")
    canvas.save(picture, optimize=True)


if __name__ == "__main__":
    main()
