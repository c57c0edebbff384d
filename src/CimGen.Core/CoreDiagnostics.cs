using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Core;

/// <summary>The diagnostics CIM00xx: what can be wrong with any YAML file, whatever it describes.</summary>
public static class CoreDiagnostics
{
    public static readonly DiagnosticDescriptor FileMissing = new(
        "CIM0001", "file not found", "There is no file of that name. Paths inside a file are relative to the folder of that file.");

    public static readonly DiagnosticDescriptor FileUnreadable = new(
        "CIM0002", "file cannot be read", "The path is a folder, or the operating system denied reading it. Check its permissions.");

    public static readonly DiagnosticDescriptor FileEmpty = new(
        "CIM0003", "file has no content", "The file is empty or holds comments only. Copy one of the files under examples/ to start with.");

    public static readonly DiagnosticDescriptor FileTooLarge = new(
        "CIM0004", "file is too large", "A YAML file may have 16 MiB and a million values. Keep weights and images in files of their own.");

    public static readonly DiagnosticDescriptor Syntax = new(
        "CIM0005", "not valid YAML", "The text is no YAML in UTF-8. Usual causes: wrong indentation, a tab, a missing space after ':', an open bracket or quote.");

    public static readonly DiagnosticDescriptor UnsupportedYaml = new(
        "CIM0006", "YAML feature not supported", "CimGen reads plain mappings, sequences and values. Aliases, tags, several documents, keys that are no plain value, and more than 64 levels of nesting are refused.");

    public static readonly DiagnosticDescriptor DuplicateKey = new(
        "CIM0007", "key occurs twice", "Every key may occur once in its mapping: it would be unclear which value counts. Remove one of them.");

    public static readonly DiagnosticDescriptor MissingKey = new(
        "CIM0008", "key is missing", "The mapping needs this key, which has no default.");

    public static readonly DiagnosticDescriptor WrongType = new(
        "CIM0009", "value has the wrong type", "A value of another kind is expected here. Quoted values are text, never numbers.");

    public static readonly DiagnosticDescriptor OutOfRange = new(
        "CIM0010", "value is out of range", "The number lies outside the range that the message gives.");

    public static readonly DiagnosticDescriptor UnknownValue = new(
        "CIM0011", "value is not one of the allowed ones", "Only the values that the message lists are allowed here.");

    public static readonly DiagnosticDescriptor UnknownKey = new(
        "CIM0012", "unknown key", "Nothing reads this key, so a misspelt key would silently lose its value. Correct or remove it.");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        FileMissing, FileUnreadable, FileEmpty, FileTooLarge, Syntax, UnsupportedYaml, DuplicateKey, MissingKey, WrongType,
        OutOfRange, UnknownValue, UnknownKey,
    ];

    public static Diagnostic ReportFileMissing(SourceLocation location) =>
        FileMissing.Error(location, "there is no such file; check the path");

    public static Diagnostic ReportFileUnreadable(SourceLocation location, string reason) =>
        FileUnreadable.Error(location, $"{reason}; check the path and its permissions");

    public static Diagnostic ReportFileEmpty(SourceLocation location) =>
        FileEmpty.Error(location, "the file has no content; copy one from examples/ to start with");

    public static Diagnostic ReportFileTooLarge(SourceLocation location, string limit) =>
        FileTooLarge.Error(location, $"the file has more than {limit}; keep weights and images in files of their own");

    public static Diagnostic ReportSyntax(SourceLocation location, string reason) =>
        Syntax.Error(location, $"not valid YAML: {reason}; check indentation, brackets and quotes here");

    public static Diagnostic ReportUnsupportedYaml(SourceLocation location, string feature, string advice) =>
        UnsupportedYaml.Error(location, $"{feature} not supported; {advice}");

    public static Diagnostic ReportDuplicateKey(SourceLocation location, string key, int firstLine) =>
        DuplicateKey.Error(location, $"'{key}' occurs already in line {firstLine}; remove one of them");

    /// <param name="expected">What to write, e.g. "an integer".</param>
    public static Diagnostic ReportMissingKey(SourceLocation location, string key, string expected) =>
        MissingKey.Error(location, $"'{key}' is missing; add '{key}:' with {expected}");

    public static Diagnostic ReportWrongType(SourceLocation location, string subject, string expected, string found) =>
        WrongType.Error(location, $"{subject} is {found}; write {expected}");

    public static Diagnostic ReportOutOfRange(SourceLocation location, string subject, string value, string min, string max) =>
        OutOfRange.Error(location, $"{subject} is {value}; it must lie between {min} and {max}");

    public static Diagnostic ReportUnknownValue(SourceLocation location, string subject, string value, IEnumerable<string> allowed) =>
        UnknownValue.Error(location, $"{subject} is '{value}'; it must be one of: {string.Join(", ", allowed)}");

    public static Diagnostic ReportUnknownKey(SourceLocation location, string key, string advice) =>
        UnknownKey.Error(location, $"unknown key '{key}'; {advice}");
}
