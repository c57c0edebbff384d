namespace CimGen.Rtl.Templates;

/// <summary>The text of one template.</summary>
/// <param name="Name">Relative name by which templates include it.</param>
/// <param name="File">The file that it was read from, for diagnostics.</param>
public sealed record TemplateSource(string Name, string File, string Text);
