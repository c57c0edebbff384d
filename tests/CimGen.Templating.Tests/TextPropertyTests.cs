using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Templating.Tests;

public class TextPropertyTests
{
    [Fact]
    public void TextWithoutTagsRendersToItself()
    {
        // Few characters, so that braces, percent signs and line breaks meet often.
        var texts = Gen.Elements("{}%~- \t\r\nax'\"#|é€".ToCharArray()).ArrayOf()
            .Select(characters => new string(characters))
            .Where(text => !text.Contains("{{", StringComparison.Ordinal) && !System.Text.RegularExpressions.Regex.IsMatch(text, "{%+{"));
        Prop.ForAll(texts.ToArbitrary(), text =>
                TemplateWorkspace.RenderAll(new { }, null, (TemplateWorkspace.Main, text)).All(run => run.Result.Value == text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void AnyTextEndsWithAResult()
    {
        string[] pieces = ["{{", "}}", "{{-", "-}}", "{{~", "~}}", " ", "\n", "for", "if", "else", "end", "in", "x", "xs", ".", "(", ")", "|", "'", "1", "-", "!", "#", "=="];
        var texts = Gen.Elements(pieces).ArrayOf().Select(string.Concat);
        var model = new { X = true, Xs = new[] { 1, 2 } };
        Prop.ForAll(texts.ToArbitrary(), text =>
            {
                using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, text));
                var result = new Builtin.BuiltinTemplateEngine(workspace.Folder).Render(TemplateWorkspace.Main, model);
                return result.Ok == result.Diagnostics.IsEmpty;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
