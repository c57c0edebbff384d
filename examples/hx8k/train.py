#!/usr/bin/env python3
"""Makes the network of the HX8K example: a linear classifier for the images of the digits example.

Needs what examples/digits/train.py needs, which draws the images. Seeded.
Usage: /usr/bin/python3 train.py [folder]
"""
import csv
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent.parent / "digits"))
from train import dataset, tensor, train  # noqa: E402


class LinearDigits(nn.Module):
    """One crossbar of 256 x 16."""

    def __init__(self):
        super().__init__()
        self.classifier = nn.Linear(16 * 16, 10)

    def forward(self, image):
        return self.classifier(torch.flatten(image, 1))


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    torch.manual_seed(7)
    torch.set_num_threads(1)
    images, labels = dataset(12000, seed=1)
    test_images, test_labels = dataset(1000, seed=3)

    model = LinearDigits()
    train(model, tensor(images), torch.from_numpy(labels), epochs=30)
    with torch.no_grad():
        scores = model(tensor(test_images))
    accuracy = (scores.argmax(1).numpy() == test_labels).mean()
    print(f"float accuracy on {len(test_labels)} test images: {accuracy:.4f}")

    torch.onnx.export(model, tensor(test_images[:1]), str(folder / "linear-digits.onnx"), opset_version=13, input_names=["image"],
                      output_names=["scores"])
    with open(folder / "expected-scores.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"score{i}" for i in range(10)])
        writer.writerows([[repr(float(v)) for v in row] for row in scores[:100]])


if __name__ == "__main__":
    main()
