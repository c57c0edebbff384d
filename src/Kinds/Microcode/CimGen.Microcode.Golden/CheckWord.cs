using System.Numerics;
using System.Runtime.InteropServices;

namespace CimGen.Microcode.Golden;

/// <summary>
/// The check words of verification/trace-format.md: 32-bit words, each rotated left by its position, under exclusive or. They bring
/// every value that moves or is computed into the trace, in four bytes per instruction.
/// </summary>
internal static class CheckWord
{
    /// <summary>Of the words that a transfer fills, bytes outside of it taken as 0; the position is the word's address.</summary>
    /// <param name="address">Where it ends up: byte address in memory for a store, in the buffer for a load.</param>
    public static uint OfTransfer(int address, ReadOnlySpan<byte> bytes)
    {
        var check = 0u;
        var word = address >> 2;

        // Up to the first whole word.
        var lead = Math.Min(-address & 3, bytes.Length);
        for (var i = 0; i < lead; i++)
        {
            check ^= Rotate((uint)bytes[i] << (8 * ((address + i) & 3)), word);
        }

        bytes = bytes[lead..];
        word += lead > 0 ? 1 : 0;
        foreach (var whole in MemoryMarshal.Cast<byte, uint>(bytes))
        {
            check ^= Rotate(whole, word++);
        }

        for (var i = bytes.Length & ~3; i < bytes.Length; i++)
        {
            check ^= Rotate((uint)bytes[i] << (8 * (i & 3)), word);
        }

        return check;
    }

    /// <summary>Of the elements that a vector instruction wrote, 8-bit ones without sign; the position is the element's index.</summary>
    public static uint OfResult(in Operation operation, byte[] local)
    {
        var check = 0u;
        var position = 0;
        if (operation.WideDestination)
        {
            foreach (var element in MemoryMarshal.Cast<byte, uint>(local.AsSpan(operation.Destination, 4 * operation.Length)))
            {
                check ^= Rotate(element, position++);
            }
        }
        else
        {
            foreach (var element in local.AsSpan(operation.Destination, operation.Length))
            {
                check ^= Rotate(element, position++);
            }
        }

        return check;
    }

    private static uint Rotate(uint word, int position) => BitOperations.RotateLeft(word, position & 31);
}
