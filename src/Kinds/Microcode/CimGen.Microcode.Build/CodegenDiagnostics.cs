using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Specs;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Build;

/// <summary>The catalogue of this room.</summary>
public static class CodegenDiagnostics
{
    public static readonly DiagnosticDescriptor ProgramTooLongError = new(
        "CIM0701", "Program does not fit", "A core's microcode is longer than its instruction memory. It grows with the number of layers that the core serves, not with their size.");

    public static readonly DiagnosticDescriptor TooManyInputsError = new(
        "CIM0702", "Too many inputs", "A core has address registers for the sum of at most two feature maps.");

    public static readonly DiagnosticDescriptor UnevenRequantizationError = new(
        "CIM0703", "Requantization differs over the channels", "A layer without weights keeps one set of multipliers and shifts for all rounds over its channels; beyond crossbar.columns channels it has to be the same for all of them.");

    public static readonly DiagnosticDescriptor FieldOverflowError = new(
        "CIM0704", "Value does not fit an instruction", "Instruction fields have fixed widths (docs/isa.md). Only extreme shapes reach their limits: windows that span more than 64 MB of a feature map, or crossbars with more inputs than a transfer can name.");

    public static readonly DiagnosticDescriptor TooManyRowsError = new(
        "CIM0705", "Too many rows to follow", "With dataflow: rows a core keeps a register for each of the layers that it waits for whose maps differ in height.");

    public static ImmutableArray<DiagnosticDescriptor> All => [ProgramTooLongError, TooManyInputsError, UnevenRequantizationError, FieldOverflowError, TooManyRowsError];

    public static Diagnostic ProgramTooLong(SourceLocation at, int core, int bytes, IEnumerable<string> layers, Architecture architecture) =>
        ProgramTooLongError.Error(at, $"core {core} needs {bytes} bytes of microcode for {string.Join(", ", layers)}, its memory has {architecture.InstructionMemoryBytes}; {Advice(bytes)}{(architecture.Rolls ? $", or {ArchitectureFields.FeatureMaps.Path}: whole, with shorter programs" : "")}");

    public static Diagnostic TooManyInputs(SourceLocation at, string layer, int inputs) =>
        TooManyInputsError.Error(at, $"layer '{layer}' adds {inputs} feature maps, at most 2 are supported; add them pair by pair");

    public static Diagnostic UnevenRequantization(SourceLocation at, string layer, int channels, int columns, ComputeUnitSpec unit) =>
        UnevenRequantizationError.Error(at, $"layer '{layer}' has {channels} channels with different multipliers or shifts, at most {columns} are supported; {(unit.Larger.Any(u => u.Columns >= channels) ? $"use {unit.Plural} with at least {channels} columns" : "give all channels the same")}");

    public static Diagnostic FieldOverflow(SourceLocation at, string layer, int core, string field, long value) =>
        FieldOverflowError.Error(at, $"layer '{layer}' on core {core} needs the value {value} in the instruction field '{field}'; use a smaller feature map or window");

    public static Diagnostic TooManyRows(SourceLocation at, string layer) =>
        TooManyRowsError.Error(at, $"layer '{layer}' waits for the rows of more layers than its cores have registers for; use dataflow: layers");

    private static string Advice(int bytes)
    {
        var field = MicrocodeFields.InstructionMemoryBytes;
        return bytes <= field.Max ? $"raise {field.Path}" : $"{field.Path} ends at {field.Max}, so use smaller windows, or fewer layers without weights in a row";
    }
}
