namespace CimGen.Microcode.Model;

/// <summary>Whether load/store unit, crossbar and GPEU of a core run at the same time.</summary>
public enum UnitMode
{
    Blocking,
    Overlapped,
}
