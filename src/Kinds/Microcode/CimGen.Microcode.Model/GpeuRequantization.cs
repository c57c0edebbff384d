namespace CimGen.Microcode.Model;

/// <summary>How VRQ takes a sum to 8 bits.</summary>
public enum GpeuRequantization
{
    /// <summary>A 16-bit multiplier and a shift, rounding half up.</summary>
    Fixed,

    /// <summary>One multiplication in float32, rounding half to even, as ONNX Runtime does it.</summary>
    Float32,
}
