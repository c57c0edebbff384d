using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tools;

namespace CimGen.Cosim;

/// <summary>What the simulation reported for one run.</summary>
/// <param name="Cost">Of the run, without the transport of input and output.</param>
public sealed record SimulatedRun(int Number, long Cycles, ImmutableArray<sbyte> Output, SimulationCost Cost);

/// <summary>What a part of a simulation took.</summary>
/// <param name="PeakKilobytes">Most memory that the process has taken until its end.</param>
public sealed record SimulationCost(long Cycles, double Seconds, long PeakKilobytes);

/// <summary>Progress of a simulation that takes long.</summary>
public sealed record Heartbeat(int Run, long Cycle, long Limit);

/// <summary>How a simulation is to be run.</summary>
/// <param name="TracedRuns">Number of runs whose trace is wanted, from the first.</param>
/// <param name="StallSeed">0: the bus never stalls.</param>
/// <param name="LimitFactor">A run may take this many times the golden model's cycles ...</param>
/// <param name="LimitCycles">... plus so many.</param>
/// <param name="Verify">What was loaded is read back.</param>
/// <param name="Waves">File for the waves of a window; null for none.</param>
public sealed record SimulationOptions(
    int Images,
    int TracedRuns = 0,
    uint StallSeed = 0,
    double LimitFactor = 2,
    long LimitCycles = 10_000,
    bool Verify = false,
    WaveWindow? Waves = null);

/// <summary>Cycles From to To of a run.</summary>
public sealed record WaveWindow(string File, int Run, long From, long To);

/// <summary>The running simulation of a design folder.</summary>
public sealed class Simulation : IDisposable
{
    private static readonly TimeSpan StopAfter = TimeSpan.FromSeconds(2);

    private readonly RunningTool _tool;
    private readonly string _results;
    private readonly Task _errors;

    private Simulation(RunningTool tool, string results, Action<Heartbeat>? onHeartbeat)
    {
        _tool = tool;
        _results = results;
        _errors = Task.Run(() => ReadErrors(onHeartbeat));
        Trace = new TraceReader(tool.Output.BaseStream, AddMessage);
    }

    /// <summary>The trace, while the simulation runs.</summary>
    public TraceReader Trace { get; }

    /// <summary>Lines that the simulation printed: differences, what cores wait for.</summary>
    public List<string> Messages { get; } = [];

    public static Result<Simulation> Start(VerilatorModel model, string folder, SimulationOptions options, Action<Heartbeat>? onHeartbeat = null)
    {
        var results = Path.GetTempFileName();
        return RunningTool.Start(new ToolStart(model.Executable, Arguments(folder, results, options)) { OnTermination = () => File.Delete(results) })
            .Then(tool => Result.Success(new Simulation(tool, results, onHeartbeat)));
    }

    /// <summary>Waits for the end; the exit code of the harness (see verification/harness).</summary>
    public int Wait()
    {
        Trace.Drain();
        var code = _tool.Wait();
        _errors.Wait();
        return code;
    }

    /// <summary>Lets the simulation end by itself if it does so soon, and stops it otherwise; its exit code, 0 when stopped.</summary>
    public int Stop()
    {
        var drained = Task.Run(Trace.Drain);
        if (!_tool.Wait(StopAfter))
        {
            _tool.Kill();
            drained.Wait();
            return 0;
        }

        drained.Wait();
        _errors.Wait();
        return _tool.ExitCode;
    }

    /// <summary>What was written for each image, after the end.</summary>
    public ImmutableArray<SimulatedRun> Results() =>
    [
        .. Lines("image", fields: 6).Select(p => new SimulatedRun(
            int.Parse(p[1], CultureInfo.InvariantCulture),
            long.Parse(p[2], CultureInfo.InvariantCulture),
            [.. Convert.FromHexString(p[3]).Select(b => (sbyte)b)],
            Cost(p[2], p[4], p[5]))),
    ];

    /// <summary>What it took to load programs, weights and memory, after the end; null when it did not come to that.</summary>
    public SimulationCost? Loading() => Lines("loaded", fields: 4).Select(p => Cost(p[1], p[2], p[3])).FirstOrDefault();

    public void Dispose()
    {
        _tool.Dispose();
        File.Delete(_results);
    }

    private static List<string> Arguments(string folder, string results, SimulationOptions options)
    {
        var arguments = new List<string>
        {
            Path.GetFullPath(folder), "--images", Number(options.Images), "--results", results,
            "--limit-factor", options.LimitFactor.ToString(CultureInfo.InvariantCulture), "--limit-cycles", Number(options.LimitCycles),
            $"+stall_seed={options.StallSeed}",
        };
        if (options.StallSeed != 0)
        {
            // The folder has the cycle counts of a bus that never stalls.
            arguments.Add("--ignore-cycles");
        }

        if (options.Verify)
        {
            arguments.Add("--verify");
        }

        if (options.TracedRuns > 0)
        {
            arguments.AddRange(["+trace=/dev/stdout", $"+trace_runs={options.TracedRuns}"]);
        }

        if (options.Waves is { } waves)
        {
            arguments.AddRange(["--waves", waves.File, "--waves-run", Number(waves.Run), "--waves-from", Number(waves.From), "--waves-to", Number(waves.To)]);
        }

        return arguments;
    }

    /// <summary>The whole lines of the results that begin with a word; a simulation that was stopped may leave part of one.</summary>
    private IEnumerable<string[]> Lines(string first, int fields) =>
        File.ReadLines(_results).Select(l => l.Split(' ')).Where(p => p[0] == first && p.Length == fields);

    private static SimulationCost Cost(string cycles, string seconds, string kilobytes) => new(
        long.Parse(cycles, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture), long.Parse(kilobytes, CultureInfo.InvariantCulture));

    private void ReadErrors(Action<Heartbeat>? onHeartbeat)
    {
        while (_tool.Errors.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            if (parts is ["heartbeat", var run, var cycle, var limit])
            {
                onHeartbeat?.Invoke(new Heartbeat(
                    int.Parse(run, CultureInfo.InvariantCulture), long.Parse(cycle, CultureInfo.InvariantCulture), long.Parse(limit, CultureInfo.InvariantCulture)));
            }
            else
            {
                AddMessage(line);
            }
        }
    }

    private void AddMessage(string line)
    {
        lock (Messages)
        {
            Messages.Add(line);
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
