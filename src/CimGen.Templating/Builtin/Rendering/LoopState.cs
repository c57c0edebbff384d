namespace CimGen.Templating.Builtin.Rendering;

/// <summary>What a template sees as <c>for</c> inside a loop.</summary>
/// <param name="Index">From 0.</param>
internal sealed record LoopState(int Index, bool First, bool Last);
