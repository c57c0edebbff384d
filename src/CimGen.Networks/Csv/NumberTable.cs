using System.Globalization;
using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CsvHelper;

namespace CimGen.Networks.Csv;

/// <summary>
/// A CSV file of numbers, read line by line; no line is passed over but a header. Numbers are written as in C, whatever the machine's
/// language: "8,5" is none, and no digits are grouped. The separator (comma, semicolon, tab or bar) is found by itself.
/// </summary>
/// <remarks>
/// A first line is a header when its first field is empty or a name, and each of the others is a name or the number of its column; or
/// when its fields are 0, 1, 2, ... (three or more), as pandas numbers columns. Any other first line holds data.
/// </remarks>
public sealed class NumberTable : IDisposable
{
    private const int LongestLine = 1 << 28;
    private const NumberStyles Plain = NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite);

    private static readonly HashSet<string> Missing = new(["na", "n/a", "null", "none"], StringComparer.OrdinalIgnoreCase);

    private readonly string _path;
    private readonly Func<SourceLocation, string, string, Diagnostic> _error;
    private readonly DiagnosticBag _bag;
    private readonly CsvReader _reader;
    private long _line;

    /// <param name="error">Makes an error of a place, what is wrong there, and what to do.</param>
    /// <param name="bag">Takes what is wrong with the text.</param>
    public NumberTable(string path, Func<SourceLocation, string, string, Diagnostic> error, DiagnosticBag bag)
    {
        _path = path;
        _error = error;
        _bag = bag;
        _reader = CsvReader.FromFile(path, new CsvReaderOptions
        {
            HasHeader = false,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = LongestLine,
        });
    }

    /// <summary>Fields of the line.</summary>
    public int Count => _reader.FieldCount;

    /// <summary>Goes to the next line of data.</summary>
    /// <returns>False at the end, and after an error.</returns>
    public bool Read() => Advance() && (_reader.RowNumber > 1 || !IsHeader() || Advance());

    /// <summary>The finite number in a field; null after an error.</summary>
    public double? Number(int field)
    {
        if (Parse(field) is not { } value)
        {
            var advice = Text(field).Contains(',', StringComparison.Ordinal) ? "write decimals with a point, and no other commas" : "write a number";
            _bag.Add(_error(At(field), Text(field).Length == 0 ? "a field is empty" : $"'{Text(field)}' is no number", advice));
            return null;
        }

        if (!double.IsFinite(value))
        {
            _bag.Add(_error(At(field), $"'{Text(field)}' is no finite number", "look at what wrote the file"));
            return null;
        }

        return value;
    }

    /// <summary>A field's text, as messages quote it.</summary>
    public string Text(int field) => Quotation.Of(_reader.GetString(field));

    /// <summary>Where a field starts.</summary>
    public SourceLocation At(int field)
    {
        var column = 1;
        for (var i = 0; i < field; i++)
        {
            column += Encoding.UTF8.GetCharCount(_reader.GetRawSpan(i)) + 1;
        }

        var blanks = _reader.GetRawSpan(field);
        return new SourceLocation(_path, (int)_line, column + blanks.Length - blanks.TrimStart((byte)' ').Length);
    }

    public void Dispose() => _reader.Dispose();

    private bool Advance()
    {
        try
        {
            if (!_reader.Read())
            {
                return false;
            }
        }
        catch (CsvFormatException e)
        {
            _bag.Add(_error(new SourceLocation(_path, (int)Math.Max(e.LineNumber, _line + 1), 1), "quotes that do not match, or a line without end", "write plain numbers"));
            return false;
        }

        // The reader passes over empty lines. Between others one may stand for a value that is missing.
        var before = _line;
        _line = _reader.LineNumber;
        if (before > 0 && _line > before + 1)
        {
            _bag.Add(_error(new SourceLocation(_path, (int)before + 1, 1), "an empty line between others", "remove it, or write what is missing"));
            return false;
        }

        return true;
    }

    private bool IsHeader()
    {
        var fields = Enumerable.Range(0, Count).ToList();
        var named = IsName(0) && fields.Exists(i => _reader.GetSpan(i).Length > 0);
        return (named && fields.Skip(1).All(i => IsName(i) || IsNumber(i, i - 1) || IsNumber(i, i))) || (Count > 2 && fields.All(i => IsNumber(i, i)));
    }

    private bool IsNumber(int field, int number) => Encoding.UTF8.GetString(_reader.GetSpan(field)) == number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a field is empty or a name: no number, not even a garbled one or what stands for none.</summary>
    private bool IsName(int field)
    {
        var text = _reader.GetString(field);
        return Parse(field) is null && !Missing.Contains(text) && (text.Length == 0 || text[0] == '#' || text.Any(char.IsLetter));
    }

    private double? Parse(int field)
    {
        var text = _reader.GetSpan(field);
        if (double.TryParse(text, Plain, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        // As C and Python write it.
        return text.TrimStart("+-"u8) is [(byte)'i' or (byte)'I', (byte)'n' or (byte)'N', (byte)'f' or (byte)'F'] ? double.PositiveInfinity : null;
    }
}
