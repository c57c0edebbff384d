using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Graph;

/// <summary>A layer in floating point.</summary>
/// <param name="Inputs">Names of feature maps.</param>
/// <param name="Output">Name of the feature map that it writes.</param>
/// <param name="Range">What the fused activation leaves of the result.</param>
public abstract record Layer(string Name, ImmutableArray<string> Inputs, string Output, ActivationRange Range, SourceLocation Location);

/// <summary>A fused activation: the result is clamped to this range.</summary>
public readonly record struct ActivationRange(float Low, float High)
{
    public static ActivationRange Unbounded => new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>max(x, 0).</summary>
    public static ActivationRange Relu => new(0, float.PositiveInfinity);

    public bool IsUnbounded => float.IsNegativeInfinity(Low) && float.IsPositiveInfinity(High);

    /// <summary>This clamp followed by another one.</summary>
    public ActivationRange Then(ActivationRange next) =>
        new(Math.Clamp(Low, next.Low, next.High), Math.Clamp(High, next.Low, next.High));
}

/// <summary>Convolution, or fully connected layer when the kernel covers the whole input.</summary>
/// <param name="Weights">[K, KY, KX, Z / Groups], row-major.</param>
/// <param name="Bias">[K].</param>
public sealed record Convolution(
    string Name, string Input, string Output, Window Window, int Kernels, ImmutableArray<float> Weights, ImmutableArray<float> Bias, ActivationRange Range, SourceLocation Location)
    : Layer(Name, [Input], Output, Range, Location)
{
    /// <summary>The one feature map that it reads.</summary>
    public string Input => Inputs[0];

    /// <summary>Kernels and input channels fall into so many equal groups, in order; a kernel reads the channels of its own. Of a depthwise layer, one each.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>[K]: the weights are whole multiples of these, as a quantized model has them; empty when the model has real numbers.</summary>
    public ImmutableArray<float> KernelScales { get; init; } = [];
}

/// <summary>The largest value under the window; padding never wins.</summary>
public sealed record MaxPooling(string Name, string Input, string Output, Window Window, ActivationRange Range, SourceLocation Location)
    : Layer(Name, [Input], Output, Range, Location)
{
    /// <summary>The one feature map that it reads.</summary>
    public string Input => Inputs[0];
}

/// <summary>The mean of the values under the window; padding counts as 0.</summary>
public sealed record AveragePooling(string Name, string Input, string Output, Window Window, ActivationRange Range, SourceLocation Location)
    : Layer(Name, [Input], Output, Range, Location)
{
    /// <summary>The one feature map that it reads.</summary>
    public string Input => Inputs[0];
}

/// <summary>The sum of feature maps of equal shape; with one input, a lone activation.</summary>
public sealed record Sum(string Name, ImmutableArray<string> Inputs, string Output, ActivationRange Range, SourceLocation Location)
    : Layer(Name, Inputs, Output, Range, Location)
{
    /// <summary>All inputs but the first are taken away from it.</summary>
    public bool Subtracts { get; init; }
}

/// <summary>y = x * scale[c] + shift[c]: a batch normalization or constant addition that no convolution before it takes in.</summary>
/// <param name="Scale">[channels].</param>
/// <param name="Shift">[channels].</param>
public sealed record Affine(
    string Name, string Input, string Output, ImmutableArray<float> Scale, ImmutableArray<float> Shift, ActivationRange Range, SourceLocation Location)
    : Layer(Name, [Input], Output, Range, Location)
{
    /// <summary>The one feature map that it reads.</summary>
    public string Input => Inputs[0];
}

/// <summary>y = f(x) element by element, for any function: in hardware a table of all values that x can have.</summary>
public sealed record Elementwise(string Name, string Input, string Output, ScalarFunction Function, ActivationRange Range, SourceLocation Location)
    : Layer(Name, [Input], Output, Range, Location)
{
    /// <summary>The one feature map that it reads.</summary>
    public string Input => Inputs[0];
}

/// <summary>The product of two feature maps, element by element.</summary>
/// <param name="Right">As large as the left one, or one value for each of its channels, as squeeze-and-excitation has it.</param>
public sealed record Product(string Name, string Left, string Right, string Output, ActivationRange Range, SourceLocation Location)
    : Layer(Name, [Left, Right], Output, Range, Location)
{
    /// <summary>The left map.</summary>
    public string Left => Inputs[0];

    /// <summary>The right map.</summary>
    public string Right => Inputs[1];
}
