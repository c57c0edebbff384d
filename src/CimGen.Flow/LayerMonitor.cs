using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Machines.Images;
using CimGen.Simulation;

namespace CimGen.Flow;

/// <summary>
/// Verification point: the golden model against the integer reference, layer by layer. Collects what the microcode stores as
/// outputs of each layer, because memory is reused before the run ends.
/// </summary>
public sealed class LayerMonitor : IStoreObserver
{
    private readonly CompiledDesign _design;
    private readonly LayerMap[] _maps;
    private readonly LayerMap[] _results;

    public LayerMonitor(CompiledDesign design)
    {
        _design = design;
        var (network, memory) = (design.Schedule.Placement.Network, design.Schedule.Memory);
        _maps = [.. design.Schedule.Placement.Layers.Select(l => new LayerMap(l.Layer.Name, l.Layer.Output, memory.Features[l.Layer.Output], design.Schedule.Batch))];
        var read = network.Outputs.Select(o => network.Tensor(o).Holder).ToHashSet();
        _results = [.. _maps.Where(m => read.Contains(network.Tensor(m.Tensor).Holder))];
    }

    /// <summary>For each image of the run: the cycle in which the last value that the host reads is on its way to memory.</summary>
    public IEnumerable<long> Completed => Enumerable.Range(0, _design.Schedule.Batch).Select(image => _results.Max(m => m.Completed(image)));

    /// <summary>Forgets what was stored, before a run.</summary>
    public void Reset()
    {
        foreach (var map in _maps)
        {
            map.Reset();
        }
    }

    /// <inheritdoc/>
    public void Stored(long cycle, int core, int programCounter, int address, ReadOnlySpan<byte> bytes)
    {
        var note = _design.Image.Cores[core].Notes[programCounter];
        if (note.Traffic == TrafficKind.OfmStore)
        {
            _maps[note.Layer].Store(cycle, address, bytes);
        }
    }

    /// <summary>The first value that differs, in the order of the layers; null when there is none.</summary>
    /// <param name="image">Number of the image, for the message.</param>
    /// <param name="place">Its place in the run.</param>
    /// <param name="reference">Tensors by name; those that only mapping has made are not in it.</param>
    public Diagnostic? Compare(int image, int place, IReadOnlyDictionary<string, sbyte[]> reference) =>
        _maps.Where(m => reference.ContainsKey(m.Tensor)).Select(m => m.Difference(place, reference[m.Tensor])).FirstOrDefault(d => d is not null) is { } difference
            ? CosimDiagnostics.OutputDiffers(new SourceLocation(_design.Design.Path), $"image {image}, {difference}")
            : null;

    /// <summary>
    /// What a layer has stored, image by image. Where images share their place, what is stored again at an address belongs to the next one; where the buffer
    /// rolls, to the next row that lies there.
    /// </summary>
    private sealed class LayerMap(string name, string tensor, FeatureLayout layout, int batch)
    {
        private readonly int _span = ((layout.Height - 1) * layout.RowPitch) + ((layout.Width - 1) * layout.PixelPitch) + layout.Channels;
        private readonly byte[]?[] _bytes = new byte[]?[batch];
        private readonly int[] _stored = new int[batch];
        private readonly long[] _last = new long[batch];
        private readonly Dictionary<int, int> _times = [];
        private int _stray = -1;

        public string Tensor => tensor;

        public long Completed(int image) => _last[image];

        public void Reset()
        {
            Array.Clear(_stored);
            _times.Clear();
            _stray = -1;
        }

        public void Store(long cycle, int address, ReadOnlySpan<byte> bytes)
        {
            var (image, first) = layout.ImagePitch > 0 ? Math.DivRem(address - layout.Address, layout.ImagePitch) : (0, address - layout.Address);
            if (layout.ImagePitch == 0 && (batch > 1 || layout.Rolls) && first >= 0)
            {
                var times = _times.GetValueOrDefault(first);
                _times[first] = times + 1;

                (image, var turn) = Math.DivRem(times, layout.Height / layout.Rows);
                first += turn * layout.Rows * layout.RowPitch;
            }

            if (first < 0 || first + bytes.Length > _span || image >= batch)
            {
                _stray = address;
                return;
            }

            bytes.CopyTo((_bytes[image] ??= new byte[_span]).AsSpan(first));
            _stored[image] += bytes.Length;
            _last[image] = cycle;
        }

        public string? Difference(int image, sbyte[] reference)
        {
            if (_stray >= 0)
            {
                return $"layer '{name}': the microcode stores an output at 0x{_stray:x}, outside of the feature map";
            }

            var bytes = _bytes[image] ?? [];
            for (var i = 0; i < reference.Length && bytes.Length > 0; i++)
            {
                var (channel, x, y) = (i % layout.Channels, i / layout.Channels % layout.Width, i / layout.Channels / layout.Width);
                var golden = (sbyte)bytes[(y * layout.RowPitch) + (x * layout.PixelPitch) + channel];
                if (golden != reference[i])
                {
                    return $"layer '{name}', output y {y} x {x} channel {channel}: golden model {golden}, integer reference {reference[i]}";
                }
            }

            return _stored[image] == reference.Length ? null : $"layer '{name}': {_stored[image]} values stored where the feature map has {reference.Length}";
        }
    }
}
