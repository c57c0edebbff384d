using System.Collections.Immutable;
using CimGen.Core.Yaml;
using CimGen.Machines.Specs.Fields;

namespace CimGen.Machines.Specs;

/// <summary>What a kind of compute unit or controller adds to the architecture spec.</summary>
/// <typeparam name="T">What its fields describe.</typeparam>
/// <param name="Section">The section that is its own.</param>
/// <param name="Type">The record that <paramref name="Read"/> makes.</param>
/// <param name="Fields">Its fields, in the order of documentation; those of the top level have no section.</param>
/// <param name="Rules">Over several fields.</param>
/// <param name="Read">The part from the sections of a spec, by name.</param>
public sealed record SpecPart<T>(
    string Section,
    Type Type,
    ImmutableArray<ArchitectureField> Fields,
    ImmutableArray<ArchitectureRule> Rules,
    Func<IReadOnlyDictionary<string, YamlMap>, T> Read);
