namespace CimGen.Core.Yaml;

/// <summary>Finds the word that was probably meant.</summary>
public static class Spelling
{
    private const int LongestWord = 64;

    /// <summary>The nearest candidate, or null when none is near: two letters may differ, or a third of them.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        return candidates
            .Where(candidate => candidate.Length <= LongestWord)
            .Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
            .Where(pair => pair.Distance <= Math.Max(word.Length < 4 ? 1 : 2, word.Length / 3))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    /// <summary>Levenshtein distance: how many letters to insert, delete or replace.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
