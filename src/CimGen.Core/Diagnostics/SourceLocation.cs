namespace CimGen.Core.Diagnostics;

/// <summary>A place in an input file. Lines and columns count from 1; 0 means that the file has no such notion.</summary>
public readonly record struct SourceLocation(string File, int Line = 0, int Column = 0)
{
    /// <summary>The tool itself, for findings that no input file is to blame for.</summary>
    public static SourceLocation None => new("cimgen");

    /// <summary><c>file(line,col)</c>, or the file alone where it has no lines.</summary>
    public override string ToString() => Printable.Line(Line > 0 ? $"{File}({Line},{Column})" : File);
}
