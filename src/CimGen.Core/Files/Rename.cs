using System.Runtime.InteropServices;

namespace CimGen.Core.Files;

/// <summary>Renames files and folders of any kind, each in one step and never over another. Links are renamed, not followed.</summary>
public static class Rename
{
    private const int CurrentFolder = -100;
    private const uint NoReplace = 1, Exchange = 2;
    private const int NotSupported = 22, NoSuchCall = 38;

    /// <summary>Gives a file or folder a name that is free.</summary>
    public static void To(string from, string to)
    {
        if (OperatingSystem.IsLinux() && TryCall(from, to, NoReplace))
        {
            return;
        }

        // A file system without the flag: what lies there must be looked for.
        if (Path.Exists(to) || new FileInfo(to).LinkTarget is not null)
        {
            throw new IOException($"'{to}' exists already");
        }

        Directory.Move(from, to);
    }

    /// <summary>Gives a folder the place of one that is empty or of none.</summary>
    public static void ToEmpty(string from, string to)
    {
        if (!OperatingSystem.IsLinux() || !TryCall(from, to, 0))
        {
            Directory.Move(from, to);
        }
    }

    /// <summary>Two folders change places; at no time is there none.</summary>
    /// <exception cref="IOException">They cannot: one is a mount point, or the file system has no such operation.</exception>
    public static void Swap(string first, string second)
    {
        if (!OperatingSystem.IsLinux() || !TryCall(first, second, Exchange))
        {
            throw new IOException("the file system cannot exchange folders");
        }
    }

    /// <returns>False when the system or file system does not know the call or its flag.</returns>
    private static bool TryCall(string from, string to, uint flags)
    {
        try
        {
            if (Renameat2(CurrentFolder, from, CurrentFolder, to, flags) == 0)
            {
                return true;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NotSupported or NoSuchCall ? false : throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    private static extern int Renameat2(
        int fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);
}
