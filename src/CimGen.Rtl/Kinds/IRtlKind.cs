using CimGen.Machines;

namespace CimGen.Rtl.Kinds;

/// <summary>A kind of hardware, as far as Verilog is concerned.</summary>
public interface IRtlKind
{
    /// <summary>Its part of a machine.</summary>
    /// <param name="wiring">Connections that the schedule asks for.</param>
    RtlPart Part(Architecture architecture, Wiring wiring);
}
