using CimGen.Crossbars.Build;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Build;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Microcode.Tests;

public sealed class WeightPackerTests
{
    /// <summary>The weight tensor, put together again from the crossbars by the definition of im2col; all other cells are zero.</summary>
    [Fact]
    public void EveryWeightIsAtItsPlace() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var (kernels, channels) = (random.Next(1, 40), random.Next(1, 12));
        var window = new Window(random.Next(1, 4), random.Next(1, 4));
        var network = NetworkBuilder.Single(kernels, window, new FeatureShape(channels, 4, 4), seed);
        var crossbar = TestMachines.Square(8, 1) with { Cores = 1024 };
        var mapping = (MatrixPlacement)NetworkPlacer.Run(network, crossbar, new CrossbarPlanner()).Value!.Layers[0];
        var layer = (QuantizedConvolution)network.Layers[0];
        var packed = mapping.Blocks.Select(b => new CrossbarPlanner().Pack([(layer, b)], crossbar)).ToArray();

        var nonZero = 0;
        for (var k = 0; k < kernels; k++)
        {
            for (var ky = 0; ky < window.KernelY; ky++)
            {
                for (var kx = 0; kx < window.KernelX; kx++)
                {
                    for (var z = 0; z < channels; z++)
                    {
                        var weight = layer.Weights[(((((k * window.KernelY) + ky) * window.KernelX) + kx) * channels) + z];
                        var row = (((ky * window.KernelX) + kx) * channels) + z;
                        var core = ((k / 8) * mapping.VerticalGroups) + (row / 8);
                        Assert.Equal(weight, packed[core][((row % 8) * 8) + (k % 8)]);
                        nonZero += weight != 0 ? 1 : 0;
                    }
                }
            }
        }

        Assert.All(packed, p => Assert.Equal(64, p.Length));
        Assert.Equal(nonZero, packed.Sum(p => p.Count(w => w != 0)));
    }));

    /// <summary>Groups, alone and several on a crossbar, each from the weights of its kernels.</summary>
    [Fact]
    public void EveryWeightOfAGroupLiesWhereItsInputComesIn() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var (groups, perGroup, kernelsPerGroup) = (random.Next(2, 9), random.Next(1, 4), random.Next(1, 4));
        var window = new Window(random.Next(1, 4), random.Next(1, 4));
        var network = new NetworkBuilder(new FeatureShape(groups * perGroup, 4, 4), seed).Convolution("conv", "input", groups * kernelsPerGroup, window, groups: groups).Build();
        var machine = TestMachines.Square(8, 200);
        var layer = (QuantizedConvolution)network.Layers[0];
        var mapping = (MatrixPlacement)NetworkPlacer.Run(network, machine, new CrossbarPlanner()).Value!.Layers[0];
        var found = new Dictionary<(int Kernel, int Position, int Channel), sbyte>();
        foreach (var block in mapping.Blocks)
        {
            var cells = new CrossbarPlanner().Pack([(layer, block)], machine);
            for (var i = 0; i < cells.Length; i++)
            {
                var (row, column) = (i / 8, i % 8);
                if (row < block.Rows && column < block.Kernels)
                {
                    var (position, channel) = Math.DivRem(block.FirstRow + row, block.Channels);
                    found.Add((block.FirstKernel + column, position, block.FirstChannel + channel), cells[i]);
                }
                else
                {
                    Assert.Equal(0, cells[i]);
                }
            }
        }

        Assert.All(found, f => Assert.Equal(
            f.Key.Channel / perGroup == f.Key.Kernel / kernelsPerGroup
                ? layer.Weights[(((f.Key.Kernel * window.KernelY * window.KernelX) + f.Key.Position) * perGroup) + (f.Key.Channel % perGroup)]
                : 0,
            f.Value));
        Assert.True(found.Count >= layer.Weights.Length);
    }));

    [Fact]
    public void ADepthwiseLayerIsADiagonal()
    {
        var network = new NetworkBuilder(new FeatureShape(21, 2, 2)).Scaling("scale", "input").Build();
        var machine = TestMachines.Square(8, 3) with { Compute = new Crossbar(16, 8, CrossbarImplementation.Behavioural, 5, 1) };
        var layer = (QuantizedConvolution)network.Layers[0];
        var mapping = (MatrixPlacement)NetworkPlacer.Run(network, machine, new CrossbarPlanner()).Value!.Layers[0];

        foreach (var block in mapping.Blocks)
        {
            var cells = new CrossbarPlanner().Pack([(layer, block)], machine);
            for (var i = 0; i < cells.Length; i++)
            {
                var (row, column) = (i / 8, i % 8);
                Assert.Equal(row == column && row < block.Rows ? layer.Weights[block.FirstKernel + column] : 0, cells[i]);
            }
        }
    }

    /// <summary>Blocks of two layers lie on one crossbar, each where it was put.</summary>
    [Fact]
    public void BlocksOfTwoLayersShareACrossbar()
    {
        var machine = TestMachines.Square(8, 1);
        var (a, b) = (Layer(3, 1), Layer(2, 2));

        var cells = new CrossbarPlanner().Pack(
            [(a, new Block(default, 0, 0, 0, 4, 0, 3, 0, 4)), (b, new Block(default, 0, 0, 0, 4, 0, 2, 0, 4, UnitRow: 4, UnitColumn: 5))], machine);

        for (var cell = 0; cell < 64; cell++)
        {
            var (row, column) = (cell / 8, cell % 8);
            var expected = row < 4 && column < 3 ? a.Weights[(column * 4) + row] : row >= 4 && column is (5 or 6) ? b.Weights[((column - 5) * 4) + row - 4] : 0;
            Assert.Equal(expected, cells[cell]);
        }

        static QuantizedConvolution Layer(int kernels, int seed) =>
            (QuantizedConvolution)NetworkBuilder.Single(kernels, new Window(1, 1), new FeatureShape(4, 1, 1), seed).Layers[0];
    }

    /// <summary>Nobody is told to raise what is at its end.</summary>
    [Fact]
    public void AdviceStaysWithinTheLimitsOfAnArchitecture()
    {
        var at = new Core.Diagnostics.SourceLocation("n");
        var unit = TestMachines.Square(8, 1).Compute;
        Assert.EndsWith("; raise instruction_memory_bytes", CodegenDiagnostics.ProgramTooLong(at, 0, 65_536, [], TestMachines.Square(8, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("; instruction_memory_bytes ends at 65536, so use smaller windows", CodegenDiagnostics.ProgramTooLong(at, 0, 65_544, [], TestMachines.Square(8, 1)).Message, StringComparison.Ordinal);
        var rolling = TestMachines.Square(8, 1) with { Dataflow = DataflowKind.Rows, FeatureMaps = FeatureMapKind.Rolling };
        Assert.EndsWith("; raise instruction_memory_bytes, or feature_maps: whole, with shorter programs", CodegenDiagnostics.ProgramTooLong(at, 0, 65_536, [], rolling).Message, StringComparison.Ordinal);
        Assert.EndsWith("; use crossbars with at least 1024 columns", CodegenDiagnostics.UnevenRequantization(at, "l", 1024, 8, unit).Message, StringComparison.Ordinal);
        Assert.EndsWith("; give all channels the same", CodegenDiagnostics.UnevenRequantization(at, "l", 1025, 1024, unit).Message, StringComparison.Ordinal);
    }
}
