using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace CimGen.Templating.Subset;

/// <summary>Names that an expression can see: loop variables, then the model's members.</summary>
internal sealed class Scope(object model)
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, PropertyInfo>> Members = new();

    private readonly Stack<(string Name, object Value)> _locals = new();

    public void Push(string name, object value) => _locals.Push((name, value));

    public void Pop() => _locals.Pop();

    public object? Find(string name)
    {
        foreach (var (local, value) in _locals)
        {
            if (local == name)
            {
                return value;
            }
        }

        return FindMember(model, name);
    }

    /// <summary>A member by its snake_case name, or the entry of a dictionary; null when there is none.</summary>
    public static object? FindMember(object owner, string name)
    {
        if (owner is IDictionary dictionary)
        {
            return Normalize(dictionary.Contains(name) ? dictionary[name] : null);
        }

        var members = Members.GetOrAdd(owner.GetType(), type => type
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0)
            .ToDictionary(p => SnakeCase(p.Name)));
        return Normalize(members.TryGetValue(name, out var property) ? property.GetValue(owner) : null);
    }

    /// <summary>As Scriban's standard renamer: BusBytes is bus_bytes.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static object? Normalize(object? value) => value switch
    {
        int or short or byte or uint => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        _ => value,
    };
}
