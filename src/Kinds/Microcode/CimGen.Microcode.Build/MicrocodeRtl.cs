using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Rtl;
using CimGen.Rtl.Kinds;

namespace CimGen.Microcode.Build;

/// <summary>Verilog of a core that microcode runs: controller, load/store unit, GPEU, buffers, counters and the queue of results.</summary>
public sealed class MicrocodeRtl : IControllerRtl
{
    private static readonly IsaView Isa = new(
        InstructionSet.Registers,
        [.. InstructionSet.Table.Select(View)],
        [.. InstructionSet.Table.Where(d => d.Unit == Unit.Gpeu).Select(View)],
        InstructionSet.Table.SelectMany(d => d.Fields).Append(Fields.Opcode).Distinct()
            .ToImmutableDictionary(f => f.Name, f => string.Create(CultureInfo.InvariantCulture, $"{f.High}:{f.Low}")),
        Enum.GetValues<BufferId>().Where(b => b != BufferId.Link).ToImmutableDictionary(Name, b => (int)b),
        Operand.LinkCode);

    /// <inheritdoc/>
    public RtlPart Part(Architecture architecture, Wiring wiring)
    {
        var words = architecture.Compute.OutputBytes / architecture.Bus.WidthBytes;
        var gpeu = architecture.Gpeu;
        var view = new ControllerView(
            architecture.Units == UnitMode.Overlapped ? 1 : 0, gpeu.LatencyCycles, gpeu.Tables ? 1 : 0, gpeu.Products ? 1 : 0, gpeu.Dots ? 1 : 0, gpeu.Requantization == GpeuRequantization.Float32 ? 1 : 0, Gpeu.TableBytes, words, MachineParameters.Bits(Math.Max(2, words)));
        return new RtlPart($"{view}", Modules(gpeu), ImmutableDictionary<string, object>.Empty.Add("controller", view).Add("isa", Isa));
    }

    /// <inheritdoc/>
    public string Listing(CoreImage core, IReadOnlyList<string> layerNames)
    {
        var text = new StringBuilder();
        var layer = -2;
        for (var pc = 0; pc < core.Program.Length; pc++)
        {
            var note = core.Notes[pc];
            if (note.Layer != layer)
            {
                layer = note.Layer;
                text.Append(CultureInfo.InvariantCulture, $"; {(layer < 0 ? "end" : $"layer {layer}: {layerNames[layer]}")}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{pc,4}  {core.Program[pc]:x16}  {Disassembler.Format(core.Program[pc]),-40}");
            text.Append(note.Comment.Length > 0 ? $" ; {note.Comment}" : string.Empty);
            while (text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Leaves first.</summary>
    private static ImmutableArray<RtlModule> Modules(Gpeu gpeu) =>
    [
        Module("cim_buffers"), Module("cim_instruction_memory"), Module("cim_counters"), Module("cim_mvm_queue"), Module("cim_lsu"), Module(gpeu.Requantization == GpeuRequantization.Float32 ? "cim_requantize_float" : "cim_requantize"),
        Module("cim_gpeu_lane"), Module("cim_gpeu"), Module("cim_table", gpeu.Tables ? "lookup" : "none"), Module("cim_controller"), Module("cim_core"),
    ];

    private static RtlModule Module(string name, string? variant = null) => RtlModule.Of("microcode", name, variant);

    /// <summary>As in the ISA, but for <c>in</c>, which is a word of the template language.</summary>
    private static string Name(BufferId buffer) => buffer switch
    {
        BufferId.In => "input",
        BufferId.Out => "output",
        _ => buffer.ToString().ToLowerInvariant(),
    };

    private static OpcodeView View(InstructionDefinition definition) =>
        new($"OP_{definition.Opcode.ToString().ToUpperInvariant()}", (int)definition.Opcode);
}

/// <summary>The variable <c>controller</c> of the templates.</summary>
/// <param name="GpeuLatency">Cycles from the GPEU's last read to its last write.</param>
/// <param name="Tables">1: there is VLUT.</param>
/// <param name="Products">1: there is VMUL.</param>
/// <param name="Dots">1: there is VDOT.</param>
/// <param name="Float32">1: VRQ computes in float32.</param>
/// <param name="TableBytes">Of the table of VLUT.</param>
/// <param name="BufferWords">Bus words of each of the buffers sum, opd and rqp.</param>
/// <param name="BufferWordWidth">Address bits of these buffers in bus words, and of a step of the GPEU.</param>
public sealed record ControllerView(int Overlapped, int GpeuLatency, int Tables, int Products, int Dots, int Float32, int TableBytes, int BufferWords, int BufferWordWidth);

/// <param name="Opcodes">All but the vector ones that the controller treats alike are named by it too.</param>
/// <param name="Fields">Bit ranges, as <c>high:low</c>, by field name.</param>
/// <param name="Buffers">Numbers by buffer name.</param>
/// <param name="Link">Code of the link as a vector operand.</param>
public sealed record IsaView(
    int Registers,
    ImmutableArray<OpcodeView> Opcodes,
    ImmutableArray<OpcodeView> VectorOpcodes,
    ImmutableDictionary<string, string> Fields,
    ImmutableDictionary<string, int> Buffers,
    int Link);

public sealed record OpcodeView(string Constant, int Value);
