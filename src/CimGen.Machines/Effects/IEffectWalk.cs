namespace CimGen.Machines.Effects;

/// <summary>The effects of one core's program, one after another. Values of features are not computed.</summary>
public interface IEffectWalk
{
    /// <summary>What is wrong with the program; null while nothing is.</summary>
    string? Fault { get; }

    /// <summary>The next effect; <see cref="EffectKind.End"/> when the program has ended or is at fault, and from then on.</summary>
    Effect Next();

    /// <summary>The core and its instruction, for messages.</summary>
    string Where(int step);
}
