using System.Text.Json;
using NotionSync.Syncing;

namespace NotionSync.Resources;

internal sealed record SyncStartedResource(IReadOnlyList<SyncRunResource> Runs);

internal sealed record SyncRunResource(string Id, string ConnectionId);

internal sealed record SyncSettingsRequest
{
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>A list of sources, or the text <c>ALL</c>; an empty list: none syncs by itself.</summary>
    public required JsonElement AutoSyncEnabledSources { get; init; }

    public int? IntervalHours { get; init; }

    public IReadOnlyList<string> ReadSources()
        => AutoSyncEnabledSources switch
        {
            { ValueKind: JsonValueKind.String } text when text.GetString() == SyncSettings.AllSources => [SyncSettings.AllSources],
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(source => source.ValueKind == JsonValueKind.String)
                => [.. list.EnumerateArray().Select(source => source.GetString()!)],
            _ => throw new ProblemException(ProblemKind.Invalid, "invalid_source", $"autoSyncEnabledSources is a list of sources such as [\"{SyncSettings.Source}\"], \"{SyncSettings.AllSources}\", or []."),
        };
}
