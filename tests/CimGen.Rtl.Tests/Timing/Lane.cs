namespace CimGen.Rtl.Tests.Timing;

/// <summary>How a lane is drawn.</summary>
internal enum LaneKind
{
    /// <summary>Instructions of a core.</summary>
    Program,

    /// <summary>High and low.</summary>
    Level,

    /// <summary>A number of several bits.</summary>
    Number,
}

/// <summary>A stretch of a lane in which something is there.</summary>
/// <param name="First">First cycle.</param>
/// <param name="Last">Last cycle.</param>
/// <param name="Text">An instruction, a value; empty for a level.</param>
/// <param name="Issue">Of an instruction: the cycle in which it issues.</param>
/// <param name="Index">Of an instruction: its place in the program.</param>
internal sealed record Pulse(int First, int Last, string Text = "", int Issue = 0, int Index = 0);

/// <summary>One line of a timing diagram.</summary>
internal sealed record Lane(string Label, LaneKind Kind, IReadOnlyList<Pulse> Pulses);
