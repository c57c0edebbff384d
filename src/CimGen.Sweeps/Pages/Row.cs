using Scriban.Runtime;

namespace CimGen.Sweeps.Pages;

/// <summary>A row of a table for templates: a member for each column.</summary>
internal sealed class Row : ScriptObject
{
    public Row(IEnumerable<(string Column, object Value)> values)
    {
        foreach (var (column, value) in values)
        {
            Add(column, value);
        }
    }
}
