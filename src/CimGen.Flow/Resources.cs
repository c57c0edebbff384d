namespace CimGen.Flow;

/// <summary>Files that are installed beside the program: templates and the simulation harness.</summary>
public static class Resources
{
    public static string Templates => Path.Combine(AppContext.BaseDirectory, "templates");

    public static string Harness => Path.Combine(AppContext.BaseDirectory, "harness");
}
