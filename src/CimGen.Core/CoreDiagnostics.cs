using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Core;

/// <summary>The catalogue of this room: what can be wrong with any YAML file.</summary>
public static class CoreDiagnostics
{
    public static readonly DiagnosticDescriptor FileNotReadable = new(
        "CIM0001", "File cannot be read", "The file does not exist, is a folder, or may not be read. Paths inside a file are relative to that file.");

    public static readonly DiagnosticDescriptor FileTooLarge = new(
        "CIM0002", "File too large", "Spec files are small; this one is larger than 16 MB and is not read.");

    public static readonly DiagnosticDescriptor YamlSyntax = new(
        "CIM0003", "YAML syntax", "The file is not valid YAML, or it uses anchors, which spec files do without.");

    public static readonly DiagnosticDescriptor EmptyFile = new(
        "CIM0004", "Empty file", "The file holds no YAML mapping.");

    public static readonly DiagnosticDescriptor UnknownKey = new(
        "CIM0005", "Unknown key", "The mapping has a key that has no meaning there; often a typing error.");

    public static readonly DiagnosticDescriptor MissingKey = new(
        "CIM0006", "Missing key", "The mapping lacks a key that has no default.");

    public static readonly DiagnosticDescriptor WrongType = new(
        "CIM0007", "Wrong type", "A value is of another type than the key takes.");

    public static readonly DiagnosticDescriptor OutOfRange = new(
        "CIM0008", "Value out of range", "A number is outside the range that its key allows, or a word is none of the allowed ones.");

    public static ImmutableArray<DiagnosticDescriptor> All =>
        [FileNotReadable, FileTooLarge, YamlSyntax, EmptyFile, UnknownKey, MissingKey, WrongType, OutOfRange];

    public static Diagnostic NotReadable(SourceLocation at, string reason) =>
        FileNotReadable.Error(at, $"{reason}; check the path");

    public static Diagnostic TooLarge(SourceLocation at, long bytes) =>
        FileTooLarge.Error(at, $"the file has {bytes} bytes, at most {Yaml.YamlFile.MaxBytes} are read; is it the right file?");

    public static Diagnostic Syntax(SourceLocation at, string what) => YamlSyntax.Error(at, $"{what}; mend the YAML");

    public static Diagnostic Empty(SourceLocation at) => EmptyFile.Error(at, "the file holds no mapping; write at least the required keys");

    public static Diagnostic Unknown(SourceLocation at, string key, IEnumerable<string> known) =>
        UnknownKey.Error(at, $"unknown key '{key}'; the keys here are {string.Join(", ", known.Order(StringComparer.Ordinal))}");

    public static Diagnostic Missing(SourceLocation at, string key) => MissingKey.Error(at, $"the key '{key}' is missing; add it");

    public static Diagnostic Type(SourceLocation at, string key, string wanted, string found) =>
        WrongType.Error(at, $"'{key}' takes {wanted}, not {found}; change the value");

    public static Diagnostic Range(SourceLocation at, string key, string wanted, string found) =>
        OutOfRange.Error(at, $"'{key}' is {found}, but must be {wanted}; change the value");
}
