using System.CommandLine;

namespace CimGen.Cli.Commands;

/// <summary>All commands.</summary>
public static class CommandLine
{
    public static RootCommand Build() => new("Generates compute-in-memory accelerators and verifies them: network + architecture in, checked Verilog and microcode out.")
    {
        BuildCommand.Create(),
        CosimCommand.Create(),
        IsaCommand.Create(),
        DisasmCommand.Create(),
        SpecCommand.Create(),
        ExplainCommand.Create(),
    };
}
