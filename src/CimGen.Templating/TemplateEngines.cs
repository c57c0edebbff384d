using System.Collections.Immutable;
using CimGen.Templating.Builtin;
using CimGen.Templating.Loading;

namespace CimGen.Templating;

/// <summary>The engines of this build. The Scriban package is part of it when built with <c>-p:UseScriban=true</c>.</summary>
public static class TemplateEngines
{
    /// <summary>The engine to use: the Scriban package where it is compiled in, the built-in renderer otherwise.</summary>
    public static ITemplateEngine Create(TemplateFolder folder) => All(folder)[0];

    /// <summary>Every engine of this build, the preferred one first; tests run each template on all of them.</summary>
    public static ImmutableArray<ITemplateEngine> All(TemplateFolder folder, TemplateLimits? limits = null) =>
    [
#if USE_SCRIBAN
        new ScribanPackage.ScribanTemplateEngine(folder, limits),
#endif
        new BuiltinTemplateEngine(folder, limits),
    ];
}
