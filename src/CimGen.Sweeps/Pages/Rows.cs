using System.Globalization;
using Scriban.Runtime;

namespace CimGen.Sweeps.Pages;

/// <summary>The rows of a table for templates.</summary>
internal sealed class Rows : ScriptArray
{
    private readonly Lazy<Dictionary<string, Row>> _byKey;

    public Rows(IReadOnlyList<string> axes, IEnumerable<Row> rows)
        : base(rows)
    {
        Axes = axes;
        _byKey = new Lazy<Dictionary<string, Row>>(() => this.Cast<Row>().ToDictionary(r => Key(r, [])));
    }

    /// <summary>Names of the columns that tell its rows apart.</summary>
    public IReadOnlyList<string> Axes { get; }

    /// <summary>The row with the labels of another one, of any table, but for some changes; null when there is none.</summary>
    public Row? Like(Row row, ScriptObject changes) => _byKey.Value.GetValueOrDefault(Key(row, changes));

    private string Key(Row row, ScriptObject changes) =>
        string.Join('\n', Axes.Select(a => string.Format(CultureInfo.InvariantCulture, "{0}", changes.TryGetValue(a, out var label) ? label : row[a])));
}
