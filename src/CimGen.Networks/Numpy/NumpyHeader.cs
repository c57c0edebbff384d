using System.Collections.Immutable;
using System.Globalization;

namespace CimGen.Networks.Numpy;

/// <summary>What the header of an .npy file says: <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</c>.</summary>
/// <param name="IsFortran">The first axis runs fastest.</param>
internal sealed record NumpyHeader(NumpyType Type, bool IsFortran, ImmutableArray<long> Shape)
{
    /// <summary>Number of elements; more than a file can hold count as 2^63.</summary>
    public Int128 Count => Shape.Aggregate((Int128)1, (product, length) => Int128.Min(product * length, (Int128)1 << 63));

    /// <summary>With at most one axis of several elements, both orders are the same.</summary>
    public bool IsRowMajor => !IsFortran || Shape.Count(length => length != 1) <= 1;

    public string ShapeText => Text(Shape);

    /// <summary>A shape for messages.</summary>
    public static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <returns>Null when the text is no header.</returns>
    public static NumpyHeader? Parse(string text) => new Parser(text).Header();

    /// <summary>The few forms of Python literals that NumPy writes; anything else is no header.</summary>
    private sealed class Parser(string text)
    {
        private int _at;

        public NumpyHeader? Header()
        {
            NumpyType? type = null;
            bool? fortran = null;
            ImmutableArray<long>? shape = null;
            if (!Take('{'))
            {
                return null;
            }

            while (!Take('}'))
            {
                var key = Quoted();
                if (key is null || !Take(':'))
                {
                    return null;
                }

                var good = key switch
                {
                    "descr" when type is null => (type = Description()) is not null,
                    "fortran_order" when fortran is null => (fortran = Boolean()) is not null,
                    "shape" when shape is null => (shape = Tuple()) is not null,
                    _ => false,
                };
                if (!good || (!Take(',') && !Next('}')))
                {
                    return null;
                }
            }

            SkipSpace();
            return _at == text.Length && type is { } t && fortran is { } f && shape is { } s ? new NumpyHeader(t, f, s) : null;
        }

        private NumpyType? Description()
        {
            if (!Next('['))
            {
                return Quoted() is { } plain ? NumpyType.Parse(plain) : null;
            }

            // Fields of a record: only their end is of interest.
            var depth = 0;
            while (_at < text.Length)
            {
                depth += text[_at++] switch { '[' => 1, ']' => -1, _ => 0 };
                if (depth == 0)
                {
                    return NumpyType.Structured;
                }
            }

            return null;
        }

        private string? Quoted()
        {
            SkipSpace();
            if (_at >= text.Length || text[_at] is not ('\'' or '"'))
            {
                return null;
            }

            var end = text.IndexOf(text[_at], _at + 1);
            if (end < 0)
            {
                return null;
            }

            var content = text[(_at + 1)..end];
            _at = end + 1;
            return content;
        }

        private bool? Boolean() => Take("True") ? true : Take("False") ? false : null;

        private ImmutableArray<long>? Tuple()
        {
            const int MostAxes = 64;
            var lengths = ImmutableArray.CreateBuilder<long>();
            if (!Take('('))
            {
                return null;
            }

            while (!Take(')'))
            {
                SkipSpace();
                var start = _at;
                while (_at < text.Length && char.IsAsciiDigit(text[_at]))
                {
                    _at++;
                }

                if (lengths.Count == MostAxes || !long.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                {
                    return null;
                }

                // Python 2 wrote long integers as 3L.
                _ = Take('L');
                lengths.Add(length);
                if (!Take(',') && (lengths.Count == 1 || !Next(')')))
                {
                    return null;
                }
            }

            return lengths.ToImmutable();
        }

        private void SkipSpace()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
        }

        private bool Next(char wanted)
        {
            SkipSpace();
            return _at < text.Length && text[_at] == wanted;
        }

        private bool Take(char wanted)
        {
            var there = Next(wanted);
            _at += there ? 1 : 0;
            return there;
        }

        private bool Take(string wanted)
        {
            SkipSpace();
            var there = text.AsSpan(_at).StartsWith(wanted, StringComparison.Ordinal);
            _at += there ? wanted.Length : 0;
            return there;
        }
    }
}
