namespace CimGen.Templating.Models;

/// <summary>A member of a type that templates cannot use (a fraction, an enum, a date); an error only where it is used.</summary>
internal sealed record UnsupportedValue(Type Type);
