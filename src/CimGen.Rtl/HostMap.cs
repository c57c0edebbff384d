using System.Collections.Immutable;
using System.Numerics;
using CimGen.Machines;

namespace CimGen.Rtl;

/// <summary>
/// Where the host port has its windows: registers from 0 on, and behind them shared memory, programs and weights in the order of their sizes,
/// each at a multiple of its size, which is a power of two. Verilog, header, testbench and documentation take it from here.
/// </summary>
public sealed record HostMap(HostWindow Registers, HostWindow Memory, HostWindow Instructions, HostWindow Weights)
{
    private const int RegisterBytes = 4096;

    /// <summary>The map of a machine.</summary>
    public static HostMap Of(Architecture architecture)
    {
        var parameters = new MachineParameters(architecture);
        HostWindow[] windows =
        [
            new("registers", 1, RegisterBytes),
            new("memory", 1, parameters.MemoryBytes),
            new("instructions", parameters.Cores, parameters.InstructionBytes),
            new("weights", parameters.Cores, parameters.WeightBytes),
        ];
        var end = 0u;
        foreach (var i in Enumerable.Range(1, windows.Length - 1).OrderBy(i => windows[i].Size).Prepend(0))
        {
            var size = windows[i].Size;
            windows[i] = windows[i] with { Base = (end + size - 1) / size * size };
            end = windows[i].Base + size;
        }

        return new HostMap(windows[0], windows[1], windows[2], windows[3]);
    }

    /// <summary>All of them, by address.</summary>
    public ImmutableArray<HostWindow> Windows => [.. new[] { Registers, Memory, Instructions, Weights }.OrderBy(w => w.Base)];

    /// <summary>Bits of the port's addresses.</summary>
    public int AddressWidth => BitOperations.Log2(Windows.Max(w => w.Base + (w.Size - 1))) + 1;
}

/// <summary>A window of the host port: as many bytes for each of its places, which are one, or the cores.</summary>
public sealed record HostWindow(string Name, int Places, int Bytes)
{
    /// <summary>Address of its first byte.</summary>
    public uint Base { get; init; }

    /// <summary>Addresses from one place to the next.</summary>
    public uint Stride => BitOperations.RoundUpToPowerOf2((uint)Bytes);

    /// <summary>Addresses of all of it.</summary>
    public uint Size => Stride * BitOperations.RoundUpToPowerOf2((uint)Places);

    /// <summary>Address of a byte of a place.</summary>
    public uint AddressOf(int place, int offset) => Base + ((uint)place * Stride) + (uint)offset;
}
