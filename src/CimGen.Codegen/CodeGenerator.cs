using System.Collections.Immutable;
using CimGen.Architectures;
using CimGen.Core.Diagnostics;
using CimGen.Isa;
using CimGen.Isa.Images;
using CimGen.Mapping;
using CimGen.Networks.Quantized;
using CimGen.Scheduling;

namespace CimGen.Codegen;

/// <summary>Schedule to programs, weights and memory contents.</summary>
public static class CodeGenerator
{
    private const int CountRegister = 1;
    private const int TargetRegister = 2;

    public static Result<MachineImage> Run(Schedule schedule, Architecture architecture)
    {
        var bag = new DiagnosticBag();
        foreach (var sum in schedule.Mapping.Network.Layers.OfType<QuantizedSum>().Where(s => s.Inputs.Length > 2))
        {
            bag.Add(CodegenDiagnostics.TooManyInputs(sum.Location, sum.Name, sum.Inputs.Length));
        }

        foreach (var layer in schedule.Mapping.Layers.OfType<VectorMapping>())
        {
            if (layer.Layer.Requantization is { } r && r.Shifts.Length > layer.ChunkChannels && r.Shifts.Zip(r.Multipliers).Distinct().Count() > 1)
            {
                bag.Add(CodegenDiagnostics.UnevenRequantization(layer.Layer.Location, layer.Layer.Name, r.Shifts.Length, layer.ChunkChannels));
            }
        }

        if (bag.HasErrors)
        {
            return Result.From<MachineImage>(null, bag);
        }

        var cores = ImmutableArray.CreateBuilder<CoreImage>(architecture.Cores);
        for (var core = 0; core < architecture.Cores; core++)
        {
            var image = BuildCore(schedule, architecture, core, bag);
            if (image.ProgramBytes > architecture.InstructionMemoryBytes)
            {
                var layers = image.Notes.Select(n => n.Layer).Where(l => l >= 0).Distinct().Select(l => $"'{schedule.Mapping.Layers[l].Layer.Name}'");
                bag.Add(CodegenDiagnostics.ProgramTooLong(
                    schedule.Mapping.Network.Layers[0].Location, core, image.ProgramBytes, architecture.InstructionMemoryBytes, layers));
            }

            cores.Add(image);
        }

        var network = schedule.Mapping.Network;
        return Result.From(
            new MachineImage(
                cores.ToImmutable(),
                [.. MemoryImage.Build(schedule, architecture)],
                schedule.Memory.Features[network.Input],
                schedule.Memory.Features[network.Output],
                [.. schedule.Links()],
                [.. schedule.MulticastGroups()]),
            bag);
    }

    private static CoreImage BuildCore(Schedule schedule, Architecture architecture, int core, DiagnosticBag bag)
    {
        var program = new ProgramBuilder();
        var weights = ImmutableArray<sbyte>.Empty;
        foreach (var layer in schedule.Layers.Where(l => core >= l.Mapping.FirstCore && core < l.Mapping.FirstCore + l.Mapping.CoreCount))
        {
            program.Layer = layer.Mapping.Index;
            if (layer.StartCounter >= 0 && layer.Start.Contains(core))
            {
                program.Emit(Instruction.Wait(layer.StartCounter, 0, layer.StartCount), comment: "layers before are complete");
            }

            if (layer.Mapping is MatrixMapping matrix)
            {
                var tile = matrix.Tiles[core - matrix.FirstCore];
                weights = WeightPacker.Pack(matrix.Convolution, tile, architecture.Crossbar);
                new MatrixCodegen(program, schedule, layer, matrix, tile, architecture).Run();
            }
            else if (layer.Mapping is VectorMapping vector)
            {
                new VectorCodegen(program, schedule, vector, vector.Ranges[core - vector.FirstCore]).Run();
            }

            if (layer.FinishingCores.Contains(core))
            {
                foreach (var successor in layer.Successors)
                {
                    CallAll(program, schedule.Layers[successor]);
                }
            }
        }

        program.Layer = -1;
        program.Emit(Instruction.End());
        if (program.Overflow is var (index, field, value))
        {
            var source = schedule.Mapping.Layers[index].Layer;
            bag.Add(CodegenDiagnostics.FieldOverflow(source.Location, source.Name, core, field, value));
        }

        return program.Build(weights);
    }

    /// <summary>Tells the cores that begin a layer that one of those they wait for is done.</summary>
    private static void CallAll(ProgramBuilder program, LayerSchedule layer)
    {
        var start = layer.Start;
        if (start.Stride > 1 && start.Count > 1)
        {
            program.Set(TargetRegister, start.First);
            program.Repeat(
                CountRegister,
                start.Count,
                () =>
                {
                    Call(TargetRegister, 0);
                    program.Emit(Instruction.Add(TargetRegister, TargetRegister, start.Stride));
                },
                "cores that begin the next layer");
            return;
        }

        // The loop counts down to 1, and so do the cores that it calls.
        var (register, target) = start.Count == 1 ? (0, start.First) : (CountRegister, start.First - 1);
        program.Repeat(CountRegister, start.Count, () => Call(register, target), "cores of the next layer");

        void Call(int register, int target) =>
            program.Emit(Instruction.Call(layer.StartCounter, register, target), TrafficKind.Call, "layer is complete");
    }
}
