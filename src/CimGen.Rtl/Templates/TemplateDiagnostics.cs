using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Rtl.Templates;

/// <summary>What can be wrong with templates, CIM0801 to CIM0849.</summary>
public static class TemplateDiagnostics
{
    public static readonly DiagnosticDescriptor TemplateNotFound = new(
        "CIM0801",
        "Template not found",
        "Neither the override folder (--templates) nor the template folder holds a template of this name. Names are relative to the template folder, with forward slashes and the full file name.");

    public static readonly DiagnosticDescriptor TemplateUnreadable = new(
        "CIM0802",
        "Template cannot be read",
        "The file is too large, is not UTF-8 text, holds a NUL character, or the system refused to read it.");

    public static readonly DiagnosticDescriptor BadTemplateName = new(
        "CIM0803",
        "Bad template name",
        "A template name is a relative path with forward slashes that stays inside the template folder: no empty part, no '.', no '..', no drive, no backslash.");

    public static readonly DiagnosticDescriptor UnknownVariable = new(
        "CIM0814",
        "Unknown variable",
        "The model has no member of this name and no loop around the tag declares it. Variables are strict: a misspelt name never renders as nothing.");

    public static readonly DiagnosticDescriptor UnknownMember = new(
        "CIM0815",
        "Unknown member",
        "The value has no member of this name. PascalCase properties of the view model are named in snake_case.");

    public static readonly DiagnosticDescriptor ConditionType = new(
        "CIM0816",
        "Condition is no boolean",
        "Scriban takes null for false and any other value for true. CimGen wants a boolean, so that a condition on the wrong member is noticed.");

    public static readonly DiagnosticDescriptor NullValue = new(
        "CIM0817",
        "Value is null",
        "The model holds no value here, and nothing would be printed. Test it first: {{ if x != null }}.");

    public static readonly DiagnosticDescriptor ScribanError = new(
        "CIM0821",
        "Scriban reports an error",
        "The template language is Scriban; the message is its own. In Verilog, a nested concatenation is written with spaces, '{ {8{x}}, y }', as '{{' opens a tag.");

    /// <summary>The catalogue, in the order of the codes.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TemplateNotFound, TemplateUnreadable, BadTemplateName, UnknownVariable, UnknownMember, ConditionType, NullValue, ScribanError,
    ];

    internal static Diagnostic NotFound(SourceLocation location, string name, string searched) =>
        TemplateNotFound.Error(location, $"there is no template '{name}' in {searched}; check the name");

    internal static Diagnostic Unreadable(SourceLocation location, string problem) =>
        TemplateUnreadable.Error(location, $"cannot read the template: {problem}; replace the file by a UTF-8 text file");

    internal static Diagnostic BadName(SourceLocation location, string name) =>
        BadTemplateName.Error(location, $"'{name}' is no template name; use a relative path with '/' that stays in the template folder");

    internal static Diagnostic NoVariable(SourceLocation location, string name) =>
        UnknownVariable.Error(location, $"there is no variable '{name}'; check the name against the view model");

    internal static Diagnostic NoMember(SourceLocation location, string name, IEnumerable<string> known) =>
        UnknownMember.Error(location, $"there is no member '{name}'; {Known(known)}");

    internal static Diagnostic NoBoolean(SourceLocation location) =>
        ConditionType.Error(location, "the condition is no boolean; compare it, or change the view model");

    internal static Diagnostic Null(SourceLocation location) =>
        NullValue.Error(location, "the value is null and cannot be printed; test it with '!= null' first");

    internal static Diagnostic Scriban(SourceLocation location, string message) =>
        ScribanError.Error(location, $"{message.TrimEnd('.')}; see the Scriban language, to which docs/templates.md links");

    private static string Known(IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Order(StringComparer.Ordinal).Take(20));
        return list.Length == 0 ? "it has no members" : $"it has {list}";
    }
}
