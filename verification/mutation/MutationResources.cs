namespace CimGen.Mutation;

/// <summary>Files of verification/mutation, which are installed beside the program.</summary>
public static class MutationResources
{
    /// <summary>Templates that leave the trace out of what Yosys reads.</summary>
    public static string Templates => File("templates");

    public static string Driver => File("driver.cpp");

    /// <summary>Cells of Yosys for proofs.</summary>
    public static string Indices => File("indices.v");

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "mutation", name);
}
