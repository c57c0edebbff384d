using System.CommandLine;
using CimGen.Flow.Kinds;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen isa</c>: the manual of the instruction set, which docs/isa.md holds.</summary>
public static class IsaCommand
{
    public static Command Create()
    {
        var command = new Command("isa", "Print the instruction set manual (docs/isa.md).");
        command.SetAction(_ =>
        {
            Console.Write(KindRegistry.Default.Controller.Text.Manual());
            return 0;
        });
        return command;
    }
}
