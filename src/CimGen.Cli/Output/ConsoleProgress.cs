using CimGen.Flow;
using Spectre.Console;
using Progress = CimGen.Flow.Progress;

namespace CimGen.Cli.Output;

/// <summary>Bars on a terminal, plain lines elsewhere. All on stderr, so that stdout holds the result alone.</summary>
public sealed class ConsoleProgress : IProgressReport
{
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <inheritdoc/>
    public T During<T>(string what, Func<IProgress<Progress>, T> work)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = Console.IsErrorRedirected ? work(new Lines(what)) : WithBar(what, work);
        if (watch.Elapsed > Silent)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"{what}: {watch.Elapsed.TotalSeconds:f1} s"));
        }

        return result;
    }

    private T WithBar<T>(string what, Func<IProgress<Progress>, T> work) => _console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .Start(context =>
        {
            var task = context.AddTask(Markup.Escape(what), maxValue: 1);
            task.IsIndeterminate = true;
            return work(new Bar(what, task));
        });

    private sealed class Bar(string what, ProgressTask task) : IProgress<Progress>
    {
        public void Report(Progress value)
        {
            task.IsIndeterminate = false;
            task.Value = value.Share;
            task.Description = Markup.Escape($"{what}: {value.Detail}");
        }
    }

    private sealed class Lines(string what) : IProgress<Progress>
    {
        private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();

        public void Report(Progress value)
        {
            if (_watch.Elapsed >= BetweenLines)
            {
                _watch.Restart();
                Console.Error.WriteLine(FormattableString.Invariant($"{what}: {100 * value.Share:f0} %, {value.Detail}"));
            }
        }
    }
}
