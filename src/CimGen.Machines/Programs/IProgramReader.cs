namespace CimGen.Machines.Programs;

/// <summary>Reads the programs of a kind of controller, for reports, comparison and messages.</summary>
public interface IProgramReader
{
    /// <summary>The most that any instruction keeps the controller, in cycles.</summary>
    int MostControl { get; }

    /// <summary>Whether the units of a core work one after another.</summary>
    bool IsBlocking(Architecture architecture);

    /// <summary>What an instruction does.</summary>
    ProgramStep Step(ulong word);

    /// <summary>What it costs.</summary>
    StepCost Cost(ulong word, Architecture architecture);

    /// <summary>The instruction as its assembler writes it.</summary>
    string Text(ulong word);

    /// <summary>The unit that a trace record of a completion names by number.</summary>
    string UnitName(int number);
}
