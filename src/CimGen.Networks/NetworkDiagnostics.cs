using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Operators;

namespace CimGen.Networks;

/// <summary>The catalogue of this room.</summary>
public static class NetworkDiagnostics
{
    public static readonly DiagnosticDescriptor NotReadableError = new(
        "CIM0301", "Network or images cannot be read", "The network file, a file that it names, or a file of images or labels does not exist or may not be read. Networks are .onnx or .yaml files.");

    public static readonly DiagnosticDescriptor NotOnnxError = new(
        "CIM0302", "Not an ONNX model", "The file is empty, cut off, or no ONNX model at all.");

    public static readonly DiagnosticDescriptor ExternalDataError = new(
        "CIM0303", "External data outside the model's folder", "A model is untrusted input: the files that hold its tensors must lie in the model's own folder or below it. Where the model is a link, as in the caches of model hubs, files beside the one that it leads to will do.");

    public static readonly DiagnosticDescriptor TensorSizeError = new(
        "CIM0304", "Tensor size", "The declared dimensions of a tensor do not fit the data that the model holds for it, or are beyond what CimGen takes.");

    public static readonly DiagnosticDescriptor UnsupportedError = new(
        "CIM0305",
        "Operator not supported",
        $"CimGen maps a fixed set of operators; all nodes outside it are reported in one run. Supported on feature maps are: {OperatorTable.OnMaps}. Computed when all inputs are constants: {OperatorTable.OnConstants}.");

    public static readonly DiagnosticDescriptor ShapeError = new(
        "CIM0306", "Shapes do not fit", "The rank or shape of an input, or the number of values in a list, is not what the operator takes.");

    public static readonly DiagnosticDescriptor GraphError = new(
        "CIM0307", "Graph structure", "The graph has a cycle, reads a value that nobody writes, or has not exactly one input and one output.");

    public static readonly DiagnosticDescriptor OpsetError = new(
        "CIM0312", "Version of the operators", "The meaning of an operator depends on the version of its set. CimGen refuses versions whose rules it does not follow, older and newer ones.");

    public static readonly DiagnosticDescriptor IgnoredWarning = new(
        "CIM0313", "Part of the model is not used", "The model holds something that inference does not need. The network is read without it.", ExitCode.Success);

    public static readonly DiagnosticDescriptor ImagesError = new(
        "CIM0308", "Images cannot be used", "An image file is CSV (a label, then the values of the image), .npy or idx (an array of images). docs/design-file.md describes them, and how a design says what the values mean.");

    public static readonly DiagnosticDescriptor NumpyError = new(
        "CIM0309", "NumPy file cannot be used", "An .npy file has another element type, order or shape than is wanted, or is damaged. Values are never reordered by guess: the message says what is wanted and how to save it.");

    public static readonly DiagnosticDescriptor TooLargeError = new(
        "CIM0310", "Network is too large", "A network in YAML may have 67,108,864 values in all feature maps together (2^26), 134,217,728 weights (2^27), and 2^38 operations an image. Sizes are checked before memory is taken.");

    public static readonly DiagnosticDescriptor ImageRangeWarning = new(
        "CIM0311", "Images use little of their range", "The values of an image file cover less than a hundredth of the range that they are declared to have, as when pixels 0..1 are taken for 0..255. The network would see all images as nearly the same.", ExitCode.Success);

    public static readonly DiagnosticDescriptor IdxError = new(
        "CIM0314", "Idx file cannot be used", "An idx file, the form in which MNIST is published, is damaged, or has another element type or shape than is wanted. Images are unsigned bytes [N, height, width], labels unsigned bytes [N]; files whose names end in .gz are unpacked.");

    public static readonly DiagnosticDescriptor OverflowError = new(
        "CIM0401", "Sum could overflow", "The largest possible sum of a layer does not fit 32 bits, so that the hardware could not be exact for every input.");

    public static readonly DiagnosticDescriptor NetworkValueError = new(
        "CIM0402", "Value cannot be quantized", "A weight, bias, activation or value of a calibration image is not a finite number.");

    public static readonly DiagnosticDescriptor CalibrationWarning = new(
        "CIM0403", "Calibration does not suit the images", "The range of a feature map comes from the calibration images. Beyond it values are clipped, and when it is much too large its 256 steps are too coarse for them; either way 8 bits lose the signal. Calibrate with images like those that the network will see.", ExitCode.Success);

    public static readonly DiagnosticDescriptor PrecisionWarning = new(
        "CIM0404", "A layer loses its signal", "The int8 output of a layer is less than 10 dB above the quantization noise, though its inputs are good. Golden model and Verilog compute it exactly, but the values say little. The message names the likely reason.", ExitCode.Success);

    public static readonly DiagnosticDescriptor FadingWarning = new(
        "CIM0405", "The network loses its signal", "The int8 output of the network is less than 10 dB above the quantization noise, which has grown from layer to layer.", ExitCode.Success);

    public static readonly DiagnosticDescriptor NotWritableError = new(
        "CIM0315", "No quantized model can be written", "A model with its quantization is written with the nodes of the float model: it must be float, and its nodes must have a form in opset 13, the first in which weights have a scale for each kernel.");

    public static ImmutableArray<DiagnosticDescriptor> All =>
    [
        NotReadableError, NotOnnxError, ExternalDataError, TensorSizeError, UnsupportedError, ShapeError, GraphError, ImagesError,
        NumpyError, TooLargeError, ImageRangeWarning, OpsetError, IgnoredWarning, IdxError, NotWritableError, OverflowError, NetworkValueError,
        CalibrationWarning, PrecisionWarning, FadingWarning,
    ];

    public static Diagnostic NotReadable(SourceLocation at, string why) => NotReadableError.Error(at, $"{why}; check the path");

    /// <param name="exception">What the system says.</param>
    public static Diagnostic NotReadable(SourceLocation at, Exception exception) =>
        NotReadableError.Error(at, $"{exception.Message.Split('\n')[0].TrimEnd('.')}; check the path and its permissions");

    public static Diagnostic AlreadyQuantized(SourceLocation at) => NotWritableError.Error(at, "the model is quantized already; give the float model");

    public static Diagnostic NoNewerForm(SourceLocation at, string what, long opset) =>
        NotWritableError.Error(at, $"{what} has no form in opset {opset}; export the model with opset {opset} or newer");

    public static Diagnostic NotOnnx(SourceLocation at, string why, string advice = "export the model again") => NotOnnxError.Error(at, $"{why}; {advice}");

    public static Diagnostic ExternalData(SourceLocation at, string what, string path) =>
        ExternalDataError.Error(at, $"{what} wants its data from '{path}', outside the model's folder; put the file beside the model, and name it relative to that folder");

    public static Diagnostic TensorSize(SourceLocation at, string tensor, string why, string advice = "export the model again") =>
        TensorSizeError.Error(at, $"tensor '{tensor}': {why}; {advice}");

    public static Diagnostic Unsupported(SourceLocation at, string node, string what, string instead) =>
        UnsupportedError.Error(at, $"node '{node}': {what}; {instead}");

    public static Diagnostic ElementType(SourceLocation at, string tensor, string type, string instead) =>
        UnsupportedError.Error(at, $"tensor '{tensor}': element type {type} is not supported; {instead}");

    public static Diagnostic Shape(SourceLocation at, string node, string what) =>
        ShapeError.Error(at, $"node '{node}': {what}; check the model's shapes");

    /// <param name="meaning">How many values there may be, and what they are.</param>
    public static Diagnostic ListLength(SourceLocation at, string key, int count, string meaning) =>
        ShapeError.Error(at, $"'{key}' has {count} value{(count == 1 ? "" : "s")}; write {meaning}");

    /// <summary>What contradicts ONNX's definition of an operator.</summary>
    public static Diagnostic Contradiction(SourceLocation at, string node, string what) =>
        ShapeError.Error(at, $"node '{node}': {what}; check the model with onnx.checker and export it again");

    public static Diagnostic InputShape(SourceLocation at, string input, string shape) => ShapeError.Error(
        at, $"input '{input}': its shape is {shape}; export the network for an input of fixed size [1, C, H, W], [1, H, W, C], [1, C, W] or [1, F], of at most {FeatureShape.MaxCount} values");

    /// <param name="side">Most values along an axis.</param>
    public static Diagnostic InputSize(SourceLocation at, string input, string shape, int side) => ShapeError.Error(
        at, $"input '{input}': its shape is {shape}, and {side} values along an axis and {FeatureShape.MaxCount} in all are the most; export the network for a smaller input, and run it on pieces of a large one");

    public static Diagnostic Opset(SourceLocation at, long? version, int oldest, int newest) => OpsetError.Error(
        at, $"{(version is null ? "the model does not say which opset it uses" : $"the model uses opset {version}")}; export it with an opset from {oldest} to {newest}, or convert it with onnx.version_converter");

    public static Diagnostic Ignored(SourceLocation at, string what) => IgnoredWarning.Warning(at, $"{what}; remove it from the model to be rid of this message");

    public static Diagnostic Graph(SourceLocation at, string what, string advice = "check the model with onnx.checker and export it again") =>
        GraphError.Error(at, $"{what}; {advice}");

    public static Diagnostic Images(SourceLocation at, string what, string advice) => ImagesError.Error(at, $"{what}; {advice}");

    public static Diagnostic Numpy(SourceLocation at, string file, string what, string advice) =>
        NumpyError.Error(at, $"'{file}' {what}; {advice}");

    public static Diagnostic Idx(SourceLocation at, string file, string what, string advice) => IdxError.Error(at, $"'{file}' {what}; {advice}");

    public static Diagnostic TooLarge(SourceLocation at, string what, string advice) => TooLargeError.Error(at, $"{what}; {advice}");

    public static Diagnostic ImageRange(SourceLocation at, double low, double high, double declaredLow, double declaredHigh) =>
        ImageRangeWarning.Warning(at, string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"all values lie in {low:g4}..{high:g4}, and {declaredLow:g6}..{declaredHigh:g6} are declared; scale them, or declare what they are in the design: input: {{ range: [{low:g4}, {high:g4}], scale: ... }}"));

    /// <param name="advice">How the layer's sums become smaller; its weights have no say in it, as their scale is free.</param>
    public static Diagnostic Overflow(SourceLocation at, string layer, double bound, string advice) =>
        OverflowError.Error(at, string.Create(CultureInfo.InvariantCulture, $"layer '{layer}' can reach a sum of {bound:g4}, more than 32 bits hold; {advice}"));

    public static Diagnostic WeightValue(SourceLocation at, string layer, int kernel) =>
        NetworkValueError.Error(at, $"layer '{layer}': a weight or the bias of kernel {kernel} is not a finite number; train or export the model again");

    public static Diagnostic Activation(SourceLocation at, string layer) => NetworkValueError.Error(
        at, $"layer '{layer}': an activation is not a finite number, as for the calibration images a sum leaves float32; use smaller weights here or in the layers before, or normalize the images");

    public static Diagnostic EmptyMaximum(SourceLocation at, string layer) => NetworkValueError.Error(
        at, $"layer '{layer}': the maximum of a window that lies in the padding is not a finite number; use less padding, or no dilation");

    public static Diagnostic ImageValue(SourceLocation at, string input) =>
        NetworkValueError.Error(at, $"input '{input}': a value of the calibration images is not a finite number; correct the calibration file");

    /// <param name="worth">Signal to quantization noise, in words.</param>
    public static Diagnostic CalibrationDiffers(SourceLocation at, string map, string worth, string values, string range, bool calibrated) => CalibrationWarning.Warning(
        at, $"feature map '{map}' {worth}: its values lie in {values}, and calibration found {range}; {(calibrated ? "calibrate with images like those that are run" : "name images like those that are run with 'calibration', as without it they are random")}");

    /// <param name="worth">Signal to quantization noise, in words.</param>
    /// <param name="reason">Why, and what to do.</param>
    public static Diagnostic PrecisionLost(SourceLocation at, string map, string worth, string reason) =>
        PrecisionWarning.Warning(at, $"feature map '{map}' {worth}, its inputs are better: {reason}");

    /// <param name="worth">Signal to quantization noise, in words.</param>
    public static Diagnostic PrecisionFades(SourceLocation at, string output, string worth, string map, double before, double after) => FadingWarning.Warning(
        at, string.Create(CultureInfo.InvariantCulture, $"the output '{output}' {worth}: noise grows from layer to layer, most in '{map}' ({before:f1} to {after:f1} dB); train the network with 8 bits in mind"));
}
