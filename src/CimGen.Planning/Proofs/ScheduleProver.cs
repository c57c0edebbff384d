using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>
/// Shows for the programs themselves that they neither deadlock nor race, whatever the timing of bus, crossbars and cores.
/// </summary>
/// <remarks>
/// Deadlock: CALLs never block and counters only grow, so a core that may go on once may go on in every execution that has made at least
/// the same CALLs (the system is monotone, as a marked graph is). One greedy execution that completes shows that all complete.
/// The same holds for links, which are bounded queues, and for the loads of a multicast group, which meet.
/// Races: happens-before is program order plus the CALL/WAIT pairs that are certain for any timing (<see cref="CallTable"/>). A core's own
/// accesses are ordered: one load/store unit, in-order issue, and a CALL issues after all its core's transfers have completed. Words on a
/// link come after the loads of the computation that they are made from, as that waits for its inputs and the load/store unit keeps order.
/// </remarks>
public static class ScheduleProver
{
    /// <param name="effects">Of the programs of the architecture's controller.</param>
    public static Result<ScheduleProof> Run(Architecture architecture, MachineImage image, IEffectSource effects)
    {
        var unordered = new HashSet<int>();
        while (true)
        {
            var survey = new Survey(architecture, image, effects, unordered);
            if (survey.Take() is { } fault)
            {
                return fault;
            }

            var proof = new Execution(architecture, image, effects, survey).Run();
            var known = unordered.Count;
            unordered.UnionWith(survey.Calls.Broken);
            if (!proof.Ok || unordered.Count == known)
            {
                return proof;
            }
        }
    }
}
