#!/usr/bin/env python3
"""Makes the networks of the Fashion-MNIST example: trains them, exports ONNX, calibration images and expected scores.

Needs Debian's python3-torch, python3-onnx, python3-numpy and dataset-fashion-mnist. Seeded, on one CPU core.
Usage: /usr/bin/python3 train.py [lenet] [resnet] [mobile] [--out FOLDER]; without names, all three.
"""
import argparse
import csv
import gzip
import struct
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

DATA = Path("/usr/share/datasets/fashion-mnist")  # of Debian's package
CALIBRATION_IMAGES = 200
EXPECTED_IMAGES = 100
BATCH = 128
SHIFT = 1                                         # pixels that a training image is moved at most


def read_idx(name):
    """An idx file of bytes: 0, 0, type 8, number of axes; their lengths, big-endian; the values."""
    with gzip.open(DATA / name) as file:
        content = file.read()
    axes = content[3]
    shape = struct.unpack(f">{axes}I", content[4:4 + 4 * axes])
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


def write_idx(path, images):
    # No time and no name in the header of gzip: the same images give the same bytes.
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(bytes([0, 0, 8, images.ndim]) + struct.pack(f">{images.ndim}I", *images.shape) + images.tobytes())


def tensor(images):
    return torch.from_numpy(images.astype(np.float32) / 255.0).unsqueeze(1)


def conv(inputs, outputs, size, stride=1, groups=1, activation=nn.ReLU):
    """Convolution with 'same' padding, batch normalization and, unless that is None, an activation."""
    layers = [nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([activation()] if activation else []))


def lenet():
    """Three convolutions, each with a maximum behind it, and a linear layer."""
    return nn.Sequential(
        conv(1, 16, 5), nn.MaxPool2d(2),
        conv(16, 32, 3), nn.MaxPool2d(2),
        conv(32, 64, 3), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 3 * 3, 10))


class Residual(nn.Module):
    """Two convolutions beside a shortcut, which is a 1 x 1 convolution where the shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(conv(inputs, outputs, 3, stride), conv(outputs, outputs, 3, activation=None))
        changes = stride > 1 or inputs != outputs
        self.shortcut = conv(inputs, outputs, 1, stride, activation=None) if changes else nn.Identity()
        self.activation = nn.ReLU()

    def forward(self, x):
        return self.activation(self.body(x) + self.shortcut(x))


def resnet():
    """Three residual blocks of 16, 32 and 64 channels."""
    return nn.Sequential(
        conv(1, 16, 5, 2),
        Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def separable(inputs, outputs, stride=1):
    """A kernel for each channel, then a 1 x 1 convolution over the channels."""
    return nn.Sequential(
        conv(inputs, inputs, 3, stride, groups=inputs, activation=nn.ReLU6), conv(inputs, outputs, 1, activation=nn.ReLU6))


def mobile():
    """Three depthwise-separable convolutions behind a plain one, as in MobileNet."""
    return nn.Sequential(
        conv(1, 24, 5, 2, activation=nn.ReLU6),
        separable(24, 64), separable(64, 128, 2), separable(128, 128),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))


# With the epochs that each is trained for.
NETWORKS = {"lenet": (lenet, 5), "resnet": (resnet, 5), "mobile": (mobile, 12)}


def augment(images):
    """Mirrors half of the images and moves each by up to SHIFT pixels; what comes in is black."""
    count, _, height, width = images.shape
    flip = torch.rand(count) < 0.5
    images = torch.where(flip[:, None, None, None], images.flip(3), images)
    padded = nn.functional.pad(images, [SHIFT] * 4)
    rows = torch.randint(0, 2 * SHIFT + 1, (count, 1)) + torch.arange(height)
    columns = torch.randint(0, 2 * SHIFT + 1, (count, 1)) + torch.arange(width)
    return padded[torch.arange(count)[:, None, None], 0, rows[:, :, None], columns[:, None, :]].unsqueeze(1)


def scores_of(model, images):
    with torch.no_grad():
        return torch.cat([model(part) for part in images.split(500)])


def train(name, model, images, labels, epochs):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=1e-2)
    steps = len(labels) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=epochs * steps + 1, anneal_strategy="cos")
    model.train()
    for epoch in range(epochs):
        start, total = time.process_time(), 0.0
        order = torch.randperm(len(labels))
        for first in range(0, steps * BATCH, BATCH):
            pick = order[first:first + BATCH]
            batch = augment(images[pick]).contiguous(memory_format=torch.channels_last)
            loss = nn.functional.cross_entropy(model(batch), labels[pick])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"{name} epoch {epoch}: loss {total / steps:.4f}, {time.process_time() - start:.0f} s", flush=True)
    model.eval()


def export(model, path, image):
    """One image at a time; batch normalization stays a node of its own, and import folds it."""
    model = model.to(memory_format=torch.contiguous_format)
    torch.onnx.export(model, image, str(path), opset_version=13, input_names=["image"], output_names=["scores"],
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    onnx.checker.check_model(onnx.load(str(path)), full_check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("networks", nargs="*")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    if unknown := set(arguments.networks) - set(NETWORKS):
        parser.error(f"no network is called {', '.join(unknown)}; there are {', '.join(NETWORKS)}")

    torch.set_num_threads(1)
    train_pixels, train_labels = read_idx("train-images-idx3-ubyte.gz"), read_idx("train-labels-idx1-ubyte.gz")
    images, labels = tensor(train_pixels), torch.from_numpy(train_labels.astype(np.int64))
    test_images = tensor(read_idx("t10k-images-idx3-ubyte.gz"))
    test_labels = torch.from_numpy(read_idx("t10k-labels-idx1-ubyte.gz").astype(np.int64))
    write_idx(arguments.out / "calibration-images-idx3-ubyte.gz", train_pixels[:CALIBRATION_IMAGES])

    for name in arguments.networks or NETWORKS:
        torch.manual_seed(11)
        build, epochs = NETWORKS[name]
        model = build().to(memory_format=torch.channels_last)
        train(name, model, images, labels, epochs)
        scores = scores_of(model, test_images)
        right = int((scores.argmax(1) == test_labels).sum())
        print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters, {right} of {len(test_labels)} test images right", flush=True)
        export(model, arguments.out / f"{name}.onnx", test_images[:1])
        with open(arguments.out / f"{name}-scores.csv", "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([f"score{i}" for i in range(10)])
            writer.writerows([[repr(float(v)) for v in row] for row in scores[:EXPECTED_IMAGES]])


if __name__ == "__main__":
    main()
