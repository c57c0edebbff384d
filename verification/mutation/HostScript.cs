using System.Globalization;
using System.Text;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Rtl;
using CimGen.Simulation;
using CollectionsMarshal = System.Runtime.InteropServices.CollectionsMarshal;
using MemoryMarshal = System.Runtime.InteropServices.MemoryMarshal;

namespace CimGen.Mutation;

/// <summary>What a host does with a machine and what it expects: the input of verification/mutation/driver.cpp.</summary>
public sealed class HostScript : ITraceSink
{
    public const uint Okay = 0;
    public const uint Error = 2;

    private const uint AllBytes = 15;
    private const uint AllBits = uint.MaxValue;

    private readonly StringBuilder _text = new();
    private readonly List<TraceRecord> _trace = [];

    /// <param name="busSeed">Of the bus stalls; 0 for none.</param>
    public HostScript(HostMap map, uint busSeed = 0)
    {
        Map = map;
        Add("bus", busSeed);
    }

    /// <summary>Where the machine's windows are.</summary>
    public HostMap Map { get; }

    /// <summary>A word that is written. Accesses go out one after the other; none waits for an answer.</summary>
    public void Write(uint address, uint data, uint strobes = AllBytes, uint response = Okay) => Add("write", address, data, strobes, response);

    /// <summary>A word that is read.</summary>
    public void Read(uint address, uint data, uint mask = AllBits, uint response = Okay) => Add("read", address, data, mask, response);

    public void Write(string register, uint data) => Write(AddressOf(register), data);

    public void Read(string register, uint data, uint mask = AllBits) => Read(AddressOf(register), data, mask);

    /// <summary>Waits until all accesses are answered.</summary>
    /// <param name="limit">Cycles; 0 for any number.</param>
    public void Settle(uint limit = 0) => Add("settle", limit);

    /// <summary>Whether the trace counts from here on.</summary>
    public void Traced(bool traced) => Add("traced", traced ? 1u : 0);

    /// <summary>Waits for the interrupt at the end of a run.</summary>
    public void Interrupt(uint limit) => Add("interrupt", limit);

    /// <summary>Waits for an interrupt in the midst of a run.</summary>
    public void Raised(uint limit) => Add("raised", limit);

    /// <summary>All of a run's trace has come, though it has no end.</summary>
    public void Complete() => Add("complete");

    public void Idle(uint cycles) => Add("idle", cycles);

    /// <summary>The host stalls at random from here on; not with seed 0.</summary>
    public void Stalls(uint seed) => Add("stalls", seed);

    public void Reset() => Add("reset");

    /// <summary>What is left of the run's trace does not come.</summary>
    public void CutOff()
    {
        Settle();
        Add("cut");
    }

    /// <summary>What the interrupt has to be now.</summary>
    public void Level(uint level)
    {
        Settle();
        Add("level", level);
    }

    /// <summary>Writes bytes of shared memory, in whole words where they fill them.</summary>
    public void WriteBytes(IEnumerable<(int Address, byte Value)> bytes)
    {
        foreach (var word in bytes.GroupBy(b => b.Address & ~3))
        {
            Write(Map.Memory.AddressOf(0, word.Key), Word(word), Strobes(word));
        }
    }

    /// <summary>Reads bytes of shared memory.</summary>
    public void ReadBytes(IEnumerable<(int Address, byte Value)> bytes)
    {
        foreach (var word in bytes.GroupBy(b => b.Address & ~3))
        {
            var mask = word.Aggregate(0u, (m, b) => m | (0xffu << (8 * (b.Address & 3))));
            Read(Map.Memory.AddressOf(0, word.Key), Word(word), mask);
        }
    }

    /// <summary>Loads programs, weights and memory, as a host does once.</summary>
    public void Load(Architecture architecture, MachineImage image)
    {
        LoadPrograms(image);
        foreach (var (core, content) in image.Cores.Index().Where(c => !c.Item.Weights.IsEmpty))
        {
            foreach (var (i, word) in Weights(architecture, content).Index())
            {
                Write(Map.Weights.AddressOf(core, 4 * i), word);
            }
        }

        foreach (var segment in image.Memory)
        {
            WriteBytes(segment.Bytes.Select((b, i) => (segment.Address + i, b)));
        }
    }

    public void LoadPrograms(MachineImage image)
    {
        foreach (var (core, content) in image.Cores.Index())
        {
            foreach (var (i, word) in Program(content).Index())
            {
                Write(Map.Instructions.AddressOf(core, 4 * i), word);
            }
        }
    }

    /// <summary>Reads back what <see cref="Load"/> has written to the cores.</summary>
    public void Verify(Architecture architecture, MachineImage image)
    {
        foreach (var (core, content) in image.Cores.Index())
        {
            foreach (var (i, word) in Program(content).Index())
            {
                Read(Map.Instructions.AddressOf(core, 4 * i), word);
            }

            foreach (var (i, word) in Weights(architecture, content).Index())
            {
                Read(Map.Weights.AddressOf(core, 4 * i), word);
            }
        }
    }

    /// <summary>Values of a feature map with their addresses; values in the order y, x, channel.</summary>
    public static IEnumerable<(int Address, byte Value)> Features(IEnumerable<FeatureLayout> layouts, IEnumerable<sbyte> values) =>
        layouts.SelectMany(layout => Enumerable.Range(0, layout.Values).Select(i =>
            layout.AddressOf(i % layout.Channels, i / layout.Channels / layout.Width, i / layout.Channels % layout.Width)))
            .Zip(values, (address, value) => (address, (byte)value));

    /// <summary>What the machine's trace has to be, in the order of the runs.</summary>
    public void Write(ReadOnlySpan<TraceRecord> records) => _trace.AddRange(records);

    /// <summary>Writes the script and its trace.</summary>
    public void Save(string path)
    {
        File.WriteAllText(path, _text.ToString());
        File.WriteAllBytes($"{path}.trace", MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_trace)));
    }

    public static uint AddressOf(string register) => (uint)RegisterMap.Registers.Single(r => r.Name == register).Offset;

    /// <summary>Words of a core's program, the low one of an instruction first.</summary>
    private static IEnumerable<uint> Program(CoreImage core) => core.Program.SelectMany(w => new[] { (uint)w, (uint)(w >> 32) });

    /// <summary>Words of a core's weights, none of one without.</summary>
    private static IEnumerable<uint> Weights(Architecture architecture, CoreImage core) => core.Weights.IsEmpty
        ? []
        : KindRegistry.Default.ComputeUnitOf(architecture).Rtl.HostWords(architecture.Compute, core.Weights);

    private static uint Word(IEnumerable<(int Address, byte Value)> bytes) => bytes.Aggregate(0u, (w, b) => w | ((uint)b.Value << (8 * (b.Address & 3))));

    private static uint Strobes(IEnumerable<(int Address, byte Value)> bytes) => bytes.Aggregate(0u, (s, b) => s | (1u << (b.Address & 3)));

    private void Add(string command, params ReadOnlySpan<uint> numbers)
    {
        _text.Append(command);
        foreach (var number in numbers)
        {
            _text.Append(CultureInfo.InvariantCulture, $" {number:x}");
        }

        _text.Append('\n');
    }
}
