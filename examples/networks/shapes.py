#!/usr/bin/env python3
"""Writes networks of torchvision's model definitions (224 x 224) and of MLPerf Tiny as ONNX, with seeded random weights.

Shapes, strides, paddings and the order of nodes are those of torchvision and of the reference models of MLPerf Tiny; weights are He-initialised and batch normalizations
are nodes of their own, in inference form. What the networks compute is worthless, how much they compute is real.

Needs Debian's python3-onnx and python3-numpy. Seeded: run twice, same bytes.
Usage: /usr/bin/python3 shapes.py FOLDER [NETWORK ...]
"""
import sys
import zlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CLASSES = 1000
LARGEST = 1 << 30  # bytes in one file; more goes to external data


class Graph:
    """Collects nodes and weights; every method returns the name of the value it makes."""

    def __init__(self, name, shape=(3, 224, 224), classes=CLASSES):
        self.name, self.shape, self.classes, self.nodes, self.weights = name, shape, classes, [], []
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))

    def constant(self, name, values):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def node(self, op, inputs, **attributes):
        output = f"{op.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [output], output, **attributes))
        return output

    def conv(self, x, channels, kernels, kernel, stride=1, pad=0, groups=1, bias=False):
        n = len(self.nodes)
        kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        pad = pad if isinstance(pad, tuple) else (pad,) * 4
        fan_in = channels // groups * kernel[0] * kernel[1]
        shape = (kernels, channels // groups, *kernel)
        inputs = [x, self.constant(f"w{n}", self.rng.standard_normal(shape, np.float32) * np.float32(np.sqrt(2 / fan_in)))]
        if bias:
            inputs.append(self.constant(f"b{n}", self.rng.standard_normal(kernels, np.float32) * np.float32(0.01)))
        return self.node("Conv", inputs, kernel_shape=kernel, strides=[stride] * 2, pads=pad, group=groups)

    def batch_norm(self, x, channels, gain=1.0):
        n = len(self.nodes)
        values = {
            "scale": self.rng.uniform(0.8 * gain, 1.2 * gain, channels), "bias": self.rng.normal(0, 0.1, channels),
            "mean": self.rng.normal(0, 0.1, channels), "var": self.rng.uniform(0.8, 1.2, channels)}
        return self.node("BatchNormalization", [x] + [self.constant(f"{k}{n}", v) for k, v in values.items()], epsilon=1e-5)

    def relu(self, x):
        return self.node("Relu", [x])

    def relu6(self, x):
        if not any(w.name == "six" for w in self.weights):
            self.constant("zero", np.float32(0))
            self.constant("six", np.float32(6))
        return self.node("Clip", [x, "zero", "six"])

    def max_pool(self, x, kernel, stride, pad=0, ceil=0):
        return self.node("MaxPool", [x], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4, ceil_mode=ceil)

    def average_pool(self, x, kernel, stride):
        return self.node("AveragePool", [x], kernel_shape=[kernel] * 2, strides=[stride] * 2)

    def add(self, a, b):
        return self.node("Add", [a, b])

    def concat(self, parts):
        return self.node("Concat", parts, axis=1)

    def flatten(self, x):
        return self.node("Flatten", [x], axis=1)

    def global_average(self, x):
        return self.flatten(self.node("GlobalAveragePool", [x]))

    def softmax(self, x):
        return self.node("Softmax", [x], axis=1)

    def linear(self, x, inputs, outputs):
        n = len(self.nodes)
        weights = self.rng.standard_normal((outputs, inputs), np.float32) * np.float32(np.sqrt(2 / inputs))
        return self.node("Gemm", [x, self.constant(f"w{n}", weights), self.constant(f"b{n}", np.zeros(outputs))], transB=1)

    def save(self, path, output):
        image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, *self.shape])
        scores = helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, self.classes])
        graph = helper.make_graph(self.nodes, self.name, [image], [scores], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="shapes.py")
        large = sum(len(w.raw_data) for w in self.weights) > LARGEST
        onnx.save_model(model, str(path), save_as_external_data=large, location=path.name + ".data")


def resnet(g, blocks, bottleneck):
    expansion = 4 if bottleneck else 1
    x = g.max_pool(g.relu(g.batch_norm(g.conv("image", 3, 64, 7, 2, 3), 64)), 3, 2, 1)
    channels = 64
    for stage, count in enumerate(blocks):
        width = 64 << stage
        for block in range(count):
            stride = 2 if block == 0 and stage > 0 else 1
            if bottleneck:
                y = g.relu(g.batch_norm(g.conv(x, channels, width, 1), width))
                y = g.relu(g.batch_norm(g.conv(y, width, width, 3, stride, 1), width))
                y = g.batch_norm(g.conv(y, width, width * 4, 1), width * 4, 0.4)
            else:
                y = g.relu(g.batch_norm(g.conv(x, channels, width, 3, stride, 1), width))
                y = g.batch_norm(g.conv(y, width, width, 3, 1, 1), width, 0.4)
            if stride != 1 or channels != width * expansion:
                x = g.batch_norm(g.conv(x, channels, width * expansion, 1, stride), width * expansion)
            channels = width * expansion
            x = g.relu(g.add(y, x))
    return g.linear(g.global_average(x), channels, CLASSES)


def mobilenet_v2(g):
    x = g.relu6(g.batch_norm(g.conv("image", 3, 32, 3, 2, 1), 32))
    channels = 32
    for expansion, out, count, first in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for block in range(count):
            stride, hidden, y = (first if block == 0 else 1), channels * expansion, x
            if expansion != 1:
                y = g.relu6(g.batch_norm(g.conv(y, channels, hidden, 1), hidden))
            y = g.relu6(g.batch_norm(g.conv(y, hidden, hidden, 3, stride, 1, groups=hidden), hidden))
            y = g.batch_norm(g.conv(y, hidden, out, 1), out)
            x = g.add(x, y) if stride == 1 and channels == out else y
            channels = out
    x = g.relu6(g.batch_norm(g.conv(x, channels, 1280, 1), 1280))
    return g.linear(g.global_average(x), 1280, CLASSES)


def squeezenet1_1(g):
    def fire(x, channels, squeeze, expand):
        s = g.relu(g.conv(x, channels, squeeze, 1, bias=True))
        return g.concat([g.relu(g.conv(s, squeeze, expand, 1, bias=True)), g.relu(g.conv(s, squeeze, expand, 3, 1, 1, bias=True))])

    x = g.max_pool(g.relu(g.conv("image", 3, 64, 3, 2, bias=True)), 3, 2, ceil=1)
    x = g.max_pool(fire(fire(x, 64, 16, 64), 128, 16, 64), 3, 2, ceil=1)
    x = g.max_pool(fire(fire(x, 128, 32, 128), 256, 32, 128), 3, 2, ceil=1)
    x = fire(fire(x, 256, 48, 192), 384, 48, 192)
    x = fire(fire(x, 384, 64, 256), 512, 64, 256)
    return g.global_average(g.relu(g.conv(x, 512, CLASSES, 1, bias=True)))


def densenet121(g):
    growth, channels = 32, 64
    x = g.max_pool(g.relu(g.batch_norm(g.conv("image", 3, channels, 7, 2, 3), channels)), 3, 2, 1)
    for stage, count in enumerate([6, 12, 24, 16]):
        for _ in range(count):
            y = g.conv(g.relu(g.batch_norm(x, channels)), channels, 4 * growth, 1)
            y = g.conv(g.relu(g.batch_norm(y, 4 * growth)), 4 * growth, growth, 3, 1, 1)
            x, channels = g.concat([x, y]), channels + growth
        if stage < 3:
            x = g.average_pool(g.conv(g.relu(g.batch_norm(x, channels)), channels, channels // 2, 1), 2, 2)
            channels //= 2
    return g.linear(g.global_average(g.relu(g.batch_norm(x, channels))), channels, CLASSES)


def vgg16(g):
    x, channels = "image", 3
    for width in [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]:
        if width == 0:
            x = g.max_pool(x, 2, 2)
        else:
            x, channels = g.relu(g.conv(x, channels, width, 3, 1, 1, bias=True)), width
    x = g.relu(g.linear(g.flatten(x), 512 * 7 * 7, 4096))
    return g.linear(g.relu(g.linear(x, 4096, 4096)), 4096, CLASSES)


def resnet8(g):
    x = g.relu(g.batch_norm(g.conv("image", 3, 16, 3, 1, 1), 16))
    channels = 16
    for width in [16, 32, 64]:
        stride = 1 if width == channels else 2
        same = (1, 1, 1, 1) if stride == 1 else (0, 0, 1, 1)
        y = g.relu(g.batch_norm(g.conv(x, channels, width, 3, stride, same), width))
        y = g.batch_norm(g.conv(y, width, width, 3, 1, 1), width, 0.4)
        x = x if stride == 1 else g.conv(x, channels, width, 1, stride, bias=True)
        x, channels = g.relu(g.add(x, y)), width
    return g.softmax(g.linear(g.global_average(x), channels, g.classes))


def separable(g, x, channels, width, stride=1, pad=1):
    x = g.relu(g.batch_norm(g.conv(x, channels, channels, 3, stride, pad, groups=channels), channels))
    return g.relu(g.batch_norm(g.conv(x, channels, width, 1), width))


def mobilenet_v1_025(g):
    x, channels = g.relu(g.batch_norm(g.conv("image", 3, 8, 3, 2, (0, 0, 1, 1)), 8)), 8
    for width, stride in [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), *[(128, 1)] * 5, (256, 2), (256, 1)]:
        x, channels = separable(g, x, channels, width, stride, 1 if stride == 1 else (0, 0, 1, 1)), width
    return g.softmax(g.linear(g.global_average(x), channels, g.classes))


def ds_cnn(g):
    x = g.relu(g.batch_norm(g.conv("image", 1, 64, (10, 4), 2, (4, 1, 5, 1)), 64))
    for _ in range(4):
        x = separable(g, x, 64, 64)
    return g.softmax(g.linear(g.global_average(x), 64, g.classes))


def autoencoder(g):
    x, channels = "image", 640
    for width in [128, 128, 128, 128, 8, 128, 128, 128, 128]:
        x, channels = g.relu(g.batch_norm(g.linear(x, channels, width), width)), width
    return g.linear(x, channels, 640)


NETWORKS = {
    "resnet18": lambda g: resnet(g, [2, 2, 2, 2], bottleneck=False),
    "resnet50": lambda g: resnet(g, [3, 4, 6, 3], bottleneck=True),
    "mobilenet_v2": mobilenet_v2,
    "squeezenet1_1": squeezenet1_1,
    "densenet121": densenet121,
    "vgg16": vgg16,
    "resnet8": resnet8,
    "mobilenet_v1_025": mobilenet_v1_025,
    "ds_cnn": ds_cnn,
    "autoencoder": autoencoder,
}

# Inputs and outputs of MLPerf Tiny's: images of CIFAR-10, persons, keywords, and sounds of machines.
TINY = {"resnet8": ((3, 32, 32), 10), "mobilenet_v1_025": ((3, 96, 96), 2), "ds_cnn": ((1, 49, 10), 12), "autoencoder": ((640,), 640)}


def main():
    if len(sys.argv) < 2 or any(name not in NETWORKS for name in sys.argv[2:]):
        sys.exit(f"usage: shapes.py FOLDER [{' | '.join(NETWORKS)} ...]")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or NETWORKS:
        graph = Graph(name, *TINY.get(name, ()))
        graph.save(folder / f"{name}.onnx", NETWORKS[name](graph))
        print(f"{name}: {sum(np.prod(w.dims, dtype=np.int64) for w in graph.weights)} weights, {len(graph.nodes)} nodes")


if __name__ == "__main__":
    main()
