using System.Collections.Immutable;
using System.Globalization;

namespace CimGen.Bench.Sync;

/// <summary>A convolution that the experiments run on its own.</summary>
/// <param name="Name">Of its network file, without the ending.</param>
/// <param name="Times">How often the network that it comes from has it.</param>
/// <param name="InTableTwo">One of the seven layers of the paper's table II.</param>
public sealed record Workload(string Name, int Times, bool InTableTwo)
{
    /// <summary>Of a layer of table II.</summary>
    public int Number => int.Parse(Name.AsSpan("layer".Length), CultureInfo.InvariantCulture);

    /// <summary>The seven MobileNet layers of the paper, then the eleven different convolutions of ResNet-18.</summary>
    public static ImmutableArray<Workload> All { get; } =
    [
        .. Enumerable.Range(1, 7).Select(i => new Workload($"layer{i}", 1, true)),
        Residual("conv1", 1),
        Residual("conv2", 4),
        Residual("conv3-first", 1),
        Residual("conv3", 3),
        Residual("conv3-shortcut", 1),
        Residual("conv4-first", 1),
        Residual("conv4", 3),
        Residual("conv4-shortcut", 1),
        Residual("conv5-first", 1),
        Residual("conv5", 3),
        Residual("conv5-shortcut", 1),
    ];

    private static Workload Residual(string name, int times) => new($"resnet18-{name}", times, false);
}
