using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Templating;

/// <summary>The catalogue of this room.</summary>
public static class TemplateDiagnostics
{
    public static readonly DiagnosticDescriptor NotFoundError = new(
        "CIM0801",
        "Template not found",
        "A template or an include is neither in the folder given by --templates nor among CimGen's own templates.");

    public static readonly DiagnosticDescriptor SyntaxError = new(
        "CIM0802",
        "Template syntax",
        "The template is not written in the subset of the Scriban language that docs/templates.md describes.");

    public static readonly DiagnosticDescriptor UnknownNameError = new(
        "CIM0803",
        "Unknown name in a template",
        "Variables are strict: a template may only name what its view model offers. docs/templates.md lists the models.");

    public static readonly DiagnosticDescriptor TypeError = new(
        "CIM0804",
        "Wrong type in a template",
        "An operator or function was given a value that it does not work on, for example a for over a number.");

    public static readonly DiagnosticDescriptor NestingError = new(
        "CIM0805",
        "Includes too deep",
        "Templates include each other in a circle or more than 32 levels deep.");

    public static ImmutableArray<DiagnosticDescriptor> All => [NotFoundError, SyntaxError, UnknownNameError, TypeError, NestingError];

    public static Diagnostic NotFound(SourceLocation at, string name) =>
        NotFoundError.Error(at, $"there is no template '{name}'; check the name and --templates");

    public static Diagnostic Syntax(SourceLocation at, string what) => SyntaxError.Error(at, what);

    public static Diagnostic UnknownName(SourceLocation at, string name, string owner) =>
        UnknownNameError.Error(at, $"'{name}' is not a member of {owner}; see docs/templates.md for what there is");

    public static Diagnostic Type(SourceLocation at, string what) => TypeError.Error(at, what);

    public static Diagnostic Nesting(SourceLocation at, string name) =>
        NestingError.Error(at, $"including '{name}' goes more than {Subset.Renderer.MaxDepth} levels deep; break the circle");
}
