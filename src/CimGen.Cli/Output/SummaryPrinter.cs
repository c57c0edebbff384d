using CimGen.Core.Yaml;
using CimGen.Flow;
using CimGen.Networks.Graph;
using CimGen.Reports;
using CimGen.Reports.Bounds;
using Spectre.Console;

namespace CimGen.Cli.Output;

/// <summary>The report for people.</summary>
public static class SummaryPrinter
{
    private const int PlainWidth = 120;

    public static void Print(CosimReport report, CheckedScores? scores, string folder)
    {
        var console = NewConsole();
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(report.Design)}[/]: RTL = golden model = integer reference on {report.Images} images; {report.TraceRecords:n0} events of {report.TracedImages} images equal, cycle by cycle");
        PrintScores(scores);
        if (report.Accuracy is { } a)
        {
            console.WriteLine(FormattableString.Invariant($"accuracy  float {a.Float:p1}  int8 {a.Int8:p1}  rtl {a.Rtl:p1}"));
        }

        PrintAgreement(console, report.Agreement, report.Images);

        console.WriteLine(FormattableString.Invariant(
            $"cycles    golden {report.CyclesGolden:n0}  rtl {report.CyclesRtl:n0}  difference {report.CyclesRtl - report.CyclesGolden}; {report.MillisecondsPerImage:0.####} ms an image at {report.ClockMegahertz:0.###} MHz"));
        console.WriteLine(FormattableString.Invariant(
            $"bound     {report.Bounds.Highest.Cycles:n0} cycles {(report.Batch > 1 ? "a batch" : "an image")}, {EnumNames.Of(report.Bounds.Highest.Kind)}; {report.Bounds.Highest.Cycles / report.CyclesPerRun:p1} of the time taken"));
        PrintThroughput(report.Throughput, report.Batch, report.ClockMegahertz);
        PrintForecast(report.Forecast);
        console.WriteLine(FormattableString.Invariant($"programs  largest {report.LargestProgramBytes} bytes"));
        if (!report.Layers.IsEmpty)
        {
            console.Write(LayerTable(report));
            PrintChoices(console, report);
        }

        console.Write(CoreTable(report));
        if (!report.Traffic.IsEmpty)
        {
            console.Write(TrafficTable(report));
        }

        console.WriteLine($"files     {folder}");
    }

    /// <summary>How fast images come out, where several are in the machine at once.</summary>
    public static void PrintThroughput(Throughput? throughput, int batch, double megahertz)
    {
        if (throughput is { } t && batch > 1)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"pipeline  batches of {batch}: first image after {t.LatencyCycles:n0} cycles, then one every {t.CyclesPerImage:n0}; {t.ImagesPerSecond(megahertz):n1} images/s at {megahertz:0.###} MHz"));
        }
    }

    /// <summary>What sets the rate of layers that hand on rows, and what more cores would bring.</summary>
    public static void PrintForecast(ForecastReport? forecast)
    {
        if (forecast is { } f)
        {
            var maps = f.IsOfMaps ? FormattableString.Invariant($" ({f.CyclesWithWholeMaps:n0} with whole feature maps)") : "";
            var more = f.IsOfBus ? "the bus is the limit, so more cores do not help"
                : f.IsOfMaps ? "layers wait for room in feature maps, so more cores do not help"
                : f.MoreCores > 0 ? FormattableString.Invariant($"{f.MoreCores} more core{(f.MoreCores == 1 ? " makes" : "s make")} it {f.CyclesWithMore:n0}")
                : "more cores do not help";
            Console.WriteLine(FormattableString.Invariant(
                $"forecast  the cores allow one image every {f.CyclesPerImage:n0} cycles{maps}, the bus one every {f.BusCyclesPerImage:n0}; the slowest layer, {f.SlowestLayer}, takes {f.SlowestCycles:n0}; {more}"));
        }
    }

    /// <summary>Of layers that crossbars and the GPEU can compute.</summary>
    private static void PrintChoices(IAnsiConsole console, CosimReport report)
    {
        foreach (var (layer, choice) in report.Layers.Where(l => l.Choice is not null).Select(l => (l, l.Choice!)))
        {
            console.WriteLine(FormattableString.Invariant(
                $"on {choice.Unit,-8} {layer.Name}: {choice.Reason}; predicted crossbar {Predicted(choice.Crossbar)}, gpeu {(choice.Gpeu is { } gpeu ? Predicted(gpeu) : "-")}"));
        }

        static string Predicted(PredictedCycles p) => FormattableString.Invariant($"{p.Cycles:n0} cycles on {p.Cores}");
    }

    /// <summary>What is known of the network's quality before a simulation.</summary>
    public static void PrintQuality(BuiltDesign built)
    {
        foreach (var output in built.Design.Float.Outputs.Where(o => o.OnHost != HostFunction.None))
        {
            var of = built.Design.Float.Outputs.Length > 1 ? $"output '{output.Map}'" : "the outputs";
            Console.WriteLine($"host      {output.OnHost} of {of} is left to the host (sw/cim.h has it)");
        }

        if (Predictions.Of(built.Design, built.Stimulus, built.Golden) is not { } predictions)
        {
            return;
        }

        var console = NewConsole();
        var labels = built.Stimulus.Labels;
        var network = built.Design.Float;
        if (!labels.IsEmpty)
        {
            console.WriteLine(network.HasClasses
                ? FormattableString.Invariant($"accuracy  float {Predictions.Share(predictions.Float, labels):p1}  int8 {Predictions.Share(predictions.Int8, labels):p1}")
                : $"accuracy  none, as the output is a map ({network.OutputShapes.Maps[0]}) and labels are numbers of classes");
        }

        PrintAgreement(console, predictions.Agreement, built.Stimulus.Images.Length);
    }

    /// <summary>What was held against the outputs that the network's exporter wrote.</summary>
    public static void PrintScores(CheckedScores? scores)
    {
        if (scores is not { } s)
        {
            return;
        }

        var rest = s.AllImages > s.Images ? FormattableString.Invariant($"; {s.AllImages - s.Images:n0} images have no scores")
            : s.Surplus > 0 ? FormattableString.Invariant($"; {s.Surplus:n0} lines of scores have no image") : "";
        Console.WriteLine(FormattableString.Invariant(
            $"import    {s.Values:n0} outputs of {s.Images:n0} images are those of {Path.GetFileName(s.File)}{rest}"));
    }

    private static void PrintAgreement(IAnsiConsole console, double? agreement, int images)
    {
        if (agreement is { } share)
        {
            console.WriteLine(FormattableString.Invariant($"agreement float and int8 have the same largest output on {Math.Round(share * images)} of {images} images"));
        }
    }

    private static IAnsiConsole NewConsole()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = PlainWidth;
        return console;
    }

    private static Table LayerTable(CosimReport report)
    {
        var table = NewTable(report.Batch > 1 ? "Layers, one batch: cycles" : "Layers, one image: cycles", "layer", "cores", "golden", "RTL", "diff", "MVM", "bound", "", "reached", "speedup", "limit", "SQNR");
        foreach (var l in report.Layers)
        {
            table.AddRow(
                Markup.Escape($"{l.Index} {ShortName(l.Name)}"), $"{l.Cores}", $"{l.CyclesGolden:n0}", $"{l.CyclesRtl:n0}", $"{l.CyclesRtl - l.CyclesGolden}", $"{l.Bounds[BoundKind.Mvm]:n0}",
                $"{l.Bounds.Highest.Cycles:n0}", EnumNames.Of(l.Bounds.Highest.Kind), Percent(l.Bounds.Reached(l.CyclesRtl)),
                l.Speedup is { } s ? FormattableString.Invariant($"{s:f2} / {l.VerticalGroups}") : "-",
                l.Speedup is { } r ? Percent(r / l.VerticalGroups) : "-",
                Decibels(l.SqnrDecibels));
        }

        return table;
    }

    /// <summary>Bounds of a design whose layers have not been timed, and the measured cycles of a run.</summary>
    public static void PrintBounds(CompiledDesign design, DesignBounds bounds, long cycles)
    {
        var table = NewTable(design.Schedule.Batch > 1 ? "Bounds, one batch: cycles" : "Bounds, one image: cycles", ["layer", "MVM", "GPEU", "load/store", "program", "read", "write", "memory", "pipeline", "highest"]);
        foreach (var (name, scope) in design.LayerNames.Zip(bounds.Layers))
        {
            table.AddRow([Markup.Escape(ShortName(name)), .. scope.All.Select(b => $"{b.Cycles:n0}"), string.Empty, EnumNames.Of(scope.Highest.Kind)]);
        }

        table.AddRow(["all", .. bounds.Whole.All.Select(b => $"{b.Cycles:n0}"), EnumNames.Of(bounds.Whole.Highest.Kind)]);
        NewConsole().Write(table.Caption(FormattableString.Invariant($"golden model {cycles:n0} cycles; the highest bound is {bounds.Whole.Reached(cycles):p1} of them")));
    }

    private static Table CoreTable(CosimReport report)
    {
        var table = NewTable("Where the cores' cycles went", "core", "layers", "MVM", "load/store", "GPEU", "sync wait", "bus wait", "control", "idle");
        foreach (var c in report.Cores.Where(c => c.Layers.Length > 0))
        {
            table.AddRow(
                $"{c.Core}", c.Layers, Share(c.Mvm), Share(c.LoadStore), Share(c.Gpeu), Share(c.SyncWait), Share(c.BusWait), Share(c.Control), Share(c.Idle));

            string Share(long cycles) => Percent((double)cycles / c.Total);
        }

        var unused = report.Cores.Count(c => c.Layers.Length == 0);
        if (unused > 0)
        {
            table.Caption(unused == 1 ? "1 core unused" : $"{unused} cores unused");
        }

        return table;
    }

    private static Table TrafficTable(CosimReport report)
    {
        var table = NewTable("Bus traffic, one image", "kind", "bytes", "share");
        var total = report.BusBytes.Values.Sum();
        foreach (var (kind, bytes) in report.BusBytes)
        {
            table.AddRow(kind, $"{bytes:n0}", Percent((double)bytes / total));
        }

        return table.AddRow("all", $"{total:n0}", string.Empty);
    }

    private static Table NewTable(string title, params string[] columns)
    {
        var table = new Table().Title(title).Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var aligned = column is "layer" or "layers" or "kind" ? new TableColumn(column) : new TableColumn(column).RightAligned();
            table.AddColumn(aligned.PadLeft(0).PadRight(1).NoWrap());
        }

        return table;
    }

    /// <summary>Exporters make paths; the last two parts tell layers apart.</summary>
    private static string ShortName(string name) => string.Join('/', name.Split('/', StringSplitOptions.RemoveEmptyEntries).TakeLast(2));

    private static string Decibels(double sqnr) => double.IsPositiveInfinity(sqnr) ? "exact" : double.IsFinite(sqnr) ? FormattableString.Invariant($"{sqnr:f1} dB") : "noise alone";

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:f1} %");
}
