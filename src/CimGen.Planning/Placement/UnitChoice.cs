using System.Globalization;
using CimGen.Core.Yaml;
using CimGen.Machines;

namespace CimGen.Planning.Placement;

/// <summary>What computes a layer with one channel to a group, and why.</summary>
/// <param name="Unit">Never <see cref="DepthwiseUnit.Auto"/>.</param>
/// <param name="Vector">The best cut for vector units; null where they cannot do it.</param>
/// <param name="Reason">Of the choice, in words.</param>
public sealed record UnitChoice(DepthwiseUnit Unit, UnitOption Crossbar, UnitOption? Vector, string Reason)
{
    /// <summary>For the dump.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"{EnumNames.Of(Unit)}: {Reason}; predicted crossbar {Crossbar}, gpeu {Vector?.ToString() ?? "-"}");
}

/// <summary>A way to compute a layer, and its price.</summary>
/// <param name="Cycles">Predicted.</param>
public sealed record UnitOption(long Cores, long Cycles)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cycles} cycles on {Cores} {(Cores == 1 ? "core" : "cores")}");
}
