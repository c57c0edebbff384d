namespace CimGen.Microcode.Build;

/// <summary>Elements of a sequence that come again and again: a loop of a program.</summary>
/// <param name="First">Index of the first element.</param>
/// <param name="Period">Elements of a round.</param>
/// <param name="Count">Rounds; 1 for elements that nothing repeats.</param>
internal readonly record struct Repetition(int First, int Period, int Count)
{
    /// <summary>Rows of a map and of another one whose windows move by two, say, fall into step again after two rows; those of buffers that roll, after the larger one has gone round.</summary>
    private const int LongestPeriod = 32;

    /// <summary>The whole sequence, piece by piece: from each place on the round that spares the most elements, the shortest of such.</summary>
    /// <param name="equal">Whether two elements are the same, by index.</param>
    public static IEnumerable<Repetition> Of(int length, Func<int, int, bool> equal)
    {
        for (var first = 0; first < length;)
        {
            var best = new Repetition(first, 1, 1);
            for (var period = 1; period <= LongestPeriod && first + (2 * period) <= length; period++)
            {
                var end = first + period;
                while (end < length && equal(end, end - period))
                {
                    end++;
                }

                var found = new Repetition(first, period, (end - first) / period);
                best = found.Spared > best.Spared ? found : best;
                if (end == length)
                {
                    // A longer period spares less.
                    break;
                }
            }

            yield return best;
            first += best.Period * best.Count;
        }
    }

    /// <summary>Code for a sequence: loops, and loops within their rounds as far as there are registers.</summary>
    /// <param name="registers">Free, for loops from the outermost to the innermost.</param>
    /// <param name="first">Index of the first element.</param>
    /// <param name="length">Number of elements.</param>
    /// <param name="equal">Whether two elements have the same code, by index.</param>
    /// <param name="element">Emits the code of an element.</param>
    public static void Emit(ProgramBuilder program, ReadOnlyMemory<int> registers, int first, int length, Func<int, int, bool> equal, Action<int> element, string comment)
    {
        foreach (var (start, period, count) in Of(length, (a, b) => equal(first + a, first + b)))
        {
            program.Repeat(
                registers.Span[0],
                count,
                () =>
                {
                    if (period > 1 && registers.Length > 1)
                    {
                        Emit(program, registers[1..], first + start, period, equal, element, comment);
                        return;
                    }

                    for (var i = 0; i < period; i++)
                    {
                        element(first + start + i);
                    }
                },
                comment);
        }
    }

    private int Spared => Period * (Count - 1);
}
