namespace CimGen.Simulation;

/// <summary>
/// Where the cycles of one core went. Every cycle of the run is counted once, under the first name that applies in this order;
/// the parts add up to the run's cycle count.
/// </summary>
/// <param name="Mvm">The crossbar computes: cycles t+1 to t+D of an mvm issued at t.</param>
/// <param name="Gpeu">The GPEU computes: cycles t+1 to c of a vector instruction issued at t that completes at c.</param>
/// <param name="LoadStore">A transfer (or call) has the bus: cycles g+1 to c, granted at g and completed at c.</param>
/// <param name="BusWait">A request is up: cycles t+1 to g.</param>
/// <param name="SyncWait">A wait stands at its execute cycle and its counter is too low, or a call and the tree has not yet taken the core's last one.</param>
/// <param name="Control">All other cycles up to the issue of end: decoding and issuing.</param>
/// <param name="Idle">Halted, until the run's end.</param>
public sealed record CoreCycles(long Mvm, long Gpeu, long LoadStore, long BusWait, long SyncWait, long Control, long Idle)
{
    public long Total => Mvm + Gpeu + LoadStore + BusWait + SyncWait + Control + Idle;
}
