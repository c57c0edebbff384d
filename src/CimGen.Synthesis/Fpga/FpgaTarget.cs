using System.Collections.Immutable;

namespace CimGen.Synthesis.Fpga;

/// <summary>An FPGA and how a design is synthesized for it.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Synthesis">Yosys commands that follow the hierarchy check, without top and output.</param>
/// <param name="Preparation">Yosys commands before it.</param>
/// <param name="Capacity">What the device has, by resource; resources that are missing here are not limited.</param>
/// <param name="Placement">Arguments of nextpnr-ice40; none where the device is not placed.</param>
/// <param name="Seeds">Seeds that nextpnr is run with; the fastest result counts.</param>
/// <param name="Board">Folder-relative top, list of sources and constraints of a board; none for the machine without its board.</param>
public sealed record FpgaTarget(
    string Name,
    string Synthesis,
    ImmutableArray<string> Preparation,
    ImmutableDictionary<Resource, int> Capacity,
    ImmutableArray<string> Placement,
    int Seeds,
    BoardFiles? Board)
{
    private const string PreloadMacro = "CIM_PRELOAD";
    private const string WeightsInSpram = "setattr -set ram_style \"huge\" *cim_ram_1p*/m:mem";

    public static ImmutableArray<FpgaTarget> All { get; } =
    [
        new("hx8k", "synth_ice40 -abc9 -device hx", [], Capacities(lut: 7680, ram: 32, dsp: 0, large: 0), ["--hx8k", "--package", "ct256", "--freq", "70"], 4, null),
        new("up5k", "synth_ice40 -abc9 -device u -dsp -spram", [WeightsInSpram], Capacities(lut: 5280, ram: 30, dsp: 8, large: 4), [], 0, null),
        new(
            "icebreaker", "synth_ice40 -abc9 -device u -dsp -spram", [WeightsInSpram], Capacities(lut: 5280, ram: 30, dsp: 8, large: 4),
            ["--up5k", "--package", "sg48"], 1, new BoardFiles("cim_board_icebreaker", "board/icebreaker.f", "board/icebreaker.pcf")),
        new("ecp5-85k", "synth_ecp5", [], Capacities(lut: 83640, ram: 208, dsp: 156, large: 0), [], 0, null),
        new("xc7a35t", "synth_xilinx -family xc7 -flatten", [], Capacities(lut: 20800, ram: 100, dsp: 90, large: 0), [], 0, null),
    ];

    /// <summary>There are simulation models of all its cells, and the machine has its own ports.</summary>
    public bool CanSimulate => Board is null && Synthesis.StartsWith("synth_ice40", StringComparison.Ordinal);

    public bool IsPlaced => !Placement.IsEmpty;

    /// <summary>SPRAM comes up without contents: memories that have them stay out of it.</summary>
    public bool UsesSpram => Preparation.Contains(WeightsInSpram);

    /// <summary>The same device, for memories that come up loaded.</summary>
    public FpgaTarget Preloaded => this with { Defines = Defines.Add(PreloadMacro), Preparation = Preparation.Remove(WeightsInSpram) };

    /// <summary>Macros of the Verilog.</summary>
    public ImmutableArray<string> Defines { get; private init; } = ["SYNTHESIS"];

    /// <summary>Memories come up loaded.</summary>
    public bool IsPreloaded => Defines.Contains(PreloadMacro);

    private static ImmutableDictionary<Resource, int> Capacities(int lut, int ram, int dsp, int large) =>
        ImmutableDictionary.CreateRange([
            KeyValuePair.Create(Resource.Lut, lut), KeyValuePair.Create(Resource.BlockRam, ram), KeyValuePair.Create(Resource.Dsp, dsp), KeyValuePair.Create(Resource.LargeRam, large),
        ]);
}

/// <param name="Top">Module.</param>
/// <param name="Sources">List of the Verilog files.</param>
/// <param name="Constraints">Pins.</param>
public sealed record BoardFiles(string Top, string Sources, string Constraints);
