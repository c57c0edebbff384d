using System.Collections.Immutable;
using System.Globalization;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>An operator that CimGen reads, and all of its specification that a reader could overlook.</summary>
/// <param name="Name">As ONNX spells it.</param>
/// <param name="Becomes">What computes it on the machine, for people; empty where only constants are supported.</param>
/// <param name="Attributes">Those that some opset defines: a name, or <c>name:first-last</c> with the opsets that have it.</param>
/// <param name="Inputs">Most inputs that the operator takes, from an opset on: <c>1</c>, or <c>1,11:3</c>.</param>
/// <param name="OnMaps">Reads a node that depends on the network's input; null where only constants are supported.</param>
/// <param name="OnConstants">Computes a node whose inputs are all constants; null where it is not folded.</param>
/// <param name="GivesConstant">The result is a constant whatever the inputs are.</param>
/// <param name="OnIntegers">It computes nothing, and so reads feature maps of integers, too.</param>
/// <param name="GivesMany">It has as many outputs as the node names.</param>
internal sealed record OperatorDefinition(
    string Name,
    string Becomes,
    string Attributes,
    string Inputs,
    Func<NodeContext, Value?>? OnMaps = null,
    Func<NodeContext, ConstantTensor?>? OnConstants = null,
    bool GivesConstant = false,
    bool GivesMany = false,
    bool OnIntegers = false)
{
    private readonly ImmutableDictionary<string, (long First, long Last)> _attributes = Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableDictionary(
        text => text.Split(':')[0],
        text => text.Split(':') is [_, var range] ? Range(range) : (0, long.MaxValue));

    /// <summary>For people, with the opsets that have one where not all do.</summary>
    public IEnumerable<string> AttributeNames => Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(':') switch
    {
        [var name, var range] when range.StartsWith('-') => $"{name} (to opset {range[1..]})",
        [var name, var range] when range.EndsWith('-') => $"{name} (from opset {range[..^1]})",
        [var name, var range] => $"{name} (opsets {range})",
        _ => text,
    });

    /// <summary>The opsets that have an attribute; null when none has.</summary>
    public (long First, long Last)? OpsetsOf(string attribute) => _attributes.TryGetValue(attribute, out var range) ? range : null;

    /// <summary>Most inputs in an opset.</summary>
    public int MostInputs(long opset)
    {
        var most = 0;
        foreach (var entry in Inputs.Split(','))
        {
            var parts = entry.Split(':');
            if (parts.Length == 1 || opset >= Number(parts[0]))
            {
                most = (int)Number(parts[^1]);
            }
        }

        return most;
    }

    private static (long First, long Last) Range(string text) =>
        text.Split('-') is [var first, var last] ? (first.Length == 0 ? 0 : Number(first), last.Length == 0 ? long.MaxValue : Number(last)) : throw new FormatException(text);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
