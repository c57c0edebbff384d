using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Flow.Designs;

namespace CimGen.Fuzz.Running;

/// <summary>The flow from a design file to the written folder, where everything may be at fault that a user brings.</summary>
internal static partial class Target
{
    /// <returns>The verdict, the codes of all diagnostics, and what is wrong.</returns>
    public static (Verdict Verdict, string Codes, string Detail) Run(string design, string folder) => Guard(() =>
    {
        var read = DesignFileReader.Read(design);
        var built = read.Then(d => DesignBuild.Run(d, folder, null, Stage.Golden, new Silent()));
        return (built.Ok, built.Diagnostics);
    });

    public static (Verdict Verdict, string Codes, string Detail) Guard(Func<(bool Ok, ImmutableArray<Diagnostic> Diagnostics)> run)
    {
        try
        {
            var (ok, diagnostics) = run();
            var codes = string.Join(' ', diagnostics.Select(d => d.Code).Distinct());
            var bad = diagnostics.FirstOrDefault(IsBad);
            return bad is not null ? (Verdict.Diagnostic, codes, bad.ToString())
                : ok ? (Verdict.Built, codes, "")
                : diagnostics.Any(d => d.IsError) ? (Verdict.Refused, codes, "")
                : (Verdict.Diagnostic, codes, "no result and no error");
        }
        catch (OutOfMemoryException exception)
        {
            return (Verdict.Memory, "", Describe(exception));
        }
        catch (Exception exception)
        {
            return (Verdict.Exception, "", Describe(exception));
        }
    }

    /// <summary>A mismatch within the tool, a request to report it, no advice, or characters that a terminal would obey.</summary>
    private static bool IsBad(Diagnostic diagnostic) =>
        (diagnostic.Descriptor.ExitCode == ExitCode.Mismatch && diagnostic.Code != "CIM0103") ||
        diagnostic.Message.Contains("please report", StringComparison.Ordinal) ||
        (diagnostic.IsError && !Advice().IsMatch(diagnostic.Message)) ||
        diagnostic.ToString().Any(char.IsControl);

    private static string Describe(Exception exception)
    {
        var frames = (exception.StackTrace ?? "").Split('\n').Select(f => f.Trim()).Where(f => f.StartsWith("at CimGen", StringComparison.Ordinal)).Take(2);
        return $"{exception.GetType().Name}: {exception.Message} {string.Join(" ", frames)}".ReplaceLineEndings(" ");
    }

    [GeneratedRegex("^[^;]+.*; .+", RegexOptions.Singleline)]
    private static partial Regex Advice();

    private sealed class Silent : IProgressReport
    {
        public T During<T>(string what, Func<IProgress<Progress>, T> work) => work(new Progress<Progress>());
    }
}
