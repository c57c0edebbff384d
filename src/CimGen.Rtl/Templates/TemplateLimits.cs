namespace CimGen.Rtl.Templates;

/// <summary>How much a template may ask for; user templates are input and not trusted.</summary>
/// <param name="TemplateBytes">Size of one template file.</param>
/// <param name="OutputCharacters">Length of the rendered text.</param>
/// <param name="IncludeDepth">Includes inside includes.</param>
/// <param name="LoopSteps">Rounds of all loops.</param>
public sealed record TemplateLimits(int TemplateBytes = 1 << 20, int OutputCharacters = 64 << 20, int IncludeDepth = 16, int LoopSteps = 1_000_000)
{
    public static TemplateLimits Default { get; } = new();
}
