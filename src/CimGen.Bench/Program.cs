using System.CommandLine;
using CimGen.Bench.Sync;

return new RootCommand("Benchmarks of CimGen: what the machine reaches, and what the tools take.")
{
    SyncCommand.Create(),
}.Parse(args is [] ? ["--help"] : args).Invoke();
