using CimGen.Templating.Models;

namespace CimGen.Templating.Builtin.Rendering;

/// <summary>The variables at one place of a rendering: those of the loops around it, then the model's members.</summary>
internal sealed class Scope(TemplateObject model)
{
    private readonly Stack<(string Name, object? Value)> _variables = new();

    public void Push(string name, object? value) => _variables.Push((name, value));

    public void Pop() => _variables.Pop();

    public bool TryGet(string name, out object? value)
    {
        foreach (var variable in _variables)
        {
            if (variable.Name == name)
            {
                value = variable.Value;
                return true;
            }
        }

        return model.TryGet(name, out value);
    }
}
