namespace CimGen.Planning.Proofs;

/// <summary>Which of its core's transfers the results of the compute unit depend on.</summary>
internal sealed class Results
{
    private readonly Queue<int> _underWay = new();
    private int _loaded;

    /// <summary>The core's epoch that was over when the computation began whose result was taken last.</summary>
    public int Epoch { get; private set; }

    public void Loaded(int epoch) => _loaded = epoch;

    public void Begin() => _underWay.Enqueue(_loaded);

    public void Take() => Epoch = _underWay.Dequeue();
}
