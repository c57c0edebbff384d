using System.Collections.Immutable;
using CimGen.Architectures;
using CimGen.Isa;
using CimGen.Isa.Images;

namespace CimGen.Reports.Bounds;

/// <summary>How fast a compiled design could be at best, found by walking its microcode: whatever the schedule and the machine are.</summary>
/// <param name="Whole">Of a run, from its first to its last cycle.</param>
/// <param name="Layers">Of each layer.</param>
public sealed record DesignBounds(ScopeBounds Whole, ImmutableArray<ScopeBounds> Layers)
{
    /// <param name="layers">Number of layers that notes of instructions refer to.</param>
    public static DesignBounds Of(Architecture architecture, MachineImage image, int layers)
    {
        var survey = new Survey(architecture, image, layers);
        return new DesignBounds(survey.Whole(), [.. Enumerable.Range(0, layers).Select(survey.Layer)]);
    }

    /// <summary>Of a run alone, which is quicker.</summary>
    public static ScopeBounds OfRun(Architecture architecture, MachineImage image) => new Survey(architecture, image, 0).Whole();

    /// <summary>One walk of every core: its work, per layer and as a whole, and who calls whom how often.</summary>
    private sealed class Survey
    {
        private readonly Architecture _architecture;
        private readonly MachineImage _image;
        private readonly TimedInstruction[][] _programs;
        private readonly CoreWork[] _whole;
        private readonly Dictionary<int, CoreWork>[] _layers;
        private readonly int[] _calls;
        private readonly int[][] _callsOfLayer;

        public Survey(Architecture architecture, MachineImage image, int layers)
        {
            _architecture = architecture;
            _image = image;
            _programs = [.. image.Cores.Select(c => TimedInstruction.Program(c, architecture))];
            _whole = [.. image.Cores.Select(_ => NewWork())];
            _layers = [.. Enumerable.Range(0, layers).Select(_ => new Dictionary<int, CoreWork>())];
            _calls = new int[image.Cores.Length * architecture.Sync.Counters];
            _callsOfLayer = [.. Enumerable.Range(0, layers).Select(_ => new int[_calls.Length])];
            for (var core = 0; core < image.Cores.Length; core++)
            {
                Walk(core);
            }
        }

        public ScopeBounds Whole() => Bounds(_whole.Index(), null, new int[_calls.Length], decoded: 0);

        public ScopeBounds Layer(int layer) =>
            Bounds(_layers[layer].Select(l => (l.Key, l.Value)), layer, [.. _calls.Zip(_callsOfLayer[layer], (all, own) => all - own)], decoded: 1);

        private void Walk(int core)
        {
            var flow = new ControlFlow(_image.Cores[core].Program);
            bool going;
            do
            {
                going = flow.Next();
                ref readonly var i = ref _programs[core][flow.Pc];
                var beats = i.Beats(flow.Operand, flow.Current.Length, _architecture.Bus.WidthBytes);
                var counter = i.Opcode == Opcode.Call ? (flow.Operand * _architecture.Sync.Counters) + flow.Current.Counter : -1;
                _whole[core].Add(i, beats);
                if (counter >= 0)
                {
                    _calls[counter]++;
                }

                if ((uint)i.Note.Layer < (uint)_layers.Length && WorkIn(i.Note, core) is { } work)
                {
                    work.Add(i, beats);
                    if (counter >= 0)
                    {
                        _callsOfLayer[i.Note.Layer][counter]++;
                    }
                }
            }
            while (going);
        }

        /// <summary>What a core does before its first load of an input it may do long before the layer begins.</summary>
        private CoreWork? WorkIn(InstructionNote note, int core)
        {
            var works = _layers[note.Layer];
            if (!works.TryGetValue(core, out var work) && note.Traffic == TrafficKind.IfmLoad)
            {
                works[core] = work = NewWork();
            }

            return work;
        }

        private CoreWork NewWork() => new(_architecture.Units == UnitMode.Blocking);

        /// <param name="decoded">Cycles of the first instruction that lie before the scope.</param>
        private ScopeBounds Bounds(IEnumerable<(int Core, CoreWork Work)> cores, int? layer, int[] credit, int decoded)
        {
            var works = cores.ToList();
            var loads = works.Sum(w => w.Work.LoadBeats);
            var stores = works.Sum(w => w.Work.StoreBeats);
            return new ScopeBounds(
            [
                Busiest(BoundKind.Mvm, w => w.Mvm),
                Busiest(BoundKind.Gpeu, w => w.Gpeu),
                Busiest(BoundKind.LoadStore, w => w.LoadStore),
                Busiest(BoundKind.Program, w => w.Program - decoded),
                new Bound(BoundKind.ReadChannel, loads),
                new Bound(BoundKind.WriteChannel, stores + works.Sum(w => w.Work.CallBeats)),
                new Bound(BoundKind.MemoryPort, Math.Max(loads, stores)),
                new Bound(BoundKind.Pipeline, new PipelineWalk(_architecture, _image, _programs, layer, credit).Run()),
            ]);

            Bound Busiest(BoundKind kind, Func<CoreWork, long> cycles) => works.Count == 0
                ? new Bound(kind, 0)
                : works.Select(w => new Bound(kind, cycles(w.Work), w.Core)).MaxBy(b => b.Cycles)!;
        }
    }
}
