using System.Collections.Concurrent;

namespace CimGen.Fuzz.Running;

/// <summary>
/// The lines of a text, taken with a limit of time. They are read on a thread of its own: one of the pool may come late where the pool is
/// busy, and an earlier case would be taken for the one that hangs.
/// </summary>
internal sealed class LineQueue : IDisposable
{
    private readonly BlockingCollection<string?> _lines = [];
    private readonly Thread _thread;

    public LineQueue(TextReader text)
    {
        _thread = new Thread(() =>
        {
            string? line;
            do
            {
                _lines.Add(line = text.ReadLine());
            }
            while (line is not null);
        });
        _thread.Start();
    }

    /// <param name="wait">How long a line may take.</param>
    /// <param name="line">The next line; null at the end of the text.</param>
    public bool TryTake(TimeSpan wait, out string? line) => _lines.TryTake(out line, wait);

    /// <summary>Waits for the end of the text.</summary>
    public void Dispose()
    {
        _thread.Join();
        _lines.Dispose();
    }
}
