namespace CimGen.Synthesis.Fpga;

/// <summary>What a design takes of an FPGA.</summary>
public enum Resource
{
    /// <summary>Look-up tables; of four inputs on iCE40 and ECP5, of up to six on Xilinx. A carry cell of ECP5 and a RAM made of tables count as the tables that they take.</summary>
    Lut,
    FlipFlop,

    /// <summary>Block RAMs; on Xilinx of 18 Kbit.</summary>
    BlockRam,

    /// <summary>Multipliers.</summary>
    Dsp,

    /// <summary>SPRAM blocks of iCE40 UltraPlus.</summary>
    LargeRam,
}
