using System.Globalization;
using System.Text;
using CimGen.Fuzz.Models;
using CimGen.Networks;
using CimGen.Networks.Onnx.Format;
using Google.Protobuf;

namespace CimGen.Fuzz.Mutation;

/// <summary>A design of which one file is at fault; the number decides everything.</summary>
/// <param name="Kind">What kind of file is at fault.</param>
/// <param name="Files">By name; <see cref="Design"/> is the first to read.</param>
internal sealed record FuzzCase(int Number, string Kind, IReadOnlyDictionary<string, byte[]> Files)
{
    public const string Design = "design.yaml";

    private const string Architecture = "arch.yaml", Model = "model.onnx", Network = "net.yaml", Weights = "w.npy", Bias = "b.npy", Images = "images.csv", Scores = "scores.csv";
    private const double ByteFaults = 0.12;

    /// <summary>Kinds, and how many of a hundred cases each has.</summary>
    public static readonly (string Kind, int Share)[] Kinds = [("onnx", 50), ("network yaml", 14), ("architecture yaml", 5), ("design yaml", 5), ("csv", 14), ("npy", 12)];

    /// <param name="faulty">False for the design before it gets its fault.</param>
    public static FuzzCase Make(int seed, int number, bool faulty = true)
    {
        var random = new Random(HashCode(seed, number));
        var draw = random.Next(100);
        var kind = Kinds.First(k => (draw -= k.Share) < 0).Kind;
        var files = new Dictionary<string, byte[]> { [Architecture] = Text(ArchitectureText(random)) };
        var wantsOnnx = kind == "onnx" || (kind is not "network yaml" and not "npy" && random.Next(2) == 0);
        var pixels = wantsOnnx ? AddModel(random, files) : AddNetwork(random, files, kind == "npy");
        var design = new StringBuilder($"name: fuzz\nnetwork: {(wantsOnnx ? Model : Network)}\narchitecture: {Architecture}\ncosim: {{ images: 1, traced_images: 0 }}\n");
        if (kind is "csv" or "design yaml")
        {
            files[Images] = Text(Lines(random, 3, pixels));
            design.Append(random.Next(2) == 0 ? $"images: {Images}\n" : $"calibration: {Images}\nimages: {Images}\n");
            if (random.Next(2) == 0 && RightScores(files) is { } scores)
            {
                files[Scores] = Text(scores);
                design.Append($"expected_scores: {Scores}\n");
            }
        }

        files[Design] = Text(design.ToString());
        Func<Random, byte[], byte[]> mutate = kind switch
        {
            "onnx" => (r, file) => OnnxMutator.Mutate(r, ModelProto.Parser.ParseFrom(file)),
            "csv" => TextMutator.Csv,
            "npy" => TextMutator.Npy,
            _ => TextMutator.Yaml,
        };
        var target = kind switch
        {
            "network yaml" => Network,
            "architecture yaml" => Architecture,
            "design yaml" => Design,
            "csv" => files.ContainsKey(Scores) && random.Next(2) == 0 ? Scores : Images,
            "npy" => random.Next(2) == 0 ? Weights : Bias,
            _ => Model,
        };
        if (!faulty)
        {
            return new FuzzCase(number, kind, files);
        }

        files[target] = random.NextDouble() < ByteFaults ? ByteMutator.Mutate(random, files[target]) : mutate(random, files[target]);

        return new FuzzCase(number, kind, files);
    }

    /// <summary>The model as text, where there is one that can be parsed.</summary>
    public string ModelText
    {
        get
        {
            try
            {
                return Files.TryGetValue(Model, out var model) ? Models.ModelText.Of(ModelProto.Parser.ParseFrom(model)) : "";
            }
            catch (InvalidProtocolBufferException)
            {
                return "";
            }
        }
    }

    public void Write(string folder)
    {
        foreach (var (name, content) in Files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }

    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) + (number * 7919));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <returns>Number of pixels.</returns>
    private static int AddModel(Random random, Dictionary<string, byte[]> files)
    {
        var model = RandomModel.Next(random);
        files[Model] = model.Proto.ToByteArray();
        files[ModelWriter.ExternalFile] = model.External;
        return (int)Tensors.Count(model.Input);
    }

    private static int AddNetwork(Random random, Dictionary<string, byte[]> files, bool stored)
    {
        var (c, h, w, k) = (random.Next(1, 4), random.Next(4, 9), random.Next(4, 9), random.Next(1, 5));
        var text = new StringBuilder($"name: net\ninput: [{c}, {h}, {w}]\nseed: {random.Next(9)}\nlayers:\n");
        text.Append($"  - {{ type: conv, name: c1, kernels: {k}, kernel: 3, padding: 1, relu: true");
        if (stored || random.Next(3) == 0)
        {
            files[Weights] = Npy(random, k, 3, 3, c);
            files[Bias] = Npy(random, k);
            text.Append($", weights: {Weights}, bias: {Bias}");
        }

        text.Append(" }\n");
        string[] more =
        [
            $"  - {{ type: conv, name: c2, kernels: {k}, kernel: [1, 3], stride: [1, 1], padding: [0, 1, 0, 1], dilation: 1 }}\n  - {{ type: add, name: sum, inputs: [c1, c2], relu: true }}\n",
            "  - { type: max-pool, kernel: 2, stride: 2 }\n", "  - { type: average-pool, kernel: [2, 2], stride: 1 }\n", "  - { type: relu }\n",
        ];
        text.Append(more[random.Next(more.Length)]);
        text.Append(random.Next(2) == 0 ? "  - { type: global-average-pool }\n" : $"  - {{ type: linear, kernels: {random.Next(1, 8)} }}\n");
        files[Network] = Text(text.ToString());
        return c * h * w;
    }

    private static byte[] Npy(Random random, params int[] shape)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}";
        header = header.PadRight(((header.Length + 10 + 64) / 64 * 64) - 11) + "\n";
        var values = new float[shape.Aggregate(1, (a, d) => a * d)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. Tensors.Bytes(Tensors.Float, values)];
    }

    /// <summary>What the network gives for the images; null when it is not read.</summary>
    private static string? RightScores(Dictionary<string, byte[]> files)
    {
        var folder = Directory.CreateTempSubdirectory("cimgen-fuzz-");
        try
        {
            files.ToList().ForEach(f => File.WriteAllBytes(Path.Combine(folder.FullName, f.Key), f.Value));
            var network = NetworkReader.Read(Path.Combine(folder.FullName, files.ContainsKey(Model) ? Model : Network));
            if (!network.Ok)
            {
                return null;
            }

            var rows = Encoding.UTF8.GetString(files[Images]).Trim().Split('\n').Select(l => l.Split(',').Skip(1).Select(p => int.Parse(p, CultureInfo.InvariantCulture) / 255f).ToArray());
            var scores = rows.Select(r => string.Join(',', Maps.Run(network.Value, r).Select(s => s.ToString("r", CultureInfo.InvariantCulture)))).ToList();
            var header = string.Join(',', Enumerable.Range(0, scores[0].Split(',').Length).Select(i => $"s{i}"));
            return $"{header}\n{string.Join('\n', scores)}\n";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Lines(Random random, int lines, int values)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++)
        {
            text.AppendJoin(',', Enumerable.Range(0, values + 1).Select(v => v == 0 ? random.Next(10) : random.Next(256))).Append('\n');
        }

        return text.ToString();
    }

    private static string ArchitectureText(Random random)
    {
        var side = 16 << random.Next(3);
        string[] schemes = ["sequential", "linear", "cyclic"], transports = ["bus", "dedicated", "tree"];
        return $$"""
            name: m
            cores: {{random.Next(32, 65)}}
            crossbar: { rows: {{side}}, columns: {{side}}, implementation: {{(random.Next(2) == 0 ? "behavioural" : "emulated")}} }
            units: {{(random.Next(2) == 0 ? "blocking" : "overlapped")}}
            bus: { width_bytes: 8 }
            memory: { size_bytes: 1048576, latency_cycles: 2 }
            sync: { scheme: {{schemes[random.Next(3)]}}, transport: {{transports[random.Next(3)]}}, counters: 16 }
            instruction_memory_bytes: 65536

            """;
    }
}
