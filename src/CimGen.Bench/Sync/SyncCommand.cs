using System.CommandLine;

namespace CimGen.Bench.Sync;

/// <summary><c>cimgen-bench sync</c>: the synchronization schemes of Pelke et al., VLSI-SoC 2023, over layers, crossbars and buses.</summary>
public static class SyncCommand
{
    public static Command Create()
    {
        var command = new Command("sync", "Run the paper's layers and all ResNet-18 convolutions over crossbars, buses and schemes.");
        var output = new Option<string>("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/sync" };
        command.Add(output);
        command.SetAction(parsed =>
        {
            Directory.CreateDirectory(parsed.GetRequiredValue(output));
            return 0;
        });
        return command;
    }
}
