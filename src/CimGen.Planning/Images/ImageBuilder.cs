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
                [.. network.Inputs.Select(i => schedule.Memory.Features[i])],
                [.. network.Outputs.Select(o => schedule.Memory.Features[o])],
                [.. schedule.Links(architecture)],
                [.. schedule.MulticastGroups(architecture)])
            {
                Reader = controller.Reader,
            });
        });
}
