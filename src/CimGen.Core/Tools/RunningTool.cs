using System.ComponentModel;
using System.Diagnostics;
using CimGen.Core.Diagnostics;
using CimGen.Core.Files;

namespace CimGen.Core.Tools;

/// <summary>A program that was started and whose output is read while it runs. It ends with us, and all that it started with it.</summary>
public sealed class RunningTool : IDisposable
{
    private readonly Process _process;
    private readonly Termination _termination;

    private RunningTool(Process process, Action? onTermination)
    {
        _process = process;
        _termination = new Termination(() =>
        {
            Kill();
            onTermination?.Invoke();
        });
    }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Its stdout. Whoever starts a program reads both streams, or it may wait for that forever.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Its stderr.</summary>
    public StreamReader Errors => _process.StandardError;

    /// <summary>Processor time that it has taken; zero when it has ended.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.TotalProcessorTime;
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
            {
                return TimeSpan.Zero;
            }
        }
    }

    /// <returns>CIM0020 when there is no such program.</returns>
    public static Result<RunningTool> Start(ToolStart start)
    {
        var info = new ProcessStartInfo(start.Program, start.Arguments)
        {
            WorkingDirectory = start.Folder ?? string.Empty,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        try
        {
            return Result.Success(new RunningTool(Process.Start(info)!, start.OnTermination));
        }
        catch (Win32Exception)
        {
            return ToolDiagnostics.Missing(start.Program);
        }
    }

    /// <summary>Waits for the end of the program and its exit code.</summary>
    public int Wait()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <returns>False when it goes on after that time.</returns>
    public bool Wait(TimeSpan limit) => _process.WaitForExit(limit);

    /// <summary>Ends the program and all that it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended, and whoever waited for it has let go of it: a signal may come at any time.
        }
    }

    public void Dispose()
    {
        _termination.Dispose();
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
