namespace CimGen.Planning.Proofs;

/// <summary>
/// A link in the greedy execution: words under way, and what their sender had done by then. An instruction that sends and receives does
/// both at once here; hardware moves word by word, and so goes on at least as far.
/// </summary>
internal sealed class LinkTable(int from, int to, int capacity)
{
    private readonly Queue<(int Words, Moment Sender)> _messages = new();
    private int _taken;

    public int From { get; } = from;

    public int To { get; } = to;

    /// <summary>Words sent and not yet received.</summary>
    public int Words { get; private set; }

    public int Room => capacity - Words;

    /// <param name="sender">What is certainly over: the last transfer which the words depend on.</param>
    public void Send(int words, in Moment sender)
    {
        _messages.Enqueue((words, sender));
        Words += words;
    }

    /// <summary>Takes words and joins what their sender had done into the receiver's clock.</summary>
    public void Receive(int words, Clock clock)
    {
        Words -= words;
        _taken += words;
        while (_messages.TryPeek(out var message) && _taken > 0)
        {
            clock.Join(message.Sender);
            if (message.Words > _taken)
            {
                return;
            }

            _taken -= message.Words;
            _messages.Dequeue();
        }
    }
}
