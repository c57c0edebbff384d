namespace CimGen.Architectures.Tests;

/// <summary>Files of this repository, wherever it was cloned to.</summary>
internal static class Repository
{
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root(), .. parts]);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "CimGen.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("no CimGen.sln above the tests");
    }
}
