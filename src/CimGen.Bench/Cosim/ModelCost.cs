using CimGen.Cosim;

namespace CimGen.Bench.Cosim;

/// <summary>What a Verilator model costs, from Verilog to compared traces.</summary>
/// <param name="Machine">Name of its variant.</param>
/// <param name="Verilation">Verilog to C++.</param>
/// <param name="SourceBytes">Of that C++.</param>
/// <param name="Compilation">C++ to the model.</param>
/// <param name="Loading">Programs, weights and memory over the host port.</param>
/// <param name="Cycles">Of a run.</param>
/// <param name="Mvms">Of a run.</param>
/// <param name="Events">Of a run's trace.</param>
/// <param name="BareSeconds">A run without trace, the quickest of some.</param>
/// <param name="TracedSeconds">A run whose trace is read and dropped.</param>
/// <param name="ComparedSeconds">A run whose trace is held against the golden model, which runs beside it.</param>
/// <param name="ComparerSeconds">Processor time of golden model and comparer for a run.</param>
/// <param name="PeakKilobytes">Of the simulation, over all runs.</param>
public sealed record ModelCost(
    string Machine,
    int Cores,
    BuildCost Verilation,
    long SourceBytes,
    BuildCost Compilation,
    SimulationCost Loading,
    long Cycles,
    long Mvms,
    long Events,
    double BareSeconds,
    double TracedSeconds,
    double ComparedSeconds,
    double ComparerSeconds,
    long PeakKilobytes)
{
    private const double Mega = 1e6;
    private const double KilobytesPerMegabyte = 1024;

    /// <summary>Columns that <see cref="Values"/> fills.</summary>
    public static readonly string[] Columns =
    [
        "machine", "cores", "verilation s", "verilation processor s", "verilation MB", "C++ MB", "compilation s", "compilation processor s", "loading cycles", "loading s", "cycles", "cycles/s", "MVMs/s",
        "events/s", "tracing", "comparing", "golden model, of a processor", "model MB after loading", "model MB after all runs",
    ];

    /// <summary>Time that writing and reading the trace adds, as a share of the bare run.</summary>
    public double TracingShare => TracedSeconds / BareSeconds - 1;

    /// <summary>Time that comparing adds, tracing included, as a share of the bare run.</summary>
    public double ComparingShare => ComparedSeconds / BareSeconds - 1;

    /// <summary>A row of the table.</summary>
    public object[] Values() =>
    [
        Machine,
        Cores,
        Math.Round(Verilation.Seconds, 1),
        Math.Round(Verilation.ProcessorSeconds, 1),
        Megabytes(Verilation.PeakKilobytes),
        Math.Round(SourceBytes / Mega, 1),
        Math.Round(Compilation.Seconds, 1),
        Math.Round(Compilation.ProcessorSeconds, 1),
        Loading.Cycles,
        Math.Round(Loading.Seconds, 1),
        Cycles,
        (long)(Cycles / BareSeconds),
        (long)(Mvms / BareSeconds),
        (long)(Events / ComparedSeconds),
        MarkdownPage.Percent(TracingShare),
        MarkdownPage.Percent(ComparingShare),
        MarkdownPage.Percent(ComparerSeconds / ComparedSeconds, 0),
        Megabytes(Loading.PeakKilobytes),
        Megabytes(PeakKilobytes),
    ];

    private static long Megabytes(long kilobytes) => (long)Math.Round(kilobytes / KilobytesPerMegabyte);
}
