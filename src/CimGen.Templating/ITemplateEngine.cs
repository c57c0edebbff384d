using CimGen.Core.Diagnostics;

namespace CimGen.Templating;

/// <summary>The Scriban seam: renders a template with a model. Two implementations, see docs/templates.md.</summary>
public interface ITemplateEngine
{
    /// <summary>Renders a template.</summary>
    /// <param name="name">Path of the template relative to the template folder, with <c>/</c>.</param>
    /// <param name="model">A record whose members the template names in snake_case; a name that is not there is an error.</param>
    Result<string> Render(string name, object model);
}
