using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Turns one node after another into layers or constants; reports every node that it cannot, whatever became of the ones before it.</summary>
internal static class OperatorReader
{
    public static void Read(NodeContext node)
    {
        var values = Enumerable.Range(0, node.Node.Proto.Input.Count).Select(node.InputValue).OfType<Value>().ToList();
        var isConstant = values.TrueForAll(v => v is ConstantTensor or UnknownValue { IsConstant: true });
        var result = TryRead(node, isConstant, isConstant && values.Exists(v => v is UnknownValue));
        var givesConstant = isConstant || OperatorTable.Find(node.Operator) is { GivesConstant: true };
        foreach (var output in node.Node.Proto.Output.Where(o => o.Length > 0))
        {
            node.Values.Set(output, new UnknownValue(givesConstant));
        }

        if (result is null || node.Failed)
        {
            return;
        }

        foreach (var (output, value) in node.Node.Proto.Output.Zip(result is ValueList list ? list.Values : [result]).Where(o => o.First.Length > 0))
        {
            node.Values.Set(output, value);
        }
    }

    private static Value? TryRead(NodeContext node, bool isConstant, bool isLost)
    {
        if (QuantizedModels.Own(node.Node.Domain, node.Operator))
        {
            return node.Unsupported($"operator {node.Operator} {QuantizedModels.Reason(node.Operator)}", "quantize the model statically, with QuantizeLinear and DequantizeLinear (QDQ), or give CimGen the float model: it quantizes itself");
        }

        if (node.Node.Domain.Length > 0)
        {
            return node.Unsupported($"operator {node.Operator} of domain '{node.Node.Domain}' is not ONNX's", OperatorAdvice.InsteadOfDomain(node.Node.Domain));
        }

        if (OperatorTable.Find(node.Operator) is not { } definition)
        {
            return node.Unsupported($"operator {node.Operator} is not supported", OperatorAdvice.Instead(node.Operator));
        }

        if (!Check(node, definition) || isLost)
        {
            return null;
        }

        if (isConstant && definition.OnConstants is { } fold)
        {
            return fold(node);
        }

        return definition.OnMaps is { } read
            ? AsInteger(node, definition, read(node))
            : node.Unsupported($"operator {node.Operator} is only supported on constants", OperatorAdvice.Instead(node.Operator));
    }

    /// <summary>What an operator that computes nothing makes of integers are integers.</summary>
    private static Value? AsInteger(NodeContext node, OperatorDefinition definition, Value? result)
    {
        if (!definition.OnIntegers || node.InputValue(0) is not QuantizedView first)
        {
            return result;
        }

        var inputs = Enumerable.Range(0, node.Node.Proto.Input.Count).Select(node.InputValue).OfType<QuantizedView>().Select(q => q.Scale).Distinct();
        return inputs.Count() > 1
            ? node.Unsupported("it joins integers of different scales", "give all of them the same scale")
            : result switch
            {
                FeatureView view => Quantized(view),
                ValueList list => new ValueList([.. list.Values.Select(v => v is FeatureView view ? Quantized(view) : v)]),
                _ => result,
            };

        QuantizedView Quantized(FeatureView view)
        {
            if (first.Scale is { } scale)
            {
                node.Graph.Give(view.Map, scale);
            }

            return first with { View = view };
        }
    }

    /// <summary>Attributes, inputs and outputs against the operator's definition.</summary>
    private static bool Check(NodeContext node, OperatorDefinition definition)
    {
        foreach (var attributes in node.Node.Proto.Attribute.GroupBy(a => a.Name, StringComparer.Ordinal))
        {
            if (definition.OpsetsOf(attributes.Key) is not { } opsets || node.Opset < opsets.First || node.Opset > opsets.Last)
            {
                node.Shape($"{node.Operator} has no attribute '{attributes.Key}' in opset {node.Opset}");
            }
            else if (attributes.Count() > 1)
            {
                node.Shape($"attribute '{attributes.Key}' is given {attributes.Count()} times");
            }
            else if (attributes.First().RefAttrName.Length > 0)
            {
                node.Shape($"attribute '{attributes.Key}' refers to '{attributes.First().RefAttrName}' of a function, and the node is in none");
            }
        }

        var inputs = node.Node.Proto.Input.ToList().FindLastIndex(i => i.Length > 0) + 1;
        if (inputs > definition.MostInputs(node.Opset))
        {
            node.Shape($"{node.Operator} has {inputs} inputs, and takes {definition.MostInputs(node.Opset)} in opset {node.Opset}");
        }

        // Optional outputs: indices of a maximum, masks, statistics.
        for (var i = 1; i < node.Node.Proto.Output.Count; i++)
        {
            if (!definition.GivesMany && node.Values.IsRead(node.Node.Proto.Output[i]))
            {
                node.Unsupported($"{node.Operator} whose output {i} is used", "only the first output is mapped");
            }
        }

        return !node.Failed;
    }
}
