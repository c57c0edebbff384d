namespace CimGen.Templating;

/// <summary>How much a template may ask for; user templates are input and not trusted.</summary>
/// <param name="TemplateBytes">Size of one template file.</param>
/// <param name="OutputCharacters">Length of the rendered text.</param>
/// <param name="IncludeDepth">Includes inside includes.</param>
/// <param name="BlockDepth">Blocks (<c>for</c>, <c>if</c>) inside blocks of one template.</param>
/// <param name="ExpressionNodes">Operators, names and literals in one tag.</param>
public sealed record TemplateLimits(
    int TemplateBytes = 1 << 20,
    int OutputCharacters = 64 << 20,
    int IncludeDepth = 16,
    int BlockDepth = 32,
    int ExpressionNodes = 128)
{
    public static TemplateLimits Default { get; } = new();
}
