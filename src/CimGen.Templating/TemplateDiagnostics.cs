using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Templating;

/// <summary>The diagnostics of this room, CIM0801 to CIM0849.</summary>
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

    public static readonly DiagnosticDescriptor UnclosedTag = new(
        "CIM0804",
        "Tag is not closed",
        "A '{{' opens a tag and needs a '}}'. In Verilog, write a nested concatenation with spaces: '{ {8{x}}, y }'.");

    public static readonly DiagnosticDescriptor UnexpectedToken = new(
        "CIM0805",
        "Unexpected token in a tag",
        "The tag does not follow the grammar of docs/templates.md.");

    public static readonly DiagnosticDescriptor BadString = new(
        "CIM0806",
        "Bad string literal",
        "A string ends on the line on which it begins, with the quote that opened it. The escapes are \\\\ \\\" \\' \\n \\r \\t.");

    public static readonly DiagnosticDescriptor BadInteger = new(
        "CIM0807",
        "Bad integer literal",
        "Integers are decimal and fit 64 bits. Fractions, hexadecimal literals and exponents are not in the subset.");

    public static readonly DiagnosticDescriptor UnclosedBlock = new(
        "CIM0808",
        "Block is not closed",
        "Every 'for' and every 'if' needs an 'end' of its own in the same template.");

    public static readonly DiagnosticDescriptor UnopenedBlock = new(
        "CIM0809",
        "Nothing to end here",
        "An 'end' closes a 'for' or an 'if'; an 'else' belongs to an 'if' and comes once, as its last branch.");

    public static readonly DiagnosticDescriptor OutsideSubset = new(
        "CIM0810",
        "Not in the template subset",
        "Scriban knows this construct, the subset that every engine of CimGen renders alike does not. Decisions belong in the C# view models.");

    public static readonly DiagnosticDescriptor TooComplex = new(
        "CIM0811",
        "Template is too complex",
        "Blocks are nested too deeply, or one tag holds too large an expression. Move the decision into the view model, or split the template.");

    public static readonly DiagnosticDescriptor UnknownFunction = new(
        "CIM0812",
        "Unknown function",
        "Only the functions of docs/templates.md can follow a '|'.");

    public static readonly DiagnosticDescriptor WrongArgumentCount = new(
        "CIM0813",
        "Wrong number of arguments",
        "Arguments follow the function's name, parted by spaces; the value before the '|' is not counted.");

    public static readonly DiagnosticDescriptor UnknownVariable = new(
        "CIM0814",
        "Unknown variable",
        "The model has no member of this name and no loop around the tag declares it. Variables are strict: a misspelt name never renders as nothing.");

    public static readonly DiagnosticDescriptor UnknownMember = new(
        "CIM0815",
        "Unknown member",
        "The value has no member of this name. PascalCase properties of the view model are named in snake_case.");

    public static readonly DiagnosticDescriptor WrongType = new(
        "CIM0816",
        "Value does not suit",
        "Conditions are booleans, loops run over lists, arithmetic and order are for integers, and only strings, integers and booleans can be printed. Nothing is converted silently.");

    public static readonly DiagnosticDescriptor NullValue = new(
        "CIM0817",
        "Value is null",
        "The model holds no value here. Test it first: {{ if x != null }}.");

    public static readonly DiagnosticDescriptor IncludeTooDeep = new(
        "CIM0818",
        "Includes are nested too deeply",
        "A template most likely includes itself.");

    public static readonly DiagnosticDescriptor IntegerOverflow = new(
        "CIM0819",
        "Integer overflow",
        "Integers of templates have 64 bits.");

    public static readonly DiagnosticDescriptor OutputTooLarge = new(
        "CIM0820",
        "Rendered text is too large",
        "The template writes more text than one file may hold. Large data belongs in .hex files, not in Verilog text.");

    public static readonly DiagnosticDescriptor ScribanError = new(
        "CIM0821",
        "Scriban reports an error",
        "This build renders with the Scriban package; the message is Scriban's own.");

    /// <summary>The catalogue, in the order of the codes.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TemplateNotFound, TemplateUnreadable, BadTemplateName, UnclosedTag, UnexpectedToken, BadString, BadInteger,
        UnclosedBlock, UnopenedBlock, OutsideSubset, TooComplex, UnknownFunction, WrongArgumentCount, UnknownVariable,
        UnknownMember, WrongType, NullValue, IncludeTooDeep, IntegerOverflow, OutputTooLarge, ScribanError,
    ];

    internal static Diagnostic NotFound(SourceLocation location, string name, string searched) =>
        TemplateNotFound.Error(location, $"there is no template '{name}' in {searched}; check the name");

    internal static Diagnostic Unreadable(SourceLocation location, string problem) =>
        TemplateUnreadable.Error(location, $"cannot read the template: {problem}; replace the file by a UTF-8 text file");

    internal static Diagnostic BadName(SourceLocation location, string name) =>
        BadTemplateName.Error(location, $"'{name}' is no template name; use a relative path with '/' that stays in the template folder");

    internal static Diagnostic TagNotClosed(SourceLocation location) =>
        UnclosedTag.Error(location, "this tag has no '}}'; close it, or write '{ {' if no tag is meant");

    internal static Diagnostic Unexpected(SourceLocation location, string found, string expected) =>
        UnexpectedToken.Error(location, $"unexpected {found}; expected {expected}");

    internal static Diagnostic StringLiteral(SourceLocation location, string problem) =>
        BadString.Error(location, $"{problem}; see docs/templates.md for string literals");

    internal static Diagnostic IntegerLiteral(SourceLocation location, string text) =>
        BadInteger.Error(location, $"'{text}' is no integer of this subset; write a decimal integer of at most 64 bits");

    internal static Diagnostic BlockNotClosed(SourceLocation location, string keyword) =>
        UnclosedBlock.Error(location, $"this '{keyword}' has no 'end'; add {{{{ end }}}}");

    internal static Diagnostic BlockNotOpened(SourceLocation location, string keyword) =>
        UnopenedBlock.Error(location, $"there is no block for this '{keyword}'; remove it, or open the block before it");

    internal static Diagnostic NotInSubset(SourceLocation location, string what) =>
        OutsideSubset.Error(location, $"{what} is not in the template subset; decide it in the view model");

    internal static Diagnostic BraceInTag(SourceLocation location, char brace) =>
        OutsideSubset.Error(location, $"'{brace}' inside a tag; if this is a Verilog concatenation, write '{{ {{' with a space");

    internal static Diagnostic Complex(SourceLocation location, string what, int limit) =>
        TooComplex.Error(location, $"{what} (limit {limit}); simplify the template");

    internal static Diagnostic NoFunction(SourceLocation location, string name, IEnumerable<string> known) =>
        UnknownFunction.Error(location, $"there is no function '{name}'; use one of {string.Join(", ", known)}");

    internal static Diagnostic ArgumentCount(SourceLocation location, string name, int expected, int found) =>
        WrongArgumentCount.Error(location, $"'{name}' takes {expected} argument(s) after its name but got {found}; correct the call");

    internal static Diagnostic NoVariable(SourceLocation location, string name) =>
        UnknownVariable.Error(location, $"there is no variable '{name}'; check the name against the view model");

    internal static Diagnostic NoMember(SourceLocation location, string name, string type, IEnumerable<string> known) =>
        UnknownMember.Error(location, $"{type} has no member '{name}'; {Known(known)}");

    internal static Diagnostic Type(SourceLocation location, string problem) =>
        WrongType.Error(location, $"{problem}; change the template or the view model");

    internal static Diagnostic Null(SourceLocation location, string use) =>
        NullValue.Error(location, $"cannot {use} null; test it with '!= null' first");

    internal static Diagnostic Includes(SourceLocation location, int limit) =>
        IncludeTooDeep.Error(location, $"more than {limit} includes inside each other; does a template include itself?");

    internal static Diagnostic Overflow(SourceLocation location) =>
        IntegerOverflow.Error(location, "the result does not fit 64 bits; compute it in the view model");

    internal static Diagnostic Output(SourceLocation location, int limit) =>
        OutputTooLarge.Error(location, $"the rendered text is longer than {limit} characters; split the file");

    internal static Diagnostic Scriban(SourceLocation location, string message) =>
        ScribanError.Error(location, $"{message}; see docs/templates.md for the subset");

    private static string Known(IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Order(StringComparer.Ordinal).Take(20));
        return list.Length == 0 ? "it has no members" : $"it has {list}";
    }
}
