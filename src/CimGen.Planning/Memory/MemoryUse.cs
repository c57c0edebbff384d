using CimGen.Networks.Quantized;

namespace CimGen.Planning.Memory;

/// <summary>What a layer reads or writes: a buffer, or a part of the feature map in it.</summary>
/// <param name="Map">The part; null for all of the buffer.</param>
public sealed record MemoryUse(MemoryBuffer Buffer, QuantizedTensor? Map)
{
    public static MemoryUse Of(QuantizedTensor map, MemoryPlan memory) => new(memory.Buffer(MemoryPlan.FeatureName(map.Holder)), map.Part is null ? null : map);

    /// <summary>Whether two uses may have bytes in common; never false when they do.</summary>
    public bool Meets(MemoryUse other) => Buffer.SharesBytesWith(other.Buffer) &&
        (Map is null || other.Map is null || Buffer != other.Buffer || Map.Part!.MayOverlap(Map.Shape, other.Map.Part!, other.Map.Shape));
}
