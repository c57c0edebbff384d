using System.Collections;
using System.Globalization;
using CimGen.Core.Tables;
using CimGen.Sweeps.Charts;
using Scriban.Runtime;

namespace CimGen.Sweeps.Pages;

/// <summary>What templates of pages can do with tables, see docs/sweeps.md.</summary>
internal static class TableFunctions
{
    /// <summary>All functions by the names that templates use.</summary>
    public static ScriptObject All()
    {
        var functions = new ScriptObject();
        functions.Import("where", new Func<IEnumerable, ScriptObject, Rows>(Where));
        functions.Import("group", new Func<IEnumerable, IEnumerable, ScriptArray>(Group));
        functions.Import("order", new Func<IEnumerable, IEnumerable, Rows>(Order));
        functions.Import("like", new Func<Rows, Row, ScriptObject, Row?>((table, row, changes) => table.Like(row, changes)));
        functions.Import("above", new Func<IEnumerable, string, double, Rows>(Above));
        functions.Import("sum", new Func<IEnumerable, double>(values => Numbers(values).Sum()));
        functions.Import("least", new Func<IEnumerable, double>(values => Numbers(values).Min()));
        functions.Import("most", new Func<IEnumerable, double>(values => Numbers(values).Max()));
        functions.Import("median", new Func<IEnumerable, double>(values => Numbers(values).Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0));
        functions.Import("percent", new Func<double, int, string>(Table.Percent));
        functions.Import("number", new Func<double, string>(value => Table.Readable((long)value)));
        functions.Import("fixed", new Func<double, int, string>((value, digits) => value.ToString($"f{digits}", CultureInfo.InvariantCulture)));
        functions.Import("scientific", new Func<double, string>(value => value.ToString("0.0e-0", CultureInfo.InvariantCulture)));
        functions.Import("draw", new Func<string, int, IEnumerable, string>(ChartReader.Draw));
        return functions;
    }

    /// <summary>Rows whose columns have the values, or one of several.</summary>
    private static Rows Where(IEnumerable rows, ScriptObject conditions) => Of(rows, rows.Cast<Row>().Where(row => conditions.All(c =>
        c.Value is IEnumerable several and not string ? several.Cast<object>().Any(v => Same(row[c.Key], v)) : Same(row[c.Key], c.Value))));

    /// <summary>Rows whose column is more than a number.</summary>
    private static Rows Above(IEnumerable rows, string column, double limit) => Of(rows, rows.Cast<Row>().Where(row => Number(row[column]) > limit));

    /// <summary>Rows that are alike in some columns, in the order of the first of each: their columns, and <c>rows</c>.</summary>
    private static ScriptArray Group(IEnumerable rows, IEnumerable columns)
    {
        var names = columns.Cast<string>().ToList();
        return new ScriptArray(rows.Cast<Row>().GroupBy(r => string.Join('\n', names.Select(n => r[n]))).Select(g =>
        {
            var group = new ScriptObject { ["rows"] = Of(rows, g) };
            names.ForEach(n => group[n] = g.First()[n]);
            return group;
        }));
    }

    /// <summary>Rows by some columns, one after the other; "-cycles" puts the largest first. Equal rows keep their order.</summary>
    private static Rows Order(IEnumerable rows, IEnumerable columns)
    {
        var sorted = rows.Cast<Row>().OrderBy(_ => 0);
        foreach (var column in columns.Cast<string>())
        {
            sorted = column.StartsWith('-') ? sorted.ThenByDescending(r => r[column[1..]], Comparer<object?>.Default) : sorted.ThenBy(r => r[column], Comparer<object?>.Default);
        }

        return Of(rows, sorted);
    }

    /// <summary>Some rows of a table.</summary>
    private static Rows Of(IEnumerable table, IEnumerable<Row> rows) => new(((Rows)table).Axes, rows);

    private static IEnumerable<double> Numbers(IEnumerable values) => values.Cast<object>().Select(Number);

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    /// <summary>Numbers of templates are int or double, those of tables long or double.</summary>
    private static bool Same(object? one, object? other) => one is string || other is string || one is null || other is null
        ? Equals(one, other)
        : Number(one).Equals(Number(other));
}
