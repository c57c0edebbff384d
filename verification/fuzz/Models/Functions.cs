using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Models;

/// <summary>Puts nodes into functions of the model.</summary>
internal static class Functions
{
    private const string Domain = "local.functions";
    private const int FirstVersion = 8, FirstOpset = 13, FirstWithDefaults = 9;

    /// <summary>Replaces the nodes from a place on by a call of a function that holds them, under the name of an operator or its own.</summary>
    /// <param name="output">What the graph goes on with.</param>
    public static void Wrap(ModelWriter model, int first, string output)
    {
        if (model.Model.IrVersion < FirstVersion || model.Opset < FirstOpset)
        {
            return;
        }

        var nodes = model.Graph.Node.Skip(first).Select(n => n.Clone()).ToList();
        // ONNX Runtime 1.31 crashes on sparse tensors in functions.
        if (nodes.SelectMany(n => n.Attribute).Any(a => a.SparseTensor is not null) || nodes.SelectMany(n => n.Output).All(o => o != output))
        {
            return;
        }

        model.Form("function");
        while (model.Graph.Node.Count > first)
        {
            model.Graph.Node.RemoveAt(first);
        }

        var written = nodes.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        string[] read = [.. nodes.SelectMany(n => n.Input).Where(i => i.Length > 0 && !written.Contains(i)).Distinct()];
        var function = new FunctionProto { Domain = Domain, Name = Name(model, nodes[^1].OpType, read.Length) };
        // The alias ai.onnx holds for graphs alone.
        nodes.Where(n => n.Domain == "ai.onnx").ToList().ForEach(n => n.Domain = "");
        function.OpsetImport.Add(model.Model.OpsetImport.Select(o => new OperatorSetIdProto { Domain = o.Domain == "ai.onnx" ? "" : o.Domain, Version = o.Version }));
        function.Node.Add(nodes);
        var call = new NodeProto { OpType = function.Name, Domain = Domain, Name = model.Name("call") };
        call.Input.Add(read);
        call.Output.Add(output);
        Rename(model, function, read, output);
        Hoist(model, function, call);
        model.Model.Functions.Insert(0, function);
        if (model.Model.OpsetImport.All(o => o.Domain != Domain))
        {
            model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        }

        model.Graph.Node.Add(call);
    }

    private static string Name(ModelWriter model, string operation, int inputs)
    {
        // ONNX Runtime 1.31 aborts on functions called Add that have one input.
        var name = model.Chance(0.5) && inputs > 1 ? operation : model.Choose("Relu", "MaxPool", "Identity", "Block");
        return model.Model.Functions.Any(f => f.Name == name) ? $"{name}{model.Model.Functions.Count}" : name;
    }

    /// <summary>Names of its own inside, some of which also occur outside.</summary>
    private static void Rename(ModelWriter model, FunctionProto function, string[] read, string output)
    {
        if (model.Chance(0.3))
        {
            function.Input.Add(read);
            function.Output.Add(output);
            return;
        }

        var outside = model.Graph.Input.Select(i => i.Name).ToArray();
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "" };
        foreach (var name in read.Concat(function.Node.SelectMany(n => n.Output)).Where(n => n.Length > 0))
        {
            var inside = names.Count <= outside.Length && model.Chance(0.5) ? outside[names.Count - 1] : $"v{names.Count}";
            names[name] = inside;
        }

        foreach (var node in function.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = names[node.Input[i]];
            }

            for (var i = 0; i < node.Output.Count; i++)
            {
                node.Output[i] = names[node.Output[i]];
            }
        }

        function.Input.Add(read.Select(r => names[r]));
        function.Output.Add(names[output]);
    }

    /// <summary>Attributes of nodes become attributes of the function.</summary>
    private static void Hoist(ModelWriter model, FunctionProto function, NodeProto call)
    {
        foreach (var node in function.Node)
        {
            for (var i = 0; i < node.Attribute.Count; i++)
            {
                if (!model.Chance(0.3) || node.Attribute[i].RefAttrName.Length > 0)
                {
                    continue;
                }

                var attribute = node.Attribute[i];
                var taken = function.Attribute.Concat(function.AttributeProto.Select(a => a.Name)).ToList();
                var name = taken.Contains(attribute.Name) ? $"{attribute.Name}_{taken.Count}" : attribute.Name;
                node.Attribute[i] = Attributes.Reference(attribute, name);
                var value = attribute.Clone();
                value.Name = name;
                if (model.Model.IrVersion >= FirstWithDefaults && model.Chance(0.3))
                {
                    model.Form("function attribute by default");
                    function.AttributeProto.Add(value);
                }
                else
                {
                    model.Form("function attribute by reference");
                    function.Attribute.Add(name);
                    call.Attribute.Add(value);
                }
            }
        }
    }
}
