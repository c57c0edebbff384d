using CimGen.Machines.Images;

namespace CimGen.Flow.Kinds;

/// <summary>What a kind of controller has to say to people.</summary>
/// <param name="Listing">Programs as text, for the stage dump.</param>
/// <param name="Disassembly">The words of a program, a line each.</param>
/// <param name="Manual">The instruction set as a page.</param>
public sealed record ControllerText(Func<MachineImage, string> Listing, Func<IEnumerable<ulong>, IEnumerable<string>> Disassembly, Func<string> Manual);
