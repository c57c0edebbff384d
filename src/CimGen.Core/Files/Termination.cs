using System.Runtime.InteropServices;

namespace CimGen.Core.Files;

/// <summary>
/// What is to be done before the process ends on SIGINT, SIGTERM or SIGHUP, which run no <c>finally</c>. The latest comes first. Afterwards
/// the signal does what it always does.
/// </summary>
public sealed class Termination : IDisposable
{
    private static volatile bool _pending;

    private readonly PosixSignalRegistration[] _registrations;

    public Termination(Action before) => _registrations = Array.ConvertAll([PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP], signal =>
        PosixSignalRegistration.Create(signal, _ =>
        {
            _pending = true;
            before();
        }));

    /// <summary>A signal has come: the process is about to end.</summary>
    public static bool IsPending => _pending;

    /// <summary>Does not return when the process is about to end: what failed by its end is no finding.</summary>
    public static void Await()
    {
        if (_pending)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }

    public void Dispose() => Array.ForEach(_registrations, r => r.Dispose());
}
