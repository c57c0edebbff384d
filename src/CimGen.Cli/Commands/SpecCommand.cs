using System.CommandLine;
using CimGen.Flow.Kinds;
using CimGen.Machines.Specs;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen spec</c>: the fields of the architecture spec, as a page or as a JSON schema.</summary>
public static class SpecCommand
{
    public static Command Create()
    {
        var schema = new Option<bool>("--schema") { Description = "JSON schema for editors (docs/architecture.schema.json)." };
        var markdown = new Option<bool>("--markdown") { Description = "Page of all fields (docs/architecture-spec.md); the default." };
        var command = new Command("spec", "Print the fields of the architecture spec.") { schema, markdown };
        command.SetAction(parsed =>
        {
            Console.Write(parsed.GetValue(schema) ? ArchitectureSchema.ToJson(KindRegistry.Default.Spec) : ArchitectureDocs.ToMarkdown(KindRegistry.Default.Spec));
            return 0;
        });
        return command;
    }
}
