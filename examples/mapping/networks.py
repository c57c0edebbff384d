#!/usr/bin/env python3
"""Writes the convolutions of VGG and ResNet at 224 x 224 as networks in YAML, as the mapping sweep counts them: without linear layers.

ResNet is the first version (He et al., CVPR 2016), whose blocks stride in their first 1x1 convolution.
Usage: networks.py FOLDER
"""
import sys
from pathlib import Path


def vgg(name, counts):
    lines = []
    for kernels, count in zip((64, 128, 256, 512, 512), counts):
        lines += [f"{{ type: conv, kernels: {kernels}, kernel: 3, padding: 1, relu: true }}"] * count
        lines.append("{ type: max-pool, kernel: 2, stride: 2 }")
    return f"# The convolutions of {name} (Simonyan and Zisserman, ICLR 2015) at 224x224, random weights. Written by networks.py.", lines


def resnet(name, counts):
    lines = ["{ type: conv, kernels: 64, kernel: 7, stride: 2, padding: 3, relu: true }", "{ type: max-pool, name: b0, kernel: 3, stride: 2, padding: 1 }"]
    block = 0
    for stage, count in enumerate(counts):
        width = 64 << stage
        for i in range(count):
            stride = ", stride: 2" if i == 0 and stage > 0 else ""
            shortcut = f"b{block}"
            lines.append(f"{{ type: conv, kernels: {width}, kernel: 1{stride}, relu: true }}")
            lines.append(f"{{ type: conv, kernels: {width}, kernel: 3, padding: 1, relu: true }}")
            lines.append(f"{{ type: conv, name: c{block}, kernels: {width * 4}, kernel: 1 }}")
            if i == 0:
                lines.append(f"{{ type: conv, name: s{block}, input: {shortcut}, kernels: {width * 4}, kernel: 1{stride} }}")
                shortcut = f"s{block}"
            lines.append(f"{{ type: add, name: b{block + 1}, inputs: [c{block}, {shortcut}], relu: true }}")
            block += 1
    return f"# The convolutions of {name} (He et al., CVPR 2016) at 224x224, random weights. Written by networks.py.", lines


NETWORKS = {
    "vgg16": vgg("VGG-16", (2, 2, 3, 3, 3)),
    "vgg19": vgg("VGG-19", (2, 2, 4, 4, 4)),
    "resnet50": resnet("ResNet-50", (3, 4, 6, 3)),
    "resnet101": resnet("ResNet-101", (3, 4, 23, 3)),
    "resnet152": resnet("ResNet-152", (3, 8, 36, 3)),
}

for name, (comment, lines) in NETWORKS.items():
    text = f"{comment}\nname: {name}\ninput: [3, 224, 224]\nrandom_weights: fan-in\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)
    (Path(sys.argv[1]) / f"{name}.yaml").write_text(text)
