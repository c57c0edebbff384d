using System.Text;
using System.Text.RegularExpressions;

namespace CimGen.Fuzz.Mutation;

/// <summary>Faults of text files: tokens, lines and fields that are changed, lost, repeated or swapped.</summary>
internal static partial class TextMutator
{
    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "2", "3", "7", "255", "256", "4096", "4097", "65535", "65536", "1048576", "268435456", "2147483647", "2147483648", "4294967296", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "1e9", "1e400", "-1e400", "1e-400", "0x10", "0o17", "1_000", "+1", "1.5", ".5", "8,5", "NaN", ".nan", "inf", "-.inf", "", " ",
    ];

    private static readonly string[] YamlTokens =
    [
        "~", "null", "true", "[]", "{}", "[[[[[[[[", "{a: {a: {a: ", "&a", "*a", "&a [*a]", "!!binary", "!!python/object", "|", ">", "- ", "? ", ": ", "# ", "\t",
        "%YAML 1.2\n---\n", "---\n", "...\n", "'", "\"",
        "\"\\u0000\"", "\"\\e[31m\"", "..", "/etc/passwd", "../w.npy", "input", "conv", "max-pool", "add", "linear", "relu", "kernels", "kernel", "stride", "padding", "weights",
        "x: &x [a,a,a,a,a,a,a,a]\ny: &y [*x,*x,*x,*x,*x,*x,*x,*x]\nz: &z [*y,*y,*y,*y,*y,*y,*y,*y]\nlayers: [*z,*z,*z,*z,*z,*z,*z,*z]\n",
    ];

    private static readonly string[] Fields = ["\"", "\"\"", "\"a\nb\"", "\"unclosed", "\0", "\u00a0", "a", "label", ";", "\t", "\ufeff", "1,2", "1;2", "'1'", "\r"];

    public static byte[] Yaml(Random random, byte[] file)
    {
        var text = Encoding.UTF8.GetString(file);
        for (var i = Faults(random); i > 0; i--)
        {
            text = random.Next(5) == 0 ? Lines(random, text) : Token(random, text);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    public static byte[] Csv(Random random, byte[] file)
    {
        var lines = Encoding.UTF8.GetString(file).Split('\n').ToList();
        for (var i = Faults(random); i > 0; i--)
        {
            var at = random.Next(lines.Count);
            var fields = lines[at].Split(',').ToList();
            var field = random.Next(fields.Count);
            switch (random.Next(8))
            {
                case < 3:
                    fields[field] = Value(random);
                    break;
                case 3:
                    fields.RemoveAt(field);
                    break;
                case 4:
                    fields.Insert(field, Value(random));
                    break;
                case 5:
                    fields[0] = Value(random);
                    break;
                case 6 when random.Next(4) == 0:
                    fields.AddRange(Enumerable.Repeat("0", 100_000));
                    break;
                default:
                    lines = [.. Lines(random, string.Join('\n', lines)).Split('\n')];
                    continue;
            }

            lines[at] = string.Join(',', fields);
        }

        var text = string.Join(random.Next(8) == 0 ? "\r\n" : "\n", lines);
        return Encoding.UTF8.GetBytes(random.Next(20) == 0 ? text.Replace(',', ';') : text);
    }

    /// <summary>The header of an .npy file, which is a text behind its magic number, version and length.</summary>
    public static byte[] Npy(Random random, byte[] file)
    {
        const int Start = 10;
        if (file.Length <= Start || random.Next(3) == 0)
        {
            return ByteMutator.Mutate(random, file);
        }

        var length = Math.Min(file[8] + (file[9] << 8), file.Length - Start);
        var header = Encoding.ASCII.GetString(file, Start, length);
        header = random.Next(6) switch
        {
            0 => header.Replace("<f4", Choose(random, "<f8", ">f4", "<f2", "|O", "|u1", "<i8", "f4", "")),
            1 => header.Replace("False", Choose(random, "True", "0", "None", "")),
            2 => Digits().Replace(header, m => random.Next(2) == 0 ? Choose(random, Numbers) : m.Value),
            3 => header.Replace("(", Choose(random, "((", "", "(1, ", "(-1, ")),
            4 => header.Replace("shape", Choose(random, "Shape", "descr", "")),
            _ => Token(random, header),
        };
        var text = Encoding.ASCII.GetBytes(header);
        var said = random.Next(4) == 0 ? random.Next(65536) : text.Length;
        byte[] head = [.. file[..6], random.Next(8) == 0 ? (byte)random.Next(4) : file[6], file[7], (byte)said, (byte)(said >> 8)];
        return [.. head, .. text, .. file[(Start + length)..]];
    }

    /// <summary>Mostly one.</summary>
    private static int Faults(Random random) => 1 + (random.Next(4) / 3) + (random.Next(4) / 3);

    private static string Token(Random random, string text)
    {
        var tokens = Tokens().Matches(text);
        if (tokens.Count == 0)
        {
            return Choose(random, YamlTokens);
        }

        var token = tokens[random.Next(tokens.Count)];
        var number = char.IsAsciiDigit(token.Value[0]);
        var other = random.Next(6) switch
        {
            < 3 when number => Choose(random, Numbers),
            < 2 => tokens[random.Next(tokens.Count)].Value,
            2 => Choose(random, YamlTokens),
            3 => "",
            4 => token.Value + token.Value,
            _ => Choose(random, Numbers),
        };
        return string.Concat(text.AsSpan(0, token.Index), other, text.AsSpan(token.Index + token.Length));
    }

    private static string Lines(Random random, string text)
    {
        var lines = text.Split('\n').ToList();
        var (a, b) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(6))
        {
            case 0:
                lines.RemoveAt(a);
                break;
            case 1:
                lines.Insert(b, lines[a]);
                break;
            case 2:
                (lines[a], lines[b]) = (lines[b], lines[a]);
                break;
            case 3:
                lines[a] = new string(' ', random.Next(5)) + lines[a].TrimStart();
                break;
            case 4:
                lines[a] = lines[a][..random.Next(lines[a].Length + 1)];
                break;
            default:
                lines.RemoveRange(a, lines.Count - a);
                break;
        }

        return string.Join('\n', lines);
    }

    private static string Value(Random random) => random.Next(4) == 0 ? Choose(random, Fields) : Choose(random, Numbers);

    private static string Choose(Random random, params string[] texts) => texts[random.Next(texts.Length)];

    [GeneratedRegex(@"[\w.-]+|[^\w\s]")]
    private static partial Regex Tokens();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
