using System.Globalization;

namespace CimGen.Rtl.Tests.Timing;

/// <summary>Signals of a VCD file, one value for each cycle: what is there when the cycle ends, just before the next rising clock edge.</summary>
internal sealed class Waves
{
    private readonly Dictionary<string, (string Id, int Width)> _signals = [];
    private readonly List<Dictionary<string, string>> _cycles = [];

    /// <param name="top">The instance below which all names begin.</param>
    /// <param name="clock">Name of the clock.</param>
    public Waves(IEnumerable<string> lines, string top, string clock)
    {
        var scopes = new List<string>();
        var values = new Dictionary<string, string>();
        var changes = new List<(string Id, string Value)>();
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words[0])
            {
                case "$scope":
                    scopes.Add(words[2]);
                    break;
                case "$upscope":
                    scopes.RemoveAt(scopes.Count - 1);
                    break;
                case "$var":
                    _signals[string.Join('.', scopes.SkipWhile(s => s != top).Skip(1).Append(words[4]))] = (words[3], int.Parse(words[2], CultureInfo.InvariantCulture));
                    break;
                case ['#', ..]:
                    Apply(values, changes, clock);
                    break;
                case ['b', .. var bits]:
                    changes.Add((words[1], bits));
                    break;
                case ['0' or '1' or 'x' or 'z', ..]:
                    changes.Add((line[1..], line[..1]));
                    break;
            }
        }
    }

    public int Count => _cycles.Count;

    /// <summary>All bits, the highest first.</summary>
    /// <param name="name">May end with <c>[bit]</c> or <c>[high:low]</c>.</param>
    public string Bits(string name, int cycle)
    {
        var select = name.EndsWith(']') && !_signals.ContainsKey(name) ? name.LastIndexOf('[') : name.Length;
        Assert.True(_signals.TryGetValue(name[..select], out var signal), $"the run has no signal {name[..select]}");
        var written = _cycles[cycle].GetValueOrDefault(signal.Id, "x");
        var bits = written.PadLeft(signal.Width, written[0] == '1' ? '0' : written[0]);
        if (select == name.Length)
        {
            return bits;
        }

        var range = name[(select + 1)..^1].Split(':').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        return bits[^(range[0] + 1)..(bits.Length - range[^1])];
    }

    /// <summary>Unknown bits count as 0.</summary>
    public ulong Value(string name, int cycle) => Bits(name, cycle).Aggregate(0UL, (value, bit) => (value << 1) | (bit == '1' ? 1UL : 0UL));

    /// <summary>What a time stamp brings happens behind the clock's edge of that time.</summary>
    private void Apply(Dictionary<string, string> values, List<(string Id, string Value)> changes, string clock)
    {
        if (_signals.TryGetValue(clock, out var signal) && changes.Contains((signal.Id, "1")))
        {
            _cycles.Add(new Dictionary<string, string>(values));
        }

        foreach (var (id, value) in changes)
        {
            values[id] = value;
        }

        changes.Clear();
    }
}
