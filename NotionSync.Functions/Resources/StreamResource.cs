using System.Text.Json;
using NotionSync.Streams;
using NotionSync.Streams.Exporting;

namespace NotionSync.Resources;

internal sealed record StreamResource(
    string Name, IReadOnlyList<string> PrimaryKey, string? CursorField, IReadOnlyList<StreamMode> Modes, JsonElement JsonSchema)
{
    public static StreamResource Of(StreamDefinition stream)
        => new(
            stream.Name,
            [stream.PrimaryKey],
            stream.CursorField,
            stream.IsIncremental ? [StreamMode.FullRefresh, StreamMode.Incremental] : [StreamMode.FullRefresh],
            stream.Schema);
}

internal sealed record StreamExportResource(
    string Id,
    string ConnectionId,
    StreamExportStatus Status,
    IReadOnlyList<StreamExportItemResource> Streams,
    long Bytes,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string? ErrorCode)
{
    public static StreamExportResource Of(StreamExport export)
        => new(
            export.Id,
            export.ConnectionId,
            export.Status,
            [.. export.Streams.Select(stream => new StreamExportItemResource(stream.Name, stream.Mode, stream.Records, stream.IsDone, stream.State?.ToJson(), stream.Warnings))],
            export.Bytes,
            export.StartedAt,
            export.FinishedAt,
            export.ErrorCode);
}

internal sealed record StreamExportItemResource(
    string Name, StreamMode Mode, long Records, bool IsDone, JsonElement? State, IReadOnlyDictionary<string, int> Warnings);
