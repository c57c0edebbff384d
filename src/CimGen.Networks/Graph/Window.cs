namespace CimGen.Networks.Graph;

/// <summary>How a convolution or pooling kernel slides over its input. All lengths in positions of the feature map.</summary>
public readonly record struct Window(
    int KernelY,
    int KernelX,
    int StrideY = 1,
    int StrideX = 1,
    int PadTop = 0,
    int PadLeft = 0,
    int PadBottom = 0,
    int PadRight = 0,
    int DilationY = 1,
    int DilationX = 1)
{
    /// <summary>Positions of the input between the first and the last row that the kernel touches, both included.</summary>
    public int SpanY => ((KernelY - 1) * DilationY) + 1;

    /// <summary>The same for columns.</summary>
    public int SpanX => ((KernelX - 1) * DilationX) + 1;

    /// <summary>Height of the output for an input of that height; below 1 when the kernel does not fit.</summary>
    public int OutputHeight(int inputHeight) => Positions(inputHeight + PadTop + PadBottom - SpanY, StrideY);

    /// <summary>Width of the output for an input of that width; below 1 when the kernel does not fit.</summary>
    public int OutputWidth(int inputWidth) => Positions(inputWidth + PadLeft + PadRight - SpanX, StrideX);

    public bool HasPadding => (PadTop | PadLeft | PadBottom | PadRight) != 0;

    /// <summary>Whether the window at some output position lies wholly in the padding.</summary>
    public bool LeavesMap(int inputHeight, int inputWidth)
    {
        return Leaves(inputHeight, OutputHeight(inputHeight), KernelY, StrideY, DilationY, PadTop) ||
            Leaves(inputWidth, OutputWidth(inputWidth), KernelX, StrideX, DilationX, PadLeft);

        static bool Leaves(int size, int outputs, int kernel, int stride, int dilation, int before) => Enumerable.Range(0, outputs).Any(
            i => !Enumerable.Range(0, kernel).Any(k => ((long)i * stride) + ((long)k * dilation) - before is var at && at >= 0 && at < size));
    }

    private static int Positions(int room, int stride) => room < 0 ? 0 : (room / stride) + 1;
}
