#!/usr/bin/env python3
"""Makes the digits example: draws the images, trains the network, exports ONNX and CSV.

Needs Debian's python3-torch, python3-onnx, python3-pil, python3-numpy and fonts-dejavu. Seeded: run twice, same images.
Usage: /usr/bin/python3 train.py [folder]
"""
import csv
import math
import random
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from torch import nn

SIZE = 16          # pixels of an image's side
SCALE = 4          # drawn larger, then reduced
FONTS = Path("/usr/share/fonts/truetype/dejavu")
FACES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf", "DejaVuSerif-Bold.ttf"]

# Digits as strokes in the unit square, y down: for a hand-drawn look beside the fonts.
STROKES = {
    0: [[(.5, .1), (.25, .2), (.2, .5), (.25, .8), (.5, .9), (.75, .8), (.8, .5), (.75, .2), (.5, .1)]],
    1: [[(.3, .3), (.55, .1), (.55, .9)]],
    2: [[(.22, .3), (.3, .14), (.55, .1), (.75, .2), (.76, .38), (.5, .62), (.22, .9), (.8, .9)]],
    3: [[(.25, .15), (.6, .1), (.75, .28), (.5, .47), (.75, .65), (.65, .87), (.4, .92), (.22, .82)]],
    4: [[(.65, .9), (.65, .1), (.2, .62), (.82, .62)]],
    5: [[(.75, .1), (.3, .1), (.26, .46), (.55, .42), (.77, .6), (.7, .84), (.45, .92), (.22, .82)]],
    6: [[(.7, .12), (.4, .25), (.25, .55), (.3, .85), (.6, .9), (.77, .7), (.6, .5), (.3, .6)]],
    7: [[(.2, .12), (.8, .12), (.45, .9)]],
    8: [[(.5, .48), (.28, .3), (.5, .1), (.72, .3), (.5, .48), (.24, .7), (.5, .92), (.76, .7), (.5, .48)]],
    9: [[(.72, .42), (.45, .52), (.25, .33), (.45, .1), (.7, .18), (.72, .42), (.66, .9)]],
}


def draw(digit, rng):
    """One image, SIZE x SIZE, 0..255."""
    side = SIZE * SCALE
    canvas = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(canvas)
    if rng.random() < 0.5:
        font = ImageFont.truetype(str(FONTS / rng.choice(FACES)), int(side * rng.uniform(0.75, 1.0)))
        pen.text((side / 2, side / 2), str(digit), fill=255, font=font, anchor="mm")
    else:
        width = int(side * rng.uniform(0.06, 0.14))
        for stroke in STROKES[digit]:
            points = [((x + rng.gauss(0, 0.025)) * side, (y + rng.gauss(0, 0.025)) * side) for x, y in stroke]
            pen.line(points, fill=255, width=width, joint="curve")
            for x, y in points:
                pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)

    # Output pixel to input pixel: rotate, shear, scale, shift.
    angle = math.radians(rng.uniform(-18, 18))
    scale_x, scale_y = rng.uniform(0.9, 1.35), rng.uniform(0.9, 1.35)
    shear = rng.uniform(-0.2, 0.2)
    cos, sin = math.cos(angle), math.sin(angle)
    a, b = scale_x * cos, scale_x * (sin + shear)
    d, e = -scale_y * sin, scale_y * cos
    centre = side / 2
    shift_x, shift_y = rng.uniform(-.1, .1) * side, rng.uniform(-.1, .1) * side
    c = centre - a * (centre + shift_x) - b * (centre + shift_y)
    f = centre - d * (centre + shift_x) - e * (centre + shift_y)
    canvas = canvas.transform((side, side), Image.AFFINE, (a, b, c, d, e, f), Image.BILINEAR)
    canvas = canvas.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 2.5)))
    canvas = canvas.resize((SIZE, SIZE), Image.BOX)

    noise = np.random.default_rng(rng.getrandbits(32))
    pixels = np.asarray(canvas, dtype=np.float32) * rng.uniform(0.6, 1.0) + noise.normal(0, rng.uniform(2, 22), (SIZE, SIZE))
    return np.clip(np.rint(pixels + rng.uniform(0, 20)), 0, 255).astype(np.uint8)


def dataset(count, seed):
    rng = random.Random(seed)
    labels = np.array([i % 10 for i in range(count)], dtype=np.int64)
    rng.shuffle(labels)
    return np.stack([draw(int(label), rng) for label in labels]), labels


def tensor(images):
    return torch.from_numpy(images.astype(np.float32) / 255.0).unsqueeze(1)


class Digits(nn.Module):
    """Three convolutions and a linear layer: 1 + 5 + 9 + 16 crossbars of 32 x 32."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 32, 3, padding=1), nn.ReLU())
        self.classifier = nn.Linear(32 * 4 * 4, 10)

    def forward(self, image):
        return self.classifier(torch.flatten(self.features(image), 1))


def train(model, images, labels, epochs):
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-3)
    batch = 128
    steps = epochs * (len(labels) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=steps + 1)
    model.train()
    for epoch in range(epochs):
        order = torch.randperm(len(labels))
        for first in range(0, len(labels) - batch + 1, batch):
            pick = order[first:first + batch]
            loss = nn.functional.cross_entropy(model(images[pick]), labels[pick])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}", flush=True)
    model.eval()


def write_images(path, images, labels):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["label"] + [f"p{i}" for i in range(SIZE * SIZE)])
        for image, label in zip(images, labels):
            writer.writerow([label, *image.reshape(-1)])


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    torch.manual_seed(7)
    torch.set_num_threads(1)
    images, labels = dataset(12000, seed=1)
    calibration_images, calibration_labels = dataset(100, seed=2)
    test_images, test_labels = dataset(1000, seed=3)

    model = Digits()
    train(model, tensor(images), torch.from_numpy(labels), epochs=8)
    with torch.no_grad():
        scores = model(tensor(test_images))
    accuracy = (scores.argmax(1).numpy() == test_labels).mean()
    print(f"float accuracy on {len(test_labels)} test images: {accuracy:.4f}")

    # PRESERVE keeps the batch normalization as a node of its own.
    model.eval()
    torch.onnx.export(model, tensor(test_images[:1]), str(folder / "digits.onnx"), opset_version=13, input_names=["image"],
                      output_names=["scores"], training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    write_images(folder / "calibration.csv", calibration_images, calibration_labels)
    write_images(folder / "test.csv", test_images, test_labels)
    with open(folder / "expected-scores.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"score{i}" for i in range(10)])
        writer.writerows([[repr(float(v)) for v in row] for row in scores[:100]])


if __name__ == "__main__":
    main()
