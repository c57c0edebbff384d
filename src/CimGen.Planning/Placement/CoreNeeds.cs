using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Specs;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>Whether every block of every layer with weights finds a core of its own, and what would help when not.</summary>
public static class CoreNeeds
{
    /// <summary>From shapes alone, before anything is made for a core; null when the cores suffice.</summary>
    public static Diagnostic? Check(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit)
    {
        var needed = Sum(network, architecture, unit);
        if (needed <= architecture.Cores)
        {
            return null;
        }

        var layers = Grids(network, architecture, unit).Select(l => string.Create(
            CultureInfo.InvariantCulture, $"'{l.Layer.Name}' {l.Grid.Cores} = {l.Grid.Vertical} x {l.Grid.Horizontal}"));
        return PlacementDiagnostics.TooFewCores(
            network.Layers[0].Location, needed, architecture.Cores, layers, Advice(network, architecture, unit, needed));
    }

    /// <summary>How each layer with weights is cut, by its name.</summary>
    public static IReadOnlyDictionary<string, BlockGrid> PerLayer(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit) =>
        Grids(network, architecture, unit).ToDictionary(l => l.Layer.Name, l => l.Grid, StringComparer.Ordinal);

    private static long Sum(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit) =>
        Grids(network, architecture, unit).Sum(l => l.Grid.Cores);

    private static IEnumerable<(QuantizedLayer Layer, BlockGrid Grid)> Grids(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit) =>
        from layer in network.Layers
        let candidate = unit.Candidate(layer, network.Tensor(layer.Inputs[0]).Shape, architecture)
        where candidate is not null
        select (layer, candidate.Grid);

    /// <summary>More cores where there can be so many; otherwise the smallest units with which there can.</summary>
    private static string Advice(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit, long needed)
    {
        var most = ArchitectureFields.Cores.Max;
        var plural = architecture.Compute.Plural;
        if (needed <= most)
        {
            return $"use more cores or larger {plural}";
        }

        var larger = from compute in architecture.Compute.Larger
                     let cores = Sum(network, architecture with { Compute = compute }, unit)
                     where cores <= most
                     select (compute.Rows, compute.Columns, Cores: cores);
        return larger.FirstOrDefault() is { Cores: > 0 } found
            ? string.Create(CultureInfo.InvariantCulture, $"an architecture has at most {most}, so use {plural} of {found.Rows}x{found.Columns}, with which it needs {found.Cores}")
            : string.Create(CultureInfo.InvariantCulture, $"an architecture has at most {most} and this is too much for them with the largest {plural} as well, so use a smaller network or a part of it");
    }
}
