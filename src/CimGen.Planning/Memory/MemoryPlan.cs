using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Machines.Images;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Memory;

/// <summary>Where everything lies in shared memory.</summary>
/// <param name="Features">Layout of every tensor, by name.</param>
/// <param name="Borders">Of the tensors that have one, by name.</param>
public sealed record MemoryPlan(
    ImmutableArray<MemoryBuffer> Buffers,
    ImmutableDictionary<string, FeatureLayout> Features,
    ImmutableDictionary<string, BorderedLayout> Borders)
{
    private readonly ImmutableDictionary<string, MemoryBuffer> _byName = Buffers.ToImmutableDictionary(b => b.Name);

    /// <summary>Bytes from 0 to the end of the last buffer.</summary>
    public int Bytes => Buffers.Max(b => b.End);

    public MemoryBuffer Buffer(string name) => _byName[name];

    public MemoryBuffer? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The buffers of feature maps that the host neither writes nor reads.</summary>
    public IEnumerable<MemoryBuffer> Between(QuantizedNetwork network) =>
        network.Tensors.Where(t => t.Part is null && !network.IsOfHost(t.Name)).Select(t => Buffer(FeatureName(t.Name)));

    /// <summary>Name of the buffer of a tensor.</summary>
    public static string FeatureName(string tensor) => $"features {tensor}";

    /// <summary>Name of the buffer of the partial sums of one HG.</summary>
    public static string PartialSumName(int layer, int horizontal) => string.Create(CultureInfo.InvariantCulture, $"sums {layer}.{horizontal}");

    /// <summary>Name of the buffer of the biases of one HG.</summary>
    public static string BiasName(int layer, int horizontal) => string.Create(CultureInfo.InvariantCulture, $"bias {layer}.{horizontal}");

    /// <summary>Name of the buffer of the requantization words of one HG.</summary>
    public static string RequantizationName(int layer, int horizontal) => string.Create(CultureInfo.InvariantCulture, $"requantization {layer}.{horizontal}");

    /// <summary>Name of the buffer of the parameters of a layer with one channel to a group on vector units.</summary>
    public static string ChannelName(int layer) => string.Create(CultureInfo.InvariantCulture, $"channels {layer}");

    /// <summary>Name of the buffer of a layer's table.</summary>
    public static string TableName(int layer) => string.Create(CultureInfo.InvariantCulture, $"table {layer}");

    /// <summary>Stable text for the stage dump.</summary>
    public string Dump()
    {
        var text = new StringBuilder();
        foreach (var b in Buffers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{b.Address,8} {b.Bytes,8} layers {b.FirstLayer}..{b.LastLayer} {b.Name}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{Bytes} bytes\n").ToString();
    }
}
