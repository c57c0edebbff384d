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

    public LayerMonitor(CompiledDesign design)
    {
        _design = design;
        _maps = [.. design.Schedule.Placement.Layers.Select(l => new LayerMap(l.Layer.Name, l.Layer.Output, design.Schedule.Memory.Features[l.Layer.Output]))];
    }

    /// <summary>Forgets what was stored, before a run.</summary>
    public void Reset()
    {
        foreach (var map in _maps)
        {
            map.Reset();
        }
    }

    /// <inheritdoc/>
    public void Stored(int core, int programCounter, int address, ReadOnlySpan<byte> bytes)
    {
        var note = _design.Image.Cores[core].Notes[programCounter];
        if (note.Traffic == TrafficKind.OfmStore)
        {
            _maps[note.Layer].Store(address, bytes);
        }
    }

    /// <summary>The first value that differs, in the order of the layers; null when there is none.</summary>
    /// <param name="image">Number of the image, for the message.</param>
    /// <param name="reference">Tensors by name; those that only mapping has made are not in it.</param>
    public Diagnostic? Compare(int image, IReadOnlyDictionary<string, sbyte[]> reference) =>
        _maps.Where(m => reference.ContainsKey(m.Tensor)).Select(m => m.Difference(reference[m.Tensor])).FirstOrDefault(d => d is not null) is { } difference
            ? CosimDiagnostics.OutputDiffers(new SourceLocation(_design.Design.Path), $"image {image}, {difference}")
            : null;

    private sealed class LayerMap(string name, string tensor, FeatureLayout layout)
    {
        private readonly byte[] _bytes = new byte[((layout.Height - 1) * layout.RowPitch) + ((layout.Width - 1) * layout.PixelPitch) + layout.Channels];
        private int _stored;
        private int _stray = -1;

        public string Tensor => tensor;

        public void Reset() => (_stored, _stray) = (0, -1);

        public void Store(int address, ReadOnlySpan<byte> bytes)
        {
            var first = address - layout.Address;
            if (first < 0 || first + bytes.Length > _bytes.Length)
            {
                _stray = address;
                return;
            }

            bytes.CopyTo(_bytes.AsSpan(first));
            _stored += bytes.Length;
        }

        public string? Difference(sbyte[] reference)
        {
            if (_stray >= 0)
            {
                return $"layer '{name}': the microcode stores an output at 0x{_stray:x}, outside of the feature map";
            }

            for (var i = 0; i < reference.Length; i++)
            {
                var (channel, x, y) = (i % layout.Channels, i / layout.Channels % layout.Width, i / layout.Channels / layout.Width);
                var golden = (sbyte)_bytes[layout.AddressOf(channel, y, x) - layout.Address];
                if (golden != reference[i])
                {
                    return $"layer '{name}', output y {y} x {x} channel {channel}: golden model {golden}, integer reference {reference[i]}";
                }
            }

            return _stored == reference.Length ? null : $"layer '{name}': {_stored} values stored where the feature map has {reference.Length}";
        }
    }
}
