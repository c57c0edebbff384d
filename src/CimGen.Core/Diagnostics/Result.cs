using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CimGen.Core.Diagnostics;

/// <summary>What a stage returns: its product, unless there were errors, and every finding on the way.</summary>
/// <typeparam name="T">The stage's product.</typeparam>
public sealed record Result<T>(T? Value, ImmutableArray<Diagnostic> Diagnostics)
    where T : class
{
    /// <summary>True when there is a product and no error.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Ok => Value is not null && !Diagnostics.Any(d => d.IsError);

    public static implicit operator Result<T>(Diagnostic error) => new(null, [error]);

    /// <summary>Feeds the product to the next stage; the findings of both are kept.</summary>
    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next)
        where TNext : class
    {
        if (!Ok)
        {
            return new Result<TNext>(null, Diagnostics);
        }

        var result = next(Value);
        return result with { Diagnostics = Diagnostics.AddRange(result.Diagnostics) };
    }
}

/// <summary>Makes results without naming their type.</summary>
public static class Result
{
    /// <summary>A product without findings.</summary>
    public static Result<T> Success<T>(T value)
        where T : class => new(value, []);

    /// <summary>A product, withheld when the bag holds an error, and the bag's findings.</summary>
    public static Result<T> From<T>(T? value, DiagnosticBag bag)
        where T : class => new(bag.HasErrors ? null : value, bag.ToImmutable());
}
