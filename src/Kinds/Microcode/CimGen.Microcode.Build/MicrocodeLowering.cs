using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Programs;
using CimGen.Microcode.Model;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Images;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>Schedule to microcode.</summary>
public sealed class MicrocodeLowering : IControllerLowering
{
    private const int CountRegister = 1;
    private const int TargetRegister = 2;

    /// <inheritdoc/>
    public IProgramReader Reader { get; } = new MicrocodeReader();

    /// <inheritdoc/>
    public Architecture Fit(Architecture architecture, NetworkPlacement placement) => architecture.WithGpeu(architecture.Gpeu with
    {
        Tables = architecture.Gpeu.Tables || placement.Network.HasTables,
        Products = architecture.Gpeu.Products || placement.Network.HasProducts,
        Dots = architecture.Gpeu.Dots || placement.Layers.Any(l => l is ChannelPlacement),
    });

    /// <inheritdoc/>
    public QuantizedNetwork Fit(QuantizedNetwork network, Architecture architecture) =>
        network.With(architecture.Gpeu.Requantization == GpeuRequantization.Float32 ? RequantizationKind.Float32 : RequantizationKind.Fixed);

    /// <inheritdoc/>
    public Result<IReadOnlyList<CoreProgram>> Lower(Schedule schedule, Architecture architecture)
    {
        var bag = new DiagnosticBag();
        CheckLayers(schedule, architecture, bag);
        if (bag.HasErrors)
        {
            return Result.From<IReadOnlyList<CoreProgram>>(null, bag);
        }

        var programs = new ProgramBuilder[architecture.Cores];
        for (var core = 0; core < programs.Length; core++)
        {
            programs[core] = new ProgramBuilder();
        }

        foreach (var layer in schedule.Layers)
        {
            Lower(schedule, layer, architecture, place => programs[architecture.CoreAt(place)]);
        }

        var built = new List<CoreProgram>(programs.Length);
        for (var core = 0; core < programs.Length; core++)
        {
            built.Add(Finish(schedule, architecture, core, programs[core], bag));
        }

        return Result.From<IReadOnlyList<CoreProgram>>(built, bag);
    }

    private static void CheckLayers(Schedule schedule, Architecture architecture, DiagnosticBag bag)
    {
        foreach (var sum in schedule.Placement.Network.Layers.OfType<QuantizedSum>().Where(s => s.Inputs.Length > 2))
        {
            bag.Add(CodegenDiagnostics.TooManyInputs(sum.Location, sum.Name, sum.Inputs.Length));
        }

        foreach (var layer in schedule.Placement.Layers.OfType<VectorPlacement>())
        {
            if (layer.Layer.Requantization is { } r && r.Shifts.Length > layer.ChunkChannels && Enumerable.Range(0, r.Shifts.Length).Select(r.Word).Distinct().Count() > 1)
            {
                bag.Add(CodegenDiagnostics.UnevenRequantization(layer.Layer.Location, layer.Layer.Name, r.Shifts.Length, layer.ChunkChannels, architecture.Compute));
            }
        }
    }

    /// <summary>A layer's tasks, each behind what its core does for earlier layers.</summary>
    private static void Lower(Schedule schedule, LayerSchedule layer, Architecture architecture, Func<Place, ProgramBuilder> programs)
    {
        foreach (var place in layer.Placement.Places)
        {
            programs(place).Layer = layer.Placement.Index;
            Await(layer.Start, place, programs(place), architecture);
        }

        if (layer.Placement is MatrixPlacement matrix)
        {
            for (var i = 0; i < matrix.Blocks.Length; i++)
            {
                new MatrixCodegen(programs(matrix.Blocks[i].Place), schedule, layer, matrix, i, architecture).Run();
            }
        }
        else if (layer.Placement is ChannelPlacement channels)
        {
            foreach (var part in channels.Parts)
            {
                new ChannelCodegen(programs(part.Place), schedule, layer, channels, part, architecture).Run();
            }
        }
        else if (layer.Placement is VectorPlacement vector)
        {
            foreach (var part in vector.Parts)
            {
                new VectorCodegen(programs(part.Place), schedule, layer, vector, part, architecture).Run();
            }
        }

        foreach (var place in layer.Rows is null ? layer.FinishingPlaces : [])
        {
            foreach (var successor in layer.Successors)
            {
                var start = schedule.Layers[successor].Start;
                CallsOf(programs(place), architecture).Emit(start.Called, start.Counter, "layer is complete");
            }
        }
    }

    /// <summary>Waits until the layer may begin, and lets those begin that wait for this place.</summary>
    private static void Await(StartBarrier start, Place place, ProgramBuilder program, Architecture architecture)
    {
        if (start.CountAt(place) is > 0 and var count)
        {
            program.Emit(Instruction.Wait(start.Counter, 0, count), comment: "layers before are complete");
        }

        if (start.IsCollected && place == start.Places[0])
        {
            CallsOf(program, architecture).Emit(start.Forwarded, start.Counter, "layer is complete");
        }
    }

    private static CoreProgram Finish(Schedule schedule, Architecture architecture, int core, ProgramBuilder program, DiagnosticBag bag)
    {
        program.Layer = -1;
        program.Emit(Instruction.End());
        if (program.Overflow is var (index, field, value))
        {
            var source = schedule.Placement.Layers[index].Layer;
            bag.Add(CodegenDiagnostics.FieldOverflow(source.Location, source.Name, core, field, value));
        }

        var built = program.Build();
        if (program.LacksRegisters)
        {
            var source = schedule.Placement.Layers[built.Notes[0].Layer].Layer;
            bag.Add(CodegenDiagnostics.TooManyRows(source.Location, source.Name));
        }

        var bytes = built.Words.Length * InstructionSet.InstructionBytes;
        if (bytes > architecture.InstructionMemoryBytes)
        {
            var layers = built.Notes.Select(n => n.Layer).Where(l => l >= 0).Distinct().Select(l => $"'{schedule.Placement.Layers[l].Layer.Name}'");
            bag.Add(CodegenDiagnostics.ProgramTooLong(
                schedule.Placement.Network.Layers[0].Location, core, bytes, layers, architecture));
        }

        return built;
    }

    private static Calls CallsOf(ProgramBuilder program, Architecture architecture) => new(program, architecture, CountRegister, TargetRegister);
}
