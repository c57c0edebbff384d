using System.Collections.Immutable;
using CimGen.Flow;
using CimGen.Rtl;
using CimGen.Rtl.Templates;
using CimGen.Synthesis;

namespace CimGen.Mutation;

/// <summary>The netlist of a machine with mutants in it that a control input switches.</summary>
/// <param name="folder">Holds the machine's Verilog and what Yosys makes of it.</param>
public sealed class MutantNetlist(string folder, CompiledDesign design)
{
    /// <summary>File of the Verilog with all mutants and with the trace.</summary>
    public const string Model = "model.v";

    /// <summary>File of the netlist without mutants, for Yosys.</summary>
    public const string Base = "base.il";

    private const string Control = "mutsel";
    private const int ControlWidth = 16;
    private const string Candidates = "candidates.txt";
    private const string Netlist = "netlist.v";

    private readonly RtlModel _model = DesignWriter.Rtl(design);

    /// <summary>First 32 bits of the hash that the machine knows itself by.</summary>
    public uint Hash => Convert.ToUInt32(_model.DesignHex, 16);

    /// <summary>All mutants that Yosys knows, of the netlist at register-transfer level: memories stay whole, registers are not part of them.</summary>
    /// <exception cref="ToolException">Yosys is missing or fails, or a template is wrong.</exception>
    public ImmutableArray<Mutant> List()
    {
        var files = WriteVerilog();
        Yosys.Run(folder, "list.ys",
        [
            $"read_verilog -noautowire -DCIM_SIMULATION -DVERILATOR {string.Join(' ', files)}", "hierarchy -top cim_top -check", "proc",
            .. TraceCode.Render(_model).Wires.Select(w => $"setattr -set keep 1 w:{w}"),

            // Registers with enable and reset are one cell, as in hardware; what a memory is not given in a cycle without a write is no constant.
            "memory -nomap -nordff", "opt_expr -mux_undef", "opt", "wreduce", "opt_expr -mux_undef", "opt", $"write_rtlil {Base}",
            "setattr -unset keep w:*", "opt_clean", $"mutate -list {int.MaxValue} -seed 1 -o {Candidates}",
        ]).OrThrow();
        var sources = files.ToDictionary(f => f, f => File.ReadAllLines(Path.Combine(folder, f)));
        return MutantSelection.WithinVectors(File.ReadLines(Path.Combine(folder, Candidates)).Select(l => Mutant.Parse(l, sources)).OfType<Mutant>());
    }

    /// <summary>Writes the model: mutant i of the list acts while the control input is i + 1.</summary>
    /// <exception cref="ToolException">Yosys fails, or a template is wrong.</exception>
    public void Write(IReadOnlyList<Mutant> mutants)
    {
        Yosys.Run(folder, "mutate.ys", [$"read_rtlil {Base}", .. mutants.Select((m, i) => m.WithControl(Control, ControlWidth, i + 1)), $"write_verilog -noattr {Netlist}"]).OrThrow();
        var text = TraceCode.Render(_model).PutInto(File.ReadAllText(Path.Combine(folder, Netlist)), module => File.ReadAllText(Path.Combine(folder, $"rtl/{module}.v")));
        File.WriteAllText(Path.Combine(folder, Model), text);
    }

    private List<string> WriteVerilog()
    {
        var engine = new TemplateEngine(new TemplateFolder(Resources.Templates, MutationResources.Templates));
        var files = RtlGenerator.Run(engine, _model).OrThrow();
        var verilog = files.Where(f => f.Path.EndsWith(".v", StringComparison.Ordinal) && f.Path.StartsWith("rtl/", StringComparison.Ordinal)).ToList();
        Directory.CreateDirectory(Path.Combine(folder, "rtl"));
        verilog.ForEach(f => File.WriteAllText(Path.Combine(folder, f.Path), f.Text));
        return [.. verilog.Select(f => f.Path)];
    }
}
