using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Flow.Designs;
using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Networks.Images;
using CimGen.Networks.Quantization;

namespace CimGen.Flow.Tests;

/// <summary>Paths, and the steps that many tests share.</summary>
internal static class Workspace
{
    /// <summary>Verilated models are kept between runs: they are found by the hash of what they are made from.</summary>
    public static string ModelCache => Repository.File("rtl-out/.models");

    /// <summary>Reports no progress.</summary>
    public static IProgressReport Quiet { get; } = new Silent();

    public static DesignFile Digits { get; } = Required(DesignFileReader.Read(Repository.File("examples/digits/design.yaml")));

    public static DesignFile Fpga { get; } = Required(DesignFileReader.Read(Repository.File("examples/fpga/design.yaml")));

    public static T Required<T>(Result<T> result)
        where T : class
    {
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return result.Value!;
    }

    /// <summary>All pairs of the values of two enumerations.</summary>
    public static TheoryData<TFirst, TSecond> Pairs<TFirst, TSecond>()
        where TFirst : struct, Enum
        where TSecond : struct, Enum
    {
        var pairs = new TheoryData<TFirst, TSecond>();
        foreach (var first in Enum.GetValues<TFirst>())
        {
            foreach (var second in Enum.GetValues<TSecond>())
            {
                pairs.Add(first, second);
            }
        }

        return pairs;
    }

    public static string NewFolder()
    {
        var path = Path.Combine(Path.GetTempPath(), $"cimgen-test-{Guid.NewGuid():n}");
        Directory.CreateDirectory(path);
        return path;
    }

    public static DesignFile With(this DesignFile design, SyncScheme scheme, SyncTransport transport, UnitMode units, int images) => design with
    {
        Architecture = design.Architecture.WithUnits(units) with { Sync = design.Architecture.Sync with { Scheme = scheme, Transport = transport } },
        Cosim = design.Cosim with { Images = images },
    };

    /// <summary>The machine with a network of two inputs, which have ranges of their own, and three outputs.</summary>
    public static DesignFile WithSeveralMaps(this DesignFile design) => design with
    {
        Network = Repository.File("tests/CimGen.Flow.Tests/Networks/several-maps.yaml"),
        Calibration = null,
        Images = null,
        Labels = null,
        ExpectedScores = null,
        Inputs = [new NamedFormat("state", InputFormat.Pixels with { Low = -20, High = 20, Scale = new ChannelValues(1) }, SourceLocation.None)],
    };

    /// <summary>Generates a design into a folder.</summary>
    public static BuiltDesign Build(DesignFile design, string folder) =>
        Required(DesignBuild.Run(design, folder, null, Stage.Compare, Quiet));

    /// <summary>
    /// Simulates a generated design and holds it against the golden model. One job for each model: the test runner has the processors
    /// build several at once.
    /// </summary>
    /// <param name="verify">Reads back what was loaded.</param>
    /// <param name="optimize">Worth its time for long simulations only.</param>
    public static Result<CosimResult> Simulate(
        BuiltDesign built, string folder, int tracedRuns, uint stallSeed = 0, bool waves = false, bool verify = false, bool optimize = false) =>
        new CosimRunner(folder, ModelCache, jobs: 1, Quiet, optimize).Run(
            built.Design, built.Stimulus, built.Golden, new SimulationOptions(built.Golden.Inputs.Length, tracedRuns, stallSeed, Verify: verify), waves);

    /// <summary>What the golden model alone says: the integer reference knows of no other programs than the network's, and of no other units.</summary>
    public static GoldenResults GoldenAlone(CompiledDesign design, Stimulus stimulus, uint stallSeed)
    {
        var machine = design.Golden(stallSeed);
        var runs = stimulus.Images.Select((image, i) =>
        {
            var values = Quantizer.ToIntegers(design.Network, image);
            machine.WriteInput(values);
            var run = machine.Run(i, null, GoldenResults.CycleLimit);
            Assert.True(run.Ok, GoldenResults.Explain(run));
            return (values, output: machine.ReadOutput(), run);
        }).ToList();
        return new GoldenResults([.. runs.Select(r => r.values)], [.. runs.Select(r => r.output)], [.. runs.Select(r => r.run.Cycles)], runs[0].run.Cores, 0);
    }
}
