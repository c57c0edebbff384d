namespace CimGen.Simulation;

/// <summary>
/// The priorities of the kernel: events of one cycle are handled in this order, and the arbiters come before all of them. The order is
/// part of what golden model and RTL agree on.
/// </summary>
public enum EventKind
{
    /// <summary>A core goes on with its instruction, before it can see counter changes of this cycle.</summary>
    Resume = 0,

    /// <summary>A load/store unit took an instruction; its request is up from the next cycle on.</summary>
    Request = 1,

    /// <summary>A load/store unit completes.</summary>
    TransferDone = 2,

    /// <summary>A node of the call tree may have a CALL to move.</summary>
    Tree = 3,

    /// <summary>A counter, which is the event's detail, rises by one at the end of this cycle.</summary>
    Count = 4,

    /// <summary>All of a multicast group have issued; the request of its leader is up from the next cycle on.</summary>
    GroupRequest = 5,

    /// <summary>A node above the read channel may have a request to move.</summary>
    ReadRequest = 6,

    /// <summary>The same above the write channel.</summary>
    WriteRequest = 7,
}
