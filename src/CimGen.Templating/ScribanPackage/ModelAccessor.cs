using CimGen.Templating.Models;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace CimGen.Templating.ScribanPackage;

/// <summary>Lets Scriban read the members of a <see cref="TemplateObject"/>; models cannot be written.</summary>
internal sealed class ModelAccessor : IObjectAccessor
{
    public static ModelAccessor Instance { get; } = new();

    public bool HasIndexer => false;

    public Type? IndexType => null;

    public int GetMemberCount(TemplateContext context, SourceSpan span, object target) => ((TemplateObject)target).Names.Count();

    public IEnumerable<string> GetMembers(TemplateContext context, SourceSpan span, object target) => ((TemplateObject)target).Names;

    public bool HasMember(TemplateContext context, SourceSpan span, object target, string member) =>
        ((TemplateObject)target).TryGet(member, out _);

    public bool TryGetValue(TemplateContext context, SourceSpan span, object target, string member, out object? value)
    {
        var model = (TemplateObject)target;
        return model.TryGet(member, out value)
            ? true
            : throw TemplateFault.At(span, location => TemplateDiagnostics.NoMember(location, member, "the object", model.Names));
    }

    public bool TrySetValue(TemplateContext context, SourceSpan span, object target, string member, object? value) => false;

    public bool TryGetItem(TemplateContext context, SourceSpan span, object target, object index, out object? value)
    {
        value = null;
        return false;
    }

    public bool TrySetItem(TemplateContext context, SourceSpan span, object target, object index, object? value) => false;
}
