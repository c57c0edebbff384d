using CimGen.Flow.Designs;

namespace CimGen.Flow.Tests;

/// <summary>A design's folder with the programs of <see cref="Stimuli.CallStorm"/>.</summary>
internal static class CallStorm
{
    public static BuiltDesign Build(DesignFile file, string folder)
    {
        var built = Workspace.Build(file, folder);
        var design = Stimuli.CallStorm.Of(built.Design);
        var golden = Workspace.Required(GoldenResults.Run(design, built.Stimulus, 0));
        Assert.Null(Rtl.Folders.DesignFolder.Write(folder, Workspace.Required(DesignWriter.Files(design, golden, [], null))));
        return new BuiltDesign(design, built.Stimulus, golden);
    }
}
