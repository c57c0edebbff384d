using System.CommandLine;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Core.Files;
using CimGen.Core.Tables;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Networks;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using CimGen.Networks.Onnx;
using CimGen.Networks.Onnx.Export;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen quantize MODEL</c>: writes the model with CimGen's quantization, in the form that other tools read.</summary>
public sealed class QuantizeCommand
{
    private const int MostReported = 100;

    private readonly Argument<string> _model = new("model") { Description = "Float model (.onnx), or a design file (.yaml), whose network, images and input format are taken" };
    private readonly Option<string?> _calibration = new("--calibration") { Description = "Images to calibrate with: CSV or .npy [default: those of the design]", HelpName = "file" };
    private readonly Option<string?> _out = new("--out") { Description = "ONNX file to write [default: the model's name with .int8.onnx]", HelpName = "file" };
    private readonly Option<CalibrationMethod?> _method = Options.Choice<CalibrationMethod>("--method", "How ranges come from the images [default: min-max]");
    private readonly Option<bool> _biasCorrection = new("--bias-correction") { Description = "Correct biases by the mean error that rounded weights make." };
    private readonly Option<bool> _equalization = new("--equalize") { Description = "Balance the channels between convolutions before weights are rounded." };

    public static Command Create()
    {
        var options = new QuantizeCommand();
        var command = new Command("quantize", "Write a float model with its quantization, as QuantizeLinear and DequantizeLinear (QDQ) around each layer.")
        {
            options._model, options._calibration, options._out, options._method, options._biasCorrection, options._equalization,
        };
        command.SetAction(parsed => ConsoleOutput.Print(options.Run(parsed).Diagnostics));
        return command;
    }

    private Result<string> Run(ParseResult parsed)
    {
        var model = parsed.GetRequiredValue(_model);
        var options = new QuantizationOptions(parsed.GetValue(_method) ?? CalibrationMethod.MinMax, parsed.GetValue(_biasCorrection), parsed.GetValue(_equalization));
        if (!Path.GetExtension(model).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return DesignFileReader.Read(model).Then(d => Run(parsed, d.Network, parsed.GetValue(_calibration) ?? d.Calibration, d.FormatsOf, options));
        }

        return Run(parsed, model, parsed.GetValue(_calibration), network => Result.Success(new InputFormats([.. network.Inputs.Select((_, input) => InputFormat.Pixels.For(network, input))])), options);
    }

    private Result<string> Run(ParseResult parsed, string path, string? calibration, Func<Network, Result<InputFormats>> formatsOf, QuantizationOptions options)
    {
        if (calibration is null)
        {
            return CliDiagnostics.BadOption("there are no images to calibrate with; give --calibration FILE");
        }

        var target = parsed.GetValue(_out) ?? Path.ChangeExtension(path, ".int8.onnx");
        return OnnxReader.ReadModel(path).Then(model =>
            formatsOf(model.Network).Then(formats => LabelledImages.Read(calibration, model.Network.InputShapes, formats)).Then(images =>
                Quantize(options.Prepare(model.Network), images, options).Then(q =>
                    QdqWriter.Write(model, q.Quantized, new SourceLocation(path)).Then(written => Save(target, written.Bytes, q.Network, q.Quantized, [.. images.Images.Take(MostReported)])))));
    }

    private static Result<Pair> Quantize(Network network, LabelledImages images, QuantizationOptions options) =>
        Quantizer.Run(network, images.Images, options).Then(q => Result.Success(new Pair(network, q)));

    private static Result<string> Save(string path, byte[] bytes, Network network, QuantizedNetwork quantized, float[][] images)
    {
        WholeFile.Write(path, stream => stream.Write(bytes));
        Print(network, quantized, images);
        Console.WriteLine($"{path}: {Table.Readable(bytes.Length)} bytes");
        return Result.Success(path);
    }

    private static void Print(Network network, QuantizedNetwork quantized, float[][] images)
    {
        var noise = new QuantizationNoise(quantized);
        var likeness = quantized.Layers.ToDictionary(l => l.Output, _ => default(Cosine), StringComparer.Ordinal);
        var same = 0;
        foreach (var image in images)
        {
            var real = FloatExecutor.Run(network, image);
            var integers = IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized, image));
            noise.Add(real, integers);
            foreach (var layer in quantized.Layers)
            {
                likeness[layer.Output] = likeness[layer.Output].With(real[layer.Output], Quantizer.ToReal(quantized.Tensor(layer.Output), integers[layer.Output]));
            }

            same += Predictions.Largest(network.OutputsOf(real), network) == Predictions.Largest(network.OutputsOf(integers), network) ? 1 : 0;
        }

        var table = new Table("layer", "output", "SQNR", "cosine");
        foreach (var layer in quantized.Layers)
        {
            table.Add(layer.Name, quantized.Tensor(layer.Output).Shape.ToString(), string.Create(CultureInfo.InvariantCulture, $"{noise[layer.Output].Decibels:f1} dB"), string.Create(CultureInfo.InvariantCulture, $"{likeness[layer.Output].Value:f5}"));
        }

        Console.Write(table.Aligned());
        Console.WriteLine(FormattableString.Invariant($"agreement float and int8 have the same largest output on {same} of {images.Length} images"));
    }

    private sealed record Pair(Network Network, QuantizedNetwork Quantized);

    /// <summary>Of the angle between two vectors.</summary>
    private readonly record struct Cosine(double Product, double Left, double Right)
    {
        public double Value => Left == 0 && Right == 0 ? 1 : Product / Math.Sqrt(Left * Right);

        public Cosine With(float[] left, float[] right)
        {
            var (product, a, b) = (Product, Left, Right);
            for (var i = 0; i < left.Length; i++)
            {
                product += (double)left[i] * right[i];
                a += (double)left[i] * left[i];
                b += (double)right[i] * right[i];
            }

            return new Cosine(product, a, b);
        }
    }
}
