using CimGen.Microcode.Model;

namespace CimGen.Golden.Tests;

/// <summary>
/// The rules of docs/microarchitecture.md for controller, GPEU and links, cycle by cycle, as they stand there: slow, and simple enough
/// to be seen to be right. Knows add, vadd and end. Yields the trace as text.
/// </summary>
internal sealed class SteppedLinks(TestMachine machine)
{
    private readonly int _words = machine.Architecture.LinkWords;
    private readonly int _lanes = machine.Width / 4;
    private readonly Core[] _cores = [.. Enumerable.Range(0, machine.Cores).Select(_ => new Core())];
    private readonly List<string> _trace = [];

    public IReadOnlyList<string> Run(Instruction[][] programs)
    {
        foreach (var (from, to) in machine.Links)
        {
            _cores[from].Outgoing = _cores[to].Incoming = new Wire();
        }

        var cycle = 0;
        for (; _cores.Any(c => !c.Halted); cycle++)
        {
            Assert.InRange(cycle, 0, 10_000);

            // Whether a step is taken depends on earlier cycles alone, so the order of the cores does not matter.
            foreach (var core in _cores)
            {
                Step(core, cycle);
            }

            for (var i = 0; i < _cores.Length; i++)
            {
                Issue(_cores[i], i, programs[i], cycle);
            }

            for (var i = 0; i < _cores.Length; i++)
            {
                if (_cores[i].CompletesAt == cycle)
                {
                    _trace.Add($"{cycle} complete core {i} Gpeu pc {_cores[i].GpeuPc}");
                }
            }
        }

        _trace.Add($"{cycle} end {cycle} 0");
        return _trace;
    }

    private void Step(Core core, int cycle)
    {
        if (core.StepsLeft == 0)
        {
            return;
        }

        var (receives, sends) = (core.Vector.B.Buffer == BufferId.Link, core.Vector.Destination.Buffer == BufferId.Link);
        if ((receives && !core.Incoming!.HasWord(cycle)) || (sends && !core.Outgoing!.HasRoom(cycle, _words)))
        {
            return;
        }

        if (receives)
        {
            core.Incoming!.Read.Add(cycle);
        }

        if (sends)
        {
            core.Outgoing!.Sent.Add(cycle);
        }

        if (--core.StepsLeft == 0)
        {
            core.CompletesAt = cycle + 2;
            core.ExecutesAt = machine.Units == UnitMode.Blocking ? cycle + 4 : core.ExecutesAt;
        }
    }

    private void Issue(Core core, int number, Instruction[] program, int cycle)
    {
        if (core.Halted || cycle < core.ExecutesAt)
        {
            return;
        }

        var instruction = program[core.Pc];
        if (instruction.Opcode != Opcode.Add && (core.StepsLeft > 0 || core.CompletesAt >= cycle))
        {
            return;
        }

        _trace.Add($"{cycle} issue core {number} pc {core.Pc} (0)");
        core.ExecutesAt = cycle + 2;
        core.Halted = instruction.Opcode == Opcode.End;
        if (instruction.Opcode == Opcode.VAdd)
        {
            core.Vector = instruction;
            core.GpeuPc = core.Pc;
            core.StepsLeft = (instruction.Length + _lanes - 1) / _lanes;
            core.ExecutesAt = machine.Units == UnitMode.Blocking ? int.MaxValue : core.ExecutesAt;
        }

        core.Pc++;
    }

    private sealed class Core
    {
        public int Pc { get; set; }

        /// <summary>First execute cycle of the instruction at the pc.</summary>
        public int ExecutesAt { get; set; } = 1;

        public bool Halted { get; set; }

        public Instruction Vector { get; set; }

        public int GpeuPc { get; set; }

        public int StepsLeft { get; set; }

        public int CompletesAt { get; set; } = -1;

        public Wire? Incoming { get; set; }

        public Wire? Outgoing { get; set; }
    }

    /// <summary>Cycles of the steps that sent and that read its words.</summary>
    private sealed class Wire
    {
        public List<int> Sent { get; } = [];

        public List<int> Read { get; } = [];

        public bool HasWord(int cycle) => Read.Count < Sent.Count && cycle >= Sent[Read.Count] + 4;

        public bool HasRoom(int cycle, int words) => Sent.Count < words || (Sent.Count - words < Read.Count && cycle >= Read[Sent.Count - words] + 2);
    }
}
