using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantized;

/// <summary>A layer in integers. Its inputs and its output are tensors of the network, by name.</summary>
/// <param name="Name">Unique in its network.</param>
/// <param name="Inputs">Names of the tensors that it reads.</param>
/// <param name="Output">Name of the tensor that it writes; no other layer writes it.</param>
/// <param name="Requantization">From the 32-bit sum to the output; null where the layer only selects values (max pooling).</param>
/// <param name="Location">The node or entry that the layer comes from.</param>
public abstract record QuantizedLayer(
    string Name,
    ImmutableArray<string> Inputs,
    string Output,
    Requantization? Requantization,
    SourceLocation Location)
{
    /// <summary>What the layer looks values up in, at its end: 256 of them, the least index first; empty when it does not.</summary>
    public virtual ImmutableArray<sbyte> Table => Requantization?.Table ?? [];

    /// <summary>What slides over the input; null for a layer that goes position by position.</summary>
    public virtual Window? Sliding => null;
}

/// <summary>
/// A convolution or, with a kernel as large as its input, a fully connected layer; the only layer that needs crossbars.
/// <c>sum[k] = Bias[k] + sum over ky, kx, z of Weights[k, ky, kx, z] * q[y * StrideY + ky * DilationY - PadTop, ..., first(k) + z]</c>, where
/// first(k) is the first channel of the kernel's group.
/// Positions outside the input read the input's zero point; <paramref name="Bias"/> already holds the zero-point correction.
/// </summary>
/// <param name="Weights">[K, KY, KX, Z / Groups] int8, -127..127, row-major.</param>
/// <param name="Bias">[K] int32.</param>
public sealed record QuantizedConvolution(
    string Name,
    string Input,
    string Output,
    Window Window,
    int Kernels,
    ImmutableArray<sbyte> Weights,
    ImmutableArray<int> Bias,
    Requantization Requantization,
    SourceLocation Location)
    : QuantizedLayer(Name, [Input], Output, Requantization, Location)
{
    /// <summary>The one tensor that it reads.</summary>
    public string Input => Inputs[0];

    /// <inheritdoc/>
    public override Window? Sliding => Window;

    /// <summary>Kernels and input channels fall into so many equal groups, in order; a kernel reads the channels of its own. As a matrix it is a diagonal of blocks.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>[K]: the real value of a weight of 1.</summary>
    public ImmutableArray<double> KernelScales { get; init; } = [];
}

/// <summary>The largest value under the window, per channel. Positions outside the input never win: they read -128.</summary>
public sealed record QuantizedMaxPooling(string Name, string Input, string Output, Window Window, SourceLocation Location)
    : QuantizedLayer(Name, [Input], Output, null, Location)
{
    /// <summary>The one tensor that it reads.</summary>
    public string Input => Inputs[0];

    /// <inheritdoc/>
    public override Window? Sliding => Window;
}

/// <summary>
/// <c>sum = InitialSum + sum of q under the window</c>, per channel, then requantized. Positions outside the input read the
/// input's zero point, which counts as a real 0 in the average.
/// </summary>
/// <param name="InitialSum">-(window area) * zero point of the input.</param>
public sealed record QuantizedAveragePooling(
    string Name,
    string Input,
    string Output,
    Window Window,
    int InitialSum,
    Requantization Requantization,
    SourceLocation Location)
    : QuantizedLayer(Name, [Input], Output, Requantization, Location)
{
    /// <summary>The one tensor that it reads.</summary>
    public string Input => Inputs[0];

    /// <inheritdoc/>
    public override Window? Sliding => Window;
}

/// <summary>
/// <c>sum = InitialSum + sum over i of Factors[i] * q_i</c>, position by position, then requantized. With one input it is a
/// change of scale, which also serves as a lone activation.
/// </summary>
/// <param name="Factors">One per input, -32768..32767.</param>
public sealed record QuantizedSum(
    string Name,
    ImmutableArray<string> Inputs,
    string Output,
    ImmutableArray<int> Factors,
    int InitialSum,
    Requantization Requantization,
    SourceLocation Location)
    : QuantizedLayer(Name, Inputs, Output, Requantization, Location);

/// <summary><c>y = Values[q + 128]</c>, element by element: any function of one value.</summary>
/// <param name="Values">256 of them.</param>
public sealed record QuantizedLookup(string Name, string Input, string Output, ImmutableArray<sbyte> Values, SourceLocation Location)
    : QuantizedLayer(Name, [Input], Output, null, Location)
{
    /// <summary>The one tensor that it reads.</summary>
    public string Input => Inputs[0];

    /// <inheritdoc/>
    public override ImmutableArray<sbyte> Table => Values;
}

/// <summary>
/// <c>sum = (l - LeftZero) * (r - RightZero)</c>, element by element, then requantized. The right tensor is as large as the left one, or has
/// one value for each of its channels.
/// </summary>
/// <param name="LeftZero">Zero point of the left tensor.</param>
/// <param name="RightZero">Zero point of the right tensor.</param>
public sealed record QuantizedProduct(
    string Name,
    string Left,
    string Right,
    string Output,
    int LeftZero,
    int RightZero,
    Requantization Requantization,
    SourceLocation Location)
    : QuantizedLayer(Name, [Left, Right], Output, Requantization, Location)
{
    /// <summary>The left tensor.</summary>
    public string Left => Inputs[0];

    /// <summary>The right tensor.</summary>
    public string Right => Inputs[1];
}
