using System.Collections.Immutable;

namespace CimGen.Planning.Windows;

/// <summary>
/// Inputs and output positions that an MVM brings together, and which weights of the kernel do so. It is repeated over the map with the
/// period of its <see cref="WindowCover"/>.
/// </summary>
/// <param name="Pixels">Of the padded input, relative to the first input of a period.</param>
/// <param name="Positions">Of the output, relative to the first position of a period.</param>
/// <param name="Links">Between them. Another part, or a copy of this one in another period, adds to a position what is missing here.</param>
public sealed record WindowPart(ImmutableArray<Offset> Pixels, ImmutableArray<Offset> Positions, ImmutableArray<WindowLink> Links);

/// <summary>The weights of one place in the kernel between one pixel and one position: a matrix of channels x kernels.</summary>
/// <param name="Pixel">Index.</param>
/// <param name="Position">Index.</param>
/// <param name="Tap">Index in <see cref="ConvolutionShape.Taps"/>.</param>
public readonly record struct WindowLink(int Pixel, int Position, int Tap);

/// <summary>What lies on one array: a run of the rows (pixels x channels) and of the columns (positions x kernels) of a part. Channels and kernels change first.</summary>
public sealed record WindowArray(WindowPart Part, int FirstRow, int Rows, int FirstColumn, int Columns, ImmutableArray<WindowLink> Links);
