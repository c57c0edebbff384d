namespace CimGen.Microcode.Build;

/// <summary>The output rows of a core that goes row by row: so many from the first one on.</summary>
/// <param name="Step">From one to the next.</param>
internal readonly record struct OwnRows(int First, int Step, int Count);
