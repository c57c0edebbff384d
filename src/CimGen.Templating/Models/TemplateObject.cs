using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace CimGen.Templating.Models;

/// <summary>A record or dictionary of the model, seen by the names that templates use. Members are read when asked for.</summary>
internal sealed class TemplateObject
{
    private static readonly ConcurrentDictionary<Type, ImmutableDictionary<string, PropertyInfo>> PropertiesByType = new();

    private readonly object _target;
    private readonly IReadOnlyDictionary<string, object?>? _entries;
    private readonly ImmutableDictionary<string, PropertyInfo> _properties;

    private TemplateObject(object target, IReadOnlyDictionary<string, object?>? entries)
    {
        _target = target;
        _entries = entries;
        _properties = entries is null
            ? PropertiesByType.GetOrAdd(target.GetType(), ReadProperties)
            : ImmutableDictionary<string, PropertyInfo>.Empty;
    }

    public IEnumerable<string> Names => _entries?.Keys ?? _properties.Keys;

    /// <summary>A view of a record or, with its keys as they are, of a dictionary with string keys.</summary>
    public static TemplateObject Of(object target)
    {
        if (target is TemplateObject already)
        {
            return already;
        }

        return target is IDictionary dictionary
            ? new TemplateObject(target, Entries(dictionary))
            : new TemplateObject(target, target as IReadOnlyDictionary<string, object?>);
    }

    public bool TryGet(string name, out object? value)
    {
        if (_entries is not null)
        {
            var found = _entries.TryGetValue(name, out var entry);
            value = TemplateValue.From(entry);
            return found;
        }

        if (_properties.TryGetValue(name, out var property))
        {
            value = TemplateValue.From(property.GetValue(_target));
            return true;
        }

        value = null;
        return false;
    }

    private static Dictionary<string, object?> Entries(IDictionary dictionary)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in dictionary)
        {
            if (entry.Key is string key)
            {
                entries.Add(key, entry.Value);
            }
        }

        return entries;
    }

    // A type with two members of one template name keeps the more derived one.
    private static ImmutableDictionary<string, PropertyInfo> ReadProperties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .GroupBy(property => MemberNames.ToTemplate(property.Name), StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
}
