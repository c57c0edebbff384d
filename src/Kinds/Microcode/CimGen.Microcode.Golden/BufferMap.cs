using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Golden;

/// <summary>Where the buffers of a core lie in its one array of bytes: sum, opd, rqp (4C bytes each), then the banks of in (R bytes each), then tab.</summary>
internal sealed class BufferMap(Architecture architecture)
{
    public int Rows { get; } = architecture.Compute.Rows;

    public int Columns { get; } = architecture.Compute.Columns;

    public int Banks { get; } = architecture.Controller.Banks;

    public int VectorBytes => 4 * Columns;

    public int InputStart => 3 * VectorBytes;

    public int TableStart => InputStart + (Banks * Rows);

    public int TotalBytes => TableStart + architecture.Controller.OwnBufferBytes;

    /// <summary>First byte of sum, opd, rqp, the first bank of in, or tab.</summary>
    public int Start(BufferId buffer) => buffer == BufferId.Tab ? TableStart : ((int)buffer - 1) * VectorBytes;

    /// <summary>The bit that stands for a buffer in a set of buffers; out and link are in no set.</summary>
    public static int Bit(BufferId buffer) => buffer is BufferId.Out or BufferId.Link ? 0 : 1 << (int)buffer;
}
