using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>What a kind of controller tells the planner about its vector units: layers with one channel to a group, which they can compute instead of compute units, and the time that layers take.</summary>
public interface IVectorPlanner
{
    /// <summary>What vector units can do for such a layer.</summary>
    VectorOffer Offer(QuantizedConvolution layer, Architecture architecture);

    /// <summary>Predicted cycles of the layer on compute units.</summary>
    /// <param name="input">Shape of the layer's input.</param>
    long Cycles(QuantizedConvolution layer, FeatureShape input, BlockGrid grid, Architecture architecture);

    /// <summary>Predicted cycles of the layer on vector units.</summary>
    /// <param name="input">Shape of the layer's input.</param>
    long Cycles(QuantizedConvolution layer, FeatureShape input, ChannelGrid grid, Architecture architecture);

    /// <summary>Predicted cycles of a layer without weights on the vector units of one core.</summary>
    /// <param name="input">Shape of the layer's input.</param>
    /// <param name="output">Shape of its output.</param>
    /// <param name="channels">Of the output, that the core has.</param>
    long Cycles(QuantizedLayer layer, FeatureShape input, FeatureShape output, int channels, Architecture architecture);

    /// <summary>Cycles that a row takes besides its positions, where a layer goes row by row: units are filled and drained.</summary>
    int RowCycles { get; }

    /// <summary>Cycles from a core that is through with its part of a row to the next of the chain, which waits for it.</summary>
    int LinkCycles { get; }

    /// <summary>Cycles in which a core calls another one, of many that it calls.</summary>
    int CallCycles { get; }

    /// <summary>Bytes of a core's program for the layer on vector units.</summary>
    /// <param name="input">Shape of the layer's input.</param>
    int ProgramBytes(QuantizedConvolution layer, FeatureShape input, ChannelGrid grid, Architecture architecture);
}

/// <summary>What vector units can do for a layer with one channel to a group.</summary>
/// <param name="Channels">Channels that a core can handle at a time; 0 for none.</param>
/// <param name="Step">Channels that it handles in one step, so that fewer take as long.</param>
/// <param name="WhyNot">The reason for none.</param>
public readonly record struct VectorOffer(int Channels, int Step, string WhyNot = "");
