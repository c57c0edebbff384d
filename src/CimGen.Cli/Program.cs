using CimGen.Cli.Commands;

return CommandLine.Run(args);
