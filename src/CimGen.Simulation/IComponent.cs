namespace CimGen.Simulation;

/// <summary>A part of a machine that events of its kinds are for.</summary>
public interface IComponent
{
    /// <summary>An event of the cycle <see cref="Kernel.Now"/>.</summary>
    void Handle(in Event item);
}
