using CimGen.Cli.Flow;
using CimGen.Cosim;
using Spectre.Console;

namespace CimGen.Cli.Output;

/// <summary>Spinners with elapsed time on a terminal, plain lines elsewhere. All on stderr, so that stdout holds the result alone.</summary>
public sealed class ConsoleProgress : IProgressReport
{
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(1);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private StatusContext? _status;
    private string _what = string.Empty;

    /// <inheritdoc/>
    public T During<T>(string what, Func<T> work)
    {
        _what = what;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        T result;
        if (Console.IsErrorRedirected)
        {
            result = work();
        }
        else
        {
            result = default!;
            _console.Status().Start(Markup.Escape(what), context =>
            {
                _status = context;
                result = work();
                _status = null;
            });
        }

        if (watch.Elapsed > Silent)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"{what}: {watch.Elapsed.TotalSeconds:f1} s"));
        }

        return result;
    }

    /// <inheritdoc/>
    public void Heartbeat(Heartbeat beat)
    {
        var text = FormattableString.Invariant($"{_what}: image {beat.Run}, cycle {beat.Cycle} of at most {beat.Limit}");
        if (_status is { } status)
        {
            status.Status(Markup.Escape(text));
        }
        else
        {
            Console.Error.WriteLine(text);
        }
    }
}
