using System.CommandLine;
using System.Globalization;
using CimGen.Core.Yaml;
using CimGen.Machines;
using CimGen.Machines.Specs.Fields;

namespace CimGen.Cli.Commands;

/// <summary>Options that refuse bad values in our own words: what is wrong; what to do.</summary>
internal static class Options
{
    /// <summary>One of the values of an enum, spelt as in the specs; null when the option is not given.</summary>
    public static Option<T?> Choice<T>(string name, string description)
        where T : struct, Enum => OneOf(name, description, EnumNames.All<T>(), EnumNames.Parse<T>);

    /// <summary>What a value of a field of the architecture spec changes; null when the option is not given.</summary>
    public static Option<Func<Architecture, Architecture>?> Override(IOverridableField field) =>
        OneOf($"--{field.Key.Replace('_', '-')}", $"Overrides {field.Path} of the architecture.", field.Names, field.Parse);

    /// <summary>A whole number; null when the option is not given.</summary>
    public static Option<long?> Integer(string name, string description, long min, long max) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            {
                return value;
            }

            result.AddError($"{name} is '{text}'; it must be a whole number between {min} and {max}");
            return null;
        },
    };

    /// <summary>The name of a folder, which need not exist; null when the option is not given.</summary>
    public static Option<string?> Folder(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "folder" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { Length: 0 })
            {
                result.AddError($"{name} is empty; give the path of a folder");
            }
        });
        return option;
    }

    /// <summary>A folder that must exist; null when the option is not given.</summary>
    public static Option<string?> ExistingFolder(string name, string description)
    {
        var option = Folder(name, description);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { Length: > 0 } path && !Directory.Exists(path))
            {
                result.AddError($"{name} is '{path}', which is no folder; check the path");
            }
        });
        return option;
    }

    /// <param name="parse">Null for what is none of the names.</param>
    private static Option<T> OneOf<T>(string name, string description, IEnumerable<string> names, Func<string, T> parse) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', names),
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            var value = parse(text);
            if (value is null)
            {
                result.AddError($"{name} is '{text}'; it must be one of: {string.Join(", ", names)}");
            }

            return value;
        },
    };
}
