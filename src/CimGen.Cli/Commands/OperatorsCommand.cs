using System.CommandLine;
using CimGen.Networks.Onnx;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen operators</c>: the operators of ONNX that are read, which docs/operators.md holds.</summary>
public static class OperatorsCommand
{
    public static Command Create()
    {
        var command = new Command("operators", "Print the operators of ONNX that are read (docs/operators.md).");
        command.SetAction(_ =>
        {
            Console.Write(OperatorManual.Text());
            return 0;
        });
        return command;
    }
}
