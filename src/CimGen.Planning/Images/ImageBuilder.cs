using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Images;

/// <summary>Schedule to programs, weights and memory contents.</summary>
public static class ImageBuilder
{
    public static Result<MachineImage> Run(Schedule schedule, Architecture architecture, IComputeUnitPlanner unit, IControllerLowering controller) =>
        controller.Lower(schedule, architecture).Then(programs =>
        {
            var network = schedule.Placement.Network;
            var blocks = schedule.Placement.Layers.OfType<MatrixPlacement>()
                .SelectMany(m => m.Blocks.Select(b => (m.Convolution, Block: b)))
                .ToLookup(b => architecture.CoreAt(b.Block.Place));
            return Result.Success(new MachineImage(
                [.. programs.Select((p, core) => new CoreImage(p.Words, p.Notes, unit.Pack(blocks[core], architecture)))],
                [.. MemoryImage.Build(schedule, architecture)],
                OfAllImages(network.Inputs),
                OfAllImages(network.Outputs),
                [.. schedule.Links(architecture)],
                [.. schedule.MulticastGroups(architecture)])
            {
                Reader = controller.Reader,
            });

            ImmutableArray<FeatureLayout> OfAllImages(ImmutableArray<string> maps) =>
                [.. from image in Enumerable.Range(0, schedule.Batch) from map in maps select schedule.Memory.Features[map].OfImage(image)];
        });
}
