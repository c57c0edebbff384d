using CimGen.Machines.Images;

namespace CimGen.Machines.Effects;

/// <summary>Knows the effects of programs: one per kind of controller.</summary>
public interface IEffectSource
{
    /// <summary>A new walk over the program of a core.</summary>
    /// <param name="core">Index of the core, for messages.</param>
    /// <param name="followsResults">
    /// Computations and all exchanges are effects, too, as links tell other cores of them; otherwise only exchanges over a link.
    /// </param>
    IEffectWalk Walk(Architecture architecture, int core, CoreImage image, bool followsResults);
}
