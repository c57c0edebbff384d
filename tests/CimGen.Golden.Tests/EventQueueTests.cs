using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Golden.Tests;

public sealed class EventQueueTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300);

    /// <summary>Events near and far, in the cycle under way, and copies: they come in the order of time and key, whenever they were pushed.</summary>
    [Fact]
    public void EventsComeInOrder() => Check.One(Runs, Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var queue = new EventQueue();
        for (var run = 0; run < 2; run++)
        {
            queue.Clear();
            var expected = new List<(long Time, ulong Key)>();
            var now = 0L;
            for (var step = 0; step < 400; step++)
            {
                if (random.Next(5) < 2 || expected.Count == 0)
                {
                    var item = new Event(now + Distance(random), (EventKind)random.Next(4), random.Next(3), random.Next(2));
                    queue.Push(item, now);
                    expected.Add((item.Time, item.Key));
                }
                else
                {
                    expected.Sort();
                    Assert.Equal(expected[0].Time, queue.NextTime);
                    var item = queue.Pop();
                    Assert.Equal(expected[0], (item.Time, item.Key));
                    now = item.Time;
                    expected.RemoveAt(0);
                    if (random.Next(2) == 0)
                    {
                        Assert.Equal(expected.RemoveAll(e => e == (item.Time, item.Key)), queue.PopCopies(item));
                    }
                }
            }

            while (expected.Count > 0)
            {
                expected.Sort();
                var item = queue.Pop();
                Assert.Equal(expected[0], (item.Time, item.Key));
                expected.RemoveAt(0);
            }

            Assert.Equal(long.MaxValue, queue.NextTime);
        }
    }));

    private static long Distance(Random random) => random.Next(6) switch
    {
        0 => 0,
        1 => random.Next(1_000_000),
        2 => random.Next(10_000),
        _ => random.Next(4),
    };
}
