namespace CimGen.Microcode.Model;

/// <summary>The buffers of a core, by the number that instructions use.</summary>
public enum BufferId
{
    /// <summary>Output register of the crossbar, C x 32 bits; read-only. A queue: reading it takes the oldest MVM result.</summary>
    Out = 0,

    /// <summary>Data buffer, first half: C x 32 bits, the running sums.</summary>
    Sum = 1,

    /// <summary>Data buffer, second half: C x 32 bits, the second operand (bias, feature values).</summary>
    Opd = 2,

    /// <summary>Requantization parameters, C x 32 bits: multiplier in bits 15:0, shift in bits 21:16, or a float32.</summary>
    Rqp = 3,

    /// <summary>Input register of the crossbar, R bytes; write-only.</summary>
    In = 4,

    /// <summary>
    /// No buffer but the link between two cores, as a wide operand of VADD: read, it takes what the predecessor has sent; written, it sends
    /// to the successor.
    /// </summary>
    Link = 5,

    /// <summary>The table of VLUT, 256 bytes; write-only, on machines that have it.</summary>
    Tab = 6,
}
