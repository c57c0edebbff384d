using System.Text;

namespace CimGen.Machines.Specs;

/// <summary>The reference page of the architecture spec: a written introduction and the tables of fields and rules.</summary>
public static class ArchitectureDocs
{
    private const string Introduction = """
        # The architecture spec

        <!-- Generated from the fields of the spec; UPDATE_BASELINES=1 dotnet test tests/CimGen.Machines.Tests rewrites it. -->

        An architecture spec is a YAML file that describes the machine: cores with a crossbar each, one bus, one shared memory, and
        the way in which cores wait for each other. A [design file](design-file.md) joins it with a network. Only `name`, `cores`
        and the crossbar's `rows` and `columns` are required; a complete spec may be as short as

        ```yaml
        # yaml-language-server: $schema=../../docs/architecture.schema.json
        name: small
        cores: 8
        crossbar: { rows: 16, columns: 16 }
        ```

        The first line lets editors complete and check the file with the [JSON schema](architecture.schema.json). Values are plain
        YAML: integers are decimal and without quotes; aliases, tags and unknown or repeated keys are errors. Every finding names
        file, line and column; `cimgen explain CODE` says more about its code. CIM00xx are errors of single values, CIM02xx broken
        rules over several.

        Ready specs are in `examples/architectures/`:

        | file | machine |
        |---|---|
        | `paper-32x32.yaml`, `paper-64x64.yaml`, `paper-128x128.yaml` | the core of Pelke et al., VLSI-SoC 2023, with as many cores as their largest layer needs |
        | `digits-32x32.yaml` | the machine of the digits example |
        | `fpga-16x16.yaml` | a small synthesizable one for FPGA prototypes |

        A design file's `overrides` and the command line (`--scheme`, `--transport`) change `sync.scheme`, `sync.transport` and
        `units` without a new spec. `stages/` of a generated design holds the spec as it was used, with every default written out.

        """;

    /// <summary>The page as docs/architecture-spec.md holds it.</summary>
    public static string ToMarkdown(ArchitectureSpec spec)
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var section in spec.Sections)
        {
            page.Append(section.Key.Length == 0 ? "\n## Top level\n\n" : $"\n## `{section.Key}`\n\n");
            page.Append("| field | type | values | default | unit | meaning |\n|---|---|---|---|---|---|\n");
            foreach (var field in section)
            {
                var fallback = field.Default is { } value ? $"`{value}`" : "required";
                page.Append($"| `{field.Key}` | {field.Type} | {field.Range} | {fallback} | {field.Unit} | {field.Meaning} |\n");
            }
        }

        page.Append("\n## Rules over several fields\n\n");
        foreach (var rule in spec.Rules)
        {
            page.Append($"- {rule.Meaning}\n");
        }

        return page.ToString();
    }
}
