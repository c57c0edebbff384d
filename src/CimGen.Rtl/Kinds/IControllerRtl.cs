using CimGen.Machines.Images;

namespace CimGen.Rtl.Kinds;

/// <summary>A kind of controller: what runs a core. Its part has <c>cim_core</c>.</summary>
public interface IControllerRtl : IRtlKind
{
    /// <summary>The program of a core for people.</summary>
    /// <param name="layerNames">Names of the layers that notes of instructions refer to.</param>
    string Listing(CoreImage core, IReadOnlyList<string> layerNames);
}
