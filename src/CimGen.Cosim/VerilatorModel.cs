using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Core.Files;
using CimGen.Core.Tools;

namespace CimGen.Cosim;

/// <summary>A Verilator model of a design folder, built once for equal Verilog and then taken from the cache.</summary>
/// <param name="Executable">Path of the simulation.</param>
/// <param name="Cached">It had been built before.</param>
public sealed record VerilatorModel(string Executable, bool Cached)
{
    /// <summary>What a model that cannot be built adds to the folder.</summary>
    public const string BuildLog = "build.log";

    private const decimal OldestVersion = 5.006m;

    /// <param name="folder">The design's folder.</param>
    /// <param name="cache">Where models are kept; may not exist yet.</param>
    /// <param name="waves">With the code that writes VCD files.</param>
    /// <param name="jobs">Compilers at once. A single one gets all of the model as one text, as it would read Verilator's headers again for each.</param>
    /// <param name="optimize">Whether the compiler takes its time for a quick model, or little time for a slow one that has little to do.</param>
    public static Result<VerilatorModel> Build(string folder, string cache, bool waves, int jobs, bool optimize = true)
    {
        var program = Environment.GetEnvironmentVariable("VERILATOR") is { Length: > 0 } named ? named : "verilator";
        if (Version(program) is not { } version)
        {
            return CosimDiagnostics.NoVerilator(program);
        }

        if (!IsRecent(version))
        {
            return CosimDiagnostics.OldVerilator(version);
        }

        var sources = File.ReadAllLines(Path.Combine(folder, "filelist.f"));
        var harness = File.ReadAllLines(Path.Combine(folder, "sim/sources.f")).Select(f => Path.GetFullPath(Path.Combine(folder, f))).ToList();
        var key = Key(sources.Select(f => Path.Combine(folder, f)).Concat(harness).Concat(BesideTheHarness(folder)), $"{version} {waves} {optimize}");
        var place = Path.Combine(cache, key);
        var executable = Path.Combine(place, "Vcim_top");
        Directory.CreateDirectory(cache);
        using var claim = Claim($"{place}.lock");
        if (File.Exists(executable))
        {
            return Result.Success(new VerilatorModel(executable, Cached: true));
        }

        var build = $"{place}.building";
        if (Directory.Exists(build))
        {
            Directory.Delete(build, recursive: true);
        }

        Directory.CreateDirectory(build);
        string[] toCpp = ["-f", "sim/verilator.f", .. waves ? ["--trace", "-CFLAGS", "-DCIM_WAVES"] : Array.Empty<string>(), "--Mdir", Path.GetFullPath(build), "-f", "filelist.f", .. harness];
        var verilated = Run(program, toCpp);
        if (verilated.Value is not { Code: 0 })
        {
            return verilated.Then(r => Failed(folder, build, r));
        }

        var shared = Shared(cache, build, harness, [$"{version} {waves} {optimize}", .. harness.Concat(BesideTheHarness(folder)).SelectMany(f => new[] { Path.GetFileName(f), File.ReadAllText(f) })]);
        shared.ForEach(s => s.Give(build));
        string[] toExecutable =
        [
            "-C", Path.GetFullPath(build), "-f", "Vcim_top.mk", "-j", jobs.ToString(CultureInfo.InvariantCulture),
            .. jobs == 1 ? ["VM_PARALLEL_BUILDS=0"] : Array.Empty<string>(),
            .. optimize ? new[] { "OPT_FAST=-O2" } : ["OPT_FAST=-O0", "OPT_GLOBAL=-O0"],
        ];
        return Run("make", toExecutable).Then(r => r.Code == 0 ? Take(build, place, executable, shared) : Failed(folder, build, r));

        Result<ToolOutput> Run(string tool, string[] arguments) => Tool.Run(new ToolStart(tool, arguments)
        {
            Folder = folder,
            OnTermination = () =>
            {
                Directory.Delete(build, recursive: true);
                claim.Dispose();
            },
        });
    }

    /// <summary>What Verilator adds to every model; the harness but for one file; and that file, which knows the ports of the model.</summary>
    /// <param name="build">The model, in C++.</param>
    /// <param name="dependencies">What the harness is made from, behind the options of the compiler.</param>
    private static List<SharedObjects> Shared(string cache, string build, IEnumerable<string> harness, string[] dependencies)
    {
        const string Ports = "Vcim_top.h";
        var objects = harness.ToLookup(f => File.ReadAllText(f).Contains($"#include \"{Ports}\"", StringComparison.Ordinal), f => Path.GetFileNameWithoutExtension(f) + ".o");
        return
        [
            new(cache, ["verilated*.o"], dependencies[..1]),
            new(cache, [.. objects[false]], dependencies),
            new(cache, [.. objects[true]], [.. dependencies, File.ReadAllText(Path.Combine(build, Ports))]),
        ];
    }

    private static Result<VerilatorModel> Take(string build, string place, string executable, List<SharedObjects> shared)
    {
        shared.ForEach(s => s.Keep(build));
        Directory.CreateDirectory(place);
        File.Move(Path.Combine(build, "Vcim_top"), executable, overwrite: true);
        Directory.Delete(build, recursive: true);
        return Result.Success(new VerilatorModel(executable, Cached: false));
    }

    private static Result<VerilatorModel> Failed(string folder, string build, ToolOutput run)
    {
        Termination.Await();
        var output = run.Errors + run.Output;
        File.WriteAllText(Path.Combine(folder, BuildLog), output);
        Directory.Delete(build, recursive: true);
        var first = output.Split('\n').FirstOrDefault(l => l.Contains("rror:", StringComparison.Ordinal)) ?? $"exit code {run.Code}";
        return CosimDiagnostics.BuildFailed(new SourceLocation(folder), first.Trim());
    }

    /// <summary>Headers of harness and driver, and what tells Verilator how to make the model.</summary>
    private static IEnumerable<string> BesideTheHarness(string folder) =>
        new[] { "sim/*.h", "sim/*.f", "sim/*.vlt", "sw/*.h" }
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(folder, Path.GetDirectoryName(p)!), Path.GetFileName(p)))
            .Order(StringComparer.Ordinal);

    /// <summary>Waits until no other process or thread builds the model. The system gives the claim up when its owner dies.</summary>
    private static FileLock Claim(string path)
    {
        while (true)
        {
            if (FileLock.Take(path, temporary: true) is { } claim)
            {
                return claim;
            }

            Thread.Sleep(100);
        }
    }

    /// <summary>Whether a first line of <c>verilator --version</c> names 5.006 or newer; a line of another form is let through.</summary>
    public static bool IsRecent(string version) =>
        version.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["Verilator", var number, ..]
        || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        || value >= OldestVersion;

    /// <summary>First line of <c>verilator --version</c>; null when it cannot be run.</summary>
    public static string? Version(string program) => Tool.Run(new ToolStart(program, "--version")).Value is { Code: 0, Output: var output } ? output.Split('\n')[0] : null;

    private static string Key(IEnumerable<string> files, string salt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(salt));
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..24];
    }
}
