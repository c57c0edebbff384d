using System.Collections.Immutable;

namespace CimGen.Sweeps.Files;

/// <summary>Many designs and what is to be found out about them. docs/sweeps.md describes the fields.</summary>
/// <param name="Path">Of the file itself.</param>
/// <param name="Machine">Settings that all points share: fields of the architecture, by their keys with points between them, and the network or design.</param>
/// <param name="Baseline">Labels of the point that a speedup is against; empty for none.</param>
public sealed record SweepFile(
    string Path,
    string Name,
    ImmutableSortedDictionary<string, string> Machine,
    ImmutableArray<Axis> Axes,
    ImmutableArray<Block> Blocks,
    ImmutableDictionary<string, string> Baseline,
    ImmutableArray<Page> Pages,
    ImmutableDictionary<string, string> Data);

/// <summary>Something that is varied.</summary>
/// <param name="Name">Of its column.</param>
public sealed record Axis(string Name, ImmutableArray<Choice> Choices);

/// <summary>A value of an axis.</summary>
/// <param name="Label">In tables.</param>
/// <param name="Settings">What it puts into the point: <c>network</c> or <c>design</c>, fields of the architecture, and <c>measure.NAME</c> for the measure alone.</param>
public sealed record Choice(string Label, ImmutableSortedDictionary<string, string> Settings);

/// <summary>All combinations of some choices, measured in one way.</summary>
/// <param name="Table">Name of the results.</param>
/// <param name="Measure">What is found out, see <c>Measures</c>.</param>
/// <param name="Where">Choices by axis; an axis that is missing takes all of its own.</param>
/// <param name="Cores">Sizes of machines, the smallest that holds the network is taken; empty for just the cores that it needs.</param>
public sealed record Block(string Table, string Measure, ImmutableDictionary<string, ImmutableArray<Choice>> Where, ImmutableArray<int> Cores);

/// <summary>A page, or a whole file such as a figure, that is made of the results.</summary>
/// <param name="File">In the folder of the pages. Of a page in Markdown the marked sections are made anew.</param>
/// <param name="Template">Path of its template, relative to the sweep file.</param>
/// <param name="With">Variables for the template.</param>
public sealed record Page(string File, string Template, ImmutableSortedDictionary<string, string> With);
