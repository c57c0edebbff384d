using System.Globalization;
using CimGen.Machines.Images;
using CimGen.Machines.Programs;

namespace CimGen.Flow;

/// <summary>The table of what every core waits for when a simulation passes its limit.</summary>
public static class Waiting
{
    /// <summary>What the harness and the assertions of the Verilog begin their messages with.</summary>
    private static readonly string[] Prefixes = ["harness: ", "CIM_ASSERT "];

    /// <summary>Why a simulation failed: its own words, and a line for every core that waits.</summary>
    /// <param name="messages">Lines "waiting core C pc P counter K value V wanted W", "harness: reason" and "CIM_ASSERT reason" among others.</param>
    public static string Text(IReadOnlyCollection<string> messages, MachineImage image)
    {
        // They come over two channels, in any order.
        var reasons =
            from prefix in Prefixes
            from message in messages
            where message.StartsWith(prefix, StringComparison.Ordinal)
            select message[prefix.Length..];
        return string.Join("\n  ", reasons.DefaultIfEmpty("the simulation stopped without a word").Concat(Table(messages, image)));
    }

    private static IEnumerable<string> Table(IEnumerable<string> messages, MachineImage image) =>
        from message in messages
        let words = message.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where words is ["waiting", "core", _, "pc", _, "counter", _, "value", _, "wanted", _]
        let core = int.Parse(words[2], CultureInfo.InvariantCulture)
        let pc = Math.Min(int.Parse(words[4], CultureInfo.InvariantCulture), image.Cores[core].Program.Length - 1)
        let word = image.Cores[core].Program[pc]
        let instruction = image.Reader.Text(word)
        select image.Reader.Step(word).Kind == StepKind.Wait
            ? $"core {core} pc {pc} '{instruction}': counter {words[6]} is {words[8]}, wanted {words[10]}"
            : $"core {core} pc {pc} '{instruction}'";
}
