using CimGen.Flow;
using CimGen.Networks.Quantization;
using CimGen.Rtl;
using CimGen.Simulation;

namespace CimGen.Mutation;

/// <summary>What is done with a machine to find its mutants.</summary>
public static class HostScripts
{
    /// <summary>A run that takes longer than this factor and this many cycles more than the golden model has no end.</summary>
    private const long LimitFactor = 2;
    private const long LimitCycles = 10_000;

    /// <summary>Loads a design and runs images, as the harness does.</summary>
    /// <param name="busSeed">Of the bus stalls; 0 for none.</param>
    /// <param name="outputs">The programs write the output.</param>
    /// <exception cref="ToolException">The golden model meets a fault.</exception>
    public static HostScript Images(CompiledDesign design, int images, uint busSeed, bool outputs = true)
    {
        var script = new HostScript(HostMap.Of(design.Architecture), busSeed);
        var golden = design.Golden(busSeed);
        script.Read("ID", RegisterMap.Identification);
        script.Settle();
        script.Load(design.Architecture, design.Image);
        script.Write("IRQ_ENABLE", 1);
        for (var image = 0; image < images; image++)
        {
            Run(script, golden, design, image, image, outputs);
        }

        return script;
    }

    /// <summary>Runs that have no end: the machine goes as far as the golden model and no farther, until a reset.</summary>
    public static HostScript Endless(IReadOnlyList<CompiledDesign> designs)
    {
        const uint Longer = 300;
        var script = new HostScript(HostMap.Of(designs[0].Architecture));
        foreach (var (run, design) in designs.Index())
        {
            var summary = design.Golden().Run(run, script, GoldenResults.CycleLimit);
            script.LoadPrograms(design.Image);
            script.Settle();
            script.Write("CONTROL", 1);
            script.Idle((uint)summary.Cycles + Longer);
            script.Read("STATUS", 1);
            script.Settle();
            script.Complete();
            script.Reset();
        }

        return script;
    }

    /// <summary>Writes an image, starts, waits for the end and reads the results.</summary>
    /// <param name="run">Number of the run since the machine was switched on.</param>
    /// <param name="outputs">The programs write the output.</param>
    public static void Run(HostScript script, IGoldenMachine golden, CompiledDesign design, int image, int run, bool outputs = true)
    {
        var cycles = Start(script, golden, design, image, run);
        script.Interrupt((uint)((LimitFactor * cycles) + LimitCycles));
        script.Read("STATUS", 2);
        script.Read("CYCLES_LOW", (uint)cycles);
        script.Read("CYCLES_HIGH", (uint)(cycles >> 32));
        script.Read("IRQ_STATUS", 1);
        script.Settle();
        script.Write("IRQ_STATUS", 1);
        script.Settle();
        if (outputs)
        {
            script.ReadBytes(HostScript.Features(design.Image.Outputs, golden.ReadOutput()));
            script.Settle();
        }
    }

    /// <summary>Writes an image and starts; the cycles that the run takes.</summary>
    /// <param name="traced">The trace counts.</param>
    /// <param name="faulty">A core meets an illegal instruction.</param>
    /// <exception cref="ToolException">The golden model meets a fault.</exception>
    public static long Start(HostScript script, IGoldenMachine golden, CompiledDesign design, int image, int run, bool faulty = false, bool traced = true)
    {
        const ulong Seed = 0xD1B54A32D192ED03;
        var pixels = Stimulus.Random(design.Float.InputShapes, image + 1, Seed).Images[image];
        var values = Quantizer.ToIntegers(design.Network, pixels);
        golden.WriteInput(values);
        var summary = golden.Run(run, traced ? script : null, GoldenResults.CycleLimit);
        if (!summary.Ok && !faulty)
        {
            throw new ToolException(GoldenResults.Explain(summary));
        }

        script.WriteBytes(HostScript.Features(design.Image.Inputs, values));
        script.Settle();

        // Bit 0 counts, and bit 1, which aborts; the port holds the others for as long as the host writes nothing else.
        script.Write("CONTROL", int.IsOddInteger(run) ? ~2u : 1);
        return summary.Cycles;
    }
}
