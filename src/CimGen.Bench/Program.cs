using System.CommandLine;
using CimGen.Bench.Cells;
using CimGen.Bench.Cosim;
using CimGen.Bench.Fpga;
using CimGen.Bench.Mutation;
using CimGen.Bench.Sync;

return new RootCommand("Benchmarks of CimGen: what the machine reaches, and what the tools take.")
{
    SyncCommand.Create(),
    CosimCommand.Create(),
    CellsCommand.Create(),
    FpgaCommand.Create(),
    GrowthCommand.Create(),
    MutateCommand.Create(),
}.Parse(args is [] ? ["--help"] : args).Invoke();
