using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>The memories of a chip; those that nobody touches take no room.</summary>
internal sealed class ShadowMemories(int tiles, long bytes, Granules granules)
{
    private readonly ShadowMemory?[] _memories = new ShadowMemory?[tiles];

    public ShadowMemory this[MemoryId memory] => _memories[memory.Tile] ??= new ShadowMemory(bytes, granules[memory]);

    /// <summary>What the host writes before the run.</summary>
    public void Initialize(MachineImage image)
    {
        foreach (var segment in image.Memory)
        {
            this[segment.Memory].Initialize(segment.Address, segment.Bytes.Length);
        }

        foreach (var input in image.Inputs)
        {
            for (var y = 0; y < input.Height; y++)
            {
                this[input.Memory].Initialize(input.AddressOf(0, y, 0), input.Width * input.PixelPitch);
            }
        }
    }

    /// <summary>The first byte of an output that no core has stored; null when all is there.</summary>
    public long? FirstUnstored(FeatureLayout output)
    {
        for (var y = 0; y < output.Height; y++)
        {
            for (var x = 0; x < output.Width; x++)
            {
                for (var i = 0; i < output.Channels * output.ElementBytes; i++)
                {
                    var address = output.AddressOf(0, y, x) + i;
                    if (!this[output.Memory].StoredByCore(address))
                    {
                        return address;
                    }
                }
            }
        }

        return null;
    }
}
