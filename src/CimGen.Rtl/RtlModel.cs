using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CimGen.Machines;
using CimGen.Rtl.Kinds;
using CimGen.Rtl.Views;

namespace CimGen.Rtl;

/// <summary>The Verilog of one machine before it is text: its modules, and what their templates may name.</summary>
/// <param name="Hash">First 16 hexadecimal digits of the SHA-256 of what determines the Verilog and nothing else: designs that can share a model have equal bytes.</param>
/// <param name="Modules">Leaves first, in the order of the file list.</param>
/// <param name="Variables">Of the templates, by name.</param>
public sealed record RtlModel(string Hash, ImmutableArray<RtlModule> Modules, ImmutableDictionary<string, object> Variables)
{
    /// <summary>What the kinds build on.</summary>
    private static readonly ImmutableArray<RtlModule> Basis = [.. new[] { "cim_arbiter", "cim_ram", "cim_memory" }.Select(Machine)];

    /// <summary>What is built of the kinds.</summary>
    private static readonly ImmutableArray<RtlModule> Whole =
        [.. new[] { "cim_halt_tree", "cim_tile", "cim_skid", "cim_axi_host", "cim_top" }.Select(Machine)];

    /// <summary>What the register DESIGN reads, in hexadecimal: the first 32 bits of the hash.</summary>
    public string DesignHex => Hash[..8];

    /// <summary>The model of a machine that is made of these kinds.</summary>
    public static RtlModel Of(string toolVersion, Architecture architecture, Wiring wiring, RtlKinds kinds)
    {
        var parameters = new MachineParameters(architecture);
        RtlPart[] parts = [kinds.Fabric.Part(architecture, wiring), kinds.ComputeUnit.Part(architecture, wiring), kinds.Controller.Part(architecture, wiring)];
        var text = $"{toolVersion} {architecture.Name} {parameters} {string.Join(' ', parts.Select(p => p.Key))}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        var model = new RtlModel(hash, [.. Basis, .. parts.SelectMany(p => p.Modules), .. Whole], ImmutableDictionary<string, object>.Empty);
        return model with
        {
            Variables = parts.Aggregate(
                ImmutableDictionary<string, object>.Empty
                    .Add("tool", new ToolView(toolVersion))
                    .Add("spec", new SpecView(architecture.Name, hash))
                    .Add("arch", parameters)
                    .Add("host", Host(architecture, model.DesignHex))
                    .Add("uart", BoardViews.Uart())
                    .Add("boards", BoardViews.Clocks()),
                (all, part) => all.AddRange(part.Variables)),
        };
    }

    private static RtlModule Machine(string name) => RtlModule.Of("machine", name);

    private static HostView Host(Architecture architecture, string designHex)
    {
        var map = HostMap.Of(architecture);
        return new HostView(
            Hex(RegisterMap.Identification),
            (int)RegisterMap.Version,
            designHex,
            map.AddressWidth,
            architecture.Memory.SizeBytes,
            [.. map.Windows.Select(Window)],
            [.. RegisterMap.Registers.Select(r => new RegisterView(
                r.Name, $"REG_{r.Name}", r.Offset.ToString("x3", CultureInfo.InvariantCulture), r.Meaning))],
            RegisterMap.Bits.ToImmutableDictionary(b => b.Name.ToLowerInvariant(), b => b.Bit),
            [.. RegisterMap.Bits.Select(b => new MaskView(
                b.Name, (1u << b.Bit).ToString("x", CultureInfo.InvariantCulture), b.Registers.Length > 1 ? string.Join(" and ", b.Registers) : null))]);
    }

    private static WindowView Window(HostWindow window) => new(
        window.Name,
        window.Name.ToUpperInvariant(),
        Hex(window.Base),
        Hex(window.Size),
        Hex(window.Stride),
        window.Places,
        window.Bytes);

    private static string Hex(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
