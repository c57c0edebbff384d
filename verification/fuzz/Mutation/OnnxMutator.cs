using System.Collections;
using CimGen.Networks.Onnx.Format;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace CimGen.Fuzz.Mutation;

/// <summary>Faults within the format: fields of any message of a model are changed, lost, repeated or swapped.</summary>
internal static class OnnxMutator
{
    private static readonly long[] Integers =
    [
        0, 1, -1, 2, 3, 4, 5, 7, 8, 15, 16, 127, 255, 4096, 4097, 50_000, 65_535, 65_536, 65_537, 1 << 20, 1 << 28, int.MaxValue, 1L << 31, 1L << 32, 1L << 40, 1L << 62,
        long.MaxValue, long.MinValue, int.MinValue,
    ];

    private static readonly float[] Numbers = [0, -0f, 1, -1, 0.5f, 1e-45f, 1e-38f, 1e-10f, 1e10f, 3e38f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    private static readonly string[] Texts =
    [
        "", " ", "x", "w", "Conv", "Relu", "Clip", "MaxPool", "AveragePool", "GlobalAveragePool", "ReduceMean", "Gemm", "MatMul", "Add", "Flatten", "Reshape", "Pad",
        "BatchNormalization", "Identity", "Dropout", "Constant", "Cast", "Transpose", "Concat", "Slice", "Gather", "Shape", "Squeeze", "Unsqueeze", "Expand", "Where", "Mul", "Div",
        "Pow", "ConstantOfShape", "If", "Loop", "Scan", "QLinearConv", "DequantizeLinear", "LSTM", "ai.onnx", "com.microsoft", "local.functions", "group", "strides", "pads",
        "dilations", "kernel_shape", "auto_pad", "ceil_mode", "axis", "axes", "perm", "to", "value", "training_mode", "SAME_UPPER", "VALID", "location", "offset", "length",
        "weights.bin", "../weights.bin", "/etc/passwd", "model.onnx", "-1", "9223372036854775807", "\u001b[31mred\u0007", "\0", "a\nb", "'", "\u202etxt",
    ];

    public static byte[] Mutate(Random random, ModelProto model)
    {
        var mutant = model.Clone();
        for (var i = 1 + (random.Next(4) / 2) + (random.Next(4) / 3); i > 0; i--)
        {
            var places = new List<(IMessage Message, FieldDescriptor Field)>();
            Collect(mutant, places);
            var (message, field) = places[random.Next(places.Count)];
            Change(random, mutant, message, field);
        }

        return mutant.ToByteArray();
    }

    /// <summary>Fields that are set, and now and then one that is not.</summary>
    private static void Collect(IMessage message, List<(IMessage Message, FieldDescriptor Field)> places)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            var isSet = field.IsRepeated ? ((IList)value!).Count > 0 : field.FieldType == FieldType.Message ? value is not null : field.Accessor.HasValue(message);
            if (isSet || places.Count % 16 == 0)
            {
                places.Add((message, field));
            }

            if (field.FieldType == FieldType.Message)
            {
                IEnumerable inner = field.IsRepeated ? (IList)value! : value is null ? Array.Empty<object>() : new[] { value };
                foreach (var one in inner.Cast<IMessage>())
                {
                    Collect(one, places);
                }
            }
        }
    }

    private static void Change(Random random, ModelProto model, IMessage message, FieldDescriptor field)
    {
        if (field.IsRepeated)
        {
            ChangeList(random, model, field, (IList)field.Accessor.GetValue(message));
        }
        else if (random.Next(6) == 0)
        {
            field.Accessor.Clear(message);
        }
        else
        {
            field.Accessor.SetValue(message, Other(random, model, field, field.Accessor.GetValue(message)));
        }
    }

    private static void ChangeList(Random random, ModelProto model, FieldDescriptor field, IList list)
    {
        var (a, b) = (random.Next(list.Count + 1), random.Next(list.Count + 1));
        if (list.Count == 0)
        {
            list.Add(Other(random, model, field, null));
            return;
        }

        (a, b) = (a % list.Count, b % list.Count);
        switch (random.Next(8))
        {
            case 0:
                list.RemoveAt(a);
                break;
            case 1:
                list.Insert(b, list[a] is IMessage copied ? Clone(copied) : list[a]);
                break;
            case 2 when list[a] is not IMessage:
                (list[a], list[b]) = (list[b], list[a]);
                break;
            case 2:
                var (first, second) = (Clone((IMessage)list[a]!), Clone((IMessage)list[b]!));
                (list[a], list[b]) = (second, first);
                break;
            case 3:
                list.Insert(b, Other(random, model, field, null));
                break;
            case 4 when random.Next(4) == 0:
                list.Clear();
                break;
            default:
                list[a] = Other(random, model, field, list[a]);
                break;
        }
    }

    private static object Other(Random random, ModelProto model, FieldDescriptor field, object? value) => field.FieldType switch
    {
        FieldType.Int64 => random.Next(3) == 0 && value is long l ? unchecked(l + random.Next(-2, 3)) : Integers[random.Next(Integers.Length)],
        FieldType.Int32 => random.Next(2) == 0 ? random.Next(-2, 30) : (int)Math.Clamp(Integers[random.Next(Integers.Length)], int.MinValue, int.MaxValue),
        FieldType.UInt64 => unchecked((ulong)Integers[random.Next(Integers.Length)]),
        FieldType.Float => Numbers[random.Next(Numbers.Length)],
        FieldType.Double => (double)Numbers[random.Next(Numbers.Length)],
        FieldType.String => Text(random, model),
        FieldType.Bytes => value is ByteString { Length: > 0 } bytes && random.Next(2) == 0
            ? ByteString.CopyFrom(ByteMutator.Mutate(random, bytes.ToByteArray()))
            : ByteString.CopyFromUtf8(Text(random, model)),
        FieldType.Message => Message(random, model, field.MessageType),
        _ => throw new NotSupportedException(field.FieldType.ToString()),
    };

    /// <summary>A name that occurs in the model, or a text that means something somewhere.</summary>
    private static string Text(Random random, ModelProto model)
    {
        var graph = model.Graph ?? new GraphProto();
        string[] names = [.. graph.Node.SelectMany(n => n.Input.Concat(n.Output)), .. graph.Input.Select(i => i.Name), .. graph.Initializer.Select(i => i.Name)];
        return names.Length > 0 && random.Next(2) == 0 ? names[random.Next(names.Length)]
            : random.Next(50) == 0 ? new string('n', 100_000)
            : Texts[random.Next(Texts.Length)];
    }

    /// <summary>A message of that type from somewhere else in the model, or an empty one.</summary>
    private static IMessage Message(Random random, ModelProto model, MessageDescriptor type)
    {
        var places = new List<(IMessage Message, FieldDescriptor Field)>();
        Collect(model, places);
        var others = places.Select(p => p.Message).Where(m => m.Descriptor == type && m.CalculateSize() < 10_000).Distinct().ToArray();
        return others.Length > 0 && random.Next(4) > 0 ? Clone(others[random.Next(others.Length)]) : type.Parser.ParseFrom(ByteString.Empty);
    }

    private static IMessage Clone(IMessage message) => message.Descriptor.Parser.ParseFrom(message.ToByteString());
}
