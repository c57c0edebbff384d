using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Simulation;
using MemoryMarshal = System.Runtime.InteropServices.MemoryMarshal;

namespace CimGen.Microcode.Golden;

/// <summary>
/// The golden model: runs microcode with the cycle rules of docs/microarchitecture.md. Shared memory, weights, buffers and
/// registers keep their contents from run to run; what the host's start command resets is reset by <see cref="Run"/>.
/// </summary>
public sealed class GoldenMachine : IGoldenMachine
{
    private readonly Architecture _architecture;
    private readonly MachineImage _image;
    private readonly CoreArray _cores;

    /// <param name="architecture">The machine.</param>
    /// <param name="image">What the host loads before the first run.</param>
    /// <param name="unit">Makes the compute unit of each core.</param>
    /// <param name="stallSeed">Seed of random bus stalls; 0 for none.</param>
    /// <param name="idealTransport">
    /// Bus and call tree serve every request at once, whatever is under way, and compute units take their least latency. Nothing comes later
    /// than in the real machine, so that the cycles are a bound. There are no values: memory is not read or written, units do not compute.
    /// </param>
    /// <exception cref="ArgumentException">The image does not fit the machine: a fault of the caller, never of user input.</exception>
    public GoldenMachine(Architecture architecture, MachineImage image, ComputeUnitFactory unit, uint stallSeed = 0, bool idealTransport = false)
    {
        Check(architecture, image);
        _architecture = architecture;
        _image = image;
        _cores = new CoreArray(architecture, image, unit, stallSeed, idealTransport);
        foreach (var segment in image.Memory)
        {
            segment.Bytes.CopyTo(_cores.Memory.Bytes, segment.Address);
        }
    }

    /// <inheritdoc/>
    public Span<byte> Memory => _cores.Memory.Bytes;

    /// <inheritdoc/>
    public void WriteInput(ReadOnlySpan<sbyte> values)
    {
        foreach (var layout in _image.Inputs)
        {
            WriteFeatures(layout, values[..layout.Values]);
            values = values[layout.Values..];
        }
    }

    /// <inheritdoc/>
    public sbyte[] ReadOutput() => _image.Outputs is [var alone] ? ReadFeatures(alone) : [.. _image.Outputs.SelectMany(ReadFeatures)];

    /// <summary>Writes a feature map; values in the order y, x, channel.</summary>
    public void WriteFeatures(FeatureLayout layout, ReadOnlySpan<sbyte> values)
    {
        var bytes = MemoryMarshal.Cast<sbyte, byte>(values);
        for (var y = 0; y < layout.Height; y++)
        {
            for (var x = 0; x < layout.Width; x++)
            {
                var first = ((y * layout.Width) + x) * layout.Channels;
                bytes.Slice(first, layout.Channels).CopyTo(Memory[layout.AddressOf(0, y, x)..]);
            }
        }
    }

    /// <summary>Reads a feature map; values in the order y, x, channel.</summary>
    public sbyte[] ReadFeatures(FeatureLayout layout)
    {
        var values = new sbyte[layout.Values];
        var bytes = MemoryMarshal.Cast<sbyte, byte>(values.AsSpan());
        for (var y = 0; y < layout.Height; y++)
        {
            for (var x = 0; x < layout.Width; x++)
            {
                var first = ((y * layout.Width) + x) * layout.Channels;
                Memory.Slice(layout.AddressOf(0, y, x), layout.Channels).CopyTo(bytes[first..]);
            }
        }

        return values;
    }

    /// <inheritdoc/>
    public RunSummary Run(int number, ITraceSink? sink, long cycleLimit, IStoreObserver? stores = null) =>
        _cores.Run(number, sink, cycleLimit, stores);

    private static void Check(Architecture architecture, MachineImage image)
    {
        if (image.Cores.Length != architecture.Cores)
        {
            throw new ArgumentException("one program per core is needed", nameof(image));
        }

        var cells = architecture.Compute.Rows * architecture.Compute.Columns;
        if (image.Cores.Any(core => core.ProgramBytes > architecture.InstructionMemoryBytes || (core.Weights.Length != 0 && core.Weights.Length != cells)))
        {
            throw new ArgumentException("a program or a weight matrix does not fit its core", nameof(image));
        }

        if (image.Links.GroupBy(l => l.From).Concat(image.Links.GroupBy(l => l.To)).Any(g => g.Count() > 1)
            || image.MulticastGroups.SelectMany(g => g.Cores.Select(core => (core, g.ForInputs))).GroupBy(core => core).Any(g => g.Count() > 1))
        {
            throw new ArgumentException("a core has more than one link each way or multicast group", nameof(image));
        }

        if (image.Memory.Any(segment => segment.Address < 0 || (long)segment.Address + segment.Bytes.Length > architecture.Memory.SizeBytes))
        {
            throw new ArgumentException("a memory segment lies outside shared memory", nameof(image));
        }
    }
}
