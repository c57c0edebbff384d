using System.Collections.Immutable;
using CimGen.Machines.Images;
using CimGen.Networks.Graph;

namespace CimGen.Microcode.Build;

/// <summary>Rows of a feature map over which a core goes, one for each of its output rows. Where the map's buffer rolls, they begin again at its front.</summary>
internal sealed class MapRows
{
    private readonly FeatureLayout _map;
    private readonly OwnRows _rows;
    private readonly int _left;
    private readonly ImmutableArray<int> _taps;

    /// <param name="rows">Of the map; may begin above it.</param>
    /// <param name="left">Bytes from the map's first column.</param>
    /// <param name="taps">Rows of a window, from its first.</param>
    private MapRows(FeatureLayout map, OwnRows rows, int left, ImmutableArray<int> taps) => (_map, _rows, _left, _taps) = (map, rows, left, taps);

    /// <summary>From behind the last row to the first one of the next image.</summary>
    public int ToNextImage => this[0] + _map.ImagePitch - this[_rows.Count];

    /// <summary>Address of the k-th row; one more than there are is where another would lie.</summary>
    public int this[int k] => _map.Address + (PlaceOf(RowOf(k)) * _map.RowPitch) + _left;

    /// <summary>Of a map that has the core's output rows, too.</summary>
    public static MapRows Of(FeatureLayout map, OwnRows rows) => new(map, rows, rows.Column * map.PixelPitch, []);

    /// <summary>Of the upper left corners of windows.</summary>
    public static MapRows Of(FeatureLayout map, OwnRows rows, Window window) => new(
        map,
        new OwnRows((rows.First * window.StrideY) - window.PadTop, rows.Step * window.StrideY, rows.Count),
        ((rows.Column * window.StrideX) - window.PadLeft) * map.PixelPitch,
        [.. Enumerable.Range(0, window.KernelY).Select(ky => ky * window.DilationY)]);

    /// <summary>The map's first row, again and again.</summary>
    public static MapRows First(FeatureLayout map, OwnRows rows) => new(map, new OwnRows(0, 0, rows.Count), 0, []);

    /// <summary>From the k-th row to the next one.</summary>
    public int StepBehind(int k) => this[k + 1] - this[k];

    /// <summary>Bytes from the k-th row to each row of its window.</summary>
    public ImmutableArray<int> Taps(int k) => [.. _taps.Select(t => _map.AddressOf(0, RowOf(k) + t, 0) + _left - this[k])];

    /// <summary>Rows with the same have the same program.</summary>
    public IEnumerable<int> Signature(int k) => Taps(k).Prepend(StepBehind(k));

    private int RowOf(int k) => _rows.First + (k * _rows.Step);

    /// <summary>Also of rows above and below the map: where they would lie.</summary>
    private int PlaceOf(int row) => _map.Rolls ? ((row % _map.Rows) + _map.Rows) % _map.Rows : row;
}
