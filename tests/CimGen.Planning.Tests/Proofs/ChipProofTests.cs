using System.Diagnostics;
using System.Globalization;
using CimGen.Machines.Images;
using CimGen.Planning.Proofs;
using Xunit.Abstractions;

namespace CimGen.Planning.Tests;

/// <summary>Proofs over many tiles, each with its memory: what they say, and that they fit where a table of all cores and all bytes would not.</summary>
[Collection(Alone)]
public class ChipProofTests(ITestOutputHelper output)
{
    /// <summary>Tests that measure memory run while no others do.</summary>
    private const string Alone = nameof(ChipProofTests);

    /// <summary>Tiles of the chip; <c>make bench-proof</c> takes 512.</summary>
    private static readonly int Tiles = int.Parse(Environment.GetEnvironmentVariable("CIMGEN_PROOF_TILES") ?? "64", CultureInfo.InvariantCulture);

    /// <summary>
    /// Bytes per core: 22 KB at 64 tiles, 36 KB at 512 when this was written. Up to 64 CALLs of a core are under way; with a snapshot of all
    /// cores for each it would be 130 KB and 1 MB, and with a shadow of all bytes 0.7 MB more.
    /// </summary>
    private const long BytesPerCore = 100_000;

    [Fact]
    public void MemoryGrowsWithWhatIsUsed()
    {
        const int rows = 32;
        var (stored, peak) = (0, 0L);
        var chip = new TiledChip(Tiles, rows)
        {
            Stored = _ => peak = stored++ % (2 * rows) == 0 ? Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true)) : peak,
        };
        var image = chip.Image;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();

        var proof = ScheduleProver.Run(TiledChip.Tile, image, chip);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Tiles} tiles of {TiledChip.Cores} cores: {watch.Elapsed.TotalSeconds:f1} s, {(peak - before) >> 20} MB"));
        Assert.Equal(new ScheduleProof(chip.Accesses, chip.Calls, chip.Waits, TiledChip.PartBytes, rows, (2 * rows * TiledChip.Cores * TiledChip.PartBytes) - 1), proof.Value);
        Assert.InRange(peak - before, 1, BytesPerCore * Tiles * TiledChip.Cores);
    }

    /// <summary>The row that overwrites the first one; its readers are on another tile than the store.</summary>
    [Fact]
    public void ARowThatOvertakesItsReadersRaces() => AssertFails(
        "CIM0621", "core [0-9]+ step [14] and core [0-9]+ step [14] both touch byte [0-9]+ of tile [0-9]+ in", new TiledChip(12, 8) { WaitsForSpace = false });

    [Fact]
    public void OnlyStoresCrossTheNetwork() => AssertFails(
        "CIM0623", "core 8 step 1: tile 1 cannot read a memory of tile 0;", new TiledChip(2, 1) { ReadsFrom = _ => 0 });

    [Fact]
    public void AMemoryOfNoTileIsReported() => AssertFails(
        "CIM0623", "core 0 step 1: tile 0 cannot read a memory of tile 2;", new TiledChip(2, 1) { ReadsFrom = tile => tile + 2 });

    /// <summary>The last tile has stored bytes of these addresses, but in its own memory.</summary>
    [Fact]
    public void AnAddressIsMeaningfulWithItsTile() => AssertFails(
        "CIM0622", "the host reads the output, but nobody has written byte 512;", new TiledChip(2, 1), image => image with { Outputs = [image.Outputs[0] with { Memory = default }] });

    private static void AssertFails(string code, string message, TiledChip chip, Func<MachineImage, MachineImage>? change = null)
    {
        var image = change?.Invoke(chip.Image) ?? chip.Image;
        var diagnostic = Assert.Single(ScheduleProver.Run(TiledChip.Tile, image, chip).Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Matches(message, diagnostic.Message);
    }

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;
}
