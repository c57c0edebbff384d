using System.Collections.Immutable;
using System.Diagnostics;
using CimGen.Core.Tools;

namespace CimGen.Core.Tests.Tools;

/// <summary>Programs of others, with the shell in their place.</summary>
public sealed class ToolTests
{
    [Fact]
    public void OutputErrorsAndCodeComeBack()
    {
        var run = Tool.Run(Shell("echo out; echo err >&2; exit 3"));
        Assert.Equal(new ToolOutput(3, "out\n", "err\n"), run.Value);
    }

    [Fact]
    public void FolderAndEnvironmentAreThoseOfTheStart()
    {
        var folder = Path.GetFullPath(Path.GetTempPath());
        var variables = ImmutableDictionary<string, string?>.Empty.Add("CIM_A", "1").Add("HOME", null);
        var run = Tool.Run(Shell("pwd; echo $CIM_A; echo ${HOME-none}") with { Folder = folder, Environment = variables });
        Assert.Equal($"{Path.TrimEndingDirectorySeparator(folder)}\n1\nnone\n", run.Value!.Output);
    }

    [Fact]
    public void AMissingProgramIsNamed()
    {
        var diagnostic = Assert.Single(Tool.Run(new ToolStart("no-such-program")).Diagnostics);
        Assert.Equal(("CIM0020", "'no-such-program' is not installed; install it, or check PATH"), (diagnostic.Code, diagnostic.Message));
    }

    [Theory]
    [InlineData("echo first; echo 'an ERROR: bad' >&2; echo last >&2; exit 1", "an ERROR: bad")]
    [InlineData("echo first; echo last; exit 1", "last")]
    public void AFailureSaysWhatTheProgramSaid(string script, string reason)
    {
        var diagnostic = Assert.Single(Tool.Require(Shell(script)).Diagnostics);
        Assert.Equal("CIM0021", diagnostic.Code);
        Assert.Contains($"sh ended with code 1: {reason}; ", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTakesTooLongIsStoppedWithAllThatItStarted()
    {
        var watch = Stopwatch.StartNew();
        var run = Tool.Run(Shell("sleep 600 & sleep 600") with { Limit = TimeSpan.FromSeconds(0.2) });
        Assert.Equal("CIM0022", Assert.Single(run.Diagnostics).Code);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.2, 60);
    }

    /// <summary>More than fits a pipe, on both streams.</summary>
    [Fact]
    public void MuchOutputDoesNotBlock()
    {
        var run = Tool.Run(Shell("i=0; while [ $i -lt 5000 ]; do echo 0123456789012345678901234567890123456789; echo 01234567890123456789 >&2; i=$((i+1)); done"));
        Assert.Equal((5000 * 41, 5000 * 21), (run.Value!.Output.Length, run.Value.Errors.Length));
    }

    [Fact]
    public void ARunningProgramIsReadLineByLineAndEndsWithItsOwner()
    {
        Process process;
        using (var tool = RunningTool.Start(Shell("echo ready; sleep 600")).Value!)
        {
            Assert.Equal("ready", tool.Output.ReadLine());
            process = Process.GetProcessById(tool.Id);
            Assert.False(tool.HasExited);
        }

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void ProgramsAreFoundByPath()
    {
        Assert.EndsWith("/sh", Tool.Find("sh"), StringComparison.Ordinal);
        Assert.Null(Tool.Find("no-such-program"));
    }

    private static ToolStart Shell(string script) => new("sh", "-c", script);
}
