namespace CimGen.Flow;

/// <summary>Files that are installed beside the program: templates, the driver and the simulation harness.</summary>
public static class Resources
{
    public static string Templates => Path.Combine(AppContext.BaseDirectory, "templates");

    /// <summary>C sources of the driver, beside the template of its header.</summary>
    public static string Driver => Path.Combine(Templates, "sw");

    public static string Harness => Path.Combine(AppContext.BaseDirectory, "harness");
}
