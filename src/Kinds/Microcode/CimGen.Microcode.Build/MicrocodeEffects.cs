using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Microcode.Build;

/// <summary>The effects of microcode.</summary>
public sealed class MicrocodeEffects : IEffectSource
{
    /// <inheritdoc/>
    public IEffectWalk Walk(Architecture architecture, int core, CoreImage image, bool followsResults) =>
        new MicrocodeWalk(architecture, core, image, followsResults);
}
