using CimGen.Core.Diagnostics;

namespace CimGen.Templating;

/// <summary>
/// Turns a template and a model into text. Templates are written in the subset of the Scriban language that docs/templates.md
/// describes; every engine renders the same bytes from the same template and model.
/// </summary>
public interface ITemplateEngine
{
    /// <summary>Which implementation this is: <c>builtin</c> or <c>scriban</c>.</summary>
    string Name { get; }

    /// <summary>Renders one template.</summary>
    /// <param name="template">Path relative to the template folder, with forward slashes: <c>rtl/core.v.sbn</c>.</param>
    /// <param name="model">
    /// A record or a dictionary; its members are the template's variables, PascalCase names turned to snake_case.
    /// Values are strings, integers, booleans, null, sequences, records and dictionaries.
    /// </param>
    /// <returns>The text, or the first error, at its place in the template (CIM0801 and up).</returns>
    Result<string> Render(string template, object model);
}
