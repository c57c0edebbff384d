namespace CimGen.Planning.Windows;

/// <summary>R x C: inputs and outputs of one MVM.</summary>
public readonly record struct CrossbarSize(int Rows, int Columns);
