using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Programs;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Images;

/// <summary>Turns a schedule into programs: one per kind of controller.</summary>
public interface IControllerLowering
{
    /// <summary>Reads the programs again.</summary>
    IProgramReader Reader { get; }

    /// <summary>The machine with what the placed layers need of its controllers beyond what the spec asks for.</summary>
    Architecture Fit(Architecture architecture, NetworkPlacement placement);

    /// <summary>The network with the arithmetic that the controllers have.</summary>
    QuantizedNetwork Fit(QuantizedNetwork network, Architecture architecture);

    /// <summary>One program for each core of the chip, in order; that of a core without work only ends.</summary>
    Result<IReadOnlyList<CoreProgram>> Lower(Schedule schedule, Architecture architecture);
}
