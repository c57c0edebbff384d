namespace CimGen.Flow.Tests;

/// <summary>A small machine with links and groups, pressed harder than a schedule does.</summary>
public sealed class ConnectionFaultyFolder() : FaultyFolder(folder =>
    ConnectedDesign.Build(ConnectionStorm.Of(ConnectedDesign.Compile(ConnectedDesign.Machine)), folder, Images));
