namespace CimGen.Tests.Shared;

/// <summary>Files of this repository, wherever it was cloned to.</summary>
internal static class Repository
{
    /// <summary>The folder of CimGen.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string File(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "CimGen.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("no CimGen.sln above the tests");
    }
}
