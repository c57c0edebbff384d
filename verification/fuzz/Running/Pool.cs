using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using CimGen.Core.Tools;

namespace CimGen.Fuzz.Running;

/// <summary>Worker processes that share the cases; one that dies or hangs is replaced behind the case that it was about.</summary>
/// <param name="command">Program and arguments of a worker for cases first to first + count.</param>
/// <param name="time">Processor time that a case may take; waiting counts a sixth.</param>
internal sealed class Pool(Func<int, int, int, string[]> command, TimeSpan time)
{
    private const int Chunk = 500;
    private const int WaitingFactor = 6;

    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);

    private readonly List<Outcome> _outcomes = [];
    private readonly Lock _lock = new();
    private int _next;

    /// <param name="done">Is told of each outcome, one at a time.</param>
    /// <returns>The outcome of each case, in order.</returns>
    public IReadOnlyList<Outcome> Run(int cases, int jobs, Action<Outcome> done)
    {
        var workers = Enumerable.Range(0, jobs).Select(job => Task.Factory.StartNew(
        () =>
        {
            while (Take(cases) is (var first, > 0 and var count))
            {
                for (var end = first + count; first < end;)
                {
                    first = RunWorker(job, first, end - first, done);
                }
            }
        },
        TaskCreationOptions.LongRunning));
        Task.WaitAll([.. workers]);
        return [.. _outcomes.OrderBy(o => o.Number)];
    }

    private (int First, int Count) Take(int cases)
    {
        lock (_lock)
        {
            var first = _next;
            _next = Math.Min(cases, first + Chunk);
            return (first, _next - first);
        }
    }

    /// <returns>The first case that has no outcome yet.</returns>
    private int RunWorker(int job, int first, int count, Action<Outcome> done)
    {
        var line = command(job, first, count);
        var memory = ImmutableDictionary<string, string?>.Empty.Add("DOTNET_GCHeapHardLimit", Limits.Memory.ToString("x", CultureInfo.InvariantCulture));
        using var worker = RunningTool.Start(new ToolStart(line[0], line[1..]) { Environment = memory }).Value ?? throw new InvalidOperationException($"'{line[0]}' is not installed");
        var (number, kind) = (first, "");
        var errors = worker.Errors.ReadToEndAsync();
        var (began, waited) = (TimeSpan.Zero, Stopwatch.StartNew());
        using var lines = new LineQueue(worker.Output);
        while (true)
        {
            if (!lines.TryTake(_poll, out var text))
            {
                if (worker.ProcessorTime - began > time || waited.Elapsed > time * WaitingFactor)
                {
                    worker.Kill();
                    return Lost(Verdict.Hang, string.Create(CultureInfo.InvariantCulture, $"more than {time.TotalSeconds} s"));
                }

                continue;
            }

            if (text is null)
            {
                var code = worker.Wait();
                return number < first + count ? Lost(Verdict.Death, $"exit code {code}: {Tail(errors.Result)}") : number;
            }

            var fields = text.Split('\t');
            (began, waited) = (worker.ProcessorTime, Stopwatch.StartNew());
            if (fields[0] == "begin")
            {
                kind = fields[2];
            }
            else
            {
                Add(Outcome.Parse(fields));
                number++;
            }
        }

        int Lost(Verdict verdict, string detail)
        {
            Add(new Outcome(number, kind, verdict, waited.Elapsed.TotalMilliseconds, 0, "", detail));
            return number + 1;
        }

        void Add(Outcome outcome)
        {
            lock (_lock)
            {
                _outcomes.Add(outcome);
                done(outcome);
            }
        }
    }

    private static string Tail(string errors) => string.Join(" ", errors.Split('\n').Take(4)) is var text && text.Length > 300 ? text[..300] : text;
}
