using CimGen.Mutation;

return MutateCommand.Create().Parse(args).Invoke();
