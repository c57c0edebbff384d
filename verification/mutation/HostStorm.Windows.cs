using CimGen.Rtl;

namespace CimGen.Mutation;

/// <summary>What the windows of the port have, refuse and ignore.</summary>
public sealed partial class HostStorm
{
    /// <summary>Addresses that differ from one of each window in one bit, and ends of windows.</summary>
    private void Refusals()
    {
        foreach (var window in _map.Windows)
        {
            for (var bit = 0; bit < _map.AddressWidth; bit++)
            {
                Access(window.Base ^ (1u << bit));
            }

            for (var place = Math.Max(0, window.Places - 2); place < window.Places + 2; place++)
            {
                Access(window.AddressOf(place, window.Bytes - 4));
                Access(window.AddressOf(place, window.Bytes));
            }
        }

        Access((1u << _map.AddressWidth) - 4);
        foreach (var strobes in new uint[] { 1, 2, 4, 8, 14, 13, 11, 7 })
        {
            _script.Write(_map.Instructions.Base, 0, strobes, HostScript.Error);
            _script.Write(_map.Weights.Base, 0, strobes, HostScript.Error);
            _script.Write(HostScript.AddressOf("CONTROL"), 1, strobes, HostScript.Error);
        }

        _script.Settle();
        NoByte();
    }

    /// <summary>Writes without strobes do nothing, wherever there is something.</summary>
    private void NoByte()
    {
        uint[] places = [_map.Instructions.Base, _map.Instructions.Base + 2, _map.Weights.Base, _map.Memory.Base];
        foreach (var address in places)
        {
            _script.Write(address & ~3u, 0x5a0f_33c1);
            _script.Write(address, uint.MaxValue, strobes: 0);
            _script.Settle();
            _script.Read(address & ~3u, 0x5a0f_33c1);
        }

        foreach (var register in RegisterMap.Registers)
        {
            _script.Write((uint)register.Offset, uint.MaxValue, strobes: 0);
        }

        _script.Settle();
        _script.Read("STATUS", 0);
        _script.Read("IRQ_ENABLE", 0);
        _script.Settle();
    }

    /// <summary>A write and a read, with the responses that docs/integration.md names.</summary>
    private void Access(uint address)
    {
        if (address >> _map.AddressWidth != 0)
        {
            return;
        }

        var isRegister = RegisterMap.Registers.Any(r => r.Offset == address);
        var reads = Holds(_map.Memory, address) || isRegister || ((Holds(_map.Instructions, address) || Holds(_map.Weights, address)) && address % 4 == 0);
        if (!isRegister)
        {
            _script.Write(address, reads ? 0 : uint.MaxValue, response: reads ? HostScript.Okay : HostScript.Error);
        }

        _script.Read(address, 0, 0, reads ? HostScript.Okay : HostScript.Error);
    }

    private static bool Holds(HostWindow window, uint address)
    {
        var offset = address - window.Base;
        return address >= window.Base && offset < window.Size && offset / window.Stride < window.Places && offset % window.Stride < window.Bytes;
    }
}
