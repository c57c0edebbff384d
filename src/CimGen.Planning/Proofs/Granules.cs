using System.Runtime.InteropServices;
using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>Bytes of a cell of the race check in each memory: as many as divide every address and length in use there.</summary>
internal sealed class Granules(int memoryBytes)
{
    private readonly Dictionary<MemoryId, int> _granules = [];

    public int this[MemoryId memory] => _granules.GetValueOrDefault(memory, memoryBytes);

    /// <summary>What divides the cells of all memories.</summary>
    public int Common => (int)_granules.Values.Aggregate((long)memoryBytes, (a, b) => Divisor(a, b));

    /// <summary>What the host writes before the run and reads after it.</summary>
    public void Touch(MachineImage image)
    {
        foreach (var segment in image.Memory)
        {
            Touch(segment.Memory, segment.Address, segment.Bytes.Length);
        }

        foreach (var map in image.Inputs.Concat(image.Outputs))
        {
            Touch(map.Memory, map.Address, map.Width * map.PixelPitch);
            Touch(map.Memory, map.RowPitch, map.Channels * map.ElementBytes);
        }
    }

    public void Touch(MemoryId memory, long address, long bytes)
    {
        ref var granule = ref CollectionsMarshal.GetValueRefOrAddDefault(_granules, memory, out var known);
        granule = known ? granule : memoryBytes;
        if (address % granule != 0 || bytes % granule != 0)
        {
            granule = (int)Divisor(granule, Divisor(address, bytes));
        }
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);
}
