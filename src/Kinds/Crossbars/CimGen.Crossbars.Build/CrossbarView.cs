using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Rtl;

namespace CimGen.Crossbars.Build;

/// <summary>What only the crossbar's module knows: the variable <c>unit</c> of the templates.</summary>
public sealed record CrossbarView
{
    private readonly Architecture _architecture;

    public CrossbarView(Architecture architecture) => _architecture = architecture;

    /// <summary>The module that a core instantiates.</summary>
    public string Module => "cim_crossbar";

    public int MvmCycles => _architecture.Crossbar.MvmCycles;

    public int MacLanes => _architecture.Crossbar.MacLanes;

    /// <summary>Address bits of one bank of the input register in bus words.</summary>
    public int InWidth => BankWidth(_architecture.Crossbar.Rows);

    /// <summary>Address bits of one bank of the output register in bus words.</summary>
    public int OutWidth => BankWidth(_architecture.Crossbar.OutputBytes);

    private int BankWidth(int bytes) => MachineParameters.Bits(Math.Max(2, bytes / _architecture.Bus.WidthBytes));
}
