using System.Text;

namespace CimGen.Machines.Specs;

/// <summary>The architecture as text for the stage dump.</summary>
public static class ArchitectureText
{
    /// <summary>
    /// A spec file with every default written out, one field per line in a fixed order: reading it gives the same architecture.
    /// Lines end with a line feed.
    /// </summary>
    public static string Dump(ArchitectureSpec spec, Architecture architecture)
    {
        var text = new StringBuilder();
        foreach (var section in spec.SectionsOf(architecture))
        {
            if (section.Key.Length > 0)
            {
                text.Append(section.Key).Append(":\n");
            }

            foreach (var field in section)
            {
                text.Append(section.Key.Length > 0 ? "  " : "").Append(field.Key).Append(": ").Append(field.Show(architecture)).Append('\n');
            }
        }

        return text.ToString();
    }
}
