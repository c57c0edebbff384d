using CimGen.Core.Diagnostics;
using CimGen.Templating.Builtin.Syntax;
using CimGen.Templating.Models;

namespace CimGen.Templating.Builtin.Rendering;

/// <summary>Computes expressions, strictly: unknown names and unsuitable types are errors. After an error methods return false.</summary>
internal sealed class Evaluator(Scope scope)
{
    /// <summary>The first error.</summary>
    public Diagnostic? Error { get; private set; }

    public bool TryEvaluate(Expression expression, out object? value)
    {
        value = null;
        return expression switch
        {
            LiteralExpression literal => Give(literal.Value, out value),
            VariableExpression variable => TryVariable(variable, out value),
            MemberExpression member => TryMember(member, out value),
            UnaryExpression unary => TryUnary(unary, out value),
            BinaryExpression binary => TryBinary(binary, out value),
            CallExpression call => TryCall(call, out value),
            _ => throw new InvalidOperationException($"No rule for {expression.GetType().Name}."),
        };
    }

    /// <summary>A boolean, for the use that <paramref name="what"/> names.</summary>
    public bool TryCondition(Expression expression, string what, out bool condition)
    {
        condition = false;
        if (!TryEvaluate(expression, out var value))
        {
            return false;
        }

        condition = value is true;
        return value is bool || Fail(TemplateDiagnostics.Type(expression.Location, $"{what} is {TemplateValue.TypeName(value)} and not a boolean"));
    }

    public bool Fail(Diagnostic error)
    {
        Error ??= error;
        return false;
    }

    private static bool Give(object? result, out object? value)
    {
        value = result;
        return true;
    }

    private bool TryVariable(VariableExpression variable, out object? value) =>
        scope.TryGet(variable.Name, out value) || Fail(TemplateDiagnostics.NoVariable(variable.Location, variable.Name));

    private bool TryMember(MemberExpression member, out object? value)
    {
        if (!TryEvaluate(member.Target, out value))
        {
            return false;
        }

        return value switch
        {
            null => Fail(TemplateDiagnostics.Null(member.Location, $"take member '{member.Name}' of")),
            TemplateObject target => target.TryGet(member.Name, out value)
                || Fail(TemplateDiagnostics.NoMember(member.Location, member.Name, "the object", target.Names)),
            _ => Fail(TemplateDiagnostics.NoMember(member.Location, member.Name, TemplateValue.TypeName(value), [])),
        };
    }

    private bool TryUnary(UnaryExpression unary, out object? value)
    {
        value = null;
        if (unary.Operator == "!")
        {
            return TryCondition(unary.Operand, "the operand of '!'", out var condition) && Give(!condition, out value);
        }

        if (!TryEvaluate(unary.Operand, out var operand))
        {
            return false;
        }

        return operand switch
        {
            long.MinValue => Fail(TemplateDiagnostics.Overflow(unary.Location)),
            long number => Give(-number, out value),
            _ => Fail(TemplateDiagnostics.Type(unary.Location, $"cannot negate {TemplateValue.TypeName(operand)}")),
        };
    }

    private bool TryBinary(BinaryExpression binary, out object? value)
    {
        value = null;
        if (binary.Operator is "&&" or "||")
        {
            return TryLogical(binary, out value);
        }

        if (!TryEvaluate(binary.Left, out var left) || !TryEvaluate(binary.Right, out var right))
        {
            return false;
        }

        if (binary.Operator is "==" or "!=" && AreComparable(left, right))
        {
            return Give(Equals(left, right) == (binary.Operator == "=="), out value);
        }

        if (left is not long a || right is not long b)
        {
            return Fail(TemplateDiagnostics.Type(
                binary.Location,
                $"'{binary.Operator}' cannot work on {TemplateValue.TypeName(left)} and {TemplateValue.TypeName(right)}"));
        }

        value = Compute(a, binary.Operator, b);
        return value is not null || Fail(TemplateDiagnostics.Overflow(binary.Location));
    }

    private bool TryLogical(BinaryExpression binary, out object? value)
    {
        value = null;
        var what = $"an operand of '{binary.Operator}'";
        if (!TryCondition(binary.Left, what, out var condition))
        {
            return false;
        }

        var isDecided = condition == (binary.Operator == "||");
        return (isDecided || TryCondition(binary.Right, what, out condition)) && Give(condition, out value);
    }

    private static bool AreComparable(object? left, object? right) =>
        left is null || right is null || (left is long or string or bool && left.GetType() == right.GetType());

    // Null on overflow.
    private static object? Compute(long left, string op, long right)
    {
        var wide = (Int128)left;
        return op switch
        {
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            ">=" => left >= right,
            "+" => Fit(wide + right),
            "-" => Fit(wide - right),
            "*" => Fit(wide * right),
            _ => throw new InvalidOperationException($"No rule for operator {op}."),
        };
    }

    private static object? Fit(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? (long)value : null;

    private bool TryCall(CallExpression call, out object? value)
    {
        value = null;
        if (!TryEvaluate(call.Piped, out var piped))
        {
            return false;
        }

        var arguments = new object?[call.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!TryEvaluate(call.Arguments[i], out arguments[i]))
            {
                return false;
            }
        }

        value = TemplateFunctions.Call(call.Function, piped, arguments, out var problem);
        return value is not null || Fail(TemplateDiagnostics.Type(call.Location, problem));
    }
}
