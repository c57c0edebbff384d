using System.Globalization;
using CimGen.Machines;

namespace CimGen.Planning.Proofs;

/// <summary>What was proven, in numbers.</summary>
/// <param name="Accesses">Loads and stores.</param>
/// <param name="Granule">Bytes of a cell of the race check: divides every address and length in use.</param>
/// <param name="HighestCount">Greatest value that a counter reaches.</param>
/// <param name="HighestAddress">Greatest byte address in use.</param>
public sealed record ScheduleProof(long Accesses, long Calls, long Waits, int Granule, int HighestCount, long HighestAddress)
{
    /// <summary>Stable text for the stage dump.</summary>
    public string Dump() => string.Create(
        CultureInfo.InvariantCulture,
        $"no deadlock and no data race for any timing\naccesses {Accesses}\ncalls {Calls}\nwaits {Waits}\ngranule {Granule} bytes\nhighest counter value {HighestCount} of {Sync.CounterMax}\nhighest address {HighestAddress}\n");
}
