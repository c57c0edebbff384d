using CimGen.Cli.Commands;

return CommandLine.Build().Parse(args).Invoke();
