using CimGen.Networks.Onnx.Format;
using Google.Protobuf;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

/// <summary>Which files a model may name: what is below its folder, or below that of the file that the model's link leads to.</summary>
public sealed class ContainedPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The cache of a model hub: a snapshot's files are links to blobs.</summary>
    [Theory]
    [InlineData("snapshots/x")]
    [InlineData("snapshots/x/onnx")]
    public void ASnapshotOfAHubIsRead(string snapshot)
    {
        var up = string.Concat(Enumerable.Repeat("../", snapshot.Split('/').Length));
        Write("blobs/abc", Model("model.onnx_data", "data/more.bin"));
        Write("blobs/def", new byte[64]);
        Write("blobs/ghi", new byte[64]);
        Link($"{snapshot}/model.onnx", $"{up}blobs/abc");
        Link($"{snapshot}/model.onnx_data", $"{up}blobs/def");
        Link($"{snapshot}/data/more.bin", $"../{up}blobs/ghi");
        Link("cache", snapshot);
        Link("elsewhere/model.onnx", $"../{snapshot}/model.onnx");
        Link("elsewhere/model.onnx_data", $"../{snapshot}/model.onnx_data");
        Link("elsewhere/data", $"../{snapshot}/data");

        foreach (var model in (string[])[$"{snapshot}/model.onnx", "cache/model.onnx", "elsewhere/model.onnx", $"cache/../{snapshot}/model.onnx"])
        {
            Assert.Equal("", string.Join('\n', NetworkReader.Read(At(model)).Diagnostics));
        }
    }

    [Fact]
    public void ASnapshotWithArraysIsRead()
    {
        Write("blobs/abc", "name: n\ninput: [3, 1, 1]\nlayers:\n  - { type: linear, kernels: 1, weights: w.npy }\n"u8.ToArray());
        Write("blobs/def", Numpies.Floats("(1, 3)", 1, 2, 3));
        Link("snapshots/x/net.yaml", "../../blobs/abc");
        Link("snapshots/x/w.npy", "../../blobs/def");
        Assert.Equal("", string.Join('\n', NetworkReader.Read(At("snapshots/x/net.yaml")).Diagnostics));
    }

    [Theory]
    [InlineData("w.bin")]
    [InlineData("below/w.bin")]
    [InlineData("below/../w.bin")]
    [InlineData("inside")]
    [InlineData("folder/w.bin")]
    [InlineData("folder/../w.bin")]
    [InlineData("absolute")]
    public void AFileInTheModelsFolderIsRead(string location)
    {
        Write("m/w.bin", new byte[64]);
        Write("m/below/w.bin", new byte[64]);
        Link("m/inside", "below/../inner");
        Link("m/inner", "w.bin");
        Link("m/folder", "below");
        Link("m/absolute", At("m/w.bin"));
        Write("m/model.onnx", Model(location));
        Assert.Equal("", string.Join('\n', NetworkReader.Read(At("m/model.onnx")).Diagnostics));
    }

    /// <summary>The model itself is no link here, so that only its own folder counts.</summary>
    [Theory]
    [InlineData("../w.bin")]
    [InlineData("below/../../w.bin")]
    [InlineData("out")]
    [InlineData("twice")]
    [InlineData("folder/w.bin")]
    [InlineData("self")]
    [InlineData("round")]
    [InlineData(".")]
    [InlineData("back")]
    [InlineData("beside")]
    [InlineData("w.bin\0")]
    public void APathThatLeavesIsRefused(string location)
    {
        Write("w.bin", new byte[64]);
        Write("m/w.bin", new byte[64]);
        Write("m/below/w.bin", new byte[64]);
        Write("mm/w.bin", new byte[64]);
        Link("m/out", "../w.bin");
        Link("m/twice", "out");
        Link("m/folder", "..");
        Link("m/back", "..");
        Link("m/self", "self");
        Link("m/round", "round2");
        Link("m/round2", "round");
        Link("m/beside", "../mm/w.bin");
        Write("m/model.onnx", Model(location));
        AssertReported(NetworkReader.Read(At("m/model.onnx")), "CIM0303");
    }

    /// <summary>The words of the path must stay in the folder even where the file would be allowed; and a link allows no more than the model's own file could.</summary>
    [Theory]
    [InlineData("../../blobs/def")]
    [InlineData("secret")]
    [InlineData("up")]
    public void ALinkToTheModelDoesNotOpenMore(string location)
    {
        Write("blobs/abc", Model(location));
        Write("blobs/def", new byte[64]);
        Write("secret", new byte[64]);
        Link("snapshots/x/model.onnx", "../../blobs/abc");
        Link("snapshots/x/secret", "../../secret");
        Link("snapshots/x/up", "../../blobs/../secret");
        AssertReported(NetworkReader.Read(At("snapshots/x/model.onnx")), "CIM0303");
    }

    [Fact]
    public void ALinkToNothingIsAMissingFile()
    {
        Link("m/w.bin", "nothing");
        Write("m/model.onnx", Model("w.bin"));
        AssertReported(NetworkReader.Read(At("m/model.onnx")), "CIM0301");
    }

    /// <summary>A link's own length says nothing of the file.</summary>
    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    public void TheLengthThatCountsIsTheFiles(int length)
    {
        Write("m/" + new string('w', 64), new byte[length]);
        Link("m/w.bin", new string('w', 64));
        Write("m/model.onnx", Model("w.bin"));
        var result = NetworkReader.Read(At("m/model.onnx"));
        Assert.Equal(length > 64, result.Ok);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A model with 4 x 4 weights for each location.</summary>
    private static byte[] Model(params string[] locations)
    {
        var model = new OnnxModel(1, 4);
        for (var i = 0; i < locations.Length; i++)
        {
            model.Node("MatMul", $"{(i == 0 ? "x" : $"t{i}")} w{i} {(i == locations.Length - 1 ? "y" : $"t{i + 1}")}");
            var tensor = new TensorProto { Name = $"w{i}", DataType = 1, DataLocation = 1 };
            tensor.Dims.Add([4, 4]);
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = locations[i] });
            model.Proto.Graph.Initializer.Add(tensor);
        }

        return model.Proto.ToByteArray();
    }

    private string At(string path) => Path.Combine(_folder.Path, path);

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        _folder.Write(path, content);
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.CreateSymbolicLink(At(path), target);
    }
}
