using System.Buffers.Binary;
using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;
using MemoryMarshal = System.Runtime.InteropServices.MemoryMarshal;

namespace CimGen.Planning.Images;

/// <summary>What shared memory holds before the first run.</summary>
internal static class MemoryImage
{
    public static IEnumerable<MemorySegment> Build(Schedule schedule, Architecture architecture)
    {
        var memory = schedule.Memory;
        foreach (var layer in schedule.Placement.Layers)
        {
            if (layer.Layer.Table is { IsEmpty: false } table)
            {
                yield return new MemorySegment(memory.Buffer(MemoryPlan.TableName(layer.Index)).Address, [.. MemoryMarshal.AsBytes(table.AsSpan())]);
            }

            if (layer is MatrixPlacement matrix)
            {
                for (var h = 0; h < matrix.HorizontalGroups; h++)
                {
                    var block = matrix.BlockAt(h, 0);
                    var bias = matrix.Convolution.Bias.AsSpan().Slice(block.FirstKernel, block.Kernels);
                    yield return Words(memory.Buffer(MemoryPlan.BiasName(layer.Index, h)).Address, bias.ToArray());
                    yield return Requantization(memory, layer, h, block.FirstKernel, block.Kernels);
                }
            }
            else if (layer is ChannelPlacement channels)
            {
                yield return new MemorySegment(memory.Buffer(MemoryPlan.ChannelName(layer.Index)).Address, new ChannelParameters(channels).Contents());
            }
            else if (layer.Layer.Requantization is { } r)
            {
                yield return Requantization(memory, layer, 0, 0, Math.Min(r.Multipliers.Length, architecture.Compute.Columns));
            }
        }

        foreach (var (name, border) in memory.Borders.OrderBy(b => b.Key, StringComparer.Ordinal))
        {
            var zero = unchecked((byte)schedule.Placement.Network.Tensor(name).ZeroPoint);
            var pitch = memory.Features[name].ImagePitch;
            for (var image = 0; image < (pitch == 0 ? 1 : schedule.Batch); image++)
            {
                yield return new MemorySegment(
                    memory.Buffer(MemoryPlan.FeatureName(name)).Address + (image * pitch), [.. Enumerable.Repeat(zero, (int)border.Bytes)]);
            }
        }
    }

    private static MemorySegment Requantization(MemoryPlan memory, LayerPlacement layer, int horizontal, int first, int count)
    {
        Requantization r = layer.Layer.Requantization!;
        return Words(
            memory.Buffer(MemoryPlan.RequantizationName(layer.Index, horizontal)).Address,
            [.. Enumerable.Range(first, count).Select(r.Word)]);
    }

    private static MemorySegment Words(int address, int[] words)
    {
        var bytes = new byte[4 * words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        }

        return new MemorySegment(address, ImmutableArray.Create(bytes));
    }
}
