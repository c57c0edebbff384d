using CimGen.Crossbars.Model;
using CimGen.Flow;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Rtl;
using CimGen.Simulation;

namespace CimGen.Mutation;

/// <summary>
/// A host that uses all of the port: stalls on all of its channels, reads all registers, accesses what is not there or refused, in the machine's whole range of
/// addresses, polls, cuts off runs by a reset and by an abort, and meets a fault.
/// </summary>
public sealed partial class HostStorm
{
    private const uint StallSeed = 0x2545_F491;
    private const uint Limit = 50_000;
    private const int Stream = 200;
    private const int MemoryWords = 400;

    /// <summary>An address among the registers that none of them has.</summary>
    private const uint Nowhere = 0xffc;

    private readonly CompiledDesign _design;
    private IGoldenMachine _golden;
    private readonly HostScript _script;
    private readonly HostMap _map;
    private readonly Random _random = new(1);
    private readonly uint _hash;
    private int _runs;

    private readonly int _idle;

    private HostStorm(CompiledDesign design, int idle, uint hash)
    {
        _design = design;
        _idle = idle;
        _hash = hash;
        _golden = design.Golden();
        _map = HostMap.Of(design.Architecture);
        _script = new HostScript(_map);
    }

    /// <param name="design">Whose runs take long enough to be disturbed.</param>
    /// <param name="idle">A core that no other waits for, to be given illegal instructions; -1 for none.</param>
    /// <param name="hash">What the register DESIGN reads.</param>
    /// <exception cref="ToolException">The golden model meets a fault.</exception>
    public static HostScript Of(CompiledDesign design, int idle, uint hash)
    {
        var storm = new HostStorm(design, idle, hash);
        storm.Registers();
        storm.FollowEachOther();
        storm._script.Stalls(StallSeed);
        storm.Registers();
        storm.Refusals();
        storm.Memory();
        storm._script.Load(design.Architecture, design.Image);
        storm._script.Settle();
        storm._script.Verify(design.Architecture, design.Image);
        storm._script.Settle();
        storm.Polled();
        storm.Interrupted();
        storm.CutShort();
        storm.Interrupted();
        storm.Aborted();
        storm.Interrupted();
        storm.Visited();
        storm.Fault();
        return storm._script;
    }

    private void Registers()
    {
        var architecture = _design.Architecture;
        _script.Read("ID", RegisterMap.Identification);
        _script.Read("VERSION", RegisterMap.Version);
        _script.Read("DESIGN", _hash);
        _script.Read("CORES", (uint)architecture.Cores);
        _script.Read("CROSSBAR", ((uint)architecture.Crossbar.Rows << 16) | (uint)architecture.Crossbar.Columns);
        _script.Read("MEMORY", (uint)architecture.Memory.SizeBytes);
        _script.Read("INSTRUCTIONS", (uint)architecture.InstructionMemoryBytes);
        _script.Read("MEMORY_BASE", _map.Memory.Base);
        _script.Read("INSTRUCTIONS_BASE", _map.Instructions.Base);
        _script.Read("INSTRUCTIONS_STRIDE", _map.Instructions.Stride);
        _script.Read("WEIGHTS_BASE", _map.Weights.Base);
        _script.Read("WEIGHTS_STRIDE", _map.Weights.Stride);
        foreach (var register in new[] { "CONTROL", "STATUS", "IRQ_ENABLE", "IRQ_STATUS", "CYCLES_LOW", "CYCLES_HIGH" })
        {
            _script.Read(register, 0);
        }

        // Enabled alone raises nothing, and half a word is refused.
        _script.Settle();
        _script.Write("IRQ_ENABLE", 1);
        _script.Write(HostScript.AddressOf("IRQ_ENABLE"), 0, strobes: 7, HostScript.Error);
        foreach (var register in RegisterMap.Registers.Where(r => r.Access == "r"))
        {
            _script.Write(register.Name, uint.MaxValue);
        }

        _script.Write("CONTROL", ~3u);
        _script.Settle();
        _script.Read("IRQ_ENABLE", 1);
        _script.Read("STATUS", 0);
        _script.Level(0);
        _script.Write("IRQ_ENABLE", 0);
        _script.Settle();
        _script.Read("IRQ_ENABLE", 0);
        _script.Settle();
    }

    /// <summary>Without stalls, a write each cycle.</summary>
    private void FollowEachOther()
    {
        for (var i = 0u; i < Stream; i++)
        {
            _script.Write(_map.Instructions.AddressOf(0, (int)(4 * (i % 8))), i);
        }

        _script.Settle(Stream + 6);
    }

    /// <summary>Bytes all over shared memory, read and written at once.</summary>
    private void Memory()
    {
        var size = _design.Architecture.Memory.SizeBytes;
        var words = Enumerable.Range(0, MemoryWords).Select(_ => 4 * _random.Next(size / 4))
            .Concat(Enumerable.Range(2, System.Numerics.BitOperations.Log2((uint)size) - 2).Select(b => 1 << b)).Distinct().ToList();
        var content = new Dictionary<int, byte>();
        foreach (var word in words)
        {
            // All of the word first: memory powers up undefined.
            foreach (var strobes in new[] { 15, _random.Next(16) })
            {
                var bytes = Enumerable.Range(0, 4).Where(i => (strobes >> i & 1) != 0).Select(i => (Address: word + i, Value: (byte)_random.Next(256))).ToList();
                bytes.ForEach(b => content[b.Address] = b.Value);
                _script.WriteBytes(bytes);
            }

            _script.Read("STATUS", 0);
        }

        _script.Settle();
        foreach (var word in words)
        {
            _script.ReadBytes(Enumerable.Range(word, 4).Select(a => (a, content[a])));
        }

        _script.Settle();

        // Reads beside writes, each with responses of its own.
        foreach (var word in words.Take(50))
        {
            _script.Read(Nowhere, 0, 0, HostScript.Error);
            _script.WriteBytes(Enumerable.Range(word, 4).Select(a => (a, (byte)(content[a] + 1))));
        }

        _script.Settle();
        foreach (var word in words.Take(50))
        {
            _script.ReadBytes(Enumerable.Range(word, 4).Select(a => (a, (byte)(content[a] + 1))));
        }

        _script.Settle();
    }

    /// <summary>A run whose interrupt is not enabled until it is over, and what is refused while it goes on.</summary>
    private void Polled()
    {
        var cycles = HostScripts.Start(_script, _golden, _design, 0, _runs++);

        // Reads do not wait for writes: the start has to be answered first.
        _script.Settle();
        foreach (var address in new[] { _map.Instructions.Base, _map.Weights.Base, _map.Instructions.Base + 4 })
        {
            _script.Write(address, 0, response: HostScript.Error);
            _script.Write(address, 0, strobes: 0);
            _script.Read(address, 0, 0, HostScript.Error);
        }

        _script.Write("CONTROL", 1);
        _script.Write("IRQ_STATUS", 1);
        _script.Settle();
        _script.Read("STATUS", 1);
        _script.Read("CYCLES_HIGH", 0);
        _script.Idle((uint)cycles);
        _script.Level(0);
        _script.Read("STATUS", 2);
        _script.Read("IRQ_STATUS", 1);
        _script.Read("CYCLES_LOW", (uint)cycles);
        _script.Settle();
        _script.Write("IRQ_STATUS", 2);
        _script.Settle();
        _script.Write("IRQ_ENABLE", 1);
        _script.Interrupt(Limit);
        _script.Level(1);
        _script.Write("IRQ_STATUS", 1);
        _script.Settle();
        _script.Level(0);
    }

    private void Interrupted()
    {
        _script.Write("IRQ_ENABLE", 1);
        HostScripts.Run(_script, _golden, _design, 0, _runs++);
    }

    /// <summary>A reset stops a run and clears the registers; programs and weights stay.</summary>
    private void CutShort()
    {
        HostScripts.Start(_script, _golden, _design, 0, _runs++);
        _script.Idle(700);
        _script.Read("STATUS", 1);
        _script.Reset();
        foreach (var register in new[] { "STATUS", "IRQ_ENABLE", "IRQ_STATUS", "CYCLES_LOW", "CYCLES_HIGH" })
        {
            _script.Read(register, 0);
        }

        _script.Level(0);
        _script.Settle();

        // What the run has stored until then is unknown.
        Renew(_design.Image);
    }

    /// <summary>An abort stops a run, too; whether the interrupt is enabled stays. Of a start at once nothing comes.</summary>
    private void Aborted()
    {
        HostScripts.Start(_script, _golden, _design, 0, _runs++);
        _script.Idle(500);
        _script.Read("STATUS", 1);
        _script.Settle();
        _script.Write("CONTROL", uint.MaxValue);
        _script.CutOff();
        foreach (var register in new[] { "STATUS", "IRQ_STATUS", "CYCLES_LOW", "CYCLES_HIGH" })
        {
            _script.Read(register, 0);
        }

        _script.Read("IRQ_ENABLE", 1);
        _script.Level(0);
        Renew(_design.Image);
    }

    /// <summary>A run during which the host works in shared memory: it takes longer than golden, and its outputs are the same.</summary>
    private void Visited()
    {
        const int Words = 150;
        Renew(_design.Image);
        var place = 4 * ((_design.Schedule.Memory.Bytes + 3) / 4);
        _script.Traced(false);
        var cycles = HostScripts.Start(_script, _golden, _design, 0, _runs++, traced: false);
        for (var i = 0; i < Words; i++)
        {
            var bytes = Enumerable.Range(place + (4 * (i % 8)), 4).Select(a => (a, (byte)_random.Next(256))).ToList();
            _script.WriteBytes(bytes);
            _script.Settle();
            _script.ReadBytes(bytes);
            _script.Settle();
        }

        _script.Interrupt((uint)(2 * cycles) + Limit);
        _script.Read("STATUS", 2);
        _script.Settle();
        _script.Write("IRQ_STATUS", 1);
        _script.ReadBytes(HostScript.Features(_design.Image.Outputs, _golden.ReadOutput()));
        _script.Traced(true);
    }

    /// <summary>A golden machine, and in the real one the same memory.</summary>
    private void Renew(MachineImage image)
    {
        _golden = (_design with { Image = image }).Golden();
        foreach (var segment in image.Memory)
        {
            _script.WriteBytes(segment.Bytes.Select((b, i) => (segment.Address + i, b)));
        }
    }

    /// <summary>An illegal instruction halts the core and raises the interrupt while the others go on; the bit goes with the next start.</summary>
    private void Fault()
    {
        if (_idle < 0)
        {
            return;
        }

        var address = _map.Instructions.AddressOf(_idle, 0);
        var end = InstructionCodec.Encode(Instruction.End());
        foreach (var (word, status) in new[] { (0UL, 6u), (31UL << 59, 6u), (end, 2u) })
        {
            _script.Write(address, (uint)word);
            _script.Write(address + 4, (uint)(word >> 32));
            var image = _design.Image with { Cores = [.. _design.Image.Cores.Select((c, i) => i == _idle ? c with { Program = [word] } : c)] };
            Renew(image);
            var cycles = HostScripts.Start(_script, _golden, _design, 0, _runs++, faulty: word != end);
            if (word != end)
            {
                _script.Raised(Limit);
                _script.Read("STATUS", 5);
                _script.Settle();
                _script.Write("IRQ_STATUS", 1);
                _script.Settle();
            }

            _script.Interrupt((uint)(2 * cycles) + Limit);
            _script.Read("STATUS", status);
            _script.Settle();
            _script.Write("IRQ_STATUS", 1);
            _script.Settle();
        }
    }
}
