"""Writes random PyTorch modules as ONNX models: modules.py FOLDER COUNT SEED. Runs with torch 1.13 and later."""

import random
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional as F

ACTIVATIONS = [
    nn.ReLU, nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.SiLU, nn.Hardswish, nn.Hardsigmoid, nn.Sigmoid, nn.Tanh, nn.ELU, nn.SELU, nn.CELU, nn.GELU, nn.Softplus, nn.Softsign, nn.Mish,
    nn.Hardtanh,
]

# Of torch 1.13.
NEWEST_OPSET = 17


class Step(nn.Module):
    """A function of maps, with the modules that it uses."""

    def __init__(self, function, *modules):
        super().__init__()
        self.function = function
        self.parts = nn.ModuleList(modules)

    def forward(self, x):
        return self.function(x, *self.parts)


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        torch.manual_seed(seed)

    def chance(self, share):
        return self.random.random() < share

    def choose(self, *values):
        return self.random.choice(values)

    def module(self):
        """A module in evaluation mode, and an image for it."""
        channels, height, width = self.random.randint(1, 4), self.random.randint(4, 16), self.random.randint(4, 16)
        image = torch.randn(1, channels, height, width)
        steps = []
        for _ in range(self.random.randint(2, 7)):
            image = self.append(steps, image, self.on_map(image))
        if self.chance(0.75):
            for head in self.heads():
                image = self.append(steps, image, head(image))
        module = nn.Sequential(*steps).eval()
        for part in module.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                for values, low, high in (part.running_mean, -0.5, 0.5), (part.running_var, 0.5, 2), (part.weight.data, 0.5, 1.5), (part.bias.data, -0.5, 0.5):
                    values.uniform_(low, high)
        return module, torch.randn(1, channels, height, width)

    @staticmethod
    def append(steps, image, step):
        """What comes out of a step, and the step when it leaves something of reasonable size."""
        with torch.no_grad():
            output = step.eval()(image)
        if output.numel() > 20000:
            return image
        steps.append(step)
        return output

    def on_map(self, x):
        makers = [
            (self.convolution, 6), (self.depthwise, 3), (self.normalization, 3), (self.activation, 5), (self.pool, 4), (self.residual, 4), (self.concat, 4), (self.gate, 3),
            (self.upsample, 2), (self.transposed, 2), (self.shuffle, 1), (self.pieces, 2), (self.padded, 2), (self.constants, 2), (self.twice, 2), (self.last, 2), (self.product, 1),
        ]
        return self.random.choices([m for m, _ in makers], [w for _, w in makers])[0](x)

    def window(self, x):
        """Kernel, stride, padding and dilation that fit a map."""
        axes = []
        for size in x.shape[2:]:
            kernel, dilation = self.random.randint(1, 4), self.choose(1, 1, 1, 2)
            if (kernel - 1) * dilation >= size:
                kernel, dilation = min(kernel, size), 1
            axes.append((kernel, self.choose(1, 1, 2, 3), self.random.randint(0, kernel // 2), dilation))
        return [tuple(a) for a in zip(*axes)]

    def convolution(self, x):
        kernel, stride, padding, dilation = self.window(x)
        groups = self.choose(1, 1, 1, *[g for g in (2, 3) if x.shape[1] % g == 0])
        return nn.Conv2d(x.shape[1], groups * self.random.randint(1, 5), kernel, stride, padding, dilation, groups, bias=self.chance(0.6))

    def depthwise(self, x):
        kernel, stride, padding, dilation = self.window(x)
        c, per = x.shape[1], self.choose(1, 1, 2)
        parts = [nn.Conv2d(c, per * c, kernel, stride, padding, dilation, c, bias=False), nn.BatchNorm2d(per * c), nn.ReLU6(), nn.Conv2d(per * c, self.random.randint(1, 8), 1)]
        return nn.Sequential(*parts[: self.random.randint(1, 4)])

    def normalization(self, x):
        return nn.BatchNorm2d(x.shape[1])

    def activation(self, x):
        return nn.PReLU(self.choose(1, x.shape[1])) if self.chance(0.1) else self.random.choice(ACTIVATIONS)()

    def pool(self, x):
        kernel, stride, padding, _ = self.window(x)
        kind = self.random.randint(0, 4)
        if kind == 0:
            return nn.AdaptiveAvgPool2d(1)
        if kind < 3:
            return nn.MaxPool2d(kernel, stride, padding, ceil_mode=self.chance(0.3))
        return nn.AvgPool2d(kernel, stride, padding, ceil_mode=not any(padding) and self.chance(0.3), count_include_pad=self.chance(0.5))

    def branch(self, x, channels):
        """Layers that keep rows and columns."""
        kernel = self.choose(1, 3, 5)
        parts = [nn.Conv2d(x.shape[1], channels, kernel, padding=kernel // 2)]
        if self.chance(0.5):
            parts.append(nn.BatchNorm2d(channels))
        if self.chance(0.6):
            parts.append(self.random.choice(ACTIVATIONS)())
        return nn.Sequential(*parts)

    def residual(self, x):
        c = x.shape[1]
        kind, branch = self.random.randint(0, 3), self.branch(x, c)
        if kind == 0:
            return Step(lambda x, b: F.relu(x + b(x)), branch)
        if kind == 1:
            return Step(lambda x, b, o: b(x) - o(x), branch, self.branch(x, c))
        return Step(lambda x, b, o: b(x) + o(x) + x, branch, self.branch(x, c))

    def concat(self, x):
        branches = [self.branch(x, self.random.randint(1, 4)) for _ in range(self.random.randint(1, 3))]
        if self.chance(0.5):
            return Step(lambda x, *b: torch.cat([x, *[m(x) for m in b]], 1), *branches)
        along = self.choose(1, 1, 2, 3)
        return Step(lambda x, b: torch.cat([b(x), F.relu(x)], along), self.branch(x, x.shape[1]))

    def gate(self, x):
        c = x.shape[1]
        squeeze = nn.Sequential(nn.Conv2d(c, max(1, c // 2), 1), nn.ReLU(), nn.Conv2d(max(1, c // 2), c, 1), self.choose(nn.Sigmoid, nn.Hardsigmoid)())
        if self.chance(0.5):
            return Step(lambda x, s: x * s(F.adaptive_avg_pool2d(x, 1)), squeeze)
        if self.chance(0.5):
            return Step(lambda x, s: s(x.mean((2, 3), keepdim=True)) * x, squeeze)
        linear = nn.Sequential(nn.Linear(c, c), nn.Sigmoid())
        return Step(lambda x, s: x * s(x.mean((2, 3))).view(x.size(0), -1, 1, 1), linear)

    def upsample(self, x):
        return nn.Upsample(scale_factor=self.choose(2, 2, 3), mode="nearest")

    def transposed(self, x):
        kernel, stride = self.random.randint(1, 4), self.random.randint(1, 3)
        padding = self.random.randint(0, (kernel - 1) // 2)
        return nn.ConvTranspose2d(x.shape[1], self.random.randint(1, 4), kernel, stride, padding, bias=self.chance(0.5))

    def shuffle(self, x):
        groups = self.choose(*[g for g in (2, 3, 4) if x.shape[1] % g == 0] or [1])
        return Step(lambda x: x.view(x.size(0), groups, x.size(1) // groups, x.size(2), x.size(3)).transpose(1, 2).reshape(x.shape))

    def pieces(self, x):
        c, h, w = x.shape[1:]
        kind = self.random.randint(0, 3)
        if kind == 0 and c > 1:
            return Step(lambda x: torch.cat(torch.chunk(x, 2, 1)[::-1], 1))
        if kind == 1 and c % 2 == 0:
            return Step(lambda x: torch.sigmoid(x[:, : c // 2]) * x[:, c // 2 :])
        if kind == 2 and h % 2 == 0 and w % 2 == 0:
            return Step(lambda x: torch.cat([x[:, :, ::2, ::2], x[:, :, 1::2, ::2], x[:, :, ::2, 1::2], x[:, :, 1::2, 1::2]], 1))
        return Step(lambda x: x[:, :, h // 3 :, : w - w // 3])

    def padded(self, x):
        left, right, top, bottom = (self.random.randint(0, 2) for _ in range(4))
        return Step(lambda x, c: c(F.pad(x, (left, right, top, bottom))), nn.Conv2d(x.shape[1], self.random.randint(1, 4), 1 if min(x.shape[2:]) < 3 else 3, stride=self.choose(1, 2)))

    def constants(self, x):
        values = torch.rand(x.shape[1], 1, 1) + 0.5
        kind = self.random.randint(0, 5)
        functions = [
            lambda x: (x - values) / values, lambda x: 1.5 - x, lambda x: values * x + 1, lambda x: values - x, lambda x: 2 / (1 + torch.exp(-x)), lambda x: values / (2 + torch.tanh(x)),
        ]
        return Step(functions[kind])

    def twice(self, x):
        """One convolution in two places: an exporter may store its weights once."""
        c = x.shape[1]
        shared = nn.Conv2d(c, c, 3, padding=1)
        return Step(lambda x, s: s(F.relu(s(x))), shared)

    def last(self, x):
        """With the channels as the last axis, as in ConvNeXt."""
        c, more = x.shape[1], self.random.randint(1, 8)
        if self.chance(0.5):
            mixed = nn.Sequential(nn.Linear(c, more), nn.GELU(), nn.Linear(more, c))
            return Step(lambda x, m: x + m(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), mixed)
        scale = torch.rand(c) + 0.5
        return Step(lambda x: F.relu(x.permute(0, 2, 3, 1) * scale + 0.1).permute(0, 3, 1, 2))

    def product(self, x):
        return Step(lambda x, b: torch.tanh(b(x)) * x, self.branch(x, x.shape[1]))

    def heads(self):
        """From a map to a list."""
        flat = [
            lambda x: nn.Flatten(),
            lambda x: Step(lambda x: x.view(x.size(0), -1)),
            lambda x: Step(lambda x: x.reshape(x.shape[0], x.shape[1] * x.shape[2] * x.shape[3])),
            lambda x: Step(lambda x: x.mean((2, 3))),
            lambda x: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
            lambda x: Step(lambda x: F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1)),
            lambda x: Step(lambda x: torch.flatten(x.permute(0, 2, 3, 1), 1)),
            lambda x: nn.Sequential(nn.MaxPool2d(tuple(x.shape[2:])), nn.Flatten()),
        ]
        yield self.random.choice(flat)
        for _ in range(self.random.randint(0, 2)):
            yield lambda x: nn.Linear(x.shape[1], self.random.randint(2, 12), bias=self.chance(0.8))
            if self.chance(0.3):
                yield lambda x: nn.BatchNorm1d(x.shape[1])
            if self.chance(0.5):
                yield lambda x: self.random.choice(ACTIVATIONS)()
            if self.chance(0.3):
                yield lambda x: nn.Dropout()
        if self.chance(0.2):
            yield lambda x: self.choose(nn.Softmax, nn.LogSoftmax)(1)


def export(maker, module, image, path, opset):
    modes = torch.onnx.TrainingMode
    torch.onnx.export(
        module, image, path, opset_version=opset, input_names=["image"], output_names=["result"], dynamic_axes={"image": {0: "batch"}} if maker.chance(0.2) else None,
        do_constant_folding=maker.chance(0.7), training=modes.PRESERVE if maker.chance(0.4) else modes.EVAL)


def main(folder, count, seed):
    """One file for each module; of those that torch cannot export, a line says why."""
    warnings.filterwarnings("ignore")
    for number in range(seed, seed + count):
        maker = Maker(number)
        module, image = maker.module()
        path = f"{folder}/{number}.onnx"
        try:
            export(maker, module, image, path, maker.random.randint(11, NEWEST_OPSET))
        except torch.onnx.errors.OnnxExporterError:
            # Some operators came later.
            try:
                export(maker, module, image, path, NEWEST_OPSET)
            except torch.onnx.errors.OnnxExporterError as error:
                print(f"{number}: {str(error).splitlines()[0]}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
