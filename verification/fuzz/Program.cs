using System.CommandLine;
using CimGen.Fuzz.Running;

return new RootCommand("Files that are at fault, given to CimGen: it refuses them, and neither crashes nor hangs.")
{
    RunCommand.Create(),
    RunCommand.CreateWork(),
    RunCommand.CreateShow(),
}.Parse(args is [] ? ["--help"] : args).Invoke();
