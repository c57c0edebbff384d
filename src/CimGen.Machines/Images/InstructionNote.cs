namespace CimGen.Machines.Images;

/// <summary>What an instruction is there for; never seen by hardware, only by reports.</summary>
/// <param name="Layer">Index of the layer in the network that it serves; -1 for none (the final end).</param>
/// <param name="Traffic">Kind of the bus traffic that it causes.</param>
/// <param name="Comment">For the listing; may be empty.</param>
/// <param name="EndsVector">The last thing that a core does for an output vector: to store or to pass on.</param>
public sealed record InstructionNote(int Layer, TrafficKind Traffic = TrafficKind.None, string Comment = "", bool EndsVector = false);
