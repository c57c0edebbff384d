using CimGen.Machines;
using CimGen.Planning.Dataflow;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests;

public sealed class WorkOrderTests
{
    /// <summary>Scheme, P_V, O_V.</summary>
    private static readonly Arbitrary<(SyncScheme Scheme, int Cores, int Vectors)> Cases = (
        from scheme in Gen.Elements(Enum.GetValues<SyncScheme>())
        from cores in Gen.Choose(1, 9)
        from vectors in Gen.Choose(1, 40)
        select (scheme, cores, vectors)).ToArbitrary();

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(400);

    private static (int Vector, VectorRole Role)[][] Orders((SyncScheme Scheme, int Cores, int Vectors) c) =>
        [.. Enumerable.Range(0, c.Cores).Select(v => WorkOrderBuilder.Build(c.Scheme, v, c.Cores, c.Vectors).Vectors().ToArray())];

    private static int Next((SyncScheme Scheme, int Cores, int Vectors) c, int core) =>
        c.Scheme == SyncScheme.Cyclic ? (core + c.Cores - 1) % c.Cores : core + 1;

    [Fact]
    public void EveryCoreDoesEveryVectorOnce() => Check.One(Runs, Prop.ForAll(Cases, c =>
        Assert.All(Orders(c), order => Assert.Equal(Enumerable.Range(0, c.Vectors), order.Select(o => o.Vector).Order()))));

    [Fact]
    public void EveryVectorHasOneBeginningAndOneEnd() => Check.One(Runs, Prop.ForAll(Cases, c =>
    {
        var roles = Orders(c).SelectMany(o => o).ToLookup(o => o.Vector, o => o.Role);
        Assert.All(roles, vector => Assert.Equal(
            c.Cores == 1 ? [VectorRole.Only] : [VectorRole.First, .. Enumerable.Repeat(VectorRole.Middle, c.Cores - 2), VectorRole.Last],
            vector.Order()));
    }));

    /// <summary>The n-th vector that a core hands over is the n-th that its successor waits for, so one counter per core is enough.</summary>
    [Fact]
    public void VectorsAreHandedOverInTheOrderInWhichTheyAreAwaited() => Check.One(Runs, Prop.ForAll(Cases, c =>
    {
        var orders = Orders(c);
        for (var core = 0; core < c.Cores; core++)
        {
            var handedOver = orders[core].Where(o => o.Role is VectorRole.First or VectorRole.Middle).Select(o => o.Vector).ToArray();
            var next = Next(c, core);
            var awaited = next < c.Cores ? orders[next].Where(o => o.Role is VectorRole.Middle or VectorRole.Last).Select(o => o.Vector) : [];
            Assert.Equal(awaited, handedOver);
        }
    }));

    /// <summary>P_H * O_V * (P_V - 1) of seed-facts, here for one HG: the rest of a cyclic order takes as many CALLs for each vector as the others.</summary>
    [Fact]
    public void CallsPerGroupFollowTheFormula() => Check.One(Runs, Prop.ForAll(Cases, c =>
        Assert.Equal(c.Vectors * (c.Cores - 1), Orders(c).SelectMany(o => o).Count(o => o.Role is VectorRole.First or VectorRole.Middle))));

    /// <summary>Each core waits only for what its predecessor hands over: running greedily, nobody is left over.</summary>
    [Fact]
    public void NobodyWaitsForever() => Check.One(Runs, Prop.ForAll(Cases, c =>
    {
        var orders = Orders(c);
        var done = new int[c.Cores];
        var calls = new int[c.Cores];
        var awaited = new int[c.Cores];
        for (var progress = true; progress;)
        {
            progress = false;
            for (var core = 0; core < c.Cores; core++)
            {
                while (done[core] < c.Vectors && orders[core][done[core]].Role is var role &&
                    (role is VectorRole.First or VectorRole.Only || awaited[core] < calls[core]))
                {
                    awaited[core] += role is VectorRole.Middle or VectorRole.Last ? 1 : 0;
                    if (role is VectorRole.First or VectorRole.Middle)
                    {
                        calls[Next(c, core)]++;
                    }

                    done[core]++;
                    progress = true;
                }
            }
        }

        Assert.All(done, d => Assert.Equal(c.Vectors, d));
    }));

    [Fact]
    public void NthVectorIsThatOfTheOrder() => Check.One(Runs, Prop.ForAll(Cases, c =>
    {
        for (var core = 0; core < c.Cores; core++)
        {
            var order = WorkOrderBuilder.Build(c.Scheme, core, c.Cores, c.Vectors);
            Assert.Equal(order.Vectors().Select(o => o.Vector), Enumerable.Range(0, c.Vectors).Select(order.VectorAt));
            Assert.Equal(-1, order.VectorAt(c.Vectors));
        }
    }));

    /// <summary>Program size must not depend on the feature map: a core has at most four segments per group and one kind of group, plus the rest.</summary>
    [Fact]
    public void OrdersStaySmall() => Check.One(Runs, Prop.ForAll(Cases, c =>
    {
        for (var core = 0; core < c.Cores; core++)
        {
            var order = WorkOrderBuilder.Build(c.Scheme, core, c.Cores, c.Vectors);
            Assert.InRange(order.Phases.Length, 1, 2);
            Assert.All(order.Phases, p => Assert.InRange(p.Segments.Length, 1, 4));
        }
    }));

    [Fact]
    public void CyclicOrderOfThreeCoresIsThePapersAfterTheRestInAPipeline()
    {
        var orders = Enumerable.Range(0, 3).Select(v => string.Join(' ', WorkOrderBuilder.Build(SyncScheme.Cyclic, v, 3, 5).Vectors().Select(o => $"{o.Vector}{o.Role.ToString()[0]}")));

        Assert.Equal(["0L 1L 2F 3M 4L", "0M 1M 3F 4M 2L", "0F 1F 4F 2M 3L"], orders);
    }
}
