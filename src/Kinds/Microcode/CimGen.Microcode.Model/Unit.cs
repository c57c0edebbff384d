namespace CimGen.Microcode.Model;

/// <summary>The part of a core that executes an instruction.</summary>
public enum Unit
{
    Controller,
    LoadStore,
    Crossbar,
    Gpeu,
}
