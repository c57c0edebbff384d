using System.Buffers.Binary;
using System.Collections.Immutable;
using CimGen.Core.Tables;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Rtl;
using CimGen.Rtl.Kinds;
using MemoryMarshal = System.Runtime.InteropServices.MemoryMarshal;

namespace CimGen.Crossbars.Build;

/// <summary>Verilog of the crossbar, and the order in which its memory holds weights.</summary>
public sealed class CrossbarRtl : IComputeUnitRtl
{
    private const string Folder = "crossbar";
    private const int WordBytes = 4;

    /// <inheritdoc/>
    public RtlPart Part(Architecture architecture, Wiring wiring)
    {
        var crossbar = architecture.Crossbar;
        var view = new CrossbarView(architecture);
        return new RtlPart(
            $"{crossbar.Implementation} {view}",
            crossbar.Implementation == CrossbarImplementation.Emulated
                ? [RtlModule.Of("machine", "cim_ram_1p"), RtlModule.Of(Folder, view.Module, "emulated")]
                : [RtlModule.Of(Folder, view.Module, "behavioural")],
            ImmutableDictionary<string, object>.Empty.Add("unit", view));
    }

    /// <summary>
    /// [column / lanes][row][column % lanes], four columns to a word, with all columns as lanes for the behavioural crossbar.
    /// </summary>
    public uint[] HostWords(ComputeUnitSpec unit, ImmutableArray<sbyte> weights)
    {
        var crossbar = (Crossbar)unit;
        var lanes = crossbar.Implementation == CrossbarImplementation.Emulated ? crossbar.MacLanes : crossbar.Columns;
        var cells = new byte[crossbar.Rows * crossbar.Columns];
        var source = MemoryMarshal.AsBytes(weights.AsSpan());
        for (var i = 0; i < cells.Length / lanes; i++)
        {
            var (first, row) = (i / crossbar.Rows * lanes, i % crossbar.Rows);
            source.Slice((row * crossbar.Columns) + first, lanes).CopyTo(cells.AsSpan(i * lanes));
        }

        var words = new uint[cells.Length / WordBytes];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(cells.AsSpan(i * WordBytes));
        }

        return words;
    }

    /// <summary>Only the emulated crossbar has memories: the behavioural one stands for an array that no bitstream loads.</summary>
    public int PreloadMemories(ComputeUnitSpec unit) =>
        unit is Crossbar { Implementation: CrossbarImplementation.Emulated } crossbar ? Math.Max(1, crossbar.MacLanes / WordBytes) : 0;

    /// <inheritdoc/>
    public string HardwareNote(Architecture architecture)
    {
        var crossbar = architecture.Crossbar;
        var steps = (double)crossbar.Rows * crossbar.Columns / crossbar.MacLanes;
        return $"multipliers of a crossbar: {crossbar.MacLanes}, busy for {Table.Percent(steps / crossbar.Latency(architecture.Bus))} of an MVM";
    }
}
